"""What people said of pairs, brought to the documents at hand: a stage of the pipeline, and what came of it."""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from cleaner.dedup.judged import Pair
from cleaner.engine import Engine
from cleaner.table import encodable

Said = Sequence[tuple[str, str, bool]]  # two ids, and whether they are one story
SAID: Final = pa.schema([("a", pa.string()), ("b", pa.string()), ("one", pa.bool_())])


def judge(engine: Engine, said: Said) -> None:
    """The documents that are meant, and their leads (`judged`): what holds for a document holds for its exact copies.

    For each pair of either, what holds (`ruled`): where that contradicts itself, they are apart.
    """
    rows = [dict(zip(SAID.names, (encodable(a), encodable(b), one), strict=True)) for a, b, one in said]
    engine.put("said", pa.Table.from_pylist(rows, schema=SAID))
    engine.sql(
        "judged",
        """SELECT x.n AS x, y.n AS y, COALESCE(l.lead, x.n) AS lead_x, COALESCE(m.lead, y.n) AS lead_y, s.a, s.b, s.one
           FROM said s JOIN described x ON s.a = x.id JOIN described y ON s.b = y.id
           LEFT JOIN represented l ON x.n = l.n LEFT JOIN represented m ON y.n = m.n WHERE x.n <> y.n""",
    )
    engine.sql(
        "ruled",
        """SELECT a, b, MIN(one) AS one FROM (
             SELECT LEAST(x, y) AS a, GREATEST(x, y) AS b, one FROM judged
             UNION ALL
             SELECT LEAST(lead_x, lead_y), GREATEST(lead_x, lead_y), one FROM judged WHERE lead_x <> lead_y) spoken
           GROUP BY a, b""",
    )


def pairs_of(engine: Engine) -> tuple[list[Pair], list[Pair]]:
    """The pairs that are one, over their leads, and those that are apart, with their leads."""
    one: list[Pair] = []
    apart: list[Pair] = []
    for row in engine.arrow("judged").to_pylist():
        x, y, lead_x, lead_y = row["x"], row["y"], row["lead_x"], row["lead_y"]
        if row["one"]:
            one += [pair for pair in ((x, lead_x), (lead_x, lead_y), (lead_y, y)) if pair[0] != pair[1]]
        else:
            apart += [(x, y), (lead_x, lead_y)] if lead_x != lead_y else [(x, y)]
    return one, apart


def outcome(engine: Engine, said: Said) -> dict[str, object]:
    """What came of it, for the summary: pairs that were judged and that hold, ids that no document has, and pairs that
    could not be held, for what is said of others is against it."""
    place = {row["n"]: row["cluster"] for row in engine.arrow("clusters").select(["n", "cluster"]).to_pylist()}
    judged = engine.arrow("judged").to_pylist()
    broken = {
        (row["a"], row["b"]) for row in judged if row["one"] != (place.get(row["x"], -1) == place.get(row["y"], -2))
    }
    engine.sql(
        "absent",
        """SELECT DISTINCT s.id FROM (SELECT a AS id FROM said UNION ALL SELECT b FROM said) s
           LEFT JOIN described d ON s.id = d.id WHERE d.id IS NULL""",
    )
    known = {(row["a"], row["b"]) for row in judged}
    return {
        "pairs": len(said),
        "held": len(known - broken),
        "absent": sorted(engine.arrow("absent").column("id").to_pylist()),
        "contradicted": [list(pair) for pair in sorted(broken)],
    }
