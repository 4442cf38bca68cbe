"""Ids are made unique in the order of the input, and only ids of one root get into each other's way."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from cleaner.ids import Ids, root

alike = st.lists(
    st.sampled_from(["x", "x#2", "x#3", "x#2#2", "y", "y#2", "#2", "", "x#02", "x#٢", "x#2\n"]), max_size=20
)


@given(alike)
def test_the_first_free_number(ids: list[str]) -> None:
    """Each keeps its id, or has the first number that is free; no two have one name.

    Seen to fail when the next number was remembered and not held against the ids of the input."""
    taken: list[str] = []
    free = Ids()
    for id in ids:
        numbered = (id if times == 1 else f"{id}#{times}" for times in count(1))
        taken.append(next(name for name in numbered if name not in taken))
        assert free.free(id) == taken[-1]


@given(alike)
def test_roots_are_apart(ids: list[str]) -> None:
    """Each root by itself gives the names that all together give: what a cluster of machines counts on.

    Seen to fail when a root was the id less its last number only."""
    together = Ids()
    names = [together.free(id) for id in ids]
    for one in {root(id) for id in ids}:
        alone = Ids()
        assert [alone.free(id) for id in ids if root(id) == one] == [
            name for name, id in zip(names, ids, strict=True) if root(id) == one
        ]


def test_one_id_for_all_is_named_in_linear_time() -> None:
    """The work grew with the square of the namesakes when each was looked for from #2 on."""
    free = Ids()
    assert [free.free("None") for _ in range(200_000)][-1] == "None#200000"
