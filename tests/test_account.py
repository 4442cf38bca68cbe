"""The account adds up, whoever counts which part of it."""

from cleaner.account import Account
from cleaner.document import Document
from cleaner.formats.record import Reject
from cleaner.ledger import Edit
from cleaner.prepare import Prepared


def seen(account: Account, *items: Prepared | Reject) -> Account:
    for item in items:
        account.read(item)
        if isinstance(item, Prepared):
            account.placed(item.file, item.document.source, item.document.lang, len(item.text), kept=len(item.text) > 5)
    return account


def prepared(text: str, cut: str, source: str | None, file: str) -> Prepared:
    edit = Edit(len(text), len(text + cut), cut, ("a-rule",), "why", 0.9, 1)
    document = Document("id", text + cut, source=source, lang="en")
    return Prepared(document, text, (edit,) if cut else (), (), {}, file)


ITEMS = (
    prepared("text", "cut", "river", "a"),
    prepared("a longer text", "", None, "b"),
    prepared("text of half a pair", "cut", "so\ud800", "b"),
    Reject("b", 1, 0, None, "not-json", "why", ""),
)


def test_parts_add_up_to_the_whole() -> None:
    whole, parts = seen(Account(), *ITEMS), Account()
    for item in ITEMS:
        parts.add(seen(Account(), item))
    parts.check()
    assert parts.summary() == whole.summary()
    assert {name: parts.file_counts(name) for name in "ab"} == {name: whole.file_counts(name) for name in "ab"}


def test_a_source_of_half_a_surrogate_pair_has_one_row() -> None:
    """Documents come out under a name that can be encoded: they went in under another, and no row of it added up."""
    account = Account()
    account.read(ITEMS[2])
    account.placed("b", "so?", "en", len(ITEMS[2].text), kept=True)
    assert account.summary()["sources"] == {"so?": {"in": 1, "cut": 3, "removed": 0, "out": 1}}
