"""Notices: lines in which a house speaks for itself, sentence by sentence, with the buttons below them.

Several rules look for such lines, each with phrases of its own; how a notice is known is the same for all.
"""

from collections.abc import Iterator, Sequence

from cleaner.lexicon import LONGEST, Phrases, may_be
from cleaner.page import COMPOUND, Line, Page
from cleaner.rule import Evidence, Finding

SENTENCES = 8  # of a notice
NOTHING = Phrases(())


def is_notice(line: Line, whole: Phrases, opening: Phrases = NOTHING) -> bool:
    """Whether a line is one of the phrases, or its first sentence and at least half of all are, or open as one."""
    if len(line.text) > LONGEST or line.spoken or not may_be(line.key, whole, opening):
        return False
    if " " not in line.key and line.words == 1 and len(line.key) < COMPOUND:
        return False  # a word of everyday
    if line.key in whole:
        return True
    known = [key in whole or opening.opening(key) is not None for key in line.sentences[:1]]
    if not any(known):
        return False
    known += [key in whole or opening.opening(key) is not None for key in line.sentences[1:]]
    return len(known) <= SENTENCES and 2 * sum(known) >= len(known)


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
