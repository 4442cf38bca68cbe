"""Photo credits: who took the picture that stood here.

Cuts, anywhere, a line that opens with a credit ("Photo: …", "Image courtesy of …"), a line that is
a whole credit ("File photo"), a caption that closes with a credit ("… at dawn. Photo: Ann Lee"), and
a short line of names that ends in a picture agency.

Wrong when a sentence opens with the same word ("Photo albums …"): without the colon only leads that
prose does not open with count, and a credit is short. The data of a film or book, and pictures told one a
line, are the article's.
"""

import re
from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page, fold, is_name
from cleaner.rule import Evidence, Finding, rule

LEAD = phrases("photo", "prefix")
LEAD_COLON = phrases("photo", "prefix_colon", "prefix")
WHOLE = phrases("photo", "line")
AGENCY = phrases("agencies", "names")
PHOTO = phrases("agencies", "photo")
LONGEST = 40  # words
MOST_NAMES = 8  # words
CODE = 2  # words of a source that is written in lower case
NAMES = re.compile(r"\s*(?:[/|©]|\bvia\b)\s*", re.I)
CLOSING = re.compile(r"[.!?…)。]\s*\(?(\w+(?: \w+)?)\s*[:：/]\s*([^:：]+?)\)?$")


def names_a_source(text: str) -> bool:
    """Whether a text is what follows a credit's lead: names, or anything that ends in an agency or a sign."""
    named = not text.islower() or len(text.split()) <= CODE  # where all is in lower case, "mia" is a word
    return is_name(text, MOST_NAMES) or "/" in text or "©" in text or (named and AGENCY.within(fold(text)))


def is_picture_agency(name: str) -> bool:
    """Whether a name is a picture agency's, or a news agency's written as a code of three letters or more."""
    key = fold(name)
    return key in PHOTO.words or (key in AGENCY.words and len(name) > 2 and (name.isupper() or len(key) > 5))


def evidence_of(line: Line) -> tuple[Evidence, ...]:
    """What makes the line a photo credit; empty when it is none."""
    if line.words > LONGEST or line.spoken:
        return ()
    if line.key in WHOLE.words or (line.words <= MOST_NAMES and not line.stops and WHOLE.slotted(line.key)):
        return (Evidence("credit", 0.88, line.span()),)
    head, colon, rest = line.text.replace("：", ":").partition(":")
    if colon and rest.strip() and fold(head) in LEAD_COLON and names_a_source(rest):
        return (Evidence("lead", 0.88, line.span()),)
    closing = CLOSING.search(line.text) if colon or "/" in line.text else None
    if closing and fold(closing[1]) in LEAD_COLON and is_name(closing[2], MOST_NAMES):
        return (Evidence("caption's credit", 0.82, line.span()),)
    lead = LEAD.opening(line.key)
    if lead and is_name(" ".join(line.text.split()[len(lead.split()) :]), MOST_NAMES):
        return (Evidence("lead", 0.85, line.span()),)
    names = NAMES.split(line.text.strip("()[] ")) if line.words <= MOST_NAMES and not line.ends else ()
    if len(names) > 1 and is_picture_agency(names[-1]):
        return (Evidence("names", 0.6, line.span()), Evidence("agency", 0.6, line.span()))
    return ()


def is_credit(line: Line) -> bool:
    """Whether the line is a photo credit."""
    return bool(evidence_of(line))


def is_own(page: Page, line: Line) -> bool:
    """Whether the line's neighbours tell that it is the article's: data of a film or book, pictures as a story."""
    boxed = LEAD.opening(line.key) is not None and page.in_block(line, is_credit)
    return boxed or page.in_record(line) or page.in_series(line, is_credit)


@rule(
    place="inline",
    cuts=(
        "The old mill burned for two days, the fire chief said.\n⟦Photo: Ann Lee/Riverpost\n⟧Nobody was hurt.",
        "Die alte Mühle brannte zwei Tage, sagte der Brandmeister.\n⟦Foto: Anna Lehmann\n⟧Verletzt wurde niemand.",
        "Le vieux moulin a brûlé deux jours, a dit le chef des pompiers.\n⟦Photo : Anne Leduc\n⟧Personne n’a été blessé.",
        "The old mill burned for two days, the fire chief said.\n⟦Ann Lee/Getty Images\n⟧Nobody was hurt.",
    ),
    keeps=(
        "The firm has lost its good name.\nImage: it has been rebuilding its own since the scandal, and it shows.\n",
        "The film opens on Friday in two halls.\nDirector: Rosa Diaz\nPhotography: Tom Hale\n",
        "Still a feat, and a headache, the reader says after ninety pages of it.\n“The Platform” by Ned Corrin\n"
        "Marn House, 2024\nPhotographs by Lars Beck\nTranslated from nothing\n96 pages\n",
        "At night he wrote down the pictures that he would have liked to take.\nPhoto: the bride, counting her money.\n"
        "Photo: Marn House\nPhoto: everybody who looks away.\n",
        "The winners of the vote are these.\nAnn Lee, CP\nTom Hale, NA\n",
        "Photo albums were all that the family saved from the fire.\n",
        "Image is everything: so the agency told its clients for years.\n",
        "He sold his pictures to Getty Images, and later to a museum.\n",
    ),
)
def photo_credit(page: Page) -> Iterator[Finding]:
    """Propose every line that is a photo credit, and no part of a record, a box or a series of pictures told."""
    for line in page.short:
        if (evidence := evidence_of(line)) and not is_own(page, line):
            yield Finding(page.cut(line), f"photo credit: {line.text[:80]!r}", evidence)
