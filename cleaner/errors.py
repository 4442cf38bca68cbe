"""One base error; each child carries its culprit.

A message says what is wrong, where, and what to do; `str(error)` is one line that can be
shown to a user as it is.
"""


class CleanerError(Exception):
    """Anything this project raises on purpose. `culprit` is the file, record, setting or rule."""

    def __init__(self, message: str, culprit: str = "") -> None:
        super().__init__(f"{culprit}: {message}" if culprit else message)
        self.message = message
        self.culprit = culprit


class UsageError(CleanerError):
    """A command, setting or argument that cannot be meant (exit 2)."""


class InputError(CleanerError):
    """An input that cannot be used at all (exit 3)."""


class RuleError(CleanerError):
    """A rule that cannot be imported, is malformed, or fails an example of its own."""


class AccountError(CleanerError):
    """Records or characters that do not add up: in = out + removed + rejected does not hold."""


class RoundsSpent(CleanerError):
    """The rounds did not come to rest within their budget; the document is not edited."""


class MissingPart(CleanerError):
    """An optional part that is not installed; the message names the command that installs it."""

    def __init__(self, module: str, extra: str, what: str) -> None:
        super().__init__(f"{what} needs the package {module}: pip install 'article-cleaner[{extra}]'")
        self._given = (module, extra, what)

    def __reduce__(self) -> tuple[type["MissingPart"], tuple[str, str, str]]:
        """How it comes from another process."""
        return type(self), self._given
