"""jusText on lines: each is a paragraph of a page, and what it calls boilerplate goes."""

import html

import justext
from keeping import run

NAMES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fr": "French",
    "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ko": "Korean", "nl": "Dutch", "no": "Norwegian_Bokmal",
    "nb": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tr": "Turkish",
    "ur": "Urdu",
}  # fmt: skip


def kept(lines: list[str], lang: str | None) -> list[int]:
    """The numbers of the lines that stay. Without a list of stop words, those of its documentation for no language."""
    page = "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines) + "</body></html>"
    if name := NAMES.get((lang or "")[:2]):
        paragraphs = justext.justext(page, justext.get_stoplist(name))
    else:
        paragraphs = justext.justext(page, frozenset(), stopwords_low=0.0, stopwords_high=0.0)
    full = iter(n for n, line in enumerate(lines) if line.strip())  # it gives no paragraph for an empty one
    return [n for n, paragraph in zip(full, paragraphs, strict=True) if not paragraph.is_boilerplate]


if __name__ == "__main__":
    run(kept)
