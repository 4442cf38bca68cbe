"""Laws of verdicts on pairs: what people say of two documents holds, whatever the words and the other links say.

Each docstring is the law, and a planted fault that the test has been seen to fail on.
"""

from itertools import combinations
from random import Random

from dedup_strategies import Record, batches, components
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.dedup.cluster import Place, clusters
from cleaner.dedup.judged import Judged, Pair
from cleaner.duplicates import Duplicates, find_duplicates

numbers = st.integers(0, 9)
pairs = st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1])
strengths = st.sampled_from((0.1, 0.4, 0.9))
links = st.lists(st.tuples(numbers, numbers, strengths).filter(lambda link: link[0] != link[1]), max_size=24)
ranks = st.permutations(range(10))
Links = list[tuple[int, int, float]]
whole_runs = settings(max_examples=15)  # each example is two runs of all stages or more


def places(found: list[list[Place]]) -> dict[int, int]:
    """Each member, and the keeper of its cluster."""
    return {place.member: group[0].member for group in found for place in group}


def consistent(one: list[Pair], apart: list[Pair]) -> bool:
    units = components([(str(a), str(b)) for a, b in one])
    return not any({str(a), str(b)} <= unit for unit in units for a, b in apart)


@given(links, ranks, st.data())
def test_apart_is_apart(given: Links, ranks: list[int], data: st.DataObject) -> None:
    """Two documents that were judged apart are in no common cluster, whatever else is linked or judged.

    Seen to fail when only the link between them is taken out, and when the way to a third leads over one of them.
    """
    one = data.draw(st.lists(st.sampled_from([link[:2] for link in given]))) if given else []
    apart = data.draw(st.lists(pairs, max_size=6))
    keeper = places(clusters(given, lambda n: (ranks[n],), one, apart))
    assert not any(keeper.get(a, -a - 1) == keeper.get(b, -b - 1) for a, b in apart)


@given(links, ranks, st.data())
def test_one_is_one(given: Links, ranks: list[int], data: st.DataObject) -> None:
    """Two linked documents that were judged one story are in one cluster, if no others that were judged are against it.

    Seen to fail when a chain ends after three links all the same, and when a unit is let in by halves.
    """
    one = data.draw(st.lists(st.sampled_from([link[:2] for link in given]))) if given else []
    apart = data.draw(st.lists(pairs, max_size=3))
    keeper = places(clusters(given, lambda n: (ranks[n],), one, apart))
    if consistent(one, apart):
        assert all(a in keeper and keeper[a] == keeper.get(b) for a, b in one)


@given(links, ranks, st.data())
def test_a_third_goes_with_the_nearer(given: Links, ranks: list[int], data: st.DataObject) -> None:
    """Where a keeper is parted from a member, what is linked to both goes with the one that it is linked to more closely.

    Seen to fail when the member alone is left out.
    """
    before = places(clusters(given, lambda n: (ranks[n],)))
    members = sorted(member for member, keeper in before.items() if member != keeper)
    if not members:
        return
    other = data.draw(st.sampled_from(members))
    keeper = before[other]
    after = places(clusters(given, lambda n: (ranks[n],), apart=[(keeper, other)]))
    strength: dict[Pair, float] = {}
    for a, b, s in given:
        strength[a, b] = strength[b, a] = max(s, strength.get((a, b), 0.0))
    for third in range(10):
        if (third, keeper) in strength and (third, other) in strength and after.get(third) == keeper:
            assert strength[third, keeper] >= strength[third, other]


def test_near_copies_go_with_what_was_judged_apart() -> None:
    """Of a chain from 0 to 3, near copy 4 and their neighbour 2 leave with 3; that 1 is between changes nothing."""
    chain = [(0, 1, 0.3), (1, 2, 0.2), (2, 3, 0.4), (2, 4, 0.4), (3, 4, 0.9)]
    found = clusters(chain, lambda n: (n,), apart=[(0, 3)])
    assert [[place.member for place in group] for group in found] == [[0, 1], [2, 3, 4]]


def told(given: Links, order: int, one: list[Pair], apart: list[Pair]) -> list[list[int]]:
    """The members of each cluster, of documents that are kept in the order of their numbers, or (-1) the other way."""
    return [[place.member for place in group] for group in clusters(given, lambda n: (order * n,), one, apart)]


def test_a_unit_belongs_to_whom_it_came_to_first() -> None:
    """1 comes to 0 before 2 comes to 9: as the two are one story, both are of 0."""
    given = [(0, 1, 0.9), (0, 9, 0.2), (1, 2, 0.2), (2, 9, 0.4)]
    assert told(given, 1, [(1, 2)], [(0, 9)]) == [[0, 1, 2]]
    assert told([*given[1:], (0, 1, 0.3)], 1, [(1, 2)], [(0, 9)]) == [[1, 2, 9]]


def test_what_is_left_out_keeps_no_others_away() -> None:
    assert told([(0, 8, 0.9), (0, 9, 0.8), (0, 1, 0.1)], 1, [], [(0, 8), (0, 9)]) == [[0, 1]]


def test_verdicts_that_contradict_each_other_hold_in_the_order_of_keepers() -> None:
    given: Links = [(1, 2, 0.5), (2, 3, 0.5)]
    assert told(given, 1, [(2, 3), (1, 2)], [(1, 3)]) == [[1, 2]]
    assert told(given, -1, [(2, 3), (1, 2)], [(1, 3)]) == [[3, 2]]


@given(links, ranks)
def test_to_agree_changes_nothing(given: Links, ranks: list[int]) -> None:
    """If all links that merged are judged right, clusters are the same, to the chains in them.

    Seen to fail when a unit counts as one document, so that chains through it are shorter.
    """
    before = clusters(given, lambda n: (ranks[n],))
    keeper = places(before)
    merged = [(a, b) for a, b, _ in given if keeper.get(a, -1) == keeper.get(b, -2)]
    assert clusters(given, lambda n: (ranks[n],), merged) == before


@given(links, ranks, st.lists(pairs, max_size=8), st.lists(pairs, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_verdicts_is_nothing(
    given: Links, ranks: list[int], one: list[Pair], apart: list[Pair], random: Random
) -> None:
    """Verdicts may come in any order, and name a pair either way round, even where they contradict each other.

    Seen to fail when units are joined in the order of the lines.
    """
    shuffled = [[(b, a) for a, b in random.sample(some, len(some))] for some in (one, apart)]
    found = clusters(given, lambda n: (ranks[n],), one, apart)
    assert clusters(given, lambda n: (ranks[n],), *shuffled) == found


@given(st.lists(pairs), st.lists(pairs, max_size=4))
def test_units_part_what_is_apart(one: list[Pair], apart: list[Pair]) -> None:
    """Units are disjoint, hold nothing that was judged apart, and a pair outside of them would break that.

    Seen to fail when only the two of a pair are asked, not their units.
    """
    judged = Judged(one, apart)
    units = {judged.unit(n) for n in range(10)}
    assert sum(map(len, units)) == 10
    barred = {frozenset(pair) for pair in apart}
    assert not any(frozenset(pair) in barred for unit in units for pair in combinations(unit, 2))
    for a, b in one:
        joined = judged.unit(a) | judged.unit(b)
        assert judged.unit(a) == judged.unit(b) or any(pair <= joined for pair in barred)


@given(st.lists(pairs), st.lists(pairs, max_size=4), numbers, st.sets(numbers))
def test_a_unit_fits_where_none_of_it_is_apart(one: list[Pair], apart: list[Pair], n: int, others: set[int]) -> None:
    judged = Judged(one, apart)
    met = {frozenset((member, other)) for member in judged.unit(n) for other in others}
    assert judged.fits(n, others) == met.isdisjoint(map(frozenset, apart))
    assert n in judged.unit(n)


def test_units_are_joined_in_the_order_of_their_documents() -> None:
    """What comes first by `order` is joined first, and bars what it is apart from."""
    one, apart = [(2, 3), (1, 2)], [(1, 3)]
    assert Judged(one, apart).unit(2) == {1, 2}
    assert Judged(one, apart, lambda n: (-n,)).unit(2) == {2, 3}
    assert Judged([(0, 3), (0, 2)], [(2, 3)]).unit(0) == {0, 2}
    # Of a pair, it is the document that is kept before the other that says when its turn is.
    assert Judged([(1, 4), (2, 3), (3, 4)], [(1, 2)], lambda n: (-n,)).unit(4) == {1, 3, 4}


def test_what_may_not_join_a_unit_leaves_it_as_it_was() -> None:
    judged = Judged([(0, 1), (1, 2), (2, 3), (4, 5)], [(0, 3)])
    assert [sorted(judged.unit(n)) for n in range(7)] == [[0, 1, 2]] * 3 + [[3], [4, 5], [4, 5], [6]]


def together(found: Duplicates, a: str, b: str) -> bool:
    return found.keepers.get(a, a) == found.keepers.get(b, b)


def less_verdicts(found: Duplicates) -> list[tuple[object, ...]]:
    return [(link.a, link.b, link.relation, link.coverage_a, link.jaccard) for link in found.links]


@whole_runs
@given(batches())
def test_agreed_links_give_the_same_run(batch: list[Record]) -> None:
    """If all links that merged are judged right, links, clusters and keepers are the same.

    Seen to fail when a pair that was judged is linked a second time.
    """
    before = find_duplicates(batch)
    merged = [
        (link.a, link.b, True)
        for link in before.links
        if link.relation not in ("excerpt", "template") and together(before, link.a, link.b)
    ]
    after = find_duplicates(batch, verdicts=merged)
    assert (after.clusters, after.keepers) == (before.clusters, before.keepers)
    assert less_verdicts(after) == less_verdicts(before)
    said = {(link.a, link.b) for link in after.links if link.verdict == "right"}
    assert said == {(a, b) for a, b, _ in merged}


@whole_runs
@given(batches(), st.data())
def test_a_verdict_holds_for_any_two(batch: list[Record], data: st.DataObject) -> None:
    """Any two documents that are judged one story share a cluster and a link; any two judged apart share no cluster, nor
    do their exact copies. The order of the verdicts, and of the ids in them, is nothing.

    Seen to fail when a pair is joined only if it was a candidate, and when a copy stands for what was judged apart.
    """
    ids = sorted({str(record["id"]) for record in batch})
    if len(ids) < 2:
        return
    a, b = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
    joined = find_duplicates(batch, verdicts=[(a, b, True)])
    assert together(joined, a, b)
    parted = find_duplicates(batch, verdicts=[(a, b, False)])
    assert not together(parted, a, b)
    text = {str(record["id"]): record["text"] for record in batch}
    if text[a] != text[b] and not any({link.a, link.b} == {a, b} and link.relation == "exact" for link in joined.links):
        copies = [[id for id in ids if text[id] == text[side]] for side in (a, b)]
        assert not any(together(parted, one, other) for one in copies[0] for other in copies[1])
    both = [(a, b, True), *((b, c, False) for c in ids[:1] if c not in (a, b))]
    assert find_duplicates(batch, verdicts=both) == find_duplicates(
        batch, verdicts=[(y, x, one) for x, y, one in both[::-1]]
    )
