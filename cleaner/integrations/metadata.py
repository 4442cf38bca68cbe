"""What the frameworks of retrieval share: a document is a text, and metadata beside it."""

from collections.abc import Mapping

from cleaner.integrations.records import Records, audit_columns


def cleaned(
    records: Records, text: object, metadata: Mapping[str, object], edits: bool
) -> tuple[str, dict[str, object]] | None:
    """A text cleaned, and what its metadata should tell of it; None where it is left as it is.

    `residue_chars` are the code points that were cut, `residue_rules` the rules as "a;b": most stores take numbers and
    strings alone. With `edits` there are all edits, as dicts, under `residue_edits`. A text that was cleaned before and
    has no more residue keeps what is told of it.
    """
    done = records.clean({**metadata, records.text: text})
    if done is None or (not done.edits and "residue_chars" in metadata):
        return None
    chars, rules, rows = (values[0] for values in audit_columns([done]).values())
    told = {"residue_chars": chars, "residue_rules": rules}
    return done.text, told | ({"residue_edits": rows} if edits else {})
