"""A page in one file: templates filled in, every value escaped for its place, nothing loaded, nothing of the data run."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Final

from cleaner.errors import MissingPart

try:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup
except ImportError as missing:
    raise MissingPart(str(missing.name), "corpus", "report.html") from missing

TEMPLATES: Final = "cleaner.audit"
# What might end the block, or be taken for the end of a line by a script.
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def render(template: str, values: Mapping[str, object], data: Callable[[], object]) -> str:
    """The HTML of a template with these values. `data` is asked for last, and goes beside it as JSON that no browser
    runs.

    Style and script are those of the package, named to the browser by their hashes: others do nothing.
    """
    style, script = (_text(name) for name in ("report.css", "report.js"))
    policy = (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    )
    page = {
        "policy": policy,
        "style": Markup(style),
        "script": Markup(script),
        "data": lambda: Markup(json_block(data())),
    }
    return environment().get_template(template).render({**values, **page})


def environment() -> Environment:
    """Templates that escape all values and know no undefined ones, with the filters they use."""
    made = Environment(
        loader=PackageLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(n=_number, percent=_percent)
    return made


def json_block(data: object) -> str:
    """Data as JSON that is safe within a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _text(name: str) -> str:
    return (files(TEMPLATES) / "templates" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _number(value: int) -> str:
    return f"{value:,}"


def _percent(part: float, whole: float = 1) -> str:
    """A share in per cent; one that is not none at all never reads as none."""
    if not whole:
        return "–"
    share = 100 * part / whole
    return "< 0.1 %" if 0 < share < 0.05 else f"{share:.1f} %"
