"""Candidate pairs to links: both texts are compared, and the relation decided, in one compiled pass."""

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cleaner.dedup.alphabet import tables
from cleaner.dedup.columns import int64_lists, normal_utf8
from cleaner.dedup.compiled import compiled
from cleaner.dedup.furniture import strip
from cleaner.dedup.overlap import overlap
from cleaner.dedup.relation import EXACT, NAMES, UNKNOWN, relation
from cleaner.dedup.tokens import tokenise

PAIR_COLUMNS: Final = (
    "a", "b", "text_a", "text_b", "furniture_a", "furniture_b", "days", "same_source", "same_page",
)  # fmt: skip
LINK: Final = pa.schema(
    [
        ("a", pa.int64()),
        ("b", pa.int64()),
        ("relation", pa.string()),
        ("coverage_a", pa.float64()),
        ("coverage_b", pa.float64()),
        ("jaccard", pa.float64()),
        ("longest", pa.float64()),
    ]
)


def verify(pairs: pa.RecordBatch) -> pa.RecordBatch:
    """A row for each pair, in order: relation (null: no link), coverage of either text, Jaccard of the shingles,
    and the words' worth of the longest common run.

    `pairs` has the columns a, b (int64), text_a, text_b (string), furniture_a, furniture_b (lists of the
    fingerprints that the text's source repeats, or null), days (float64, null when a date is missing),
    same_source and same_page (bool, null counts as false).
    """
    data_a, ends_a = normal_utf8(pairs.column("text_a"))
    data_b, ends_b = normal_utf8(pairs.column("text_b"))
    prints_a, print_ends_a = int64_lists(pairs.column("furniture_a"))
    prints_b, print_ends_b = int64_lists(pairs.column("furniture_b"))
    days = np.array(pairs.column("days").fill_null(UNKNOWN))
    same_source = np.array(pairs.column("same_source").fill_null(False))
    same_page = np.array(pairs.column("same_page").fill_null(False))
    relations, figures = _verify(
        data_a, ends_a, data_b, ends_b, *tables(), prints_a, print_ends_a, prints_b, print_ends_b,
        days, same_source, same_page,
    )  # fmt: skip
    names = [NAMES[code] for code in relations.tolist()]
    return pa.record_batch([pairs.column("a"), pairs.column("b"), names, *figures], schema=LINK)


@compiled
def _comes_first(ha: NDArray[np.uint64], na: int, hb: NDArray[np.uint64], nb: int) -> bool:
    """An order of token sequences, so that a pair gives the same figures either way round."""
    for i in range(min(na, nb)):
        if ha[i] != hb[i]:
            return bool(ha[i] < hb[i])
    return na <= nb


@compiled
def _verify(
    data_a: NDArray[np.uint8], ends_a: NDArray[np.int64], data_b: NDArray[np.uint8], ends_b: NDArray[np.int64],
    kinds: NDArray[np.uint8], folds: NDArray[np.uint32],
    prints_a: NDArray[np.uint64], print_ends_a: NDArray[np.int64],
    prints_b: NDArray[np.uint64], print_ends_b: NDArray[np.int64],
    days: NDArray[np.float64], same_source: NDArray[np.bool_], same_page: NDArray[np.bool_],
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:  # fmt: skip
    n = len(days)
    widest = 0
    for i in range(n):
        widest = max(widest, ends_a[i + 1] - ends_a[i], ends_b[i + 1] - ends_b[i])
    ha = np.empty(widest // 2 + 2, np.uint64)
    hb = np.empty(widest // 2 + 2, np.uint64)
    ma = np.empty(widest // 2 + 2, np.uint8)
    mb = np.empty(widest // 2 + 2, np.uint8)
    relations = np.zeros(n, np.int8)
    figures = np.zeros((4, n))
    for i in range(n):
        na = tokenise(data_a, ends_a[i], ends_a[i + 1], kinds, folds, ha, ma)
        nb = tokenise(data_b, ends_b[i], ends_b[i + 1], kinds, folds, hb, mb)
        if na == nb and np.array_equal(ha[:na], hb[:nb]):
            relations[i] = EXACT if na else 0
            figures[0, i] = figures[1, i] = figures[2, i] = 1.0
            figures[3, i] = overlap(ha, ma, na, hb, mb, nb).words_a
            continue
        na = strip(ha, ma, na, prints_a[print_ends_a[i] : print_ends_a[i + 1]])
        nb = strip(hb, mb, nb, prints_b[print_ends_b[i] : print_ends_b[i + 1]])
        forward = _comes_first(ha, na, hb, nb)
        found = overlap(ha, ma, na, hb, mb, nb) if forward else overlap(hb, mb, nb, ha, ma, na)
        relations[i] = relation(found, days[i], same_source[i], same_page[i])
        figures[0, i] = found.coverage_a if forward else found.coverage_b
        figures[1, i] = found.coverage_b if forward else found.coverage_a
        figures[2, i] = found.jaccard
        figures[3, i] = found.longest
    return relations, figures
