"""Floor 2, synth: the truth of one report in the terms of the contract, as immutable records.

Field names are those of the gold files beside real reports, so that one comparison reads both.
"""

from __future__ import annotations

import msgspec

from wenzhi.base.records import Record, Span


class GoldSpan(Record, frozen=True):
    """A span with the text it covers."""

    text: str
    start: int
    end: int


class GoldMeta(Record, frozen=True):
    """Who and when. `signed` is the signature's date, which is no publication date; the places are invented."""

    title: str | None
    organization: str | None
    level: str
    organ_kind: str
    region: None
    year: int
    form: str | None
    published: None
    signed: str | None
    period: tuple[str, str] | None


class GoldSection(Record, frozen=True):
    """A section; sections tile the text."""

    kind: str
    no: int | None
    heading: str | None
    start: int
    end: int


class GoldFact(Record, frozen=True):
    """A cell; start and end are null where nothing is printed."""

    value: float | int | None
    state: str
    start: int | None
    end: int | None
    unit: str | None = None


class GoldCount(Record, frozen=True):
    """A number of things in prose. `optional`: neither demanded nor wrong (durations, scores)."""

    text: str
    start: int
    end: int
    value: float | int | None
    low: float | int | None
    high: float | int | None
    unit: str | None
    approx: str | None
    zero_by_negation: bool
    object: str | None
    scope: str
    subject: str
    channel: str | None
    role: str | None
    parent: int | None
    parent_text: str | None
    base: int | None
    closed: bool | None
    indicator: str | None
    also_indicators: tuple[str, ...] = ()
    optional: bool = False


class GoldClaim(Record, frozen=True):
    """A claim about a cell without a numeral of its own."""

    text: str
    start: int
    end: int
    fact: str
    value: int | None
    relation: str | None


class GoldFinding(Record, frozen=True):
    """A finding to be made. `peers`: only another report of the organ shows it (then `optional`)."""

    family: str
    also: tuple[str, ...]
    verdict: str
    facts: tuple[str, ...]
    spans: tuple[GoldSpan, ...]
    why: str
    optional: bool = False
    anywhere: bool = False
    peers: bool = False


class GoldTrap(Record, frozen=True):
    """Something right that must not be reported as an error."""

    kind: str
    facts: tuple[str, ...]
    spans: tuple[GoldSpan, ...]
    families: tuple[str, ...]
    why: str


class GoldItem(Record, frozen=True):
    """A problem or measure of section five; `answers` are indexes of problems, `level` 0–4 its substance."""

    text: str
    start: int
    end: int
    level: int
    answers: tuple[int, ...] = ()


class GoldNarrative(Record, frozen=True):
    """Section five: `substance` is the level (0 stock … 4 concrete) it was written at."""

    problems: tuple[GoldItem, ...]
    measures: tuple[GoldItem, ...]
    substance: int | None


class GoldPassage(Record, frozen=True):
    """A shared passage: `a` in the source's text, `b` in this report's."""

    a: Span
    b: Span
    kind: str


class GoldCopy(Record, frozen=True):
    """That this report shares text with an earlier one. `coverage` is of this report's section five."""

    source: str
    kind: str
    relation: str
    coverage: float
    passages: tuple[GoldPassage, ...]


class Gold(Record, frozen=True):
    """All that is true of one report. `family` names the template it was filled from, if any."""

    file: str
    offsets: bool
    layout: str
    meta: GoldMeta
    sections: tuple[GoldSection, ...]
    facts: dict[str, GoldFact]
    counts: tuple[GoldCount, ...]
    claims: tuple[GoldClaim, ...]
    not_counts: tuple[GoldSpan, ...]
    findings: tuple[GoldFinding, ...]
    clean_traps: tuple[GoldTrap, ...]
    narrative: GoldNarrative
    planted: tuple[str, ...]
    copies: tuple[GoldCopy, ...]
    family: str | None


def encode_gold(gold: Gold) -> bytes:
    """JSON, one line, UTF-8, ending in a line break."""
    return msgspec.json.encode(gold) + b"\n"
