"""The stages that find duplicates: map functions and plain SQL, over any engine.

They start from a table documents(n, id, text, source, url, date), n being unique, and make
links(na, nb, a, b, relation, coverage_a, coverage_b, jaccard, longest, verdict) and
clusters(n, id, cluster, keeper, kept, size, via, steps, weakest), the latter of documents in clusters of two or more.
Inside, a document is its n: ids may repeat.

Where an earlier batch is kept (cleaner.index), `documents` holds all that came before as well, and the tables
known_descriptions and known_verdicts spare the work done then: a description hangs on its document alone, a verdict on
two documents and on what `frames` says of them. So batches together give what they give at once.
"""

from typing import Final

import pyarrow as pa

from cleaner.dedup.cluster import clusters
from cleaner.dedup.describe import DESCRIPTION, DOCUMENT_COLUMNS, describe
from cleaner.dedup.keeper import Member, Order, keeper_order
from cleaner.dedup.relation import MERGING, STUB
from cleaner.dedup.sign import FRAME_COLUMNS, SIGNED, signed
from cleaner.dedup.verify import LINK, PAIR_COLUMNS, verify
from cleaner.engine import Engine
from cleaner.ids import Ids
from cleaner.said import Said, judge, pairs_of

SHARED: Final = 3  # fingerprints of a candidate pair; 2 finds no more in twice the pairs, 4 loses 7 in 1,000 excerpts
CROWD: Final = 40  # a fingerprint of more documents is crowded: it pairs each with the first of them, and the next
STORIES: Final = 6  # what an outlet repeats in so many stories is its furniture
STORY_DAYS: Final = 2  # days within which versions of one story appear

CLUSTER: Final = pa.schema(
    [
        ("n", pa.int64()),
        ("id", pa.string()),
        ("cluster", pa.string()),
        ("keeper", pa.string()),
        ("kept", pa.bool_()),
        ("size", pa.int64()),
        ("via", pa.string()),  # the next document on the way to the keeper
        ("steps", pa.int64()),  # links on that way
        ("weakest", pa.float64()),  # the lowest Jaccard of them
    ]
)


def find_duplicates(
    engine: Engine, keep: str = "longest", known: bool = False, first: int = 0, said: Said = ()
) -> None:
    """Run all stages: from the table `documents` to the tables `links` and `clusters`.

    known: whether there are the tables known_descriptions and known_verdicts of a part of the documents.
    first: documents below this number are kept before all others.
    said: pairs of ids, and whether somebody says that they are one story.
    """
    policy = keeper_order(keep)
    describe_all(engine, known)
    representatives(engine)
    judge(engine, said)
    furniture(engine)
    candidates(engine)
    frames(engine)
    verify_all(engine, known)
    links(engine)
    engine.put("clusters", cluster_table(engine, lambda member: (member.n >= first, *policy(member))))


def describe_all(engine: Engine, known: bool) -> None:
    """What the join needs to know of each document (`described`)."""
    if not known:
        engine.map("described", "documents", describe, DESCRIPTION, DOCUMENT_COLUMNS)
        return
    columns = ", ".join(f"d.{name}" for name in DOCUMENT_COLUMNS)
    engine.sql(
        "arrived",
        f"SELECT {columns} FROM documents d LEFT JOIN known_descriptions k ON d.n = k.n WHERE k.n IS NULL",
        once=True,
    )
    engine.map("described_now", "arrived", describe, DESCRIPTION, DOCUMENT_COLUMNS)
    names = ", ".join(DESCRIPTION.names)
    engine.sql("described", f"SELECT {names} FROM known_descriptions UNION ALL SELECT {names} FROM described_now")


def representatives(engine: Engine) -> None:
    """One document stands for all with the same tokens: `represented` (n, lead), and `leads` with its group's days.

    It is chosen by what it says, not by its place in the input. Its group's first and last day are kept (no first
    day if one has no date), so that a copy that comes later cannot part what was together. Stubs lead nothing
    but their exact copies.
    """
    engine.sql(
        "represented",
        """SELECT n, FIRST_VALUE(n) OVER (PARTITION BY key_a, key_b
             ORDER BY COALESCE(moment, 1e300), COALESCE(outlet, 0), COALESCE(page, 0), content, id, n) AS lead
           FROM described WHERE words > 0""",
    )
    engine.sql(
        "leads",
        f"""SELECT d.n, d.outlet, d.page, d.day, d.key_a, g.first_day, g.last_day,
                   CASE WHEN d.page IS NULL THEN d.n ELSE MIN(d.n) OVER (PARTITION BY d.page) END AS story
            FROM described d
            JOIN (SELECT r.lead, CASE WHEN COUNT(e.day) = COUNT(*) THEN MIN(e.day) END AS first_day, MAX(e.day) AS last_day
                  FROM represented r JOIN described e ON r.n = e.n GROUP BY r.lead) g ON d.n = g.lead
            WHERE d.words >= {STUB}""",
    )
    engine.sql(
        "printed",
        "SELECT l.n, l.outlet, l.day, l.story, d.prints FROM leads l JOIN described d ON l.n = d.n",
        once=True,
    )
    engine.common("common", "printed", ("n", "outlet", "day", "story"), "prints", "h")


def furniture(engine: Engine) -> None:
    """Fingerprints that an outlet repeats from story to story (`repeated`), and what is left without them (`own`).

    Stories are counted, not pages: copies are collapsed, one address is one story, and what appears within
    two days may be versions of one. Hence nothing is furniture where there are no dates.
    """
    engine.sql(
        "repeated",
        f"""SELECT outlet, h FROM common
            WHERE holders >= {STORIES} AND outlet IS NOT NULL AND day IS NOT NULL
            GROUP BY outlet, h
            HAVING COUNT(DISTINCT story) >= {STORIES} AND COUNT(DISTINCT FLOOR(day / {STORY_DAYS})) >= {STORIES}""",
    )
    engine.sql(
        "own",
        """SELECT c.n, c.h FROM common c LEFT JOIN repeated r ON c.outlet = r.outlet AND c.h = r.h
           WHERE r.h IS NULL""",
    )
    engine.sql(
        "masked",
        """SELECT c.n, ARRAY_AGG(c.h) AS furniture FROM common c JOIN repeated r ON c.outlet = r.outlet AND c.h = r.h
           GROUP BY c.n""",
    )


def candidates(engine: Engine) -> None:
    """Pairs of leads that share fingerprints of their own (`candidates`).

    A crowded fingerprint pairs each document with two others only: the work stays linear, and clusters connect.
    What was fetched from one address is compared with the next version, though nothing may be left of it; so is what
    somebody says is one story.
    """
    engine.sql("counted", "SELECT h, COUNT(*) AS documents FROM own GROUP BY h HAVING COUNT(*) > 1")
    engine.sql(
        "joined", f"SELECT own.n, own.h FROM own JOIN counted ON own.h = counted.h WHERE counted.documents <= {CROWD}"
    )
    engine.sql(
        "crowded",
        f"""SELECT own.n, FIRST_VALUE(own.n) OVER seen AS hub, LEAD(own.n) OVER seen AS following
            FROM own JOIN counted ON own.h = counted.h JOIN leads ON own.n = leads.n
            WHERE counted.documents > {CROWD}
            WINDOW seen AS (PARTITION BY own.h ORDER BY key_a, own.n)""",
    )
    around = " ".join(
        f"UNION ALL SELECT LEAST(n, {other}), GREATEST(n, {other}) FROM crowded WHERE n <> {other}"
        for other in ("hub", "following")
    )
    engine.sql(
        "versions",
        """SELECT n, LEAD(n) OVER (PARTITION BY page ORDER BY day NULLS LAST, key_a, n) AS later
           FROM leads WHERE page IS NOT NULL""",
    )
    engine.sql(
        "candidates",
        f"""SELECT a, b FROM (
              SELECT x.n AS a, y.n AS b FROM joined x JOIN joined y ON x.h = y.h AND x.n < y.n {around}) together
            GROUP BY a, b HAVING COUNT(*) >= {SHARED}
            UNION SELECT LEAST(n, later), GREATEST(n, later) FROM versions WHERE later IS NOT NULL
            UNION SELECT LEAST(lead_x, lead_y), GREATEST(lead_x, lead_y) FROM judged WHERE one AND lead_x <> lead_y""",
    )


def frames(engine: Engine) -> None:
    """The candidate pairs, and the copies with their lead, beside all but the texts that decides on them (`framed`)."""
    engine.sql(
        "paired",
        """SELECT a, b FROM candidates
           UNION ALL SELECT LEAST(n, lead), GREATEST(n, lead) FROM represented WHERE n <> lead""",
    )
    engine.sql(
        "framed",
        """SELECT p.a, p.b, f.furniture AS furniture_a, g.furniture AS furniture_b,
                  CASE WHEN l.first_day IS NOT NULL AND m.first_day IS NOT NULL THEN
                    CAST(GREATEST(0, l.first_day - m.last_day, m.first_day - l.last_day) AS DOUBLE) END AS days,
                  l.outlet = m.outlet AS same_source, l.page = m.page AS same_page
           FROM paired p
           LEFT JOIN leads l ON p.a = l.n LEFT JOIN leads m ON p.b = m.n
           LEFT JOIN masked f ON p.a = f.n LEFT JOIN masked g ON p.b = g.n""",
    )


def verify_all(engine: Engine, known: bool) -> None:
    """The verdict on each pair (`verified`); one that is known is taken as it is, if the pair's frame is the same."""
    if known:
        engine.map("signed", "framed", signed, SIGNED, FRAME_COLUMNS)
        engine.sql(
            "open",
            """SELECT f.* FROM framed f JOIN signed s ON f.a = s.a AND f.b = s.b
               LEFT JOIN known_verdicts k ON s.a = k.a AND s.b = k.b AND s.frame = k.frame WHERE k.a IS NULL""",
        )
    pairs(engine, "open" if known else "framed")
    engine.map("verified", "pairs", verify, LINK, PAIR_COLUMNS)
    if known:
        names = ", ".join(LINK.names)
        kept = ", ".join(f"k.{name}" for name in LINK.names)
        engine.sql("verified_now", f"SELECT {names} FROM verified")
        engine.sql(
            "verified",
            f"""SELECT {names} FROM verified_now UNION ALL SELECT {kept} FROM known_verdicts k
                JOIN signed s ON s.a = k.a AND s.b = k.b AND s.frame = k.frame""",
        )
        engine.sql("verdicts", "SELECT v.*, s.frame FROM verified_now v JOIN signed s ON s.a = v.a AND s.b = v.b")


def pairs(engine: Engine, framed: str) -> None:
    """Pairs with their texts (`pairs`)."""
    engine.sql(
        "needed",
        f"""SELECT d.n, d.text FROM documents d
            JOIN (SELECT a AS n FROM {framed} UNION SELECT b FROM {framed}) p ON d.n = p.n""",
    )
    engine.sql(
        "pairs",
        f"""SELECT p.*, s.text AS text_a, t.text AS text_b
            FROM {framed} p JOIN needed s ON p.a = s.n JOIN needed t ON p.b = t.n""",
        once=True,
    )


def links(engine: Engine) -> None:
    """The verified pairs, each from the lesser id to the greater, with what is said of it (`links`).

    Where somebody says that a pair is one story, and the words do not, it is a rewrite.
    """
    engine.sql(
        "named",
        """SELECT v.*, COALESCE(v.relation, 'rewrite') AS kind, x.id AS id_a, y.id AS id_b,
                  x.id < y.id OR (x.id = y.id AND x.n < y.n) AS forward,
                  CASE WHEN r.one THEN 'right' WHEN NOT r.one THEN 'wrong' END AS verdict
           FROM verified v JOIN described x ON v.a = x.n JOIN described y ON v.b = y.n
           LEFT JOIN ruled r ON v.a = r.a AND v.b = r.b WHERE v.relation IS NOT NULL OR r.one""",
    )
    sides = ", ".join(
        f"CASE WHEN forward THEN {one} ELSE {other} END AS {name}"
        for one, other, name in (
            ("a", "b", "na"), ("b", "a", "nb"), ("id_a", "id_b", "a"), ("id_b", "id_a", "b"),
            ("coverage_a", "coverage_b", "coverage_a"), ("coverage_b", "coverage_a", "coverage_b"),
        )
    )  # fmt: skip
    relations = ", ".join(f"'{name}'" for name in sorted(MERGING))
    engine.sql("links", f"SELECT {sides}, kind AS relation, jaccard, longest, verdict FROM named")
    engine.sql(
        "merging",
        f"""SELECT na, nb, jaccard FROM links
            WHERE verdict = 'right' OR (verdict IS NULL AND relation IN ({relations}))""",
    )
    engine.sql(
        "members",
        """SELECT d.n, d.id, d.source, d.moment, d.content, d.size FROM described d
           JOIN (SELECT na AS n FROM merging UNION SELECT nb FROM merging) m ON d.n = m.n""",
    )


def cluster_table(engine: Engine, order: Order) -> pa.Table:
    """Clusters of the merging links, each with its keeper. A cluster is named by its keeper's id."""
    merging = engine.arrow("merging")
    members = {row["n"]: Member(**row) for row in engine.arrow("members").to_pylist()}
    linked = zip(*(merging[name].to_pylist() for name in ("na", "nb", "jaccard")), strict=True)
    one, apart = pairs_of(engine)
    rows: list[dict[str, object]] = []
    names = Ids()  # ids may repeat, and be x#2 by themselves; clusters may not
    found = clusters(linked, lambda n: order(members[n]), one, apart)
    for group in sorted(found, key=lambda group: members[group[0].member].id):
        keeper = members[group[0].member]
        name = names.free(keeper.id)
        rows.extend(
            {
                "n": place.member,
                "id": members[place.member].id,
                "cluster": name,
                "keeper": keeper.id,
                "kept": place.member == keeper.n,
                "size": len(group),
                "via": members[place.via].id,
                "steps": place.steps,
                "weakest": place.weakest,
            }
            for place in group
        )
    return pa.Table.from_pylist(rows, schema=CLUSTER)
