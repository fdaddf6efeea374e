"""Floor 0: the one error hierarchy. Every error names what happened, where, and what to try.

WenzhiError
├── InputError          a file or folder cannot be read as asked      (exit code 3, batch goes on)
│   └── SetupError      one without which nothing can be begun        (exit code 2)
├── UsageError          the command was asked for something impossible (exit code 2)
├── CorpusError         a corpus directory is damaged, foreign or in use (exit code 2)
├── ResourceError       a file that ships with the package is missing or altered (exit code 4)
└── QueryError          a query cannot be parsed or run (exit code 2)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec


class ErrorRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The serialised form of an error: `{"code","message","where","hint"}`."""

    code: str
    message: str
    where: str | None = None
    hint: str | None = None


class WenzhiError(Exception):
    """Root of all errors wenzhi raises on purpose.

    `code` is `E` + three digits and documented in docs/reference/errors.md; `where` names the
    file and place; `hint` says what to try.
    """

    exit_code = 4

    def __init__(
        self, code: str, message: str, *, where: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where
        self.hint = hint

    def record(self) -> ErrorRecord:
        """The error as data, for JSON output and failures.csv."""
        return ErrorRecord(code=self.code, message=self.message, where=self.where, hint=self.hint)

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword arguments are lost by the default pickling; worker processes need them.
        return (_rebuild, (type(self), self.code, self.message, self.where, self.hint))


def _rebuild(
    kind: type[WenzhiError], code: str, message: str, where: str | None, hint: str | None
) -> WenzhiError:
    return kind(code, message, where=where, hint=hint)


class InputError(WenzhiError):
    """An input cannot be read as what it claims to be; the rest of a batch goes on."""

    exit_code = 3


class SetupError(InputError):
    """What a run needs to begin cannot be read: a roster, a list, the folder itself; nothing was done."""

    exit_code = 2


@contextmanager
def setting_up() -> Iterator[None]:
    """What cannot be read herein is something without which nothing can be begun: SetupError, not InputError."""
    try:
        yield
    except InputError as error:
        raise SetupError(error.code, error.message, where=error.where, hint=error.hint) from error


class UsageError(WenzhiError):
    """The command was given something it cannot act on."""

    exit_code = 2


class CorpusError(WenzhiError):
    """A corpus directory is foreign, damaged or being written by somebody else."""

    exit_code = 2


class QueryError(WenzhiError):
    """A query cannot be understood or is not allowed."""

    exit_code = 2


class ResourceError(WenzhiError):
    """Something that ships with the package is missing or has been altered."""

    exit_code = 4
