"""The report: nothing of the data acts in it, its figures are those of the run, and it reads without a script."""

import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import cleaner
from cleaner.audit.alarms import alarms
from cleaner.audit.clusters import Duplicates, least_alike
from cleaner.audit.cuts import risk
from cleaner.audit.figures import Figures, places_of
from cleaner.audit.groups import Groups, shape
from cleaner.audit.preview import preview
from cleaner.audit.read import Folder, Written
from cleaner.audit.samples import Least, lot
from cleaner.audit.whole import WHOLE, whole
from cleaner.errors import UsageError
from cleaner.ledger import Edit, put_back
from cleaner.output import finished, write_anew

pytest.importorskip("jinja2", reason="the report is part of the corpus extra")
pytest.importorskip("duckdb", reason="the report is part of the corpus extra")

from reports import ARTICLE, CANARY, Parsed, hostile

from cleaner.audit.pairs import compare, in_order
from cleaner.audit.render import json_block
from cleaner.audit.report import report
from cleaner.span import Span

BATCH = Path(__file__).parent.parent / "samples" / "batch"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run over the samples."""
    folder = tmp_path_factory.mktemp("report") / "out"
    cleaner.run(BATCH, folder)
    return folder


@pytest.fixture(scope="module")
def page(out: Path) -> Parsed:
    """The report of that run."""
    return Parsed((out / "report.html").read_text("utf-8"))


def page_of(folder: Path) -> Parsed:
    opened = Folder.open(folder)
    return Parsed(report(opened, opened.summary()))


def test_nothing_of_the_data_acts(tmp_path: Path) -> None:
    """Seen to fail with autoescape off, and with the JSON block as json.dumps leaves it."""
    page = page_of(hostile(tmp_path / "out"))
    assert len(page.named("script")) == 2 and not page.named("img") and not page.named("b")
    for tag, attributes in page.elements:
        assert not {name for name in attributes if name.startswith("on") or name in ("canary", "src", "style")}, tag
        assert tag != "a" or (attributes["href"] or "").startswith("#")
    assert page.text.count(CANARY) > 30 and "49" not in page.text.replace(CANARY, "")
    cuts = [row for row in page.data() if row["kind"] == "cut"]
    assert len(cuts) == 3
    for cut in cuts:
        assert cut["rules"] == [CANARY] and cut["source"] == cut["title"] == CANARY and CANARY in cut["text"]
    assert sum(row["kind"] == "link" for row in page.data()) == 2


def test_what_is_hostile_is_placed_and_counted(tmp_path: Path) -> None:
    page = page_of(hostile(tmp_path / "out"))
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    targets = {(attributes["href"] or "")[1:] for attributes in page.named("a")}
    assert targets <= ids
    assert {"rule-1", "source-1", "document-1", "cluster-1"} <= targets | ids
    assert "do not add up" not in page.text and "6 lines were cut" in page.text


@given(st.text())
def test_a_json_block_holds_any_text_and_nothing_that_ends_it(text: str) -> None:
    block = json_block({"text": text})
    assert json.loads(block) == {"text": text}
    assert not set(block) & set("<>&\u2028\u2029")


def test_the_policy_names_the_style_and_the_script_and_nothing_else(page: Parsed) -> None:
    policy = next(a["content"] for a in page.named("meta") if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in (policy or "").split(";"))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    assert rules == {"style-src": digest(page.raw["style"][0]), "script-src": digest(page.raw["script"][1])}
    assert len(page.raw["style"]) == 1 and page.named("script")[0]["type"] == "application/json"
    assert not [tag for tag, _ in page.elements if tag in ("link", "iframe", "object", "img", "base")]


def test_figures_are_those_of_the_summary(out: Path, page: Parsed) -> None:
    summary: Any = Folder.open(out).summary()
    records, characters = summary["records"], summary["characters"]
    assert f"{records['in']:,} records, {characters['in']:,} characters read" in page.text
    text = (out / "report.html").read_text("utf-8")
    share = f"{100 * characters['cut'] / characters['in']:.1f} %"
    score = [
        f"{records['out']:,}",
        f"{records['edited']:,}",
        share,
        f"{records['removed']:,}",
        f"{records['rejected']:,}",
    ]
    assert re.findall(r"<dd>(.*?)</dd>", text) == score and "do not add up" not in text
    assert {name: (cells[0], cells[2]) for name, cells in cells_of(text, "All rules").items()} == {
        name: (f"{count['edits']:,}", f"{count['characters']:,}") for name, count in summary["rules"].items()
    }
    for label, kind in (("Sources", "sources"), ("Languages", "languages")):
        cells = cells_of(text, label)
        assert {name: row[:2] for name, row in cells.items()} == {
            "not known" if name == "-" else name: [f"{count['in']:,}", f"{count['removed']:,}"]
            for name, count in summary[kind].items()
        }
        read = sum(int(row[2].replace(",", "")) for row in cells.values())
        assert read == characters["in"]
    links = {name: row[0] for name, row in cells_of(text, "Links by relation").items()}
    assert links == {name: f"{summary['relations'].get(name, 0):,}" for name in links} and len(links) == 5
    sizes = {size: row[0] for size, row in cells_of(text, "Clusters by size").items()}
    assert sizes == {size: f"{count:,}" for size, count in summary["clusters"]["sizes"].items()}
    for name in ("records", "characters"):
        steps = cells_of(text, f"{name} from in to out")
        assert [row[0] for row in steps.values()] == [f"{summary[name][k]:,}" for k in STEPS[name]]


STEPS = {"records": ("in", "rejected", "removed", "out"), "characters": ("in", "cut", "removed", "out")}


def cells_of(text: str, label: str) -> dict[str, list[str]]:
    """The rows of the table with this label: the text of their cells, by that of their head."""
    part = text[text.index(f'aria-label="{label}"') :]
    part = part[: part.index("</table>")]
    rows = re.findall(r'<tr[^>]*><th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', part, re.S)
    return {
        Parsed(head).text: [Parsed(cell).text for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S)]
        for head, cells in rows
    }


def test_tables_that_lost_a_row_are_told(out: Path, tmp_path: Path) -> None:
    """Seen to fail while sums were taken from the summary alone."""
    shutil.copytree(out, tmp_path / "out")
    part = tmp_path / "out/documents/part-00000.jsonl"
    part.write_bytes(b"".join(part.read_bytes().splitlines(keepends=True)[:-1]))
    assert "do not add up to summary.json" in page_of(tmp_path / "out").text


def test_all_can_be_read_without_the_script(page: Parsed) -> None:
    text = re.sub(r"\s+", "", page.text)
    rows = page.data()
    assert len(rows) > 50 and {row["kind"] for row in rows} == {"cut", "link"}
    for row in rows:
        parts = row["text"].split("\n") if row["kind"] == "cut" else [row["a"], row["b"]]
        for part in (parts[0], parts[-1]) if len(row.get("text", "")) > 1400 else parts:
            assert re.sub(r"\s+", "", part) in text


def test_what_needs_the_script_is_hidden_without_it(page: Parsed) -> None:
    needing = [a for tag, a in page.elements if tag in ("form", "aside") or "data-script" in a]
    assert len(needing) > 3 and all("hidden" in a for a in needing)
    assert len(page.named("button")) == 3  # the theme, and two in the hidden bar


def test_headings_are_in_order(page: Parsed) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_written_again_it_is_the_same(out: Path) -> None:
    before, listed = (out / "report.html").read_bytes(), finished(out)
    command = [sys.executable, "-m", "cleaner", "report", str(out)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == b"" and b"report.html" in done.stderr
    assert (out / "report.html").read_bytes() == before and finished(out) == listed


def test_it_can_be_written_later(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    cleaner.run(BATCH, folder, cleaner.Settings(report=False))
    assert not (folder / "report.html").exists()
    subprocess.run([sys.executable, "-m", "cleaner", "report", str(folder)], capture_output=True, check=True)
    assert (folder / "report.html").exists()
    subprocess.run([sys.executable, "-m", "cleaner", "verify", str(folder)], capture_output=True, check=True)


def test_a_changed_report_is_entered_in_the_manifest(out: Path, tmp_path: Path) -> None:
    folder = hostile(tmp_path / "out")
    write_anew(folder, "report.html", "<p>é</p>")
    manifest: Any = finished(folder)
    entry = next(entry for entry in manifest["outputs"] if entry["path"] == "report.html")
    assert entry["sha256"] == sha256("<p>é</p>".encode()).hexdigest()
    assert not list(folder.glob("*.new"))
    (folder / "README.md").write_text("theirs")
    with pytest.raises(UsageError, match="not ours"):
        write_anew(folder, "README.md", "ours")


@pytest.mark.parametrize("packed", ["jsonl.gz", "jsonl.zst"])
def test_packed_tables_give_the_same_marks(out: Path, page: Parsed, tmp_path: Path, packed: str) -> None:
    cleaner.run(BATCH, tmp_path / "out", cleaner.Settings(format=packed))
    assert Parsed((tmp_path / "out/report.html").read_text("utf-8")).data() == page.data()


def test_fields_are_read_as_the_run_was_told(tmp_path: Path) -> None:
    """Texts in other fields, in one part: seen to fail when a finished folder was read with the defaults."""
    rows = [
        {"key": "a", "body": f"{ARTICLE}\n\nLeave a reply:", "paper": "riverpost"},
        {"key": "b", "body": "Quite another text, that says so in a whole sentence.", "text": "not this one"},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    settings = cleaner.Settings().with_({"read": {"text_field": "body", "id_field": "key", "source_field": "paper"}})
    cleaner.run(tmp_path / "a.jsonl", tmp_path / "out", settings)
    page = Parsed((tmp_path / "out/report.html").read_text("utf-8"))
    assert "do not add up" not in page.text and "riverpost" in page.text
    assert [(row["id"], row["source"]) for row in page.data()] == [("a", "riverpost")]


def test_texts_of_several_layouts_in_one_part_are_read(tmp_path: Path) -> None:
    for name, field in (("a", "text"), ("b", "maintext")):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": name, field: f"{name} {ARTICLE}\n\nLeave a reply:"}))
    cleaner.run(tmp_path, tmp_path.parent / f"{tmp_path.name}-out", cleaner.Settings(dedup=False))
    page = Parsed((tmp_path.parent / f"{tmp_path.name}-out/report.html").read_text("utf-8"))
    assert {row["id"] for row in page.data()} == {"a", "b"} and "do not add up" not in page.text


def test_named_fields_are_not_asked_of_pages_and_text_files(tmp_path: Path) -> None:
    """A table whose columns were named, beside a page and a text: seen to lose the edits of these two."""
    (tmp_path / "in").mkdir()
    page = "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLE.split("\n\n") * 2)
    (tmp_path / "in/a.csv").write_text(f'nr,body,outlet\n7,"{ARTICLE}\n\nLeave a reply:",riverpost\n')
    (tmp_path / "in/b.html").write_text(
        f"<html><title>T</title><article>{page}<p>Read more: Seven bridges that never opened</p></article>"
    )
    (tmp_path / "in/c.txt").write_text(f"{ARTICLE}\n\nLeave a reply:")
    (tmp_path / "in/d.csv").write_text(f'nr,body,outlet\n8,"{ARTICLE}\n\nLeave a comment",riverpost\n')
    named = {"text_field": "body", "id_field": "nr", "source_field": "outlet"}
    cleaner.run(tmp_path / "in", tmp_path / "out", cleaner.Settings(dedup=False).with_({"read": named}))
    found = {written.id: (written.source, len(edits)) for written, edits in Folder.open(tmp_path / "out").with_edits()}
    assert found == {"7": ("riverpost", 1), "b": (None, 1), "c": (None, 1), "8": ("riverpost", 1)}


def test_ids_of_an_earlier_run_are_not_believed(tmp_path: Path) -> None:
    """A cleaned corpus cleaned again: seen to lose edits when the old `cleaner_id` was kept."""
    row = {"id": "x", "cleaner_id": "x#2", "text": f"{ARTICLE}\n\nLeave a reply:"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    cleaner.run(tmp_path / "a.jsonl", tmp_path / "out", cleaner.Settings(dedup=False))
    found = list(Folder.open(tmp_path / "out").with_edits())
    assert [(written.id, len(edits)) for written, edits in found] == [("x", 1)]


def test_documents_meet_their_edits(out: Path) -> None:
    given = {row["id"]: row["text"] for file in BATCH.glob("*.jsonl") for row in map(json.loads, file.read_text("utf-8").splitlines())}  # fmt: skip
    folder = Folder.open(out)
    found = {written.id: (written, edits) for written, edits in folder.with_edits()}
    assert sum(len(edits) for _, edits in found.values()) == len(list(folder.rows("audit/edits"))) > 50
    for id, text in given.items():
        assert put_back(found[id][0].text, found[id][1]) == text
        assert found[id][0].removed == (found[id][0].fields.get("keeper") is not None)


def test_what_survives_is_told(tmp_path: Path) -> None:
    line = "Set in type <b>on the old quay</b>"
    stories = ("The ferry was late.", "A goat won the fair.", "Snow closed the pass.", "The mill was sold again.")
    rows = [{"id": str(n), "text": f"{story} So {n} people told the paper {story!r}.\n\n{line}"} for n, story in enumerate(stories)]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    cleaner.run(tmp_path / "a.jsonl", tmp_path / "out", cleaner.Settings(without=("repeated-line",)))
    assert line in Parsed((tmp_path / "out/report.html").read_text("utf-8")).text.split("What we may have missed")[1]


def test_without_jinja_the_run_goes_on_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": ARTICLE}))
    hidden = "import sys; sys.modules['jinja2'] = None; from cleaner.cli import main; main()"
    command = [sys.executable, "-c", hidden, "clean", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr.count(b"pip install 'article-cleaner[corpus]'") == 1 and b"open " not in done.stderr
    assert finished(tmp_path / "out") and not (tmp_path / "out/report.html").exists()
    again = subprocess.run([*command[:3], "report", str(tmp_path / "out")], capture_output=True, check=False)
    assert again.returncode == 2 and b"article-cleaner[corpus]" in again.stderr and b"Traceback" not in again.stderr
    subprocess.run([sys.executable, "-m", "cleaner", "report", str(tmp_path / "out")], capture_output=True, check=True)
    assert (tmp_path / "out/report.html").exists()


# Alarms


def batch(folder: Path, rows: list[dict[str, str]]) -> Parsed:
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    cleaner.run(folder / "in.jsonl", folder / "out", cleaner.Settings(max_rejects=1))
    return Parsed((folder / "out/report.html").read_text("utf-8"))


def told(page: Parsed) -> str:
    return re.sub(r"\s+", " ", page.text[page.text.index("To look at") : page.text.index("Rejected records")])


def unlike(n: int) -> str:
    """A text that has little in common with that of another number."""
    return " ".join(f"{''.join(chr(97 + lot(n, w, c) % 26) for c in range(7))}" for w in range(60)).capitalize() + "."


def test_a_source_that_was_wiped_out_is_told(tmp_path: Path) -> None:
    copied = [unlike(n) for n in range(5)]
    rows = [{"id": f"a{n}", "source": "first", "text": f"{text} And a line more."} for n, text in enumerate(copied)]
    rows += [{"id": f"b{n}", "source": "second", "text": text} for n, text in enumerate(copied)]
    rows += [{"id": f"c{n}", "source": "third", "text": unlike(9 + n)} for n in range(3)]
    rows += [{"id": f"d{n}", "source": "fourth", "text": copied[n]} for n in range(4)]  # too few to tell
    alarms = told(batch(tmp_path, rows))
    assert "Sources that lost over 40 % of their characters or documents: 1" in alarms
    assert "second 100 % of characters, 5 of 5 documents" in alarms
    assert not any(name in alarms for name in ("first", "third", "fourth"))


def test_a_document_cut_in_half_and_a_rule_that_always_fires_are_told(tmp_path: Path) -> None:
    reply = "Leave a reply:\nYour email address will not be published. Required fields are marked *\n"
    rows = [{"id": f"a{n}", "source": "s", "text": f"{unlike(n)}\n\n{reply}"} for n in range(20)]
    rows.append({"id": "short", "source": "t", "text": f"A short note, that says what it says.\n\n{reply}"})
    alarms = told(batch(tmp_path, rows))
    assert "Documents of which over half was cut: 1" in alarms and "short" in alarms
    assert "comment-form cuts in over 80 % of the documents of a source: 1 s 20 of 20 documents" in alarms


@pytest.mark.parametrize("between, told_of", [(" ", True), ("\n\n", False)])
def test_texts_without_line_breaks_are_told(tmp_path: Path, between: str, told_of: bool) -> None:
    """Little was cut, as little could be: no success. A batch of few says nothing."""
    rows = [{"id": f"a{n}", "text": between.join((unlike(n), unlike(1000 + n)))} for n in range(20)]
    page = batch(tmp_path, rows)
    assert ("Documents without line breaks (100 %)" in told(page)) is told_of
    assert ("20 of 20 documents are one line each" in page.text) is told_of


def test_large_clusters_and_rejects_are_told(tmp_path: Path) -> None:
    rows = [{"id": f"a{n:02}", "text": unlike(1)} for n in range(21)] + [{"id": "none"}, {"id": "b", "text": unlike(2)}]
    alarms = told(batch(tmp_path, rows))
    assert "Clusters of over 20 documents: 1 a00 21 documents" in alarms
    assert "Records were rejected: 1 text-missing 1 records" in alarms


def test_a_quiet_run_has_no_alarm(tmp_path: Path) -> None:
    assert "Nothing stands out" in told(batch(tmp_path, [{"id": f"{n}", "text": unlike(n)} for n in range(3)]))


# The parts


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 99)), unique=True), st.randoms(use_true_random=False))
def test_a_sample_does_not_depend_on_the_order(items: list[tuple[int, int]], random: Any) -> None:
    shuffled = random.sample(items, len(items))
    drawn: list[list[tuple[int, int]]] = []
    for some in (items, shuffled):
        least: Least[tuple[int, int]] = Least(4)
        for item in some:
            least.offer(item, item)
        drawn.append(list(least))
    assert drawn[0] == drawn[1] == sorted(items)[:4]


def test_a_lot_is_the_same_in_every_process() -> None:
    code = "from cleaner.audit.samples import lot; print(lot('a', 1))"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        assert int(done.stdout) == lot("a", 1) != lot("a1")


@pytest.mark.parametrize(
    "one, other",
    [
        ("Published 3 May 2021, 14:05", "published 12 June 2019 09:30"),
        ("Leave a reply:", "LEAVE A REPLY"),
        ("12 comments", "3 comments"),
    ],
)
def test_lines_of_one_shape(one: str, other: str) -> None:
    assert shape(one) == shape(other)


@pytest.mark.parametrize("one, other", [("May I help?", "March I help?"), ("Read more", "Read on"), ("***", "---")])
def test_lines_of_different_shapes(one: str, other: str) -> None:
    assert shape(one) != shape(other)


def test_groups_count_lines_and_documents() -> None:
    groups = Groups()
    for n, source in enumerate(("riverpost", "riverpost", "citizen")):
        cut = f"Leave a reply:\nPublished {n + 1} May 2021\nLeave a reply:\nOnly here, {unlike(n)[:30]}\n"
        groups.see(Written(f"d{n}", "", {}, False, lang="en", source=source), [edit(0, cut)])
    assert groups.lines == 12 and not groups.forgotten
    reply, dated = groups.most()
    assert (reply.line, reply.count, reply.documents, reply.varied) == ("Leave a reply:", 6, 3, False)
    assert (dated.line, dated.count, dated.documents, dated.varied) == ("Published 1 May 2021", 3, 3, True)
    assert reply.sources == {"riverpost": 4, "citizen": 2} and reply.rules == {"a-rule": 6}
    assert reply.languages == {"en": 6} and reply.ids == ["d0", "d1", "d2"]


def test_groups_beyond_the_room_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.audit.groups.ROOM", 10)
    groups = Groups()
    for n in range(40):
        cut = f"Leave a reply:\n{unlike(n)[:30]}\n{unlike(n // 2)[:40]}\n"
        groups.see(Written(f"d{n}", "", {}, False), [edit(0, cut)])
    assert groups.forgotten and groups.most()[0].line == "Leave a reply:" and groups.most()[0].count <= 40


def test_who_copies_whom_is_counted(tmp_path: Path) -> None:
    rows = [{"id": f"a{n}", "source": "first", "text": f"{unlike(n)} And a line more."} for n in range(3)]
    rows += [{"id": f"b{n}", "source": "second", "text": unlike(n)} for n in range(3)]
    batch(tmp_path, rows)
    text = (tmp_path / "out/report.html").read_text("utf-8")
    assert cells_of(text, "Who copies whom") == {"second": ["3", "3"]}
    links = [row for row in Parsed(text).data() if row["kind"] == "link"]
    assert {(row["a"], row["b"], row["relation"]) for row in links} == {(f"a{n}", f"b{n}", "near") for n in range(3)}


def clustered(folder: Path, links: list[tuple[str, str, str, float, float]]) -> Duplicates:
    """What is known of one cluster, kept `a`, of the documents in these links."""
    ids = sorted({id for a, b, *_ in links for id in (a, b)})
    rows: Any = {
        "audit/clusters": [
            {"id": id, "cluster": "a", "keeper": "a", "kept": id == "a", "size": len(ids), "via": chr(max(97, ord(id) - 1))}
            for id in ids
        ],
        "audit/links": [
            {"a": a, "b": b, "relation": relation, "coverage_a": one, "coverage_b": other, "jaccard": 0.1, "longest": 9}
            for a, b, relation, one, other in links
        ],
    }  # fmt: skip
    for table, some in rows.items():
        (folder / table).mkdir(parents=True)
        (folder / table / "part-00000.jsonl").write_text("".join(json.dumps(row) + "\n" for row in some))
    return Duplicates(Folder(folder, {"settings": cleaner.Settings().result()}))


def test_a_cluster_knows_its_weakest_link_and_its_missing_ones(tmp_path: Path) -> None:
    duplicates = clustered(tmp_path, [("a", "b", "near", 0.9, 0.7), ("b", "c", "rewrite", 0.1, 0.3)])
    (cluster,) = duplicates.shown
    assert (cluster.size, cluster.unlinked, cluster.chained, cluster.members) == (3, 1, 0.0, ["a", "b", "c"])
    assert cluster.least == pytest.approx(0.2) and cluster.loosest == ("b", "c")
    assert duplicates.weakest[0]["b"] == "c" and duplicates.via == {"b": "a", "c": "b"}
    assert [(pair.b, pair.link is None) for pair in least_alike(cluster, 2)] == [("c", True), ("b", False)]
    assert duplicates.keeper == {"b": "a", "c": "a"} and duplicates.sizes == {3: 1}


@pytest.mark.parametrize("more, chained", [([], 2 / 3), ([("a", "c", "excerpt", 0.3, 0.3), ("b", "d", "near", 0.5, 0.5)], 1 / 3)])  # fmt: skip
def test_a_cluster_that_is_a_chain_is_told(
    tmp_path: Path, more: list[tuple[str, str, str, float, float]], chained: float
) -> None:
    """A link of any relation counts: what the pair has in common was looked at."""
    duplicates = clustered(tmp_path, [(a, b, "near", 0.8, 0.8) for a, b in ("ab", "bc", "cd")] + more)
    assert duplicates.shown[0].chained == pytest.approx(chained)
    summary: Any = {name: Counter() for name in ("records", "characters", "rejects")}
    found = alarms(summary, Figures(), duplicates, lambda kind, name: "")
    named = [alarm.culprits[0].ids[0] for alarm in found if "others only" in alarm.told]
    assert named == (["a"] if chained > 1 / 3 else [])


def edit(start: int, text: str, confidence: float = 0.9) -> Edit:
    return Edit(start, start + len(text), text, ("a-rule",), "it is so", confidence, 1)


def test_places_and_risks() -> None:
    text = "\nOne.\n\nTwo.\n"
    edits = [edit(0, "Head\n"), edit(10, "Between\n"), edit(25, "Tail\n")]
    assert places_of(text, edits) == ["head", "inline", "tail"]
    assert risk(edits[1], "inline") > risk(edits[1], "tail") > risk(edit(10, "Between\n", 0.99), "tail")
    assert risk(edit(0, "x" * 900), "head") > risk(edit(0, "x"), "head")


words = st.lists(st.sampled_from("salt mill quay goat fair snow pass rain 7 18".split()), max_size=40).map(" ".join)


@given(words, words)
def test_a_comparison_shows_every_word_of_both(left: str, right: str) -> None:
    rows = compare(left, right).rows
    shown_left = "".join(stretch.text for row in rows for stretch in row.left)
    shown_right = "".join(stretch.text for row in rows for stretch in row.right)
    for shown, text in ((shown_left, left), (shown_right, right)):
        assert re.sub(r"\W", "", shown) == re.sub(r"\W", "", text)
    for row in rows:
        assert not row.shared or row.left[0].text == row.right[0].text


def test_what_moved_is_shown_as_shared() -> None:
    one, two = "the ferry was late on Monday again", "snow closed the northern pass for days"
    found = compare(f"{one}. {two}.", f"{two}. {one}.")
    assert found.share_left > 0.9 and found.share_right > 0.9
    assert sum(row.shared for row in found.rows) == 1
    assert any(stretch.moved for row in found.rows for stretch in (*row.left, *row.right))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), max_size=8))
def test_passages_in_order(sizes: list[tuple[int, int]]) -> None:
    passages = [(Span(a, a + n), Span(10 * at, 10 * at + n)) for at, (a, n) in enumerate(sizes)]
    chosen = in_order(passages)
    assert all(one[0].end <= other[0].start for one, other in pairwise(chosen))
    assert bool(chosen) == bool(passages)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=4))
def test_a_whole_document_is_all_of_its_text(text: str, spans: list[tuple[int, int]]) -> None:
    edits: list[Edit] = []
    at = 0
    for start, length in sorted(spans):
        if start >= at and start + length <= len(text):
            edits.append(edit(start, text[start : start + length]))
            at = start + length
    kept, done = "", 0
    for one in edits:
        kept, done = kept + text[done : one.start], one.end
    shown = whole(Written("a", kept + text[done:], {}, False), edits)
    assert "".join(piece.text for piece in shown.pieces) == text
    assert [piece.text for piece in shown.pieces if piece.cut] == [one.text for one in edits]


def test_a_long_document_is_shortened_and_says_so() -> None:
    text = "word " * WHOLE
    shown = whole(Written("a", text, {}, False), ())
    assert sum(len(p.text) + p.hidden + len(p.rest) for p in shown.pieces) == len(text)
    assert shown.pieces[0].hidden > 0


lines_of = st.lists(st.sampled_from(["Salt mill.", "", "  ", "Goat fair", "Leave a reply:"]), max_size=14)


@given(lines_of, st.lists(st.tuples(st.integers(0, 13), st.integers(1, 9)), max_size=3))
def test_a_preview_shows_what_goes_or_counts_it(some: list[str], cuts: list[tuple[int, int]]) -> None:
    """Every line that goes is struck through or counted, no other is, and each edit names its rule once.

    Seen to fail when a line is given to the edit after its own, and when the count of what is left out is of all lines."""
    text = "".join(line + "\n" for line in some)
    starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]
    edits: list[Edit] = []
    for first, length in sorted(cuts):
        if first + length < len(starts) and (not edits or starts[first] > edits[-1].end):
            edits.append(edit(starts[first], text[starts[first] : starts[first + length]]))
    told = StringIO()
    preview(Console(file=told, soft_wrap=True), "a", text, edits)
    shown = told.getvalue().splitlines()[1:]
    gone = [line for one in edits for line in one.text.splitlines() if line.strip()]
    struck = [line for line in shown if line.startswith("- ") and not line.startswith("- …")]
    more = sum(int(line.split()[2]) for line in shown if line.startswith("- …"))
    assert len(struck) + more == len(gone)
    assert sum("a-rule" in line for line in shown) == sum(bool(one.text.strip()) for one in edits)
    assert all(line[2:].split("   ")[0] in gone for line in struck)
