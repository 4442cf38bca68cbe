"""The benchmarks measure what they say: copies are of their kinds, scores are counted right, failures are named."""

import json
import random
import subprocess
import sys
from collections import Counter
from importlib import import_module
from itertools import combinations
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
EACH = 8


@pytest.fixture
def duplicates(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return import_module("duplicates")


def prose(rng: random.Random) -> str:
    """An article of words that no other has: each has a vocabulary of its own."""
    words = ["".join(rng.choices("aeioulnrst", k=rng.randint(4, 9))) for _ in range(150)]
    sentences = (" ".join(rng.choices(words, k=rng.randint(12, 24))).capitalize() + "." for _ in range(16))
    return " ".join(sentences)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred different articles, and ten that are natural copies of some."""
    rng = random.Random(3)
    texts = [prose(rng) for _ in range(100)]
    texts += [text.removesuffix(text.split(". ")[-1]) for text in texts[:10]]
    file = tmp_path_factory.mktemp("source") / "articles.jsonl"
    file.write_text("".join(json.dumps({"text": t, "source": "heron", "lang": "en"}) + "\n" for t in texts), "utf-8")
    return file


def make(source: Path, folder: Path, seed: int = 1) -> Path:
    script = [sys.executable, str(BENCHMARKS / "make_copies.py"), str(folder), "--src", str(source)]
    subprocess.run([*script, "--per-kind", str(EACH), "--seed", str(seed)], check=True, capture_output=True)
    return folder


def sentences(text: str) -> set[str]:
    return set(" ".join(text.split()).removesuffix(".").split(". "))


def test_copies_are_of_their_kinds(source: Path, tmp_path: Path) -> None:
    folder = make(source, tmp_path / "corpus")
    texts = {row["id"]: row["text"] for row in map(json.loads, (folder / "corpus.jsonl").open(encoding="utf-8"))}
    truth = [line.split("\t") for line in (folder / "truth.tsv").read_text("utf-8").splitlines()]
    made = json.loads((folder / "made.json").read_text("utf-8"))
    assert made["different"] == 100, "of a hundred and ten, ten are natural copies"
    assert len(texts) == 100 - EACH + len(truth) == made["documents"]
    assert set(Counter(kind for _, _, kind in truth).values()) == {EACH}
    assert len({n for a, b, _ in truth for n in (a, b)}) == 2 * len(truth), "no article has two copies"
    assert all(texts[a] == texts[b] for a, b, kind in truth if kind == "exact")
    alike = made["median jaccard"]
    assert alike["exact"] == 1 > alike["light"] > 0.7 > 0.6 > alike["medium"] > 0.3 > 0.25 > alike["wire"] > 0.08
    for a, b, kind in truth:
        if kind == "excerpt":
            own = sentences(texts[a]) & sentences(texts[b])
            assert 0.25 < sum(map(len, own)) / len(texts[b]) < 0.45
        if kind == "heavy":
            assert 4 <= len(sentences(texts[a]) & sentences(texts[b])) < 16
    joined = {frozenset((a, b)) for a, b, _ in truth}
    words = {n: set(text.split()) for n, text in texts.items()}
    for a, b in combinations(words, 2):
        if frozenset((a, b)) not in joined:
            assert len(words[a] & words[b]) < 0.6 * min(len(words[a]), len(words[b])), "no copy is untold"


def test_a_seed_makes_the_same_bytes(source: Path, tmp_path: Path) -> None:
    first, again, other = (make(source, tmp_path / n, seed) for n, seed in (("a", 1), ("b", 1), ("c", 2)))
    for name in ("corpus.jsonl", "truth.tsv", "made.json"):
        assert (first / name).read_bytes() == (again / name).read_bytes()
    assert (first / "corpus.jsonl").read_bytes() != (other / "corpus.jsonl").read_bytes()


def test_the_score_counts_what_is_found_false_and_lost(duplicates: ModuleType, tmp_path: Path) -> None:
    rows = [(f"{kind}-{n}", f"{kind}-{n}-copy", kind) for kind in duplicates.KINDS for n in (0, 1)]
    truth = tmp_path / "truth.tsv"
    truth.write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
    clusters = dict.fromkeys(("exact-0", "exact-0-copy", "wire-0", "wire-0-copy", "stranger"), "x")
    clusters |= {"excerpt-0": "y", "excerpt-0-copy": "y", "alone": "z", "light-0": "v", "light-0-copy": "w"}
    found = duplicates.score(truth, clusters, {("excerpt-1-copy", "excerpt-1"), ("heavy-0", "heavy-0-copy")})
    assert found.recall == {"exact": 0.5, "light": 0, "medium": 0, "heavy": 0, "wire": 0.5, "excerpt": 1}
    assert found.false == 10 - 2, (
        "of the ten pairs of the first cluster two are right; host and source are no false pair"
    )
    assert found.lost == 2 + 1, "two of the first cluster, and the host"
    assert found.largest == 5


BURN = "from time import process_time as now\nwhile now() < 0.4: pass"


def test_the_cost_is_that_of_the_children_too(duplicates: ModuleType, tmp_path: Path) -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"
    cpu, rss = duplicates.run([sys.executable, "-c", parent], tmp_path / "log", 60)
    assert cpu >= 0.4
    assert rss > 1


def test_what_fails_or_does_not_end_is_told_with_the_reason(duplicates: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(duplicates.Failed, match="exit 1: no such wheel"):
        duplicates.run([sys.executable, "-c", "raise SystemExit('no such wheel')"], tmp_path / "log", 60)
    with pytest.raises(duplicates.Failed, match="not done after 0 s"):
        duplicates.run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "log", 0.3)


def test_every_recipe_is_one_of_its_script(duplicates: ModuleType) -> None:
    for recipe in duplicates.RECIPES:
        assert f'"{recipe.name}":' in duplicates.script(recipe).read_text("utf-8"), recipe


def test_linked_documents_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("orjson")
    monkeypatch.syspath_prepend(str(BENCHMARKS / "peers"))
    clusters = dict(import_module("clusters").joined(9, [(1, 2), (5, 6), (2, 3), (6, 8), (3, 1)]))
    groups = {frozenset(n for n in clusters if clusters[n] == c) for c in clusters.values()}
    assert groups == {frozenset((1, 2, 3)), frozenset((5, 6, 8))}


def test_published_tables_are_those_of_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody writes a figure by hand: `python benchmarks/tables.py` makes them."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    tables = import_module("tables")
    found = tables.read()
    assert (tables.RESULTS / "README.md").read_text("utf-8") == tables.page(found)
    for name, plot in tables.plots(found).items():
        assert (tables.RESULTS / name).read_text("utf-8") == plot
    texts = [shown.read_text("utf-8") for shown in tables.SHOWN]
    assert texts == [tables.filled(text, tables.blocks(found)) for text in texts]
    for name, table in tables.blocks(found).items():
        assert sum(f"<!-- results: {name} -->\n{table}\n" in text for text in texts) == 1


def test_a_cost_is_a_start_and_so_much_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    cost = import_module("cost")
    row = {"corpus": "plain", "command": "run", "engine": "spark"}
    runs = [
        {**row, "docs": docs, "cpu": 100 + 0.005 * docs, "bytes": 3000 * docs, "shuffled": docs / 500}
        for docs in (5_000, 1_000_000, 20_000)
    ]
    others = [
        {**row, "docs": 9, "cpu": 9e9, **other}
        for other in ({"corpus": "hot"}, {"command": "dedup"}, {"engine": "local"})
    ]
    fitted = cost.fitted([*others, *runs])
    assert fitted == pytest.approx((100, 0.005, 3000, 2000))
    assert cost.costs(fitted, [720_000_000], 2.0) == [("720,000,000", "4.3 TB", "2,000", "2.9 TB")]
    with pytest.raises(ValueError, match="measured at 1 sizes"):
        cost.fitted(runs[:1])


def test_runs_of_words_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    pytest.importorskip("resiliparse")
    extraction = import_module("extraction")
    article = "one two three four five six"
    assert extraction.shares(article, article) == (1.0, 0.0, 0.0)
    assert extraction.shares("", article) == (0.0, 0.0, 1.0)
    assert extraction.shares("one two three four five", article) == (2 / 3, 0.0, 1 / 3)
    assert extraction.f1([(1.0, 0.0, 0.0), (0.0, 1.0, 0.0)]) == (2 / 3, 0.5, 1.0)


def test_lines_are_scored_by_their_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    residue = import_module("residue")
    lines = [
        {"text": text, "keep": keep} for text, keep in (("a b c", True), ("ad", False), ("?", None), ("share", False))
    ]
    found = residue.score([{"lines": lines}], [{2, 3}])
    assert (found.cut_residue, found.cut_article, found.residue, found.words, found.lost) == (1, 1, 2, 3, 3)
    assert (found.precision, found.recall) == (0.5, 0.5)


def test_broken_files_are_scored_by_what_is_left_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    faults = import_module("faults")
    held = {"a": ["one.", "two."], "b": ["one.", "two."], "c": ["one."]}
    rows = [
        {"case": "a", "end": 0, "texts": ["Said: one."]},
        {"case": "b", "end": "ValueError", "texts": []},
        {"case": "c", "end": 3, "texts": ["one.", "one."]},
    ]
    assert faults.score(rows, held) == {"files": 3, "good": 5, "kept": 2, "none kept": 1, "told": 1, "silent": 1}
