"""Floor 0: the records that pass between floors, named and shaped as the contract `wenzhi.report/1` prints them.

Every record is an immutable, slotted `msgspec.Struct`, so that encoding a report to JSON, decoding it
back and deriving its JSON Schema are one declaration. Spans are `[start, end)` in code points of
`Report.text`, and `text[start:end]` is exactly what the record names. Nothing here computes a judgement.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

Span: TypeAlias = tuple[int, int]
"""`[start, end)` in code points of the report's text."""

REPORT_SCHEMA = "wenzhi.report/1"

Format = Literal["txt", "html", "docx", "doc", "pdf", "image"]
FormId = Literal["2019", "2021", "pre2019"]
Level = Literal["central", "province", "prefecture", "county", "township"]
OrganKind = Literal[
    "government",
    "office",
    "department",
    "vertical",
    "street",
    "town",
    "public_institution",
]
SectionKind = Literal[
    "preamble",
    "overview",
    "active",
    "applications",
    "review",
    "problems",
    "other",
    "fees",
    "consultation",
    "organization",
    "meetings",
    "statistics",
    "extra",
    "appendix",
    "contents",
    "signature",
]
CellState = Literal["ok", "zero", "blank", "dash", "malformed", "ambiguous", "missing"]
Approximation = Literal["about", "over", "under", "range"]
Scope = Literal["report_year", "prior_year", "cumulative", "quarter", "other", "unknown"]
Subject = Literal["office", "region", "system", "unknown"]
Role = Literal["total", "component"]
Severity = Literal["error", "warning", "info"]
Verdict = Literal["fail", "unjudged"]
GroundVerdict = Literal["pass", "fail", "unjudged"]
Family = Literal["F", "T", "P", "Y", "D", "C", "R", "S"]
Provenance = Literal["form", "statute", "genre", "self", "upstream", "peer", "family", "own"]
SentenceClass = Literal["problem", "measure", "achievement", "stock", "other"]
GroundName = Literal["timely", "accurate_complete", "distinct", "substantive"]

GROUNDS: tuple[GroundName, ...] = ("timely", "accurate_complete", "distinct", "substantive")


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Common base: immutable, hashable where its fields are, encodable by `msgspec`.

    No record can come to hold itself, so the collector of cycles need not look at any (`gc`).
    """


class Source(Record, frozen=True):
    """Where a document's bytes came from and what reading them left out."""

    path: str
    sha256: str
    format: Format
    encoding: str | None = None
    omitted: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    url: str | None = None


Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the top left corner of a page (pixels of an image)."""


class GridCell(Record, frozen=True):
    """One cell of a table whose grid the source itself shows: a web page, Word, a ruled PDF.

    `text[start:end]` of the document is what is printed in it, nothing where it is empty. `table`,
    `row` and `column` count from 0 within the document; `rows` and `columns` are what it spans.
    `path` is the element it was read from, `confidence` (0–1) that of character recognition.
    """

    start: int
    end: int
    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    page: int | None = None
    box: Box | None = None
    path: str | None = None
    confidence: float | None = None


class Cue(Record, frozen=True):
    """How a paragraph of the document is set, where that tells it from running text.

    `level` is that of a heading style (1 the highest); `large` means larger than the usual text.
    """

    start: int
    end: int
    level: int | None = None
    bold: bool = False
    centred: bool = False
    large: bool = False


class PageFields(Record, frozen=True):
    """What a page says of itself beside its text: meta elements, the table with 索引号, properties.

    Of a row of an export: what its other columns say, `year` and `url` only there.
    """

    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    year: int | None = None
    url: str | None = None


class Document(Record, frozen=True):
    """What the read floor hands up: decoded text (contract "Text and offsets") and its source.

    `cells` are in order of place in the text, and so are `cues`; a plain text has neither.
    """

    source: Source
    text: str
    cells: tuple[GridCell, ...] = ()
    cues: tuple[Cue, ...] = ()
    page: PageFields = PageFields()


class Region(Record, frozen=True):
    """An administrative division: six-digit code where known, full name, names from province down."""

    code: str | None
    name: str
    path: tuple[str, ...]


class Meta(Record, frozen=True):
    """Who reports on which year; every field is null where nothing says it."""

    report_id: str | None = None
    title: str | None = None
    organization: str | None = None
    organ_id: str | None = None
    level: Level | None = None
    organ_kind: OrganKind | None = None
    region: Region | None = None
    year: int | None = None
    form: FormId | None = None
    published: str | None = None
    signed: str | None = None
    period: tuple[str, str] | None = None
    sources: dict[str, str] = {}


class Section(Record, frozen=True):
    """One section; sections tile the text. `no` is the printed ordinal as a number."""

    kind: SectionKind
    no: int | None
    heading: str | None
    start: int
    end: int
    confidence: float


class Place(Record, frozen=True):
    """Where a cell stands: table, row, column (0-based, of the form); a text line (1-based).

    Where the source shows a grid: `page` (1-based) and `box` in a PDF or image, `path` in a web page
    or Word file, `confidence` (0–1) where characters were recognised in a picture.
    """

    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None
    page: int | None = None
    box: Box | None = None
    path: str | None = None
    confidence: float | None = None


class Fact(Record, frozen=True):
    """One cell of an official table. `raw` is `text[start:end]`; a blank is never a zero."""

    id: str
    value: float | int | None
    raw: str | None
    unit: str | None
    start: int | None
    end: int | None
    state: CellState
    place: Place | None = None


class LocalRow(Record, frozen=True):
    """A row that is not the form's, e.g. 信息公开发布总数量.

    `indicator`, `value` and `unit` are given where its wording is known: the rows of the
    政府信息公开情况统计表 that reports on 2014 to 2018 carry.
    """

    label: str
    cells: tuple[str, ...]
    start: int
    end: int
    indicator: str | None = None
    value: float | int | None = None
    unit: str | None = None


class Count(Record, frozen=True):
    """A number of things stated in prose (contract "Counts"); `value` is folded to units.

    `indicator_probability` says how sure the trained model is that gave `indicator`; null where the
    grammar gave it, or nothing did.
    """

    text: str
    start: int
    end: int
    value: float | int | None
    low: float | int | None = None
    high: float | int | None = None
    unit: str | None = None
    approx: Approximation | None = None
    zero_by_negation: bool = False
    object: str | None = None
    scope: Scope = "unknown"
    subject: Subject = "unknown"
    channel: str | None = None
    role: Role | None = None
    parent: int | None = None
    group: int = 0
    closed: bool | None = None
    base: int | None = None
    indicator: str | None = None
    section: SectionKind = "overview"
    indicator_probability: float | None = None


class Claim(Record, frozen=True):
    """A statement about a cell that has no numeral of its own, e.g. 均已办结, 为自然人提交.

    `fact` is a fact id; `value` what the claim says it holds, or `relation` to something else:
    `equals_total` (the cell holds all of `from_count` or of its total), `zero`, `positive`,
    `equals_prior_year`, `increased`, `decreased`.
    """

    text: str
    start: int
    end: int
    fact: str
    value: float | int | None = None
    relation: str | None = None
    from_count: int | None = None


class Problem(Record, frozen=True):
    """One problem admitted in section 五."""

    start: int
    end: int
    text: str


class Measure(Record, frozen=True):
    """One measure promised or taken in section 五 and the problems it answers (indexes)."""

    start: int
    end: int
    text: str
    answers: tuple[int, ...] = ()


class Narrative(Record, frozen=True):
    """Problems and measures of section 五, in reading order."""

    problems: tuple[Problem, ...] = ()
    measures: tuple[Measure, ...] = ()


class Sentence(Record, frozen=True):
    """One sentence of prose with what was found out about it; null means not judged.

    In section 五, once judged, list items stand apart; `probability` is of `class` or, where none is
    given, of the likeliest; `reasons` are the words that weighed most.
    """

    start: int
    end: int
    section: SectionKind
    provenance: Provenance | None = None
    class_: SentenceClass | None = msgspec.field(default=None, name="class")
    templatedness: float | None = None
    specificity: float | None = None
    probability: float | None = None
    concrete: bool | None = None
    reasons: tuple[str, ...] = ()


class Report(Record, frozen=True):
    """A parsed report: everything the text itself says, before any judgement.

    `tables` are the spans of the text that hold the official tables; prose is the rest.
    """

    source: Source
    text: str
    meta: Meta
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    local: tuple[LocalRow, ...]
    counts: tuple[Count, ...]
    claims: tuple[Claim, ...]
    narrative: Narrative
    sentences: tuple[Sentence, ...]
    tables: tuple[Span, ...]


class Message(Record, frozen=True):
    """One sentence for people, in both languages."""

    zh: str
    en: str


class Suppressed(Record, frozen=True):
    """A person's word that a finding is a false alarm: why, and who said so when, as they put it.

    `where` names the entry it comes from: `suppressions.toml#3`, `findings.xlsx`.
    """

    reason: str
    where: str
    who: str | None = None
    when: str | None = None


class Suppression(Record, frozen=True):
    """One entry that marks findings as false alarms: a finding's `id`, or code, organ and year.

    Beside an `id` the other fields only say whose it is. `evidence` is source text that a finding
    marked by code, organ and year must rest on.
    """

    reason: str
    where: str
    id: str | None = None
    code: str | None = None
    organ: str | None = None
    year: int | None = None
    evidence: str | None = None
    who: str | None = None
    when: str | None = None


class Finding(Record, frozen=True):
    """One thing a rule found, with the spans, cells and counts that show it.

    `suppressed` is set where a person has marked it as a false alarm; it is shown and counts no more.
    """

    id: str
    code: str
    family: Family
    severity: Severity
    verdict: Verdict
    message: Message
    spans: tuple[Span, ...] = ()
    facts: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    expected: str | None = None
    actual: str | None = None
    basis: str | None = None
    suppressed: Suppressed | None = None

    @property
    def stands(self) -> bool:
        """Whether it counts: it fails, and nobody has marked it as a false alarm."""
        return self.verdict == "fail" and self.suppressed is None


class NotRun(Record, frozen=True):
    """A rule that could not run on this report, and why."""

    code: str
    why: str


class Checked(Record, frozen=True):
    """How many (rule, place) pairs passed, failed or could not be judged.

    `ran` are the codes of the rules that ran; `undecided` those of them that had to leave at least one
    place unjudged, with the first reason. A rule in neither `ran` nor `not_run` was not asked.
    """

    passed: int = 0
    failed: int = 0
    unjudged: int = 0
    not_run: tuple[NotRun, ...] = ()
    ran: tuple[str, ...] = ()
    undecided: tuple[NotRun, ...] = ()


class Ground(Record, frozen=True):
    """The verdict on one official ground and the rule codes that carry it."""

    verdict: GroundVerdict
    why: tuple[str, ...] = ()


class Component(Record, frozen=True):
    """One component of a score, 0–1 or null, with the spans it rests on."""

    value: float | None
    spans: tuple[Span, ...] = ()
    why: str | None = None


class Score(Record, frozen=True):
    """A measured value with its 95 % interval and the version of its definition."""

    value: float | None
    low: float | None = None
    high: float | None = None
    version: str | None = None
    why: str | None = None
    components: dict[str, Component] | None = None


Outcome = Literal["mended", "done", "gone", "repeated", "verbatim"]


class FollowUp(Record, frozen=True):
    """A problem or measure of last year's section 五 and what this year's report says of it.

    `earlier` is its span in last year's text, which reads `text`; `now` that of the sentence of this
    year that takes it up, null where it is `gone`. `outcome` is null where that is in doubt.
    """

    kind: Literal["problem", "measure"]
    outcome: Outcome | None
    earlier: Span
    text: str
    now: Span | None = None
    likelihood: float | None = None


class FollowThrough(Record, frozen=True):
    """What became of last year's problems and measures; `earlier` is last year's report."""

    earlier: ReportRef
    items: tuple[FollowUp, ...] = ()


class Passage(Record, frozen=True):
    """A maximal aligned pair of spans, `a` in one report's text and `b` in another's."""

    a: Span
    b: Span
    similarity: float
    kind: Literal["verbatim", "slot", "reworded"]


class ReportRef(Record, frozen=True):
    """Enough to name a report in a list: id, corpus-relative path, organ, year."""

    report: str
    path: str
    organization: str | None
    year: int | None


class SectionText(Record, frozen=True):
    """One section of one report as the reuse floor sees it.

    `text` is `Report.text[start:start + len(text)]`; passages are reported in offsets of the report.
    """

    ref: ReportRef
    organ_id: str | None
    level: Level | None
    region: Region | None
    published: str | None
    section: SectionKind
    text: str
    start: int


class CopyPair(Record, frozen=True):
    """Two sections that share passages; coverages are shares (0–1) of each side's characters."""

    a: ReportRef
    b: ReportRef
    relation: Literal["peer", "self", "upstream", "unknown"]
    coverage_a: float
    coverage_b: float
    masked_a: float
    masked_b: float
    earlier: Literal["a", "b", "unknown"]
    passages: tuple[Passage, ...]


class FamilySlot(Record, frozen=True):
    """A place of a family's template whose filling differs; `values` maps report id to text."""

    n: int
    type: str
    values: dict[str, str]


class CopyFamily(Record, frozen=True):
    """Reports that share a skeleton. `template` is the skeleton with `{n:type}` slots."""

    id: str
    members: tuple[ReportRef, ...]
    template: str
    slots: tuple[FamilySlot, ...]


class Copies(Record, frozen=True):
    """What `wenzhi copies` prints: verified pairs and families."""

    pairs: tuple[CopyPair, ...] = ()
    families: tuple[CopyFamily, ...] = ()


class ProvenanceSpan(Record, frozen=True):
    """A run of characters of a report with one provenance and, if known, the report it came from.

    `shared` marks the organ's own earlier words that many other organs had no later than it did.
    """

    start: int
    end: int
    provenance: Provenance
    source: ReportRef | None = None
    shared: bool = False


class RosterEntry(Record, frozen=True):
    """One organ that ought to report, as an oversight office lists it."""

    organ: str
    former_names: tuple[str, ...] = ()
    level: Level | None = None
    kind: OrganKind | None = None
    region_code: str | None = None
    parent: str | None = None
    year: int | None = None
    deadline: str | None = None
    published: str | None = None
    url: str | None = None


class RosterFinding(Record, frozen=True):
    """What a roster shows of one organ and year that no single report can: codes D951 to D954."""

    code: str
    organ: str
    year: int | None
    severity: Severity
    verdict: Verdict
    message: Message
    reports: tuple[ReportRef, ...] = ()
    deadline: str | None = None
    published: str | None = None
    basis: str | None = None
    suppressed: Suppressed | None = None


class Failure(Record, frozen=True):
    """An input that could not be read: where, the error's code, what happened, what to try."""

    path: str
    code: str
    message: str
    hint: str | None = None


class Judgement(Record, frozen=True):
    """What checks, reuse and scores say of one report; `measures` are those of others, for comparison.

    `follow_through` is null where there is no report of the year before.
    """

    findings: tuple[Finding, ...] = ()
    checked: Checked = Checked()
    grounds: dict[GroundName, Ground] = {}
    scores: dict[str, Score] = {}
    measures: dict[str, Score] = {}
    follow_through: FollowThrough | None = None


class ReportDocument(Record, frozen=True):
    """The bare document that `wenzhi inspect --json` prints: a report and its judgement."""

    schema: str
    ok: bool
    source: Source
    text: str
    meta: Meta
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    local: tuple[LocalRow, ...]
    counts: tuple[Count, ...]
    claims: tuple[Claim, ...]
    narrative: Narrative
    findings: tuple[Finding, ...]
    checked: Checked
    sentences: tuple[Sentence, ...]
    grounds: dict[GroundName, Ground]
    scores: dict[str, Score]
    follow_through: FollowThrough | None = None
