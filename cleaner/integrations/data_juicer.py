"""data-juicer: `article_cleaner_mapper`, a mapper for recipes. It is registered when this module is imported."""

import json

from cleaner.errors import MissingPart
from cleaner.integrations.records import Records
from cleaner.level import Level
from cleaner.profile import Profile

try:
    from data_juicer.ops.base_op import OPERATORS, Mapper
except ImportError as missing:
    raise MissingPart(str(missing.name), "data-juicer", "cleaner.integrations.data_juicer") from missing


@OPERATORS.register_module("article_cleaner_mapper")
class ArticleCleanerMapper(Mapper):
    """Take the residue out of the texts, and tell of it in three fields more.

    `residue_chars` counts the code points that were cut, `residue_rules` names the rules as "a;b", and `edits` is JSON: a
    list of the rows of audit/edits. (As a list it would be of another type in a batch without residue.)

    title, lang, source, url: the fields of what is known beside a text, where they have other names than those that
        `cleaner run` knows.
    profile: a file that `cleaner profile` wrote.
    level: careful, normal or thorough.
    without: rules that are left out.
    """

    _batched_op = True

    def __init__(
        self,
        title: str | None = None,
        lang: str | None = None,
        source: str | None = None,
        url: str | None = None,
        profile: str | None = None,
        level: Level = "normal",
        without: list[str] | None = None,
        *args: object,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._records = Records(
            self.text_key,
            title=title,
            lang=lang,
            source=source,
            url=url,
            profile=Profile.load(profile) if profile else None,
            level=level,
            without=without or (),
        )
        self._state = self._records.cleaning.state()  # part of the fingerprint: other rules, another cache

    def process_batched(self, samples: dict[str, list[object]]) -> dict[str, list[object]]:
        """A batch with its texts cleaned, as columns."""
        done = self._records.cleaned(samples)
        done["edits"] = [None if edits is None else json.dumps(edits, ensure_ascii=False) for edits in done["edits"]]
        return samples | done
