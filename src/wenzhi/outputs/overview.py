"""Floor 6: what the first page and the last lines say of all reports together.

Takes a `CorpusView`, goes through its reports once and gives an `Overview`: counts, short lines and
the first few examples of each kind. Memory grows with the number of reports by one line each, never
by their texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from wenzhi.base.records import (
    GROUNDS,
    Finding,
    GroundName,
    GroundVerdict,
    Level,
    Record,
    ReportRef,
    Score,
    Severity,
)
from wenzhi.outputs.bands import Scored
from wenzhi.outputs.envelopes import Summary
from wenzhi.outputs.evidence import SEVERITY_ORDER
from wenzhi.outputs.kept_pages import Contents
from wenzhi.outputs.view import CorpusView, ReportView

CONTRADICTION_FAMILIES = frozenset("TPY")
"""Tables, prose against tables, and years: the families whose errors are contradictions."""

EXAMPLES = 8
"""Examples kept of each rule for the first page; the workbook has them all."""


class ScoreLine(Record, frozen=True):
    """A score with the values of those of its components that have one."""

    value: float | None
    low: float | None
    high: float | None
    version: str | None
    why: str | None
    components: dict[str, float]


class ReportLine(Record, frozen=True):
    """One report in one line: standing findings by severity, false alarms, places not judged."""

    ref: ReportRef
    level: Level | None
    region: str | None
    province: str | None
    grounds: dict[GroundName, GroundVerdict]
    findings: dict[Severity, int]
    unjudged: int
    suppressed: int
    scores: dict[str, ScoreLine]


class Example(Record, frozen=True):
    """One finding with the report it is of."""

    ref: ReportRef
    finding: Finding


class RuleTotal(Record, frozen=True):
    """How often one rule failed, in how many reports, and the first examples."""

    code: str
    findings: int
    reports: int
    examples: tuple[Example, ...]


class Unjudged(Record, frozen=True):
    """A reason why something could not be judged, the rules or score it stopped, and how often."""

    code: str
    why: str
    reports: int


class Overview(Record, frozen=True):
    """All reports together; `contents` tells by report id whether what a page shows has changed."""

    lines: tuple[ReportLine, ...]
    organs: int
    years: tuple[int, ...]
    grounds: dict[GroundName, dict[GroundVerdict, int]]
    findings: dict[Severity, int]
    unjudged: int
    suppressed: int
    contradictions: tuple[RuleTotal, ...]
    others: tuple[RuleTotal, ...]
    reasons: tuple[Unjudged, ...]
    contents: Mapping[str, Contents]

    def scores(self, name: str) -> list[ScoreLine]:
        """The values of one score that exist, in the order of `lines`."""
        found = (line.scores.get(name) for line in self.lines)
        return [score for score in found if score is not None and score.value is not None]

    def scored(self, name: str) -> list[Scored]:
        """Reports whose score `name` exists with an interval."""
        found = []
        for line in self.lines:
            score = line.scores.get(name)
            if score is None or score.value is None or score.low is None or score.high is None:
                continue
            found.append(
                Scored(
                    ref=line.ref,
                    level=line.level,
                    province=line.province,
                    value=score.value,
                    low=score.low,
                    high=score.high,
                )
            )
        return found


class Survey:
    """Collects an overview report by report, in the order of lists."""

    def __init__(self) -> None:
        self.lines: list[ReportLine] = []
        self.codes: Counter[str] = Counter()
        self.reports_of: Counter[str] = Counter()
        self.examples: dict[str, list[Example]] = {}
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.contents: dict[str, Contents] = {}

    def add(self, view: ReportView, contents: Contents | None = None) -> None:
        """Take in one report; `contents` is what pages show of it, where the caller knows."""
        self.lines.append(line_of(view))
        self.contents[view.ref.report] = contents or Contents.of(view)
        failing = [f for f in view.judgement.findings if f.stands]
        for finding in failing:
            self.codes[finding.code] += 1
            examples = self.examples.setdefault(finding.code, [])
            if len(examples) < EXAMPLES:
                examples.append(Example(ref=view.ref, finding=finding))
        self.reports_of.update({finding.code for finding in failing})
        self.reasons.update(_reasons(view))

    def totals(self, contradictions: bool) -> tuple[RuleTotal, ...]:
        """Totals of error rules of T, P, Y, or of all other rules, most frequent first."""
        chosen = [
            RuleTotal(
                code=code,
                findings=n,
                reports=self.reports_of[code],
                examples=tuple(self.examples[code]),
            )
            for code, n in self.codes.items()
            if self._is_contradiction(code) == contradictions
        ]
        return tuple(sorted(chosen, key=lambda total: (-total.reports, total.code)))

    def overview(self) -> Overview:
        """All that was taken in."""
        severities: Counter[Severity] = Counter()
        for line in self.lines:
            severities.update(line.findings)
        return Overview(
            lines=tuple(self.lines),
            organs=len({line.ref.organization for line in self.lines if line.ref.organization}),
            years=tuple(sorted({line.ref.year for line in self.lines if line.ref.year})),
            grounds={ground: _verdicts(self.lines, ground) for ground in GROUNDS},
            findings=_by_severity(severities),
            unjudged=sum(line.unjudged for line in self.lines),
            suppressed=sum(line.suppressed for line in self.lines),
            contradictions=self.totals(contradictions=True),
            others=self.totals(contradictions=False),
            reasons=tuple(
                Unjudged(code=code, why=why, reports=n)
                for (code, why), n in sorted(
                    self.reasons.items(), key=lambda item: (-item[1], item[0])
                )
            ),
            contents=self.contents,
        )

    def _is_contradiction(self, code: str) -> bool:
        error = any(example.finding.severity == "error" for example in self.examples[code])
        return error and code[0] in CONTRADICTION_FAMILIES


def survey(view: CorpusView) -> Overview:
    """Everything the first page needs, in one pass. `load` may raise WenzhiError."""
    return survey_reports(view.views())


def survey_reports(views: Iterable[ReportView]) -> Overview:
    """The overview of reports given one at a time."""
    tally = Survey()
    for view in views:
        tally.add(view)
    return tally.overview()


def line_of(view: ReportView) -> ReportLine:
    """One report in one line."""
    judgement = view.judgement
    region = view.report.meta.region
    failing: Counter[Severity] = Counter(
        finding.severity for finding in judgement.findings if finding.stands
    )
    return ReportLine(
        ref=view.ref,
        level=view.report.meta.level,
        region=region.name if region else None,
        province=region.path[0] if region and region.path else None,
        grounds={name: ground_verdict(view, name) for name in GROUNDS},
        findings=_by_severity(failing),
        unjudged=judgement.checked.unjudged,
        suppressed=sum(one.suppressed is not None for one in judgement.findings),
        scores={name: _score_line(score) for name, score in sorted(judgement.scores.items())},
    )


def ground_verdict(view: ReportView, name: GroundName) -> GroundVerdict:
    """The verdict on a ground; one that nobody gave is unjudged, never a pass."""
    ground = view.judgement.grounds.get(name)
    return ground.verdict if ground else "unjudged"


def summarise(overview: Overview, view: CorpusView) -> Summary:
    """The totals of a run as `wenzhi score --json` prints them."""
    return Summary(
        reports=len(overview.lines),
        organs=overview.organs,
        years=overview.years,
        failures=len(view.failures),
        findings=overview.findings,
        unjudged=overview.unjudged,
        suppressed=overview.suppressed,
        grounds=overview.grounds,
        pairs=len(view.copies.pairs),
        families=len(view.copies.families),
        absence_checked=view.roster is not None,
    )


def _score_line(score: Score) -> ScoreLine:
    parts = (score.components or {}).items()
    return ScoreLine(
        value=score.value,
        low=score.low,
        high=score.high,
        version=score.version,
        why=score.why,
        components={name: part.value for name, part in parts if part.value is not None},
    )


def _by_severity(counted: Counter[Severity]) -> dict[Severity, int]:
    return {severity: counted[severity] for severity in SEVERITY_ORDER}


def _verdicts(lines: Iterable[ReportLine], ground: GroundName) -> dict[GroundVerdict, int]:
    counted = Counter(line.grounds[ground] for line in lines)
    return {"pass": counted["pass"], "fail": counted["fail"], "unjudged": counted["unjudged"]}


def _reasons(view: ReportView) -> set[tuple[str, str]]:
    """What stopped rules and scores on one report: each reason once."""
    checked = view.judgement.checked
    found = {(entry.code, entry.why) for entry in (*checked.not_run, *checked.undecided)}
    for name, score in view.judgement.scores.items():
        if score.value is None and score.why:
            found.add((name, score.why))
    return found
