"""Kernel that compares two token sequences.

A token is common when it lies in a run of four words' worth that the other text holds as well;
order and place do not count, so that the two texts can be given either way round.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.dedup.alphabet import WORD_WEIGHT
from cleaner.dedup.compiled import compiled, inlined
from cleaner.dedup.shingles import EVERY, RUN, SHINGLE, sampled
from cleaner.dedup.table import place_of, table_mask
from cleaner.dedup.tokens import GLUED, NAME, NUMBER, QUOTED, mixed, u64, weigh, weight_of

LEAD: Final = 50 * WORD_WEIGHT  # the head of an article: title and first paragraph
NEGLIGIBLE: Final = 0.08  # texts that have less in common share phrases: the other figures are left at 0


class Overlap(NamedTuple):
    """What two texts have in common. Sizes are words' worth of text, shares are of weight, 0 to 1."""

    words_a: float
    words_b: float
    coverage_a: float  # share of the text that is common
    coverage_b: float
    plain_a: float  # share of the text outside quotation marks that is common
    plain_b: float
    spread_a: float  # share of the text's tenths of which a fifth or more is common
    spread_b: float
    lead_a: float  # share of the first fifty words that is common
    lead_b: float
    head: float  # share of the longer text's beginning, as long as the shorter text, that is common
    jaccard: float  # distinct shingles, those in both of all
    longest: float  # the longest common run
    numbers_a: int  # distinct numbers
    numbers_b: int
    numbers: int  # in both
    names_a: int  # distinct capitalised words inside sentences
    names_b: int
    names: int  # in both
    other_names: int  # distinct names in what the longer text has beside the common
    resumed: int  # of them, those that the shorter text has


@compiled
def common_values(
    a: NDArray[np.uint64], b: NDArray[np.uint64], keys: NDArray[np.uint64], seen: NDArray[np.int32]
) -> tuple[int, int, int]:
    """Distinct values in a, in b, and in both. `keys` and `seen` are space to work in."""
    size = table_mask(len(a) + len(b))
    keys[: size + 1] = 0
    mask = u64(size)
    in_a = in_b = both = 0
    for value in a:
        at = place_of(keys, mask, value)
        if keys[at] == u64(0):
            keys[at] = value
            seen[at] = 1
            in_a += 1
    for value in b:
        at = place_of(keys, mask, value)
        if keys[at] == u64(0):
            keys[at] = value
            seen[at] = 2
            in_b += 1
        elif seen[at] == 1:
            seen[at] = 3
            in_b += 1
            both += 1
    return in_a, in_b, both


@compiled
def grams(
    hashes: NDArray[np.uint64], marks: NDArray[np.uint8], count: int, worth: int, out: NDArray[np.uint64],
    space: NDArray[np.int32],
) -> int:  # fmt: skip
    """The runs of so much worth that begin at each token; returns how many there are. `space` is to work in."""
    size = sampled(hashes, marks, count, worth, EVERY, out, space, space)
    for i in range(size):
        out[i] |= u64(1)  # zero is the empty place
    return size


@compiled
def marked(hashes: NDArray[np.uint64], marks: NDArray[np.uint8], count: int, mark: int, out: NDArray[np.uint64]) -> int:
    """The tokens with a mark; numbers joined by a point or comma are one."""
    size = 0
    for i in range(count):
        if not marks[i] & mark:
            continue
        if mark == NUMBER and marks[i] & GLUED and size:
            out[size - 1] = mixed(out[size - 1] * u64(3) + hashes[i]) | u64(1)
        else:
            out[size] = hashes[i] | u64(1)
            size += 1
    return size


@compiled
def names_beside(
    hashes: NDArray[np.uint64], marks: NDArray[np.uint8], count: int, common: NDArray[np.bool_], out: NDArray[np.uint64]
) -> int:  # fmt: skip
    """The names in what is not common; returns how many."""
    size = 0
    for i in range(count):
        if marks[i] & NAME and not common[i]:
            out[size] = hashes[i] | u64(1)
            size += 1
    return size


@compiled
def share(common: NDArray[np.bool_], marks: NDArray[np.uint8], count: int, limit: int) -> float:
    """How much of the first `limit` weight of a text is common."""
    weight = covered = 0
    for i in range(count):
        if weight >= limit:
            break
        weight += weight_of(marks[i])
        if common[i]:
            covered += weight_of(marks[i])
    return covered / max(1, weight)


@compiled
def spread(common: NDArray[np.bool_], count: int) -> float:
    """The share of a text's tenths (by tokens) of which at least a fifth is common."""
    tenths = 0
    for part in range(10):
        start = part * count // 10
        end = (part + 1) * count // 10
        covered = 0
        for i in range(start, end):
            covered += common[i]
        tenths += 5 * covered >= end - start > 0
    return tenths / 10


@compiled
def plain_share(common: NDArray[np.bool_], marks: NDArray[np.uint8], count: int) -> float:
    """How much of the text outside quotation marks is common."""
    weight = covered = 0
    for i in range(count):
        if not marks[i] & QUOTED:
            weight += weight_of(marks[i])
            if common[i]:
                covered += weight_of(marks[i])
    return covered / max(1, weight)


@inlined
def mark_run(common: NDArray[np.bool_], marks: NDArray[np.uint8], at: int) -> None:
    """Mark the tokens of the run that begins here."""
    weight = 0
    while weight < RUN:
        common[at] = True
        weight += weight_of(marks[at])
        at += 1


@compiled
def common_runs(
    ha: NDArray[np.uint64], ma: NDArray[np.uint8], na: int, hb: NDArray[np.uint64], mb: NDArray[np.uint8], nb: int,
    grams_a: NDArray[np.uint64], grams_b: NDArray[np.uint64], keys: NDArray[np.uint64], place: NDArray[np.int32],
    common_a: NDArray[np.bool_], common_b: NDArray[np.bool_],
) -> int:  # fmt: skip
    """Mark the common tokens of both texts; returns the weight of the longest common run.

    The grams of a go into a table with their first place; those of b look there and leave a sign for
    a to find. The longest run is extended from first places: a lower bound where a run repeats.
    """
    mask = u64(len(keys) - 1)
    found = np.zeros(len(keys), np.bool_)
    for i in range(len(grams_a)):
        at = place_of(keys, mask, grams_a[i])
        if keys[at] == u64(0):
            keys[at] = grams_a[i]
            place[at] = i
    longest = extended = 0
    for i in range(len(grams_b)):
        at = place_of(keys, mask, grams_b[i])
        if keys[at] == u64(0):
            continue
        found[at] = True
        mark_run(common_b, mb, i)
        if i < extended:
            continue
        p = place[at]
        j = i
        weight = 0
        while j < nb and p < na and ha[p] == hb[j]:
            weight += weight_of(mb[j])
            j += 1
            p += 1
        extended = j
        longest = max(longest, weight)
    for i in range(len(grams_a)):
        if found[place_of(keys, mask, grams_a[i])]:
            mark_run(common_a, ma, i)
    return longest


@compiled
def overlap(
    ha: NDArray[np.uint64], ma: NDArray[np.uint8], na: int, hb: NDArray[np.uint64], mb: NDArray[np.uint8], nb: int
) -> Overlap:  # fmt: skip
    """Compare two texts, each given as token hashes, marks and number of tokens."""
    mask = table_mask(na + nb)
    keys = np.zeros(mask + 1, np.uint64)
    place = np.empty(mask + 1, np.int32)
    grams_a = np.empty(na, np.uint64)
    grams_b = np.empty(nb, np.uint64)
    common_a = np.zeros(na, np.bool_)
    common_b = np.zeros(nb, np.bool_)
    size_a = grams(ha, ma, na, RUN, grams_a, place)
    size_b = grams(hb, mb, nb, RUN, grams_b, place)
    longest = common_runs(ha, ma, na, hb, mb, nb, grams_a[:size_a], grams_b[:size_b], keys, place, common_a, common_b)
    weight_a = weigh(ma, na)
    weight_b = weigh(mb, nb)
    coverage_a = share(common_a, ma, na, weight_a)
    coverage_b = share(common_b, mb, nb, weight_b)
    if max(coverage_a, coverage_b) < NEGLIGIBLE:
        words_a = weight_a / WORD_WEIGHT
        words_b = weight_b / WORD_WEIGHT
        return Overlap(
            words_a, words_b, coverage_a, coverage_b, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0, 0, 0, 0, 0, 0,
        )  # fmt: skip
    head = share(common_a, ma, na, weight_b) if weight_a >= weight_b else share(common_b, mb, nb, weight_a)

    size_a = grams(ha, ma, na, SHINGLE, grams_a, place)
    size_b = grams(hb, mb, nb, SHINGLE, grams_b, place)
    in_a, in_b, both = common_values(grams_a[:size_a], grams_b[:size_b], keys, place)
    size_a = marked(ha, ma, na, NUMBER, grams_a)
    size_b = marked(hb, mb, nb, NUMBER, grams_b)
    numbers_a, numbers_b, numbers = common_values(grams_a[:size_a], grams_b[:size_b], keys, place)
    size_a = marked(ha, ma, na, NAME, grams_a)
    size_b = marked(hb, mb, nb, NAME, grams_b)
    names_a, names_b, names = common_values(grams_a[:size_a], grams_b[:size_b], keys, place)
    if weight_a >= weight_b:
        size_a = names_beside(ha, ma, na, common_a, grams_a)
        other_names, _, resumed = common_values(grams_a[:size_a], grams_b[:size_b], keys, place)
    else:
        size_b = names_beside(hb, mb, nb, common_b, grams_b)
        _, other_names, resumed = common_values(grams_a[:size_a], grams_b[:size_b], keys, place)
    return Overlap(
        weight_a / WORD_WEIGHT,
        weight_b / WORD_WEIGHT,
        coverage_a,
        coverage_b,
        plain_share(common_a, ma, na),
        plain_share(common_b, mb, nb),
        spread(common_a, na),
        spread(common_b, nb),
        share(common_a, ma, na, LEAD),
        share(common_b, mb, nb, LEAD),
        head,
        both / max(1, in_a + in_b - both),
        longest / WORD_WEIGHT,
        numbers_a,
        numbers_b,
        numbers,
        names_a,
        names_b,
        names,
        other_names,
        resumed,
    )
