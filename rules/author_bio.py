"""Author bios: who wrote the article, in a line or a paragraph, and how to reach or follow the author.

Cuts, after the last running text, a paragraph in which a full name is followed by a journalist's trade ("Jane Roe is a
staff writer …"), "The author is …" and a trade, a heading such as "About the author" with the portrait below it, and a line that says how to reach
the author ("Follow her on …", "E-mail: …" with an address).

Wrong when an article is about a journalist: one whom its text has named before stays. A name with other deeds
("Jane Roe is the new mayor"), a heading over text of another kind, and an address among the rows of a record stay.
"""

import re
from collections.abc import Iterator

from cleaner.lexicon import phrases
from cleaner.page import RUNNING, Line, Page, fold, is_name
from cleaner.rule import Evidence, Finding, rule

HEADING = phrases("bio", "heading")
IS = phrases("bio", "is")
UNNAMED = phrases("bio", "unnamed")
TRADE = phrases("bio", "trade")
CONTACT = phrases("bio", "contact")
CONTACT_COLON = phrases("bio", "contact_colon")
ADDRESS = re.compile(r"@\w|\w\.(?:[a-z]{2,})/|https?://|www\.", re.I)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
NAME = 4  # words, and two at least
LONGEST = 80  # words of a bio
SHORT, LONGEST_CALL = 15, 300  # words and code points of a line that says how to reach somebody
HEADING_WORDS = 8
TRADE_WORDS = 6  # after "The author is"


def names_at(line: Line) -> dict[int, str]:
    """The names that a line can be said to open with, by their words, where more words follow."""
    words = line.text.split(maxsplit=NAME)
    names = {n: " ".join(words[:n]).rstrip(",") for n in range(2, len(words)) if words[n - 1][0].isupper()}
    return {n: name for n, name in names.items() if name[0].isupper() and is_name(name, NAME)}


def author(line: Line) -> str | None:
    """The full name that a paragraph opens with, when a journalist's trade follows it."""
    if line.spoken or len(line.text) > RUNNING or not (names := names_at(line)) or line.words > LONGEST:
        return None
    first, *_ = SENTENCE.split(line.text, maxsplit=1)
    words, sentence = line.text.split(), first.split()
    for n, name in names.items():
        if IS.opening(fold(" ".join(words[n:]))) or (len(sentence) > n and IS.slotted(fold(" ".join(sentence[n:])))):
            return name
    return None


def unnamed(line: Line) -> bool:
    """Whether a paragraph says of "the author" what the author's trade is."""
    if line.spoken or line.words > LONGEST:
        return False
    opening = UNNAMED.opening(line.sentences[0]) if line.sentences else None
    if opening is None:
        return False
    return TRADE.within(" ".join(line.sentences[0].removeprefix(opening).split()[:TRADE_WORDS]))


def reaches(line: Line) -> bool:
    """Whether the line says how to reach or to follow the author, and little else."""
    if line.spoken or len(line.text) > LONGEST_CALL or line.words > SHORT:
        return False
    head, colon, rest = line.text.replace("：", ":").partition(":")
    if colon and fold(head) in CONTACT_COLON and len(rest.split()) <= 3:
        return ADDRESS.search(rest) is not None
    return CONTACT.opening(line.key) is not None and (not line.ends or ADDRESS.search(line.text) is not None)


def heads(line: Line) -> bool:
    """Whether the line heads a portrait; one with a gap to fill ("More by …") must end in a name."""
    if line.words > HEADING_WORDS or line.spoken or line.ends:
        return False
    return line.key in HEADING.words or (is_name(" ".join(line.text.split()[-2:]), 2) and HEADING.slotted(line.key))


def portrays(page: Page, line: Line) -> bool:
    """Whether the line is a portrait below a heading: it opens with a full name, or tells of a trade or of ways to write."""
    if line.spoken or len(line.text) > RUNNING or line.words > LONGEST:
        return False
    above = page.near(line, -1)
    if above is not None and above.words <= NAME and is_name(above.text, NAME) and not heads(above):
        above = page.near(above, -1)  # the name stands alone over the portrait
    if above is None or not heads(above):
        return False
    named = line.text.split()[:2]
    opens = all(word[0].isupper() for word in named) and is_name(" ".join(named), 2)
    return opens or IS.within(line.key) or CONTACT.within(line.key)


def is_bio(page: Page, line: Line) -> bool:
    """Whether the line is any part of a bio, wherever it stands."""
    return author(line) is not None or unnamed(line) or reaches(line) or portrays(page, line)


def is_subject(page: Page, name: str, line: Line) -> bool:
    """Whether running text above the line has the last word of a name: then the line goes on with its story."""
    last = fold(name).split()[-1]
    told = (other for other in page.lines[: line.index] if other.prose and f" {last} " in f" {other.key} ")
    return any(author(other) is None for other in told)


@rule(
    place="tail",
    cuts=(
        "The ferry goes to the island twice a day.\n⟦\nOrla Quist is a staff writer who covers the river.\n⟧",
        "Die Fähre fährt zweimal am Tag zur Insel, sagte der Betreiber.\n⟦\nGerda Ohlmann ist Redakteurin im Ressort Politik.\n⟧",
        "The ferry goes to the island twice a day.\n⟦\nThe author is a visiting fellow at the school of rivers.\n⟧",
        "Le bac va deux fois par jour à l’île, dit l’exploitant.\n⟦\nÀ propos de l'auteur\nMaud Kervella vit à Brest.\n⟧",
        "The ferry goes to the island twice a day, the operator said.\n⟦\nFollow her on Bluesky\n⟧",
        "El barco va dos veces al día a la isla, dijo el operador.\n⟦\nCorreo: iria.couto@diario.example\n⟧",
        "Паром ходит на остров дважды в день, сообщил владелец.\n⟦\nОб авторе\n⟧",
    ),
    keeps=(
        "The ferry has a new captain, and the island likes her.\nRuna Elvik is the new captain of the ferry.\n",
        "Nils Ørbeck was freed on Friday, and the whole paper stood at the gate.\nNils Ørbeck is a reporter for the county's oldest daily.\n",
        "The room is open on Sundays from ten to noon.\nPhone: 555 0171\nE-mail: desk@museum.example\n",
        "The ferry was late, and so was whoever wrote of it.\nThe writer is due in court on Monday, her lawyer said.\n",
        "The book is long, and the ferry does not come before its end.\nThe author is a master of waiting, and so is whoever reads her.\n",
        "The last page of the book is the best one.\nAbout the author\nHe lived in a hut by the river for forty years, and never wrote of it.\n",
        "The teacher had one wish for the new year.\nRead his work slowly, she told the class.\n",
        "The island chose a name for the boat on Sunday.\n“Follow her on the river” was painted on it overnight.\n",
    ),
)
def author_bio(page: Page) -> Iterator[Finding]:
    """Propose every bio in the tail, with its heading."""
    for line in page.after(lambda line: is_bio(page, line)):
        below = page.near(line, 1)
        if heads(line) and (below is None or not below.prose or is_bio(page, below)):
            yield Finding(page.cut(line), f"heading of a bio: {line.text!r}", (Evidence("heading", 0.9, line.span()),))
        elif name := author(line):
            if not is_subject(page, name, line):
                evidence = (Evidence("name and trade", 0.85, line.span()),)
                yield Finding(page.cut(line), f"bio of {name!r}", evidence)
        elif unnamed(line):
            yield Finding(page.cut(line), "bio of the author", (Evidence("author and trade", 0.85, line.span()),))
        elif portrays(page, line):
            yield Finding(page.cut(line), "portrait below its heading", (Evidence("portrait", 0.85, line.span()),))
        elif reaches(line) and (not page.in_record(line) or any(is_bio(page, other) for other in page.beside(line))):
            yield Finding(page.cut(line), f"contact: {line.text[:60]!r}", (Evidence("contact", 0.8, line.span()),))
