"""Floor 6: findings, counts and cells put into words and links for a report's page.

Takes a report and its findings, gives small records that the page templates print as they are. It
links only to fragments that the page really has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wenzhi.base.records import Count, Fact, Finding, GroundVerdict, Record, Span
from wenzhi.outputs.evidence import (
    Places,
    Standing,
    describe_place,
    describe_suppression,
    excerpt,
    in_order_of_gravity,
    name_cells,
    standing_of,
)
from wenzhi.outputs.highlights import cell_anchor, finding_anchor
from wenzhi.outputs.view import ReportView
from wenzhi.outputs.wording import Wording

MOST_QUOTES = 8
"""Pieces of evidence printed with one finding; the text below marks all of them."""


CONTEXT = 40
"""Characters of the sentence shown around a piece of evidence: about two lines with it."""


class Evidence(Record, frozen=True):
    """A piece of source text or a cell, with the fragment that shows it in place.

    `before` and `after` are what stands around a piece of text in its sentence.
    """

    text: str
    target: str | None = None
    value: str | None = None
    before: str = ""
    after: str = ""


class FindingCard(Record, frozen=True):
    """One finding as the page prints it."""

    anchor: str
    number: int
    finding: Finding
    standing: Standing
    title: str
    message: str
    place: str
    quotes: tuple[Evidence, ...]
    cells: tuple[Evidence, ...]
    false_alarm: str | None = None


class VerdictCard(Record, frozen=True):
    """The verdict on one ground with the titles of the rules that carry it."""

    name: str
    verdict: GroundVerdict
    reasons: tuple[tuple[str, str], ...]


def finding_cards(view: ReportView, wording: Wording, limit: int) -> list[FindingCard]:
    """Cards in order of gravity; `limit` is the number of characters of text the page shows."""
    places = Places(view.report)
    return [
        FindingCard(
            anchor=finding_anchor(finding.id),
            number=number,
            finding=finding,
            standing=standing_of(finding),
            title=wording.rule(finding.code),
            message=wording.pick(finding.message),
            place=describe_place(places, finding, wording),
            quotes=_quotes(places, finding, limit),
            cells=_cells(places.facts, places.cells_in_order(finding), wording),
            false_alarm=describe_suppression(finding.suppressed, wording)
            if finding.suppressed
            else None,
        )
        for number, finding in enumerate(in_order_of_gravity(view.judgement.findings), 1)
    ]


def verdict_cards(view: ReportView, wording: Wording) -> list[VerdictCard]:
    """The four grounds; one that nobody judged is unjudged without reasons."""
    cards = []
    for name in ("timely", "accurate_complete", "distinct", "substantive"):
        ground = view.judgement.grounds.get(name)
        why = ground.why if ground else ()
        cards.append(
            VerdictCard(
                name=name,
                verdict=ground.verdict if ground else "unjudged",
                reasons=tuple((code, wording.rule(code)) for code in why),
            )
        )
    return cards


def _quotes(places: Places, finding: Finding, limit: int) -> tuple[Evidence, ...]:
    text = places.report.text
    quotes = []
    for index, span in enumerate(places.spans(finding)[:MOST_QUOTES]):
        shown = excerpt(text, span)
        target = f"#{finding_anchor(finding.id)}-{index}" if span[0] < limit else None
        # Digits alone say nothing; cells are named with what stands in them.
        if shown and index < max(len(finding.spans), 1) and not places.cell_at(span):
            before, after = _around(text, span)
            quotes.append(Evidence(text=shown, target=target, before=before, after=after))
    return tuple(quotes)


def _around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after `span` in its sentence, at most `CONTEXT` characters each."""
    left = text[max(0, span[0] - CONTEXT) : span[0]]
    right = text[span[1] : span[1] + CONTEXT]
    before = re.split(r"[。；\n\t]", left)[-1]
    after = re.split(r"(?<=[。；])|[\n\t]", right)[0]
    cut = len(before) == len(left) == CONTEXT, len(after) == len(right) == CONTEXT
    return "…" * cut[0] + before, after + "…" * cut[1]


def _cells(facts: dict[str, Fact], names: Sequence[str], wording: Wording) -> tuple[Evidence, ...]:
    cells = []
    for name in names[:MOST_QUOTES]:
        fact = facts.get(name)
        value = show_fact(fact, wording) if fact else wording("table.absent")
        target = f"#{cell_anchor(name)}" if fact else None
        cells.append(Evidence(text=name_cells((name,), wording), target=target, value=value))
    return tuple(cells)


def show_fact(fact: Fact, wording: Wording) -> str:
    """A cell as the report has it, with its state where that is not plain to see."""
    shown = " ".join((fact.raw or "").split())
    if fact.state in ("ok", "zero"):
        return shown or str(fact.value)
    named = wording(f"state.{fact.state}")
    return f"{shown}（{named}）" if shown else named


def describe_count(count: Count, wording: Wording) -> str:
    """How a count was read: value, approximation, object."""
    unit = count.unit or ""
    parts = []
    if count.zero_by_negation:
        parts.append(wording("report.count_zero"))
    elif count.value is not None:
        parts.append(wording("report.count_value", value=show_number(count.value), unit=unit))
    elif count.low is not None and count.high is not None:
        low, high = show_number(count.low), show_number(count.high)
        parts.append(wording("report.count_between", low=low, high=high, unit=unit))
    if count.approx:
        parts.append(wording(f"approx.{count.approx}"))
    if count.object:
        parts.append(count.object)
    return " · ".join(parts)


def show_number(value: float) -> str:
    """A number without the `.0` of a whole float."""
    return str(int(value)) if value == int(value) else str(value)
