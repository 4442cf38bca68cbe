"""Duplicates by example: what an editor calls one article, and what only looks like it."""

from textwrap import fill

import pyarrow as pa
import pytest
from dedup_articles import AGENCY, REWRITE, SAME_TOPIC, STATEMENT
from dedup_strategies import Article, Record, quoting, records, reworked, sentence, words

from cleaner.dedup.fingerprint import fingerprints
from cleaner.document import Document
from cleaner.duplicates import Cluster, Duplicates, find_duplicates
from cleaner.errors import UsageError


def verdicts(*texts: str, **known: tuple[str | None, ...]) -> Duplicates:
    """Duplicates among texts a, b, c…, with what is known of them."""
    batch: list[Record] = [
        dict[str, object](id="abcdefghij"[at], text=text) | {name: values[at] for name, values in known.items()}
        for at, text in enumerate(texts)
    ]
    return find_duplicates(batch)


def test_a_rewritten_agency_story_is_one_article() -> None:
    found = verdicts(AGENCY, REWRITE, SAME_TOPIC)
    assert found.clusters == (Cluster("b", "b", ("a", "b")),)
    (link,) = found.links
    assert (link.a, link.b, link.relation) == ("a", "b", "rewrite")
    assert 0.3 < link.coverage_a < 0.8 and link.jaccard < 0.5


def test_articles_on_one_topic_are_apart() -> None:
    assert verdicts(AGENCY, SAME_TOPIC) == Duplicates((), (), {})


def report(week: str, first: int) -> str:
    figures = [f"{first + 37 * at},{(first * 7 + 13 * at) % 10}" for at in range(9)]
    return (
        f"Stocks at the grain terminals, {week}\n\nThe harbour office said in its weekly report that stocks of winter wheat "
        f"at the terminals stood at {figures[0]} thousand tonnes, after {figures[1]} thousand tonnes a week before. Barley "
        f"stood at {figures[2]} thousand tonnes and rye at {figures[3]} thousand tonnes. Deliveries by rail came to "
        f"{figures[4]} thousand tonnes and deliveries by water to {figures[5]} thousand tonnes. Ships took {figures[6]} "
        f"thousand tonnes of wheat and {figures[7]} thousand tonnes of barley. The price of a tonne of wheat on the quay "
        f"was {figures[8]} crowns at the close of the week, the office said. Figures do not include private silos."
    )


@pytest.mark.parametrize("second", ["2021-03-08", "2021-03-02", "8 March 2021", "Mon, 08 Mar 2021 10:00:00 +0100"])
def test_the_next_issue_of_a_report_is_a_template(second: str) -> None:
    found = verdicts(
        report("week 9", 211), report("week 10", 904), date=("2021-03-01", second), source=("office", "office")
    )
    assert found.clusters == ()
    assert [link.relation for link in found.links] in (["template"], [])


def test_the_same_report_twice_is_one() -> None:
    first = report("week 9", 211)
    found = verdicts(first, first.replace("its weekly report", "a weekly report"), date=("2021-03-01", "2021-03-02"))
    assert [link.relation for link in found.links] == ["near"] and len(found.clusters) == 1


def test_a_digest_is_linked_and_not_merged() -> None:
    one, two, three = (Article("english", tuple(range(at, at + 14))) for at in (0, 100, 200))
    digest = Article("english", one.numbers[:5] + two.numbers[:5] + three.numbers[:5])
    found = verdicts(one.text, two.text, three.text, digest.text)
    assert found.clusters == ()
    assert [(link.a, link.b, link.relation) for link in found.links] == [
        ("a", "d", "excerpt"), ("b", "d", "excerpt"), ("c", "d", "excerpt"),
    ]  # fmt: skip


def test_an_early_version_cut_short_is_one_article() -> None:
    later = Article("english", tuple(range(24)))
    found = verdicts(later._replace(numbers=later.numbers[:9]).text, later.text)
    assert found.clusters == (Cluster("b", "b", ("a", "b")),)


def test_rivals_that_quote_one_statement_are_apart() -> None:
    one, two = Article("english", tuple(range(8))), Article("english", tuple(range(100, 108)))
    halves = [(story.text[: len(story.text) // 2], story.text[len(story.text) // 2 :]) for story in (one, two)]
    texts = [f"{before}\n\n{STATEMENT}\n\n{after}" for before, after in halves]
    found = verdicts(*texts, source=("east", "west"), date=("2021-05-01", "2021-05-01"))
    assert found.clusters == () and [link.relation for link in found.links] == ["excerpt"]


def test_a_text_that_opens_with_another_is_no_later_version_of_it() -> None:
    names = "Ardal Bering Corvo Dessen Ekeby Falster Gimle Hadsund Istad Jelling Kolding Lerwick".split()
    others = "Maribor Nitra Olomouc Pecs Quedli Rijeka Sopron Tabor Ungvar Vrsac Wels Zadar".split()
    story = " ".join(f"{sentence('english', at).strip(' .')} in {name}." for at, name in enumerate(names))
    rest = " ".join(f"{sentence('english', 300 + at).strip(' .')} near {name}." for at, name in enumerate(others * 2))
    digest = verdicts(story, f"{story}\n\n{rest}", source=("east", "west"), date=("2021-05-01", "2021-05-01"))
    assert digest.clusters == () and [link.relation for link in digest.links] == ["excerpt"]
    goes_on = " ".join(f"{sentence('english', 300 + at).strip(' .')} near {name}." for at, name in enumerate(names * 2))
    update = verdicts(story, f"{story}\n\n{goes_on}", source=("east", "west"), date=("2021-05-01", "2021-05-01"))
    assert [link.relation for link in update.links] == ["rewrite"]


def test_a_shared_caption_is_no_copy() -> None:
    caption = sentence("english", 9_000) + sentence("english", 9_001)
    texts = [f"{caption}\n\n{Article('english', tuple(range(at, at + 12))).text}" for at in (0, 100, 200)]
    found = verdicts(*texts, source=("east", "west", "north"), date=("2021-05-01",) * 3)
    assert found.clusters == () and {link.relation for link in found.links} <= {"excerpt"}


def test_a_live_blog_is_linked_to_what_it_took_in() -> None:
    told = [Article("english", tuple(range(at, at + 12))) for at in range(0, 1000, 100)]
    blog = "\n\n".join(Article("english", story.numbers[:6]).text for story in told)
    found = verdicts(told[0].text, told[1].text, blog, source=("east", "west", "blog"), date=("2021-05-01",) * 3)
    assert found.clusters == () and [link.relation for link in found.links] == ["excerpt"] * 2


def test_a_rewritten_page_of_one_address_is_looked_at() -> None:
    one, two = Article("english", tuple(range(14))), Article("english", (0, *range(200, 213)))
    url = ("https://x.example/1",) * 2
    found = verdicts(one.text, two.text, url=url, date=("2021-01-01", "2021-01-02"))
    assert [link.relation for link in found.links] == ["rewrite"]
    assert verdicts(one.text, Article("english", tuple(range(200, 214))).text, url=url).links == ()


@pytest.mark.parametrize("width", [40, 70])
def test_a_quotation_in_wrapped_lines_is_one(width: int) -> None:
    one, two = Article("english", tuple(range(8))), Article("english", tuple(range(100, 108)))
    quoted = f'"{" ".join(STATEMENT.split())[1:]}'
    texts = [fill(f"{story.text[:300]} {quoted} {story.text[300:]}", width) for story in (one, two)]
    found = verdicts(*texts, source=("east", "west"), date=("2021-05-01", "2021-05-01"))
    assert found.clusters == () and [link.relation for link in found.links] == ["excerpt"]


def test_stubs_are_never_merged_unless_equal() -> None:
    stub = (
        "Read on with a subscription. Already with us? Sign in here. Three months for the price of one, end any time."
    )
    found = verdicts(f"Bridge closed. {stub}", f"Ferry late. {stub}", f"Ferry late.\n{stub}")
    assert [(link.a, link.b, link.relation) for link in found.links] == [("b", "c", "exact")]


def test_a_paywall_that_an_outlet_repeats_is_no_copy() -> None:
    notice = Article("english", tuple(range(500, 516))).text
    stories = [Article("english", (1000 + 10 * at, 1001 + 10 * at)).text for at in range(16)]
    batch: list[Record] = [
        {
            "id": f"p{at:02}",
            "text": f"{story}\n\n{notice}",
            "source": "gazette",
            "date": f"2021-04-{3 + at // 2 * 3 % 27:02}",
        }
        for at, story in enumerate(stories)
    ]
    assert find_duplicates(batch) == Duplicates((), (), {})
    undated = [{"id": record["id"], "text": record["text"]} for record in batch]
    assert len(find_duplicates(undated).clusters) == 1  # without dates, versions of one page look the same


def test_versions_of_one_page_are_not_furniture() -> None:
    body = tuple(range(20))
    batch: list[Record] = [
        {
            "id": f"v{at}", "text": Article("english", (*body, 900 + at)).text, "source": "atlas",
            "url": "https://www.atlas.example/harn#top", "date": f"2021-{1 + at:02}-01",
        }
        for at in range(9)
    ]  # fmt: skip
    found = find_duplicates(batch)
    assert [len(cluster.members) for cluster in found.clusters] == [9]


def test_two_fetches_of_one_address_are_one_page() -> None:
    story = Article("english", tuple(range(14)))
    later = Article("english", (*story.numbers[:4], *range(700, 712)))
    dates = ("2021-01-01", "2021-03-01")
    apart = verdicts(story.text, later.text, date=dates, source=("a", "a"))
    one = verdicts(story.text, later.text, date=dates, url=("http://x.example/1/", "https://www.x.example/1#new"))
    assert apart.clusters == () and len(one.clusters) == 1


def test_what_comes_back_after_weeks_is_a_series() -> None:
    story = Article("english", tuple(range(14)))
    copies = (story.text, reworked(story, 1).text)
    assert verdicts(*copies, date=("2021-01-01", "2021-01-03")).clusters
    later = verdicts(*copies, date=("2021-01-01", "2021-02-03"))
    assert later.clusters == () and [link.relation for link in later.links] == ["template"]


def test_a_later_exact_copy_brings_versions_together() -> None:
    story = Article("english", tuple(range(14)))
    texts, dates = [story.text, reworked(story, 1).text, story.text], ["2021-01-01", "2021-02-03", "2021-02-03"]
    found = verdicts(*texts, date=tuple(dates))
    assert [cluster.members for cluster in found.clusters] == [("a", "b", "c")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("河桥市场冬天的花园里有一扇窗，教师说今天不开门。" * 3, "河桥市场冬天的花园里有一扇窗教师说今天不开门" * 3),
        ("ｶﾞｲﾄﾞ café STRASSE", "ガイド cafe\u0301 strasse"),
        ("Die Neben\u00adkosten \u200eder Wohnung", "die nebenkosten der wohnung"),
        ("แม่น้ำและสะพาน", "แม่น้ำ และ สะพาน"),
        ("Ὀδυσσεύς", "ὀδυσσεύσ"),
    ],
)  # fmt: skip
def test_spellings_of_the_same_tokens_are_exact(a: str, b: str) -> None:
    assert [link.relation for link in verdicts(a, b).links] == ["exact"]


@pytest.mark.parametrize("script", ["chinese", "thai", "arabic"])
def test_other_scripts(script: str) -> None:
    story = Article(script, tuple(range(15)))
    other = Article(script, tuple(range(300, 315)))
    found = verdicts(story.text, reworked(story, 1).text, quoting(story, 2).text, other.text)
    assert [cluster.members for cluster in found.clusters] == [("a", "b")]
    assert {(link.a, link.b): link.relation for link in found.links}[("a", "c")] == "excerpt"
    assert not any("d" in (link.a, link.b) for link in found.links)


def test_words_worth_is_alike_in_all_scripts() -> None:
    assert [words("four words stand here"), words("市场冬天花园窗门"), words("แม่น้ำและสะพาน")] == [4, 4, 15 / 4]
    column = pa.array(["four words stand here", "市场冬天花园窗门", "แม่น้ำและสะพาน", "", "… —"])
    assert fingerprints(column)["words"].to_pylist() == [4, 4, 15 / 4, 0, 0]


def test_texts_without_words_are_no_copies() -> None:
    assert verdicts("", "", "...", "* * *") == Duplicates((), (), {})


def test_ids_may_repeat() -> None:
    story, other = Article("english", tuple(range(12))).text, Article("english", tuple(range(100, 112))).text
    batch: list[Record] = [{"id": "x", "text": text} for text in (story, other, story, other)]
    found = find_duplicates(batch)
    assert sorted(cluster.id for cluster in found.clusters) == ["x", "x#2"]
    assert [(link.a, link.b, link.relation) for link in found.links] == [("x", "x", "exact")] * 2


def test_clusters_have_names_of_their_own() -> None:
    """Two keepers `x`, and one `x#2`. Seen to fail when the second cluster of `x` was named `x#2` unasked."""
    stories = [Article("english", tuple(range(100 * n, 100 * n + 12))).text for n in range(3)]
    ids = ("x", "x", "x#2")
    found = find_duplicates({"id": id, "text": text} for id, text in zip(ids, stories, strict=True) for _ in range(2))
    assert [cluster.members for cluster in found.clusters] == [("x", "x"), ("x", "x"), ("x#2", "x#2")]
    assert len({cluster.id for cluster in found.clusters}) == 3


def test_odd_records() -> None:
    story = Article("english", tuple(range(12))).text
    batch: list[Document | Record] = [
        Document("a", story + "\ud800\x00", date="not a date", url="None"),
        {"id": 7, "text": story, "date": 20210301, "source": ""},
        {"id": "c\ud800", "text": "\x00\ufffe\U0010ffff" * 50},
    ]
    assert [cluster.members for cluster in find_duplicates(batch).clusters] == [("7", "a")]
    with pytest.raises(UsageError, match="document 9: text must be a string, not NoneType"):
        find_duplicates([{"id": 9}])
    with pytest.raises(UsageError, match="no such policy: 'newest'"):
        find_duplicates([], keep="newest")


def test_more_processes_find_the_same() -> None:
    batch = records([Article("english", tuple(range(at * 8, at * 8 + 8 + at % 2 * 5))).text for at in range(2300)])
    alone = find_duplicates(batch)
    assert find_duplicates(batch, jobs=2) == alone and len(alone.links) > 1000


def test_crowded_fingerprints_still_connect() -> None:
    body = tuple(range(12))
    batch = records([Article("english", (*body, 800 + at)).text for at in range(120)])
    found = find_duplicates(batch)
    assert [len(cluster.members) for cluster in found.clusters] == [120]
    assert len(found.links) < 120 * 10  # not the 7,140 pairs
