"""Sign-offs: the initials of those who wrote or edited a text, or an address to write to, below its last sentence.

Cuts, after the last running text, a line that is nothing but initials in brackets or with slashes ("(mbr)", "dpa/ftr"),
an e-mail address, a handle, or a name with an address ("Jane Roe, jane.roe@…", "Write to Jane Roe at …").

Wrong when the text has just announced an address: below a colon it stays, and so does a bare address that is not right
below a sentence, one in a record, and one that is not of the person named. Initials that the text names itself stay.
"""

import re
from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import Line, Page, fold, is_name
from cleaner.rule import Evidence, Finding, rule

CONTACT = phrases("bio", "contact")
CALLS = frozenset(" ".join(words[:2]) for phrase in CONTACT.words if len(words := phrase.split()) > 2)  # "write to"
BRACKETS = re.compile(r"[(\[][^\W\d_]{2,5}(?:[/,;\-–]\s?[^\W\d_]{2,6}){0,4}[)\]]")
SLASHES = re.compile(r"[^\W\d_]{2,5}(?:/[^\W\d_]{2,6}){1,4}")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
HANDLE = re.compile(r"@\w{3,}")
LABEL_WORDS = 5  # a longer line that ends in a colon is a sentence, and announces
LONGEST = 12  # words of a line with a name and an address


def is_address(line: Line) -> bool:
    """Whether the line is one or two addresses and nothing else."""
    words = [word.strip("()[]<>,;.|") for word in line.text.split()]
    given = [word for word in words if word]
    return 0 < len(given) <= 2 and all(MAIL.fullmatch(word) or HANDLE.fullmatch(word) for word in given)


def names_owner(line: Line) -> bool:
    """Whether the line is a name and the address of that person, or asks to write to them."""
    found = MAIL.search(line.text) if line.words <= LONGEST and not line.spoken else None
    if found is None or line.text[found.end() :].strip(" ).]"):
        return False
    local = fold(found[0].partition("@")[0]).replace("_", " ")
    words = line.text[: found.start()].strip(" (<[,|–—-").split()
    owned = any(len(word) > 2 and fold(word) in local for word in words if word[0].isupper() and fold(word))
    call = fold(" ".join(words[:2])) in CALLS
    return owned and (call or is_name(" ".join(words), 4))


def kind_of(line: Line) -> str | None:
    """What kind of sign-off the whole line is, or None."""
    if len(line.text) > 120:
        return None
    if BRACKETS.fullmatch(line.text) or SLASHES.fullmatch(line.text):
        return "initials"
    if is_address(line):
        return "address"
    return "name and address" if names_owner(line) else None


def is_sign_off(line: Line) -> bool:
    """Whether the line is a sign-off of any kind."""
    return kind_of(line) is not None


def is_own(page: Page, line: Line, kind: str) -> bool:
    """Whether the lines above tell that a sign-off is the article's: they announce it, or have its initials in a text."""
    above = page.near(line, -1)
    announced = above is not None and above.words > LABEL_WORDS and above.text.endswith((":", "：", ","))
    if above is None or announced or page.in_record(line):
        return True
    if kind == "initials":
        told = (other for other in page.lines[: line.index] if other.prose)
        return any(f" {line.key} " in f" {other.key} " for other in told)
    return kind == "address" and not above.ends and not is_sign_off(above)


@rule(
    place="tail",
    cuts=(
        "Der Turm wird im Frühjahr wieder aufgebaut, sagte der Rat.\n⟦\n(mbr)\n⟧",
        "Der Turm wird im Herbst wieder aufgebaut, sagte die Stadt.\n⟦ino/ftr⟧",
        "The tower will be built again in spring, the council said.\n⟦\nWrite to Ada Pell at ada.pell@riverpost.example\n⟧",
        "Tårnet bliver bygget op igen til foråret, siger rådet.\n⟦\nSofus Holm, sofus.holm@avisen.example\n⟧",
        "La tour sera reconstruite au printemps, a dit la mairie.\n⟦\nMaud Pasquet (m.pasquet@gazette.example)\n⟧",
    ),
    keeps=(
        "The tower needs many hands before the winter comes.\nThose who want to help can write to the mason:\nmason@tower.example\n",
        "The club meets in the tower on Sundays.\nThe old tower, second floor\nroom@tower.example\n",
        "He has never liked what AC/DC play, and yet the two records on his shelf are these.\nLamps\nAC/DC\n",
        "The mason had only two words for what he saw.\n(no light)\n",
        "Three words were cut into the stone above the door.\nAnd/or not\n",
        "The tower is to be sold, and there are two who want it.\nAsk Ada Pell at tower@council.example\n",
    ),
)
def sign_off(page: Page) -> Iterator[Finding]:
    """Propose every sign-off in the tail."""
    for line in page.after(is_sign_off):
        if (kind := kind_of(line)) and not is_own(page, line, kind):
            yield Finding(page.cut(line), f"{kind}: {line.text[:80]!r}", (Evidence(kind, 0.85, line.span()),))
