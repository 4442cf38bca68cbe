"""Duplicates by example: what an editor calls one article, and what only looks like it."""

from pathlib import Path

import pyarrow as pa
import pytest
from dedup_strategies import Article, Record, quoting, records, reworked, words
from hypothesis import given
from hypothesis import strategies as st

from cleaner.dedup import Cluster, Duplicates, align, find_duplicates
from cleaner.dedup.dates import DAY, moment
from cleaner.dedup.describe import page
from cleaner.dedup.fingerprint import fingerprints
from cleaner.dedup.keeper import Member, keeper_order
from cleaner.document import Document
from cleaner.errors import UsageError

AGENCY = """LOMVIK: The council of Lomvik voted on Tuesday to close the old ferry line to Harn at the end of the season,
ending a service that has run for ninety-one years. Mayor Ingrid Solheim said the new bridge, opened in May, had taken
four in five of the passengers. "We are losing money on every crossing," Solheim told reporters after the vote.

The line carried 212,000 people last year, down from 940,000 before work on the bridge began, according to figures
from the harbour office. Twenty-six people work on the two ferries and in the ticket hall. The council promised to find
them other posts, though the union said on Wednesday that it had seen no written offer.

Islanders from Harn, who packed the public gallery, argued that the bridge closes in high winds and that the clinic can
then be reached by water alone. Per Aune, a retired captain, collected 1,400 signatures for a winter service. The council
will decide in September whether one of the two ferries is kept in reserve for storms.
"""
REWRITE = """It is the end of the line for one of the oldest ferries on the coast, and not everybody is glad of it. The
council of Lomvik voted on Tuesday to close the old ferry line to Harn at the end of the season, and one can follow the
sums: Mayor Ingrid Solheim said the new bridge, opened in May, had taken four in five of the passengers.

Numbers tell half of it. The line carried 212,000 people last year, down from 940,000 before work on the bridge began.
Those who made it run are the other half: twenty-six people work on the two ferries and in the ticket hall, and
nobody could say this week where they would go. The union said on Wednesday that it had seen no written offer.

And then there is the weather. Islanders from Harn, who packed the public gallery, argued that the bridge closes in high
winds and that the clinic can then be reached by water alone. A retired captain has gone from door to door with a
list. The council will decide in September whether one of the two ferries is kept in reserve for storms. One hopes so.
"""
SAME_TOPIC = """Ferries along the coast are disappearing, and Lomvik is only the latest town to give one up. Where bridges
and tunnels open, travellers change to cars within months, a study by the transport institute found last year.

Researchers looked at eleven crossings that were replaced since 1990. In nine of them the boats stopped within three
years, often after a last season at half price. Harn, an island of some 1,100 people, would be the twelfth. Its residents
fear for the days on which gales shut the bridge, which happened six times in its first autumn.

Elsewhere a compromise was found. Two towns further north share one vessel that lies at the quay and sails only
when the police close the road. It costs each of them less than a snow plough, its skipper likes to say.
"""
STATEMENT = """"We have listened to the people who sail, to the people who wait on the quay and to the people who pay, and
we have come to the view that nobody is served by a boat that leaves half empty eleven times a day, that burns
more oil each year, and that keeps a whole crew from the work which the town will need in the years that are now before
us," the mayor said in a written statement."""


def verdicts(*texts: str, **known: tuple[str | None, ...]) -> Duplicates:
    """Duplicates among texts a, b, c…, with what is known of them."""
    batch: list[Record] = [
        {"id": "abcdefghij"[at], "text": text} | {name: values[at] for name, values in known.items()}
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


KEEPERS = [
    Member(n=0, id="b", source="x", moment=9.0, content=5, size=100),
    Member(n=1, id="a", source="y", moment=None, content=4, size=100),
    Member(n=2, id="c", source=None, moment=3.0, content=6, size=90),
]


@pytest.mark.parametrize(
    ("policy", "kept"),
    [("longest", "a"), ("earliest", "c"), ("first", "b"), ("source:x,y", "b"), ("source: y", "a"), ("source:z", "a")],
)
def test_policies(policy: str, kept: str) -> None:
    assert min(KEEPERS, key=keeper_order(policy)).id == kept


@pytest.mark.parametrize("policy", ["", "source:", "source", "Longest"])
def test_no_such_policy(policy: str) -> None:
    with pytest.raises(UsageError):
        keeper_order(policy)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-03-01", 18687), ("2021-03-01T23:30:00-05:00", 18688), ("13-MAR-1987 09:44:49.21", 6280),
        (" 2-MAR-1987 06:50:18", 6269), ("Mon, 01 Mar 2021 23:30:00 -0500", 18688), ("March 1, 2021", 18687),
        ("1. März 2021, 10:15 Uhr", 18687), ("1614556800", 18687), ("1614556800000", 18687), ("20210301", 18687),
        ("2021/03/01 10:00", 18687), ("", None), (None, None), ("yesterday", None), ("31-FEB-2021", None), ("2021", None),
        ("None", None), ("99999999999999999999", None),
    ],
)  # fmt: skip
def test_dates(text: str | None, day: int | None) -> None:
    at = moment(text)
    assert (None if at is None else int(at // DAY)) == day


@given(st.text(max_size=40) | st.from_regex(r"\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4}.{0,9}"))
def test_any_date_is_read_or_not(text: str) -> None:
    at = moment(text)
    assert at is None or at == at


def test_pages() -> None:
    assert page("https://www.a.example/x/") == page("http://a.example/x#y") == "a.example/x"
    assert page("None") is page("") is page(None) is None


def test_align_shows_the_passages() -> None:
    passages = align(AGENCY, REWRITE)
    shown = [AGENCY[here.start : here.end] for here, _ in passages]
    assert shown[1].startswith("The council of Lomvik voted") and shown[1].endswith("the season")
    assert shown[2].startswith("Mayor Ingrid Solheim said the new bridge, opened in May")
    assert align(AGENCY, SAME_TOPIC) == []
    assert align("", AGENCY) == align(AGENCY, "") == []


def test_kernels_are_kept_by_their_source() -> None:
    from cleaner.dedup.compiled import code_folder

    folder = code_folder(Path(__file__).parent.parent / "cleaner" / "dedup")
    assert folder is not None and folder != code_folder(Path(__file__).parent)
