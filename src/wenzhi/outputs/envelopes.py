"""Floor 6: the envelope every command but `inspect` prints, and what it holds for each command.

Records only: `{"schema", "ok", "data", "warnings", "truncated", "meta"}` and, for an error,
`{"ok": false, "error": …}`. What fills them is decided above.
"""

from __future__ import annotations

from typing import Generic, Literal, TypeAlias, TypeVar

import msgspec

from wenzhi.base.errors import ErrorRecord
from wenzhi.base.records import (
    Checked,
    Copies,
    Failure,
    Finding,
    Ground,
    GroundName,
    GroundVerdict,
    Record,
    ReportRef,
    Severity,
    Suppression,
)
from wenzhi.corpus.comparing import Comparison
from wenzhi.outputs.explanation import Explanation
from wenzhi.outputs.view import RosterResult, SetAside

Data = TypeVar("Data")
Value: TypeAlias = str | int | float | bool | None

CHECK_SCHEMA = "wenzhi.check/1"
SCORE_SCHEMA = "wenzhi.score/1"
COPIES_SCHEMA = "wenzhi.copies/1"
COMPARE_SCHEMA = "wenzhi.compare/1"
EXPLAIN_SCHEMA = "wenzhi.explain/1"
QUERY_SCHEMA = "wenzhi.query/1"
ERROR_SCHEMA = "wenzhi.error/1"


class Envelope(Record, Generic[Data], frozen=True, kw_only=True):
    """What a command found. `truncated`: `data` was cut; `meta`: tool and versions."""

    schema: str
    ok: Literal[True] = True
    data: Data
    warnings: tuple[str, ...] = ()
    truncated: bool = False
    meta: dict[str, str] = msgspec.field(default_factory=dict)


class ErrorEnvelope(Record, frozen=True, kw_only=True):
    """What a command prints with `--json` when it cannot do what was asked."""

    schema: str = ERROR_SCHEMA
    ok: Literal[False] = False
    error: ErrorRecord


class CheckedReport(Record, frozen=True):
    """One report of `wenzhi check`."""

    report: ReportRef
    findings: tuple[Finding, ...]
    checked: Checked
    grounds: dict[GroundName, Ground]


class Summary(Record, frozen=True):
    """Totals over the reports of a run.

    `findings` counts by severity those that fail and that nobody has marked as false alarms, `suppressed`
    those marked, `unjudged` places (rule and cell or phrase) without verdict.
    `grounds` gives, for each ground, how many reports pass, fail or are not judged.
    """

    reports: int
    organs: int
    years: tuple[int, ...]
    failures: int
    findings: dict[Severity, int]
    unjudged: int
    grounds: dict[GroundName, dict[GroundVerdict, int]]
    pairs: int = 0
    families: int = 0
    absence_checked: bool = False
    suppressed: int = 0


class CheckData(Record, frozen=True):
    """`data` of `wenzhi check --json`."""

    reports: tuple[CheckedReport, ...]
    summary: Summary
    failures: tuple[Failure, ...] = ()
    unused: tuple[Suppression, ...] = ()


class Output(Record, frozen=True):
    """A file the main job has written."""

    kind: Literal["html", "workbook", "csv", "parquet", "failures", "corpus"]
    path: str


class ScoreData(Record, frozen=True):
    """`data` of `wenzhi score --json`.

    `unused` are suppressions that no finding answers to, `unexplained` the fingerprints of findings
    that the workbook calls false alarms without a reason: these stand. `analysed` files were read for
    the first time and `judged` reports judged; what is said of the others was taken over. `aside` are
    files that others of the same report stand for, `elsewhere` reports that the corpus keeps and that are
    not among the files given: neither is counted.
    """

    summary: Summary
    outputs: tuple[Output, ...]
    failures: tuple[Failure, ...] = ()
    roster: RosterResult | None = None
    unused: tuple[Suppression, ...] = ()
    unexplained: tuple[str, ...] = ()
    analysed: int = 0
    judged: int = 0
    aside: tuple[SetAside, ...] = ()
    elsewhere: tuple[ReportRef, ...] = ()


class QueryData(Record, frozen=True):
    """`data` of every `wenzhi query …`: a table, its number of rows and whether that is exact.

    `next` is the token of the next page (`--after`), null where there is none.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: int
    total_is_exact: bool
    next: str | None = None


CheckEnvelope: TypeAlias = Envelope[CheckData]
ScoreEnvelope: TypeAlias = Envelope[ScoreData]
CompareEnvelope: TypeAlias = Envelope[Comparison]
CopiesEnvelope: TypeAlias = Envelope[Copies]
ExplainEnvelope: TypeAlias = Envelope[Explanation]
QueryEnvelope: TypeAlias = Envelope[QueryData]
