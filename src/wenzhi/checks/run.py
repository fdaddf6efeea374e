"""Floor 3: all rules on one report: findings in order, and how many places passed, failed or stayed open.

Pure and deterministic: the same report and peers give the same findings in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module

import msgspec

from wenzhi.base.garbage import collecting_seldom
from wenzhi.base.peers import Neighbours, NoPeers, Peers
from wenzhi.base.records import Checked, Finding, NotRun, Report, RosterEntry
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.rule import PASSED, CannotRun, Decide, NotAsked, Outcome, registered

MOST_PLACES = 20
"""Places shown of one thing found again and again: enough to find the rest by."""
ROOMS = (
    "tables.cells",
    "tables.official",
    "tables.arithmetic",
    "prose.cells.against_tables",
    "prose.claims.retold",
    "prose.claims.problems",
    "prose.claims.all_or_none",
    "prose.claims.unfinished",
    "prose.claims.denied",
    "prose.claims.settled",
    "prose.cells.divided",
    "prose.sums.parts",
    "prose.ratios.rates",
    "prose.ratios.changes",
    "prose.sums.derived",
    "tables.statistics",
    "years.year_before",
    "years.self_named",
    "years.stated",
    "years.plans",
    "years.carried",
    "years.periods",
    "document.outline",
    "document.numbering",
    "document.timeliness",
    "residue.leftovers",
    "residue.notices",
    "residue.speakers",
    "residue.names",
    "residue.signers",
    "prose.claims.fees",
    "prose.claims.announced",
    "between.neighbours",
)
"""The modules that hold rules; importing one registers its rules."""


@cache
def all_rules() -> dict[str, Decide]:
    """Every rule that looks at a single report, by code."""
    for room in ROOMS:
        import_module(f"wenzhi.checks.{room}")
    return registered()


@collecting_seldom()
def check(
    report: Report,
    peers: Peers | None = None,
    entry: RosterEntry | None = None,
    neighbours: Neighbours | None = None,
) -> tuple[tuple[Finding, ...], Checked]:
    """Every rule of the families F, T, P, Y, D and R on `report`.

    `peers` answers what rules over years ask, `neighbours` what rules between organs ask; without them
    those rules are not run. `entry` is the organ's line in a roster, which may hold a deadline and a
    confirmed date. Findings are in order of
    first span, code and id; one without a span stands at the front. A rule in which a defect shows
    stands among those not run, and says so.
    """
    dossier = Dossier(report, peers or NoPeers(), entry, neighbours)
    findings: list[Finding] = []
    tally = {"pass": 0, "fail": 0, "unjudged": 0}
    not_run: list[NotRun] = []
    ran: list[str] = []
    undecided: list[NotRun] = []
    for code, decide in all_rules().items():
        try:
            outcomes = _ask(decide, dossier)
        except NotAsked:
            ran.append(code)
            continue
        except CannotRun as reason:
            not_run.append(NotRun(code=code, why=str(reason)))
            continue
        ran.append(code)
        if not outcomes:
            continue
        told = [outcome for outcome in outcomes if outcome is not PASSED]
        tally["pass"] += len(outcomes) - len(told)
        if not told:
            continue
        for outcome in told:
            tally[outcome.verdict] += 1
        findings += [outcome.finding for outcome in told if outcome.finding is not None]
        undecided += _first_open(code, told)
    checked = Checked(
        passed=tally["pass"],
        failed=tally["fail"],
        unjudged=tally["unjudged"],
        not_run=tuple(not_run),
        ran=tuple(ran),
        undecided=tuple(undecided),
    )
    return tuple(sorted(_merged(findings), key=in_order)), checked


def _ask(decide: Decide, dossier: Dossier) -> list[Outcome]:
    """What a rule answers. A defect of one rule must not cost the report what the others say."""
    try:
        return list(decide(dossier))
    except (CannotRun, MemoryError):
        raise
    except Exception as defect:
        raise CannotRun(
            f"规则内部出错，未判断，请报告给开发者：{type(defect).__name__}: {defect}"
            " / a defect in the rule, please report it"
        ) from defect


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding an id, with every place where the same thing stands."""
    same: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        same[finding.id].append(finding)
    for group in same.values():
        spans = sorted({span for finding in group for span in finding.spans})
        if len(group) > 1 and len(spans) > len(group[0].spans):
            yield msgspec.structs.replace(group[0], spans=tuple(spans[:MOST_PLACES]))
        else:
            yield group[0]


def _first_open(code: str, outcomes: list[Outcome]) -> list[NotRun]:
    reasons = [outcome.why or "" for outcome in outcomes if outcome.verdict == "unjudged"]
    return [NotRun(code=code, why=reasons[0])] if reasons else []


def in_order(finding: Finding) -> tuple[int, str, str]:
    """Sort key of findings: first span (none stands at the front), code, id."""
    return (finding.spans[0][0] if finding.spans else -1, finding.code, finding.id)
