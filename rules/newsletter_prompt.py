"""Newsletter prompts: the call to sign up for e-mails, and its button.

Cuts, anywhere, a line that is a whole prompt ("Sign up for our newsletter"), a short imperative line
that opens with a sign-up verb and names a newsletter, and the buttons right below either.

Wrong when an article is about newsletters: its sentences do not open with the imperative, a quoted call
stands in quotation marks, and advice is an item among others or a short sentence between others.
"""

import re
from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

WHOLE = phrases("newsletter", "line")
VERB = phrases("newsletter", "verb")
NOUN = phrases("newsletter", "noun")
BUTTON = phrases("newsletter", "button")
LONGEST = 22  # words
TIP = 8  # words
SENTENCE = re.compile(r"(?<=[.!?。？！])\s+")


def evidence_of(line: Line) -> tuple[Evidence, ...]:
    """What makes the line a prompt; empty when it is none."""
    if len(line.text) > 250 or line.spoken:
        return ()
    if line.key in WHOLE:
        return (Evidence("prompt", 0.9, line.span()),)
    if line.words > LONGEST or not NOUN.within(line.key):
        return ()
    sentences = [fold(sentence) for sentence in SENTENCE.split(line.text)]
    if sentences[0] in WHOLE and all(key in WHOLE or key in BUTTON for key in sentences[1:]):
        return (Evidence("prompt", 0.9, line.span()),)
    if any(VERB.opening(key) and NOUN.within(key) for key in sentences):
        return (Evidence("verb", 0.6, line.span()), Evidence("noun", 0.6, line.span()))
    return ()


def is_prompt(line: Line) -> bool:
    """Whether the line is a prompt."""
    return bool(evidence_of(line))


def is_advice(page: Page, line: Line) -> bool:
    """Whether the line is an item of a list of tips: with a bullet, or between sentences as short."""
    if page.in_list(line, is_prompt):
        return True
    tips = [other for other in page.beside(line) if other.stops and other.words <= TIP and not is_prompt(other)]
    return line.stops and len(tips) > 1


def is_button(line: Line) -> bool:
    """Whether the line is nothing but a sign-up button."""
    return len(line.text) <= 60 and line.key in BUTTON


@rule(
    place="inline",
    cuts=(
        "The mill closed in 1974, and nobody has worked there since.\n⟦\nSign up for our newsletter\nSubscribe\n⟧\n"
        "The roof fell in during the storm of 1990.",
        "Die Mühle schloss 1974, seither hat dort niemand gearbeitet.\n⟦\nAbonnieren Sie unseren Newsletter\n⟧",
        "El molino cerró en 1974 y nadie ha trabajado allí desde entonces.\n⟦Suscríbete a nuestro boletín\n⟧",
    ),
    keeps=(
        "Sign-ups for the newsletter of the museum doubled after the fire, its editor said.\n",
        "“Sign up for our newsletter,” the slogan ran, and thousands of people did just that.\n",
        "A new town takes more than a van, the school nurse says.\nFind the library.\n"
        "Sign up for the newsletter of your street.\nLearn the bus times by heart.\n",
        "A new town takes more than a van, the school nurse says.\n- Find the library\n- Subscribe to the newsletter of your street\n",
        "Subscribe\nwas the one word that the poet left out.\n",
    ),
)
def newsletter_prompt(page: Page) -> Iterator[Finding]:
    """Propose every prompt, with the buttons right below it."""
    last = -1
    for line in page.short:
        if line.index <= last or not (evidence := evidence_of(line)) or is_advice(page, line):
            continue
        end = line
        while end.index + 1 < len(page.lines) and is_button(page.lines[end.index + 1]):
            end = page.lines[end.index + 1]
            evidence += (Evidence("button", 0.3, end.span()),)
        last = end.index
        yield Finding(page.cut(line, end), f"newsletter prompt: {line.text[:80]!r}", evidence)
