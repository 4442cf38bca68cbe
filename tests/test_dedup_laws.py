"""Laws of duplicates (those of single pairs, D1 and D2, are in test_dedup_pair_laws).

Each docstring is the law, and a planted fault that the test has been seen to fail on.

Four claims that sound like laws are false, and are not tested:
"who is seen first stays, in any order": two exact copies; the one that stays depends on the order.
"the keepers of batches, deduplicated, are the keepers of the whole": {0}, {0,1} in a first batch and {0,2} in a second,
near at Jaccard 1/2: {0} joins all three, but was taken out with the first batch.
"every member is near its keeper": {0}, {0,1,2} and {0,1} between them: the keeper {0,1,2} is far from {0}.
"adding a document never parts a cluster": in the chain 1-2-3-4-5, kept 3, all are two links away at most; a better
keeper 0 that is linked to 1 reaches no farther than 3, and 4 and 5 part. Links alone are never lost (D9).
"""

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pyarrow as pa
import pytest
from dedup_strategies import (
    SCRIPTS,
    Article,
    Record,
    articles,
    batches,
    components,
    coverage,
    jaccard,
    merges,
    quoting,
    records,
    reworked,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import pipeline
from cleaner.dedup.align import tokens
from cleaner.dedup.cluster import STEPS, clusters
from cleaner.dedup.describe import DESCRIPTION, DOCUMENT_COLUMNS, describe
from cleaner.dedup.relation import MERGING
from cleaner.duplicates import Duplicates, find_duplicates
from cleaner.engine.local import LocalEngine
from cleaner.said import judge

whole_runs = settings(max_examples=20)  # each example is one or more runs of all stages


def partition(found: Duplicates) -> set[frozenset[str]]:
    return {frozenset(cluster.members) for cluster in found.clusters}


def merging(found: Duplicates) -> list[tuple[str, str]]:
    return [(link.a, link.b) for link in found.links if link.relation in MERGING]


def text_of(batch: Sequence[Record]) -> dict[str, str]:
    return {str(record["id"]): str(record["text"]) for record in batch}


def candidate_texts(batch: Sequence[Record]) -> set[frozenset[str]]:
    """The candidate pairs of a batch, as texts."""
    rows = [{"n": n, "source": None, "url": None, "date": None} | record for n, record in enumerate(batch)]
    schema = pa.schema([("n", pa.int64()), *((name, pa.string()) for name in DOCUMENT_COLUMNS[1:])])
    with LocalEngine() as engine:
        engine.put("documents", pa.Table.from_pylist(rows, schema=schema))
        engine.map("described", "documents", describe, DESCRIPTION, DOCUMENT_COLUMNS)
        pipeline.representatives(engine)
        judge(engine, ())
        pipeline.furniture(engine)
        pipeline.candidates(engine)
        pairs = engine.arrow("candidates").to_pylist()
    return {frozenset((str(batch[pair["a"]]["text"]), str(batch[pair["b"]]["text"]))) for pair in pairs}


@whole_runs
@given(batches(copies=False), st.data())
def test_d3_heredity(batch: list[Record], data: st.DataObject) -> None:
    """cand(S) = cand(D) on pairs of S, for any part S of D: before furniture, and below the crowd.

    Seen to fail when only fingerprints of two documents are joined."""
    part = data.draw(st.lists(st.sampled_from(batch), unique_by=lambda record: record["id"]))
    inside = {str(record["text"]) for record in part}
    assert candidate_texts(part) == {pair for pair in candidate_texts(batch) if pair <= inside}


@whole_runs
@given(batches())
def test_d4_verified_links_only(batch: list[Record]) -> None:
    """No link on a sketch alone: each link's figures are those of the two texts, by a plain-Python count.

    Seen to fail when a token counts as common in a run of three words, and when shingles are compared by 8 bits."""
    text = text_of(batch)
    for link in find_duplicates(batch).links:
        a, b = text[link.a], text[link.b]
        assert link.coverage_a == pytest.approx(coverage(a, b))
        assert link.coverage_b == pytest.approx(coverage(b, a))
        assert link.jaccard == pytest.approx(jaccard(a, b))
        assert (link.relation == "exact") == ([t.form for t in tokens(a)] == [t.form for t in tokens(b)])


@whole_runs
@given(batches())
def test_d5_partition(batch: list[Record]) -> None:
    """Clusters are disjoint, of two or more documents of the input, and are what the merging links connect.

    Seen to fail when excerpts join clusters."""
    found = find_duplicates(batch)
    members = [member for cluster in found.clusters for member in cluster.members]
    assert len(members) == len(set(members)) and set(members) <= set(text_of(batch))
    assert all(len(cluster.members) > 1 and cluster.keeper in cluster.members for cluster in found.clusters)
    assert partition(found) == components([(link.a, link.b) for link in found.links if link.relation in MERGING])


@whole_runs
@given(batches(), st.randoms(use_true_random=False))
def test_d6_permutation(batch: list[Record], random: Random) -> None:
    """Links, clusters and keepers are the same in any order of the input.

    Seen to fail when the keeper's tie ends in input order, and when the first copy in the input leads its group."""
    shuffled = list(batch)
    random.shuffle(shuffled)
    assert find_duplicates(shuffled) == find_duplicates(batch)


@whole_runs
@given(batches(copies=False), st.randoms(use_true_random=False))
def test_d7_renaming(batch: list[Record], random: Random) -> None:
    """Renaming the ids renames the answer, and nothing else.

    Seen to fail when the keeper is chosen by its id before its size."""
    names = [f"x{at}" for at in range(len(batch))]
    random.shuffle(names)
    name = dict(zip(text_of(batch), names, strict=True))
    before = find_duplicates(batch)
    after = find_duplicates([record | {"id": name[str(record["id"])]} for record in batch])
    assert {(name[a], name[k]) for a, k in before.keepers.items()} == set(after.keepers.items())
    renamed = {
        (frozenset((name[link.a], name[link.b])), link.relation, link.jaccard, link.longest) for link in before.links
    }
    assert renamed == {(frozenset((link.a, link.b)), link.relation, link.jaccard, link.longest) for link in after.links}


@whole_runs
@given(batches())
def test_d8_idempotent(batch: list[Record]) -> None:
    """What is left after removal holds no duplicates: dedup(keepers) = keepers, all alone.

    Seen to fail when a fingerprint of more than two documents is no longer joined."""
    found = find_duplicates(batch)
    left = [record for record in batch if found.keepers.get(str(record["id"]), record["id"]) == record["id"]]
    assert find_duplicates(left).clusters == ()


@settings(max_examples=25)
@given(batches(most=1, least=3), st.data())
def test_d9_arrivals_link(batch: list[Record], data: st.DataObject) -> None:
    """Adding a document, of any date, joins what chains of merging links hold together, and never parts it.

    Seen to fail when a document is paired only with the one it shares most fingerprints with."""
    dates = st.sampled_from([None, "2021-03-01", "2021-03-20"])
    batch = [record | {"date": data.draw(dates)} for record in batch]
    after = components(merging(find_duplicates(batch)))
    for arrival in batch:
        before = components(merging(find_duplicates([record for record in batch if record is not arrival])))
        assert all(any(group <= grown for grown in after) for group in before)


@settings(max_examples=10)
@given(batches(), st.data())
def test_d10_batches_are_the_whole(batch: list[Record], data: st.DataObject) -> None:
    """Any split into three batches gives, by the links of each two together, the clusters of the whole.

    Seen to fail when a fingerprint of more than two documents is no longer joined."""
    where = [data.draw(st.integers(0, 2)) for _ in batch]
    links: set[tuple[str, str]] = set()
    for pair in combinations(range(3), 2):
        some = [record for record, at in zip(batch, where, strict=True) if at in pair]
        links |= set(merging(find_duplicates(some)))
    assert components(sorted(links)) == components(merging(find_duplicates(batch)))


@whole_runs
@given(batches(), st.data())
def test_d11_exact_copy(batch: list[Record], data: st.DataObject) -> None:
    """An exact copy joins its original, changes no other cluster, and no keeper's text.

    Seen to fail when the lead of copies is not put among the candidates."""
    copied = data.draw(st.sampled_from(batch))
    before, grown = find_duplicates(batch), [*batch, copied | {"id": "copy"}]
    after = find_duplicates(grown)
    old, text = str(copied["id"]), text_of(grown)
    home = next((cluster for cluster in partition(before) if old in cluster), frozenset((old,)))
    assert partition(after) == (partition(before) - {home}) | {home | {"copy"}}
    assert all(text[after.keepers[member]] == text[keeper] for member, keeper in before.keepers.items())


graphs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 3)).filter(lambda x: x[0] != x[1]))


@given(graphs, st.integers(1, 3))
def test_d12_threshold(links: list[tuple[int, int, int]], least: int) -> None:
    """A stricter choice of links joins less: each of its clusters lies in one connected group of the looser.

    Seen to fail when a link counts only if its numbers come in order."""
    loose = components([(str(a), str(b)) for a, b, _ in links])
    strict = clusters([link for link in links if link[2] >= least], lambda n: (n,))
    assert all(any({str(place.member) for place in group} <= whole for whole in loose) for group in strict)


@given(graphs, st.permutations(range(10)), st.randoms())
def test_clusters_are_stars(links: list[tuple[int, int, int]], ranks: list[int], random: Random) -> None:
    """Each linked number is in one cluster at most; its chain is of real links, as short as they allow and no longer
    than STEPS, and its weakest link is told; keepers are best and never linked to each other; the order of the links
    is nothing.

    Seen to fail when the chain follows whatever link came first, and without the limit on steps."""
    strength: dict[frozenset[int], int] = {}
    for a, b, s in links:
        strength[frozenset((a, b))] = max(s, strength.get(frozenset((a, b)), 0))
    found = clusters(links, lambda n: (ranks[n],))
    places = {place.member: place for group in found for place in group}
    assert len(places) == sum(map(len, found))
    for group in found:
        keeper = group[0]
        assert len(group) > 1
        assert (keeper.steps, keeper.via, keeper.weakest) == (0, keeper.member, 1.0)
        assert all(ranks[keeper.member] < ranks[place.member] for place in group[1:])
        for place in group[1:]:
            on = places[place.via]
            assert place.steps == on.steps + 1 <= STEPS and on in group
            assert place.weakest == min(on.weakest, strength[frozenset((place.member, place.via))])
            assert all(
                places[n].steps >= place.steps - 1
                for n in places
                if frozenset((n, place.member)) in strength and places[n] in group
            )
    alone = [n for pair in strength for n in pair if n not in places]
    keepers = [group[0].member for group in found]
    assert not any(frozenset(pair) in strength for pair in combinations({*keepers, *alone}, 2))
    shuffled = links.copy()
    random.shuffle(shuffled)
    assert clusters([(b, a, s) for a, b, s in shuffled], lambda n: (ranks[n],)) == found


def test_what_is_left_over_is_no_cluster() -> None:
    """Of a chain of five the last has no neighbour that is free."""
    found = clusters([(0, 1, 0.5), (1, 2, 0.5), (2, 3, 0.5), (3, 4, 0.5)], lambda n: (n,))
    assert [[place.member for place in group] for group in found] == [[0, 1, 2, 3]]


def test_of_several_links_between_two_the_strongest_counts() -> None:
    for links in ([(0, 1, 0.9), (0, 1, 0.2)], [(0, 1, 0.2), (1, 0, 0.9)]):
        assert clusters(links, lambda n: (n,))[0][1].weakest == 0.9


@whole_runs
@given(batches())
def test_d13_keepers_apart(batch: list[Record]) -> None:
    """No two documents that stay would merge if they were compared, candidates or not.

    Seen to fail when candidate pairs must share forty fingerprints."""
    found, text = find_duplicates(batch), text_of(batch)
    left = [id for id in text if found.keepers.get(id, id) == id]
    assert not any(merges(text[a], text[b]) for a, b in combinations(left, 2))


@whole_runs
@given(batches())
def test_d14_honest_chains(batch: list[Record]) -> None:
    """The links of a cluster record how it holds together: from its keeper every member is reached by merging links,
    each of which holds when the two texts are compared again.

    Seen to fail when exact copies are clustered and their links left out."""
    found, text = find_duplicates(batch), text_of(batch)
    links = [{link.a, link.b} for link in found.links if link.relation in MERGING]
    assert all(merges(*(text[id] for id in sorted(link))) for link in links if len(link) == 2)
    for cluster in found.clusters:
        reached = {cluster.keeper}
        while new := {id for link in links if link & reached for id in link} - reached:
            reached |= new
        assert reached == set(cluster.members)


@pytest.mark.parametrize("script", SCRIPTS)
def test_d15_recall(script: str) -> None:
    """Of forty stories, each with a near copy, a rewrite and an excerpt of a quarter among 160 documents, all are found.

    Seen to fail when short texts give 8 fingerprints instead of 64, and when a code point of Thai weighs a word."""
    texts: list[str] = []
    for at in range(40):
        story = Article(script, tuple(range(100 * at, 100 * at + 15)))
        near = story._replace(numbers=(*story.numbers[:7], 80_000 + at, *story.numbers[8:]))
        texts += [story.text, near.text, reworked(story, at).text, quoting(story, at).text]
    found = find_duplicates(records(texts))
    assert partition(found) == {frozenset(f"d{4 * at + k:03}" for k in range(3)) for at in range(40)}
    excerpts = {frozenset((link.a, link.b)) for link in found.links if link.relation == "excerpt"}
    assert all(frozenset((f"d{4 * at:03}", f"d{4 * at + 3:03}")) in excerpts for at in range(40))


@whole_runs
@given(articles(), st.lists(st.integers(70_000, 70_999), min_size=1, max_size=2), st.integers(71_000, 71_999))
def test_d16_residue_does_not_part_copies(story: Article, one: list[int], other: int) -> None:
    """Copies of a story with different residue below, up to a sixth of it, are one cluster.

    Seen to fail when copies must have nineteen of twenty words in common."""
    found = find_duplicates(records([story.plus(*one).text, story.plus(other).text]))
    assert len(found.clusters) == 1


@whole_runs
@given(batches(), st.sampled_from(["longest", "earliest", "first", "source:b,a"]), st.data())
def test_d17_keeper_survives(batch: list[Record], policy: str, data: st.DataObject) -> None:
    """Each document of a cluster names the same keeper, which is one of them and stays: in = kept + removed.

    Seen to fail when each document names itself."""
    sources = st.sampled_from(["a", "b", None])
    found = find_duplicates([record | {"source": data.draw(sources)} for record in batch], keep=policy)
    for cluster in found.clusters:
        assert {found.keepers[member] for member in cluster.members} == {cluster.keeper}
    removed = {member for member, keeper in found.keepers.items() if member != keeper}
    assert len(batch) == len(set(text_of(batch)) - removed) + len(removed)
    assert not removed & {cluster.keeper for cluster in found.clusters}
