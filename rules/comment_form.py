"""Comment forms: the invitation to write a comment, and the form that a site prints under an article.

Cuts, after the last running text, a line that is nothing but such an invitation ("Leave a reply",
"3 comments") and the lines of the form right above and below it; and a lone "Comments" that ends the page.

Wrong when readers' comments are wanted: a comment is running text, and with running text or a short sentence below
the invitation the rule is silent. So it is when somebody is quoted, and in a table of votes or times.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from cleaner.lexicon import phrases
from cleaner.page import Line, Page, fold
from cleaner.rule import Evidence, Finding, rule

PROMPT = phrases("comments", "prompt")
COUNT = phrases("comments", "count")
LABEL = phrases("comments", "label")
FURNITURE = phrases("comments", "furniture")
LONGEST = 200  # code points
ANSWER = 3  # words of a sentence below the form, at least
COUNTED = re.compile(r"(?<![\d:.])(?:0|[1-9]\d*)(?![\d:])")  # a figure, and no time of day or code
SENTENCE = re.compile(r"(?<=[.!?。])\s+")


def invites(line: Line) -> bool:
    """Whether the line is an invitation or a count of comments, and nothing else."""
    key = line.key if len(line.text) <= LONGEST and not line.spoken else ""
    if key and len(line.sentences) > 1 and all(sentence in PROMPT for sentence in line.sentences):
        return True
    return key in PROMPT or key in COUNT.words or (key in COUNT and COUNTED.search(line.text) is not None)


def belongs(line: Line) -> bool:
    """Whether the line is a part of a comment form: each of its sentences is."""
    if len(line.text) > LONGEST:
        return False
    keys = filter(None, map(fold, SENTENCE.split(line.text)))
    return line.key in FURNITURE or invites(line) or all(key in FURNITURE or key in PROMPT for key in keys)


@rule(
    place="tail",
    words=(PROMPT, COUNT, LABEL),
    cuts=(
        "The ceasefire held through the night, the mayor said.\n⟦\nleave a reply:\n⟧",
        "The vote is on Monday, the council said on its website.\n⟦Leave a Comment\nName *\nEmail *\nPost Comment⟧",
        "Der Stadtrat entscheidet am Montag über den Antrag.\n⟦\nSchreiben Sie einen Kommentar\n⟧",
        "El pleno votará el lunes la propuesta del alcalde.\n⟦\nDeja un comentario\n⟧",
        "Traffic was light on the first day, and nobody missed the ferry.\n⟦\nComments\n⟧",
        "市议会将于周一就市长提出的这项方案进行表决。\n⟦\n发表评论\n⟧",
    ),
    keeps=(
        "The minister chose to leave a reply: none was needed.\n",
        "The hall was full long before noon.\nLeave a reply\nI was there that night and saw it all quite otherwise.\n",
        "Die Richterin sah lange in den Baum hinauf und fragte den Hausmeister nur eines:\n„Was meinen Sie?“\n",
        "The keeper sent eleven words that week, and a boy wrote them down.\n21:20 COMMENT\n",
        "The choir voted in hats, and the loser shook every hand.\nVotes\nJoe Ames 11\nTom Link 10\nComments 4\n",
        "The council sat until two in the morning.\n3 comments\nThe first was rude.\n",
        "“Leave a reply,” she said into the phone, and hung up before anyone could.\n",
    ),
)
def comment_form(page: Page) -> Iterator[Finding]:
    """Propose each invitation in the tail, with the form below it."""
    tail = page.after(belongs)
    labels = list(takewhile(lambda line: line.key in LABEL.words and not line.spoken, tail[::-1]))
    if labels:
        last, first = labels[0], labels[-1]
        yield Finding(page.cut(first, last), "a heading over comments", (Evidence("heading", 0.85, last.span()),))
    at = 0
    while at < len(tail):
        first = tail[at]
        at += 1
        if not invites(first) or page.in_tally(first):
            continue
        form = list(takewhile(belongs, tail[at - 2 :: -1] if at > 1 else ()))[::-1]  # "Comments" over the invitation
        form.append(first)
        while at < len(tail) and belongs(tail[at]):
            form.append(tail[at])
            at += 1
        if (below := page.near(form[-1], 1)) and below.stops and below.words >= ANSWER:
            continue  # a subhead, or the comments themselves
        evidence = (
            Evidence("invitation", 0.9, first.span()),
            *(Evidence("form", 0.4, line.span()) for line in form if line is not first),
        )
        yield Finding(
            page.cut(form[0], form[-1]), f"comment form: {first.text!r} and {len(form) - 1} lines of form", evidence
        )
