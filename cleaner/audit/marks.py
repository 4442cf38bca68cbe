"""The cuts and links of a report that people give a verdict on, each with its number."""

from collections.abc import Mapping

from cleaner.audit.cuts import Cut


class Marks:
    """Numbers what is shown. What is shown twice has one number, and one verdict."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}
        self.rows: list[dict[str, object]] = []  # what a verdict's line carries, by number

    def cut(self, cut: Cut) -> int:
        """The number of a cut."""
        edit = cut.edit
        row: dict[str, object] = {
            "kind": "cut",
            "id": cut.id,
            "start": edit.start,
            "end": edit.end,
            "rules": list(edit.rules),
            "before": cut.before,
            "text": cut.text,
            "after": cut.after,
        }
        told = {"title": cut.title, "lang": cut.lang, "source": cut.source, "clipped": cut.clipped}
        return self._number(("cut", cut.id, edit.start), row | {name: value for name, value in told.items() if value})

    def pair(self, a: str, b: str, link: Mapping[str, object] | None) -> int:
        """The number of a pair of documents, and of its link, a row of audit/links, if it has one."""
        a, b = min(a, b), max(a, b)
        relation = link["relation"] if link else None
        return self._number(("link", a, b), {"kind": "link", "a": a, "b": b, "relation": relation})

    def _number(self, key: tuple[object, ...], row: dict[str, object]) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.rows)
            self.rows.append(row)
        return self._numbers[key]
