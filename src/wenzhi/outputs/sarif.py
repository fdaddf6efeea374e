"""Floor 6: findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside a file.

Takes reports, gives the log as a record. Columns are code points. Lines and columns are given only
for text files: of other formats the text is extracted, and a place in it is none in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from urllib.parse import quote as percent_encode

import msgspec

from wenzhi.base.records import Finding, Severity, Span
from wenzhi.base.rules import RuleCard, card, catalogue
from wenzhi.outputs.evidence import Places, excerpt, in_order_of_gravity
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


class Location(_Part, frozen=True):
    """Where a result is."""

    physical_location: PhysicalLocation


class Result(_Part, frozen=True):
    """A finding. One that could not be judged is of kind `open`, which SARIF gives no level."""

    rule_id: str
    rule_index: int
    kind: Literal["fail", "open"]
    level: Level
    message: Text
    locations: tuple[Location, ...]
    partial_fingerprints: dict[str, str]


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


class Run(_Part, frozen=True):
    """One run of the tool."""

    tool: Tool
    results: tuple[Result, ...]
    column_kind: Literal["unicodeCodePoints"]


class SarifLog(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    schema: str = msgspec.field(name="$schema", default=SCHEMA)
    version: Literal["2.1.0"] = "2.1.0"
    runs: tuple[Run, ...]


def sarif_log(views: Iterable[ReportView], version: str, lang: Lang = "zh") -> SarifLog:
    """All findings of `views` as one run of wenzhi `version`."""
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
    run = Run(tool=Tool(driver=driver), results=tuple(results), column_kind="unicodeCodePoints")
    return SarifLog(runs=(run,))


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
    spans = places.spans(finding)
    uri = percent_encode(view.report.source.path.replace("\\", "/"))
    file = ArtifactLocation(uri=uri)
    locations = tuple(
        Location(
            physical_location=PhysicalLocation(artifact_location=file, region=_region(places, span))
        )
        for span in spans
    )
    whole = (Location(physical_location=PhysicalLocation(artifact_location=file)),)
    return Result(
        rule_id=finding.code,
        rule_index=index,
        kind="fail" if fails else "open",
        level=LEVELS[finding.severity] if fails else "none",
        message=Text(text=wording.pick(finding.message)),
        locations=locations or whole,
        partial_fingerprints={"wenzhiFinding/v1": finding.id},
    )


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
