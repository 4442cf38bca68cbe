"""The host a web address names."""

import re
from urllib.parse import urlsplit

_WWW = re.compile(r"^www\d?\.")


def host(url: str | None) -> str | None:
    """The host of `url`, in lower case and without `www.`; None where there is none."""
    try:
        name = urlsplit(url or "").hostname
    except ValueError:
        return None
    return _WWW.sub("", name) or None if name else None
