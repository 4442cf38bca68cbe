"""JSON lines: one object a line."""

from collections.abc import Iterator

from cleaner.formats.decode import decode
from cleaner.formats.inputs import InputFile, Tell
from cleaner.formats.layout import Layout
from cleaner.formats.lines import lines, utf8
from cleaner.formats.record import BadRecord, ReadOptions, Record, Reject, head
from cleaner.formats.unpack import Damage


def read(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """A record or a reject for each line that is not blank, and a last reject where the file is damaged.

    A line that a damage tears and that does not make a record alone is part of that reject.
    """
    layout = Layout(file, options, tell)
    halves = 0
    number = offset = 0
    try:
        for line in lines(utf8(chunks, options.encoding), options.max_line_bytes):
            number, offset = line.number, line.offset
            try:
                if not line.whole:
                    raise BadRecord("line-too-long", f"over {options.max_line_bytes:,} bytes in a line")
                value, replaced = decode(line.data)
                record = layout.record(value, number, offset)
            except BadRecord as bad:
                if not line.torn:
                    yield Reject(file.name, number, offset, bad.id, bad.code, bad.message, head(line.data))
                continue
            halves += replaced > 0
            yield record
    except Damage as damage:
        yield Reject(file.name, number, offset, None, damage.code, damage.message, "")
    if halves:
        tell(f"{file.name}: {halves:,} records held half of a surrogate pair, which became U+FFFD")
