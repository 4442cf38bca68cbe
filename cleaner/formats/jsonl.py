"""JSON lines: one object a line."""

from collections.abc import Iterator

from cleaner.formats.decode import decode
from cleaner.formats.inputs import InputFile, Tell
from cleaner.formats.layout import Layout
from cleaner.formats.lines import lines, utf8
from cleaner.formats.record import BadRecord, ReadOptions, Record, Reject, head

# What is no part of a line: zeros that a crash left, a byte order mark where files were joined, RFC 7464's separator.
_EDGES = b"\0\xef\xbb\xbf\x1e"
_TEXT = " (JSON lines are read from stdin; for one plain text, --set read.format=txt)"


def read(file: InputFile, chunks: Iterator[bytes], options: ReadOptions, tell: Tell) -> Iterator[Record | Reject]:
    """A record or a reject for each line that is not blank, and a reject where the file is damaged.

    A line that a damage tears, or the one after it, and that does not make a record alone is part of that reject.
    """
    layout = Layout(file, options, tell)
    halves = 0
    strewn = False  # whether the line may be a piece of one that was torn
    for line in lines(utf8(chunks, options.encoding), options.max_line_bytes):
        try:
            if not line.whole:
                raise BadRecord("line-too-long", f"over {options.max_line_bytes:,} bytes in a line")
            value, replaced = decode(line.data.strip(_EDGES))
            record = layout.record(value, line.number, line.offset)
        except BadRecord as bad:
            if not (strewn or line.torn):
                hint = _TEXT if bad.code == "json" and line.number == 1 and file.name == "-" else ""
                yield Reject(file.name, line.number, line.offset, bad.id, bad.code, bad.message + hint, head(line.data))
        else:
            strewn = False
            halves += replaced > 0
            yield record
        if line.torn and not strewn:
            yield Reject(file.name, line.number, line.offset, None, line.torn.code, line.torn.message, "")
        strewn = line.torn is not None
    if halves:
        tell(f"{file.name}: {halves:,} records held half of a surrogate pair, which became U+FFFD")
