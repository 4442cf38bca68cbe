"""Notices: lines in which a house speaks for itself, sentence by sentence, with the buttons below them.

Several rules look for such lines, each with phrases of its own; how a notice is known is the same for all.
"""

from collections.abc import Iterator, Sequence

from cleaner.lexicon import LONGEST, Phrases, may_be
from cleaner.page import COMPOUND, Line, Page
from cleaner.rule import Evidence, Finding

SENTENCES = 8  # of a notice
MORE = 8  # words that a notice may say beside what is known of it, or as many as are known
NOTHING = Phrases(())


def is_notice(line: Line, whole: Phrases, opening: Phrases = NOTHING) -> bool:
    """Whether a line is one of the phrases, or its first sentence is or opens as one, and little else is said."""
    if len(line.text) > LONGEST or line.spoken or not may_be(line.key, whole, opening):
        return False
    if " " not in line.key and line.words == 1 and len(line.key) < COMPOUND:
        return False  # a word of everyday
    if line.key in whole:
        return True
    known = 0
    for number, key in enumerate(line.sentences):
        if key in whole or opening.opening(key) is not None:
            known += key.count(" ") + 1
        elif number == 0:
            return False
    rest = line.key.count(" ") + 1 - known
    return len(line.sentences) <= SENTENCES and rest <= max(known, MORE)


def notices(
    page: Page, lines: Sequence[Line], name: str, whole: Phrases, opening: Phrases = NOTHING, button: Phrases = NOTHING
) -> Iterator[Finding]:
    """A finding for every run of notices among the lines; buttons go with the notices that they stand below."""

    def known(line: Line) -> bool:
        return is_notice(line, whole, opening)

    at = 0
    while at < len(lines):
        first = lines[at]
        at += 1
        if not known(first) or page.goes_on(first) or page.in_text_list(first, known):
            continue
        run = [Evidence(name, 0.9, first.span())]
        last = first
        while at < len(lines) and ((again := known(lines[at])) or lines[at].key in button):
            if page.goes_on(lines[at]):
                break
            last = lines[at]
            run.append(Evidence(name if again else "button", 0.4, last.span()))
            at += 1
        yield Finding(page.cut(first, last), f"{name}: {first.text[:80]!r}", tuple(run))
