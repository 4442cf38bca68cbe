"""The two halves meet: what is residue to one is no difference to the other."""

from hypothesis import given
from strategies import Residue, after, article

from cleaner import clean, find_duplicates


@given(article, after, after)
def test_copies_with_other_residue_are_one_cluster(text: str, first: Residue, second: Residue) -> None:
    """D16: a ⊕ ρ1 and a ⊕ ρ2 fall in one cluster after cleaning.

    Seen to fail when the second copy was not cleaned.
    """
    copies = [clean(residue.beside(text)).text for residue in (first, second)]
    found = find_duplicates([{"id": str(n), "text": copy} for n, copy in enumerate(copies)])
    assert [cluster.members for cluster in found.clusters] == [("0", "1")]
