"""The five articles that the project began with, where they lie beside the checkout."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner.audit.read import edit_of
from cleaner.ledger import put_back

SEEDS = Path(__file__).parent.parent.parent / "shared" / "data" / "seeds"
pytestmark = [
    pytest.mark.skipif(not SEEDS.is_dir(), reason="there is no shared/data/seeds beside the checkout"),
    pytest.mark.skipif(find_spec("duckdb") is None, reason="needs the corpus extra"),
]


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / table / "part-00000.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "out"
    cleaner.run(SEEDS, folder)
    return folder


def test_residue_goes_and_every_paragraph_stays(out: Path) -> None:
    written = {r["id"][:3]: r["text"] for table in ("documents", "removed") for r in rows(out, table)}
    given = {p.name[:3]: p.read_bytes().decode() for p in SEEDS.glob("*.txt")}
    assert {id: written[id] for id in ("000", "001", "003")} == {id: given[id] for id in ("000", "001", "003")}
    for id, first in (("002", "VOA"), ("004", "Opinion")):
        article, found, _ = given[id].partition(f"\n\n{first}")
        assert found and written[id].rstrip("\n") == article


def test_the_rewritten_pair_is_one_cluster_and_nothing_else_is_linked(out: Path) -> None:
    assert [(r["a"][:3], r["b"][:3], r["relation"]) for r in rows(out, "audit/links")] == [("000", "001", "rewrite")]
    assert [(r["id"][:3], r["size"]) for r in rows(out, "audit/clusters")] == [("000", 2), ("001", 2)]
    assert len(rows(out, "documents")) == 4 and len(rows(out, "removed")) == 1


def test_the_edits_give_every_text_back_to_the_byte(out: Path) -> None:
    edits = rows(out, "audit/edits")
    for record in [*rows(out, "documents"), *rows(out, "removed")]:
        mine = [edit_of(row) for row in edits if row["id"] == record["id"]]
        assert put_back(record["text"], mine).encode() == (SEEDS / f"{record['id']}.txt").read_bytes()
