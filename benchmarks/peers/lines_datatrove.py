"""datatrove's C4QualityFilter on lines: those that its line rules take out go.

Its rules for whole documents (three sentences at least, no braces, no filler text) are off: they would drop the article.
"""

from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter
from keeping import run

rules = C4QualityFilter(min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False)


def stays(line: str) -> bool:
    """Whether a line by itself is left."""
    document = Document(text=line, id="")
    return rules.filter(document) is True and bool(document.text.strip())


if __name__ == "__main__":
    run(lambda lines, _: [n for n, line in enumerate(lines) if stays(line)])
