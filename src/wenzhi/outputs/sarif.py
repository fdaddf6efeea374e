"""Floor 6: findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside a file.

Takes reports, gives the log as a record. Columns are code points. Lines and columns are given only
for text files: of other formats the text is extracted, and a place in it is none in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import quote as percent_encode

import msgspec

from wenzhi.base.records import Failure, Finding, Severity, Span, Suppressed
from wenzhi.base.rules import RuleCard, card, catalogue
from wenzhi.outputs.evidence import Places, excerpt, in_order_of_gravity, name_cells
from wenzhi.outputs.view import Lang, ReportView
from wenzhi.outputs.wording import Wording

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
Level = Literal["error", "warning", "note", "none"]
LEVELS: dict[Severity, Level] = {"error": "error", "warning": "warning", "info": "note"}


class _Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """SARIF names its properties in camel case and leaves out what is not said."""


class Text(_Part, frozen=True):
    """A message."""

    text: str


class Region(_Part, frozen=True):
    """A place in a file, lines and columns from 1; the end column is the one after the last."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int
    snippet: Text


class ArtifactLocation(_Part, frozen=True):
    """A file."""

    uri: str


class PhysicalLocation(_Part, frozen=True):
    """A place in a file."""

    artifact_location: ArtifactLocation
    region: Region | None = None


class LogicalLocation(_Part, frozen=True):
    """A place by name: a section, a cell of the official tables."""

    name: str


class Location(_Part, frozen=True):
    """Where a result is: `message` quotes what stands there, which is all to find it by in Word or PDF."""

    physical_location: PhysicalLocation
    logical_locations: tuple[LogicalLocation, ...] = ()
    message: Text | None = None


class Suppression(_Part, frozen=True):
    """A person's word, kept outside the file, that a result is a false alarm."""

    kind: Literal["external"]
    status: Literal["accepted"]
    justification: str
    properties: Origin


class Origin(_Part, frozen=True):
    """Who said so and when, as they put it, and the entry that says it."""

    where: str
    who: str | None = None
    when: str | None = None


class Result(_Part, frozen=True):
    """A finding. One that could not be judged is of kind `open`, which SARIF gives no level.

    `locations` is the one place to look at, `related_locations` what it is compared with (3.27.12, 3.27.22).

    `suppressions` is there in every result or in none (3.27.23), so an empty list is written out.
    """

    rule_id: str
    rule_index: int
    kind: Literal["fail", "open"]
    level: Level
    message: Text
    locations: tuple[Location, ...]
    partial_fingerprints: dict[str, str]
    suppressions: tuple[Suppression, ...]
    related_locations: tuple[Location, ...] = ()


class Configuration(_Part, frozen=True):
    """How a rule reports unless told otherwise."""

    level: Level


class Rule(_Part, frozen=True):
    """A rule of the catalogue."""

    id: str
    name: str
    short_description: Text
    full_description: Text
    default_configuration: Configuration


class Driver(_Part, frozen=True):
    """The tool."""

    name: str
    version: str
    language: str
    rules: tuple[Rule, ...]


class Tool(_Part, frozen=True):
    """The tool and its extensions, of which there are none."""

    driver: Driver


class Notification(_Part, frozen=True):
    """Something that is no finding: a file that cannot be read, a suppression that serves no more."""

    level: Level
    message: Text


class Invocation(_Part, frozen=True):
    """How the run went."""

    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...] = ()
    tool_configuration_notifications: tuple[Notification, ...] = ()


class Run(_Part, frozen=True):
    """One run of the tool."""

    tool: Tool
    results: tuple[Result, ...]
    column_kind: Literal["unicodeCodePoints"]
    invocations: tuple[Invocation, ...]


class SarifLog(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    schema: str = msgspec.field(name="$schema", default=SCHEMA)
    version: Literal["2.1.0"] = "2.1.0"
    runs: tuple[Run, ...]


def sarif_log(
    views: Iterable[ReportView],
    version: str,
    lang: Lang = "zh",
    *,
    failures: Iterable[Failure] = (),
    warnings: Iterable[str] = (),
) -> SarifLog:
    """All findings of `views` as one run of wenzhi `version`, which could not read `failures`."""
    wording = Wording(lang)
    codes = list(catalogue())
    results = []
    for view in views:
        places = Places(view.report)
        for finding in in_order_of_gravity(view.judgement.findings):
            results.append(_result(view, places, finding, codes.index(finding.code), wording))
    driver = Driver(
        name="wenzhi",
        version=version,
        language="zh-CN" if lang == "zh" else "en",
        rules=tuple(_rule(card(code), wording) for code in codes),
    )
    run = Run(
        tool=Tool(driver=driver),
        results=tuple(results),
        column_kind="unicodeCodePoints",
        invocations=(_invocation(failures, warnings),),
    )
    return SarifLog(runs=(run,))


def _invocation(failures: Iterable[Failure], warnings: Iterable[str]) -> Invocation:
    return Invocation(
        execution_successful=True,
        tool_execution_notifications=tuple(
            Notification(level="error", message=Text(text=f"{one.path}: {one.code} {one.message}"))
            for one in failures
        ),
        tool_configuration_notifications=tuple(
            Notification(level="warning", message=Text(text=warning)) for warning in warnings
        ),
    )


def _rule(described: RuleCard, wording: Wording) -> Rule:
    return Rule(
        id=described.code,
        name=described.name,
        short_description=Text(text=wording.pick(described.title)),
        full_description=Text(text=f"{wording.pick(described.what)} {described.basis}"),
        default_configuration=Configuration(level=LEVELS[described.severity]),
    )


def _result(
    view: ReportView, places: Places, finding: Finding, index: int, wording: Wording
) -> Result:
    fails = finding.verdict == "fail"
    file = ArtifactLocation(uri=file_uri(view.report.source.path))
    found = [_location(places, file, span, wording) for span in places.evidence(finding)]
    whole = Location(physical_location=PhysicalLocation(artifact_location=file))
    first, *others = found or [whole]
    return Result(
        rule_id=finding.code,
        rule_index=index,
        kind="fail" if fails else "open",
        level=LEVELS[finding.severity] if fails else "none",
        message=Text(text=wording.pick(finding.message)),
        locations=(first,),
        related_locations=tuple(others),
        partial_fingerprints={"wenzhiFinding/v1": finding.id},
        suppressions=() if finding.suppressed is None else (_suppression(finding.suppressed),),
    )


def _location(places: Places, file: ArtifactLocation, span: Span, wording: Wording) -> Location:
    cell, section = places.cell_at(span), places.section(span[0])
    quoted = excerpt(places.report.text, span)  # nothing, where a cell is blank
    named = [wording(f"section.{section.kind}")] if section else []
    named += [name_cells((cell,), wording)] if cell else []
    return Location(
        physical_location=PhysicalLocation(artifact_location=file, region=_region(places, span)),
        logical_locations=tuple(LogicalLocation(name=name) for name in named),
        message=Text(text=quoted) if quoted else None,
    )


def _suppression(marked: Suppressed) -> Suppression:
    return Suppression(
        kind="external",
        status="accepted",
        justification=marked.reason,
        properties=Origin(where=marked.where, who=marked.who, when=marked.when),
    )


def file_uri(path: str) -> str:
    """A path as a URI (RFC 8089): relative as it is; with a drive, a share or a root, `file:`."""
    slashed = path.replace("\\", "/")
    drive = re.match(r"([A-Za-z]:)/", slashed)
    if drive is not None:
        return f"file:///{drive[1]}{percent_encode(slashed[len(drive[1]) :])}"
    if slashed.startswith("//"):
        return f"file:{percent_encode(slashed)}"
    return f"file://{percent_encode(slashed)}" if slashed[:1] == "/" else percent_encode(slashed)


def _region(places: Places, span: Span) -> Region | None:
    if places.report.source.format != "txt":
        return None
    snippet = Text(text=excerpt(places.report.text, span))
    start, end = places.position(span[0]), places.position(span[1])
    return Region(
        snippet=snippet,
        start_line=start.line,
        start_column=start.column,
        end_line=end.line,
        end_column=end.column,
    )
