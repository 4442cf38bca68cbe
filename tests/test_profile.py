"""What sources repeat: learnt by story, saved, used by the rules, and shown to the user; and the levels of cutting."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cli import BATCH, ROOT, cleaner, corpus, jsonl, rows

from cleaner import learn_profile, profile, stories, survivors
from cleaner.catalog import all_rules
from cleaner.cleaning import clean
from cleaner.document import Document
from cleaner.errors import InputError, UsageError
from cleaner.formats import Record, read
from cleaner.ledger import Cleaned
from cleaner.level import FLOORS, Level
from cleaner.page import Page
from cleaner.profile import Learner, Profile
from cleaner.rule import Evidence, Finding, Rule
from cleaner.survivors import Survivors, left

WORDS = "river harbour wall bridge orchard mill school council ferry captain nurse baker clerk stone roof lamp".split()
FOOT = "Riverpost, printed on the old quay since 1911"


def story(number: int, paragraphs: int = 3) -> str:
    """One article of many: no other number has a sentence of it."""
    name = "".join(chr(ord("a") + int(digit)) for digit in str(number))

    def sentence(place: int) -> str:
        some = " ".join(WORDS[(number + place * step) % len(WORDS)] for step in range(1, 6))
        return f"The {some} of {name}ville {'abcdefghij'[place]} was opened again on Monday."

    return "\n\n".join(f"{sentence(2 * n)} {sentence(2 * n + 1)}" for n in range(paragraphs))


def batch(count: int, source: str = "riverpost", foot: str = FOOT) -> list[dict[str, object]]:
    return [{"id": f"{source}-{n}", "source": source, "text": f"{story(n)}\n\n{foot}"} for n in range(count)]


# ---------------------------------------------------------------- learning

feet = st.sampled_from([FOOT, "More on page 5", "Nobody has told the town why it stopped, the captain said."])
sources = st.sampled_from(["riverpost", "citizen", None])
documents = st.builds(
    lambda numbers, told: [
        Document(str(n), f"{story(n)}\n{foot}", source=s) for n, (foot, s) in zip(numbers, told, strict=False)
    ],
    st.lists(st.integers(0, 500), max_size=12, unique=True),
    st.lists(st.tuples(feet, sources), min_size=12, max_size=12),
)


@given(documents, st.data())
def test_versions_of_an_article_are_one_story(distinct: list[Document], data: st.DataObject) -> None:
    """A profile is the same with an article's versions as without them: copies, with a sentence more, a paragraph less.

    Seen to fail when each document was a story.
    """
    versions: list[Document] = []
    for document in distinct:
        versions.append(document)
        own = story(int(document.id) + 1000).split(". ")[0]
        for kind in data.draw(st.lists(st.sampled_from(["copy", "more", "less"]), max_size=2)):
            text = document.text
            text = {"copy": text, "more": f"{text}\n{own}.", "less": text.split("\n\n", 1)[1]}[kind]
            versions.append(Document("v", text, source=document.source))
    assert learn_profile(versions) == learn_profile(distinct)


@given(documents, st.randoms(use_true_random=False))
def test_the_order_of_stories_changes_nothing(distinct: list[Document], random: Any) -> None:
    """Seen to fail when two sources shared what was seen once."""
    shuffled = list(distinct)
    random.shuffle(shuffled)
    assert learn_profile(shuffled) == learn_profile(distinct)


def test_a_habit_is_on_three_stories_of_its_source() -> None:
    """Seen to fail when the stories of all sources were counted together."""
    two, three = batch(2, "citizen"), batch(3)
    assert learn_profile([*two, *three]).sources == {"riverpost": {Page(FOOT).lines[0].form: 3}}
    assert learn_profile(
        [{"text": d["text"], "url": "https://www.riverpost.example/a"} for d in three]
    ).sources.keys() == {"riverpost.example"}


def test_of_unknown_sources_three_times_as_many_stories_are_asked() -> None:
    strangers = [{"text": document["text"]} for document in batch(12)]
    form = Page(FOOT).lines[0].form
    assert learn_profile(strangers[:8]).of(None) == {}
    assert learn_profile(strangers).of(None) == {form: 4} and learn_profile(strangers).of("riverpost") == {}


def test_what_is_not_a_text_is_refused() -> None:
    assert learn_profile([Document("a", story(1)), {"text": story(2)}]) == Profile()
    for wrong in ({"source": "riverpost"}, {"text": None}, {"text": b"bytes"}, Document("a", None)):  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="text must be str"):
            learn_profile([wrong])


@pytest.mark.parametrize("module", [profile, stories])
def test_habits_are_learnt_where_memory_is_short(monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
    """A source's own line is learnt although most lines and sentences are forgotten on the way.

    Seen to fail when all lines were forgotten at once, those of many stories too.
    """
    monkeypatch.setattr(module, "ROOM", 8)
    learner = Learner()
    for n, document in enumerate(batch(40)):
        twice = f"Page of {chr(ord('a') + n // 2)}ville"  # a line that two stories have
        learner.see(f"{document['text']}\n{twice}", "riverpost")
    assert learner.profile().sources["riverpost"][Page(FOOT).lines[0].form] >= 30


def test_a_source_shows_its_habits_in_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "SAMPLE", 5)
    learnt = learn_profile([*batch(9), *batch(4, "citizen")])
    assert {source: list(lines.values()) for source, lines in learnt.sources.items()} == {
        "citizen": [4],
        "riverpost": [5],
    }


# ---------------------------------------------------------------- saving

anything = st.text(st.characters(exclude_categories=[]))
profiles = st.builds(
    Profile,
    st.dictionaries(anything, st.dictionaries(anything, st.integers(3, 10**6), min_size=1, max_size=4), max_size=4),
)


@given(profiles)
def test_a_profile_is_read_as_it_was_saved(tmp_path_factory: pytest.TempPathFactory, given: Profile) -> None:
    """Seen to fail when lines of the file were split at every line break that Unicode knows."""
    file = tmp_path_factory.mktemp("p") / "sources.jsonl"
    given.save(file)
    assert Profile.load(file) == given
    assert hashlib.sha256(file.read_bytes()).hexdigest() == given.digest()
    assert [path.name for path in file.parent.iterdir()] == ["sources.jsonl"]


@pytest.mark.parametrize(
    "text", ["x", "[]", "5", '{"source": "a"}', '{"source": "a", "line": "b", "stories": "4"}', "[" * 100_000, "\udcff"]
)
def test_what_is_no_profile_is_told_by_its_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sources.jsonl"
    file.write_bytes(b'{"source":"a","line":"b","stories":4}\n' + text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=r"sources\.jsonl: (line 2 is not a profile's row|cannot be read)"):
        Profile.load(file)
    with pytest.raises(InputError, match="cannot be read"):
        Profile.load(tmp_path / "absent")


# ---------------------------------------------------------------- use


def test_what_a_source_repeats_goes_and_stays_with_another() -> None:
    """Seen to fail when the profile of all sources was used for each."""
    learnt = learn_profile(batch(12))
    text = f"{story(99)}\n\n{FOOT}"
    assert clean(text, source="riverpost", profile=learnt).text == f"{story(99)}\n"
    for source in ("citizen", None):
        assert clean(text, source=source, profile=learnt).text == text


def found(*given: tuple[str, float]) -> tuple[Rule, ...]:
    """A rule that finds these lines, each as sure as told."""

    def propose(page: Page) -> Iterator[Finding]:
        for line in page.lines:
            for text, sure in given:
                if line.text == text:
                    yield Finding(page.cut(line), text, (Evidence("told", sure, line.span()),))

    return (Rule("told", "inline", propose, (), (), "A rule of a test."),)


def test_a_level_cuts_asks_and_notes_by_confidence() -> None:
    """Seen to fail when findings below .5 were asked about."""
    rules = found(("Sure", 0.9), ("Likely", 0.75), ("Open", 0.5), ("Faint", 0.49))
    text = f"{story(1)}\nSure\nLikely\nOpen\nFaint\n{story(2)}"

    def told(cleaned: Cleaned) -> list[list[str]]:
        return [[e.text.strip() for e in some] for some in (cleaned.edits, cleaned.asked, cleaned.noted)]

    assert told(clean(text, rules=rules, level="careful")) == [["Sure"], ["Likely\nOpen"], ["Faint"]]
    assert told(clean(text, rules=rules)) == [["Sure\nLikely"], ["Open"], ["Faint"]]
    assert told(clean(text, rules=rules, level="thorough")) == [["Sure\nLikely\nOpen"], [], ["Faint"]]
    assert told(clean(text, rules=rules, floor=0.1))[0] == ["Sure\nLikely\nOpen\nFaint"]
    with pytest.raises(UsageError, match="no such level"):
        clean(text, level="reckless")  # type: ignore[arg-type]


@cache
def samples() -> Sequence[Document]:
    folders = [str(ROOT / "samples" / name) for name in ("batch", "negative")]
    return [one.document for one in read(folders) if isinstance(one, Record) and not one.html]


def gone(document: Document, level: Level) -> set[int]:
    edits = clean(document.text, document.title, document.lang, document.source, level=level).edits
    return {place for edit in edits for place in range(edit.start, edit.end)}


def test_a_higher_level_cuts_all_that_a_lower_one_does() -> None:
    """careful ⊆ normal ⊆ thorough, on every sample. (Of all texts it holds for one round: test_engine_laws.)

    Seen to fail when the floors of two levels were exchanged.
    """
    assert list(FLOORS) == ["careful", "normal", "thorough"] and len(samples()) > 100
    for document in samples():
        careful, normal, thorough = (gone(document, level) for level in FLOORS)
        assert careful <= normal <= thorough, document.id


# ---------------------------------------------------------------- survivors


def test_a_line_that_stays_on_many_stories_is_told_once_a_story() -> None:
    """Seen to fail when each version of a story was counted."""
    counted = Survivors()
    for n, source in enumerate(["riverpost", "citizen", "citizen", None]):
        for _ in range(3):
            counted.see(
                left(f"{story(n)}\n\nSet in type on the old quay, {n} copies\nSet in type on the old quay, 7 copies"),
                source,
            )
    counted.see(left(f"{story(9)}\nOnly here\n{'so long ' * 20}"), None)
    assert counted.rows() == [{"line": "Set in type on the old quay, 0 copies", "stories": 4, "sources": 2}]


def test_survivors_are_found_where_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survivors, "ROOM", 8)
    counted = Survivors()
    for n in range(40):
        counted.see(
            left(f"{story(n)}\nOnly of {chr(ord('a') + n % 26)}{n % 7 * 'x'}\nSet in type on the old quay"), None
        )
    assert counted.rows()[0]["line"] == "Set in type on the old quay"


# ---------------------------------------------------------------- the commands


def written(folder: Path) -> dict[str, str]:
    return {row["id"]: row["text"] for row in rows(folder, "documents")}


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    return list(rows(folder, f"audit/{name}"))


def save(folder: Path, *given: Mapping[str, object]) -> Path:
    file = folder / "in.jsonl"
    file.write_bytes(jsonl(*given))
    return file


def test_a_batch_teaches_what_its_sources_repeat(tmp_path: Path) -> None:
    """Seen to fail when the second pass was not given the profile."""
    file = save(tmp_path, *batch(12), *batch(2, "citizen"))
    cleaner("clean", file, "-o", tmp_path / "out")
    texts = written(tmp_path / "out")
    assert [FOOT in text for text in texts.values()] == [False] * 12 + [True] * 2
    assert table(tmp_path / "out", "profile") == [
        {"source": "riverpost", "line": Page(FOOT).lines[0].form, "stories": 12}
    ]
    assert {row["rules"][0] for row in table(tmp_path / "out", "edits")} == {"repeated-line"}
    assert not (tmp_path / "out" / "_tmp").exists()
    # A stream has no second pass.
    assert FOOT.encode() in cleaner("clean", file, "-o", "-").stdout


def test_a_saved_profile_serves_every_command_that_cleans(tmp_path: Path) -> None:
    """Seen to fail when a batch that was given a profile learnt its own."""
    learnt, file = tmp_path / "sources.jsonl", tmp_path / "in.jsonl"
    save(tmp_path, *batch(12))
    told = cleaner("profile", file, "-o", learnt).stderr.decode()
    assert "1 lines that 1 sources repeat" in told and f"12 stories of riverpost: {Page(FOOT).lines[0].form}" in told
    assert cleaner("profile", file, "-o", "-", "-q").stdout == learnt.read_bytes()

    save(tmp_path, {"id": "a", "source": "riverpost", "text": f"{story(50)}\n\n{FOOT}"}, *batch(5, "citizen"))
    cleaner("clean", file, "-o", tmp_path / "out", "--profile", learnt)
    texts = written(tmp_path / "out")
    assert FOOT not in texts["a"] and FOOT in texts["citizen-0"]
    assert (tmp_path / "out/audit/profile/part-00000.jsonl").read_bytes() == learnt.read_bytes()
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert manifest["profile"] == hashlib.sha256(learnt.read_bytes()).hexdigest()
    assert manifest["settings"]["profile"] == str(learnt)
    stream = cleaner("clean", file, "-o", "-", "--profile", learnt).stdout.splitlines()
    assert [json.loads(line)["text"] for line in stream] == list(texts.values())
    assert b" a repeated-line [" in cleaner("check", file, "--profile", learnt, code=1).stdout

    config = tmp_path / "cleaner.toml"
    config.write_text(f"profile = {str(learnt)!r}\nlevel = 'careful'\n")
    cleaner("clean", file, "-o", tmp_path / "out2", "--config", config)
    assert written(tmp_path / "out2") == texts
    config.write_text("level = 'reckless'\n")
    assert (
        b"careful, normal, thorough" in cleaner("clean", file, "-o", tmp_path / "x", "--config", config, code=2).stderr
    )
    assert b"not a profile's row" in cleaner("clean", file, "-o", tmp_path / "x", "--profile", file, code=3).stderr


@corpus
def test_two_passes_change_nothing_where_nothing_is_repeated(tmp_path: Path) -> None:
    """The sample batch, pages and texts: learnt is nothing, and the output is that of one pass with an empty profile.

    Seen to fail when a page was extracted anew in the second pass, from its text.
    """
    (tmp_path / "empty.jsonl").write_bytes(b"")
    for name, options in (("two", ()), ("one", ("--profile", tmp_path / "empty.jsonl"))):
        cleaner("run", BATCH, "-o", tmp_path / name, *options)
    assert table(tmp_path / "two", "profile") == []
    two, one = (
        {
            p.relative_to(tmp_path / n): p.read_bytes()
            for p in (tmp_path / n).rglob("*")
            if p.is_file() and p.name not in ("manifest.json", "report.html")  # which tell of the settings
        }
        for n in ("two", "one")
    )
    assert two == one


def test_rejects_of_both_passes_keep_their_place(tmp_path: Path) -> None:
    page = "<html><body><script>only a script</script></body></html>"
    file = save(tmp_path, *batch(3), {"id": "x", "text": 5})
    (tmp_path / "b.jsonl").write_bytes(b"no json\n" + jsonl(*batch(3, "citizen")))
    (tmp_path / "c.html").write_text(page)
    done = cleaner("clean", file, tmp_path / "c.html", tmp_path / "b.jsonl", "-o", tmp_path / "out", "--json", code=3)
    assert json.loads(done.stdout)["records"] | {"edited": 0} == {
        "in": 9, "out": 6, "removed": 0, "rejected": 3, "edited": 0, "asked": 0,
    }  # fmt: skip
    rejects = [json.loads(line) for line in (tmp_path / "out/rejects.jsonl").read_text().splitlines()]
    assert [(Path(r["file"]).name, r["code"]) for r in rejects] == [
        ("in.jsonl", "text-type"), ("c.html", "no-article"), ("b.jsonl", "json"),
    ]  # fmt: skip
    cleaner("clean", file, "-o", tmp_path / "few", "--limit", "2")
    assert list(written(tmp_path / "few")) == ["riverpost-0", "riverpost-1"]
    assert b"rejected" in cleaner("profile", file, "-o", tmp_path / "p.jsonl", code=3).stderr


def test_any_number_of_processes_learns_and_writes_the_same(tmp_path: Path) -> None:
    """Seen to fail when processes were not sent the profile."""
    file = save(tmp_path, *batch(300), *batch(300, "citizen", "Citizen, the paper of the upper town"))
    trees: list[dict[Path, bytes]] = []
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        cleaner("clean", file, "-o", out, "--jobs", jobs, PYTHONHASHSEED=jobs)
        trees.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert trees[0] == trees[1]
    assert {row["stories"] for row in table(tmp_path / "1", "profile")} >= {300}


def test_what_survives_is_reported(tmp_path: Path) -> None:
    line = "Set in type <b>on the old quay</b>"
    given = [{"id": f"{n}", "source": f"s{n // 2}", "text": f"{story(n)}\n\n{line}"} for n in range(8)]
    cleaner("clean", save(tmp_path, *given), "-o", tmp_path / "out")
    assert table(tmp_path / "out", "survivors") == [{"line": line, "stories": 8, "sources": 4}]


def test_a_profile_replaces_profiles_only(tmp_path: Path) -> None:
    """Seen to fail when the command wrote over one of its inputs."""
    file, other = save(tmp_path, *batch(3)), tmp_path / "precious.txt"
    other.write_text("precious")
    before = file.read_bytes()
    for target in (file, other, tmp_path):
        cleaner("profile", file, "-o", target, code=2)
    cleaner("profile", file, "-o", file, "--overwrite", code=2)
    assert file.read_bytes() == before and other.read_text() == "precious"
    for options in ((), ("--overwrite",)):
        cleaner("profile", file, "-o", tmp_path / "p.jsonl")
        cleaner("profile", file, "-o", other, "--overwrite", *options)
    assert other.read_bytes() == (tmp_path / "p.jsonl").read_bytes()


def test_no_rule_but_one_needs_a_profile() -> None:
    """With an empty profile every rule finds what it finds without one."""
    for document in samples()[:40]:
        assert clean(document.text, source="riverpost", profile=Profile()) == clean(document.text)
    assert "repeated-line" in {rule.id for rule in all_rules()}
