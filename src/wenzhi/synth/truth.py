"""Floor 2, synth: the gold of a composed report, drawn from its marks.

Only what was planted counts; the text is never read back, but for the numerals left over, which are no counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.base.resources import read_toml
from wenzhi.synth.compose import Composed
from wenzhi.synth.gold import (
    Gold,
    GoldClaim,
    GoldCopy,
    GoldCount,
    GoldFact,
    GoldFinding,
    GoldItem,
    GoldMeta,
    GoldNarrative,
    GoldSection,
    GoldSpan,
    GoldTrap,
)
from wenzhi.synth.manuscript import Mark
from wenzhi.synth.markup import Assertion, Flaw, Nil, Ratio, Tally
from wenzhi.synth.tables import every_cell

_NUMERAL = as_pattern(
    r"[0-9０-９]+(?:[.,][0-9]+)?[年月日号时室]?|[一二三四五六七八九十百千两〇]+[是、）]?"
)
_DURATIONS = {"天", "年", "个月", "个工作日", "分"}
_RESIDUE_ALSO = ("Y", "F", "D", "C", "S")


def gold_of(composed: Composed, file: str, copies: tuple[GoldCopy, ...] = ()) -> Gold:
    """The truth of one report."""
    counts = _counts(composed)
    plan = composed.plan
    narrative = _narrative(composed)
    return Gold(
        file=file,
        offsets=True,
        layout=composed.layout,
        meta=_meta(composed),
        sections=_sections(composed),
        facts=_facts(composed),
        counts=counts,
        claims=_claims(composed),
        not_counts=_not_counts(composed),
        findings=_findings(composed),
        clean_traps=_traps(composed, counts),
        narrative=narrative,
        planted=tuple(
            sorted([*composed.plant.planted, *composed.writer.planted, *_lost(composed)])
        ),
        copies=copies,
        family=plan.script.family if narrative.problems else None,
    )


def _span(composed: Composed, start: int, end: int) -> GoldSpan:
    return GoldSpan(text=composed.text[start:end], start=start, end=end)


def _meta(composed: Composed) -> GoldMeta:
    plan = composed.plan
    form: str | None = plan.figures.form
    if composed.layout == "absent" or form not in ("pre2019", plan.figures.applications_form):
        form = None
    return GoldMeta(
        title=composed.title,
        organization=plan.organ.name,
        level=plan.organ.level,
        organ_kind=plan.organ.kind,
        region=None,
        year=plan.year,
        form=form,
        published=None,
        signed=composed.published,
        period=composed.period,
    )


def _sections(composed: Composed) -> tuple[GoldSection, ...]:
    heads = [mark for mark in composed.marks if mark.kind == "section"]
    result: list[GoldSection] = []
    for index, head in enumerate(heads):
        kind, number = head.key.split("|")
        end = heads[index + 1].start if index + 1 < len(heads) else len(composed.text)
        heading = composed.text[head.start : head.end] or None
        result.append(
            GoldSection(
                kind=kind,
                no=int(number) if number else None,
                heading=heading,
                start=head.start,
                end=end,
            )
        )
    return tuple(result)


def _facts(composed: Composed) -> dict[str, GoldFact]:
    if composed.layout == "absent":
        return {}
    places = {mark.key: mark for mark in composed.marks if mark.kind == "fact"}
    result: dict[str, GoldFact] = {}
    for cell in every_cell(composed.tables):
        state = composed.page.states.get(cell.fact, cell.state)
        known = state not in ("ambiguous", "blank", "dash")
        place = places.get(cell.fact) if state != "ambiguous" else None
        result[cell.fact] = GoldFact(
            value=cell.value if known else None,
            state=state,
            start=place.start if place else None,
            end=place.end if place else None,
            unit=cell.unit,
        )
    return result


def _texts(composed: Composed, *kinds: type) -> list[Mark]:
    found = [
        mark
        for mark in composed.marks
        if mark.marked is not None and isinstance(mark.marked.node, kinds)
    ]
    return sorted(found, key=lambda mark: (mark.start, mark.end))


def _counts(composed: Composed) -> tuple[GoldCount, ...]:
    marks = _texts(composed, Tally, Ratio, Nil)
    index: dict[tuple[int, str], int] = {}
    for number, mark in enumerate(marks):
        node = mark.marked.node if mark.marked else None
        if isinstance(node, (Tally, Ratio)):
            index[mark.sentence, node.name] = number
    parents: set[tuple[int, str | None]] = {
        (mark.sentence, mark.marked.node.parent)
        for mark in marks
        if mark.marked and isinstance(mark.marked.node, Tally) and mark.marked.node.parent
    }
    return tuple(_count(composed, mark, index, marks, parents) for mark in marks)


def _count(
    composed: Composed,
    mark: Mark,
    index: dict[tuple[int, str], int],
    marks: Sequence[Mark],
    parents: set[tuple[int, str | None]],
) -> GoldCount:
    assert mark.marked is not None
    node, figure = mark.marked.node, mark.marked.figure
    flags = node.flags if isinstance(node, (Tally, Nil)) else ()
    option = dict(flag.split("=", 1) for flag in flags if "=" in flag)
    parent = base = None
    role: str | None = None
    indicator: str | None = None
    closed: bool | None = None
    if isinstance(node, Tally):
        parent = index.get((mark.sentence, node.parent)) if node.parent else None
        has_parts = (mark.sentence, node.name) in parents
        indicator = composed.writer.indicator(node.indicator)
        role = "component" if parent is not None else "total" if has_parts or indicator else None
        closed = "closed" in flags if has_parts else None
    elif isinstance(node, Ratio):
        base = index.get((mark.sentence, node.base))
    elif isinstance(node, Nil):
        indicator = node.indicator
        role = "total" if indicator else None
    if "base" in option:
        base = index.get((mark.sentence, option["base"]))
    plain = figure is None
    unit = node.unit if not isinstance(node, (Assertion, Flaw)) else None
    also = option.get("also")
    return GoldCount(
        text=composed.text[mark.start : mark.end],
        start=mark.start,
        end=mark.end,
        value=0 if plain or figure is None else figure.value,
        low=figure.low if figure else None,
        high=figure.high if figure else None,
        unit=unit or None,
        approx=figure.approx if figure else None,
        zero_by_negation=isinstance(node, Nil),
        object=getattr(node, "object", None),
        scope=option.get("scope", "report_year"),
        subject=option.get("sub", "office"),
        channel=option.get("ch"),
        role=role,
        parent=parent,
        parent_text=_text(composed, marks[parent]) if parent is not None else None,
        base=base,
        closed=closed,
        indicator=indicator,
        also_indicators=(also,) if also else (),
        optional="opt" in flags or unit in _DURATIONS,
    )


def _text(composed: Composed, mark: Mark) -> str:
    return composed.text[mark.start : mark.end]


def _claims(composed: Composed) -> tuple[GoldClaim, ...]:
    result: list[GoldClaim] = []
    for mark in _texts(composed, Assertion):
        assert mark.marked is not None
        node = mark.marked.node
        assert isinstance(node, Assertion)
        valued = node.relation.startswith("=")
        result.append(
            GoldClaim(
                text=_text(composed, mark),
                start=mark.start,
                end=mark.end,
                fact=node.fact,
                value=int(node.relation[1:]) if valued else None,
                relation=None if valued else node.relation,
            )
        )
    return tuple(result)


def _not_counts(composed: Composed) -> tuple[GoldSpan, ...]:
    text = composed.text
    if composed.layout == "rows_radicals":
        ordinary, radical = (str(part) for part in read_toml("synth/world.toml")["radicals"])
        text = text.translate({ord(b): a for a, b in zip(ordinary, radical, strict=True)})
    taken: list[Span] = [(m.start, m.end) for m in composed.marks if m.kind == "table"]
    taken += [(m.start, m.end) for m in _texts(composed, Tally, Ratio, Nil, Assertion)]
    taken.sort()
    result: list[GoldSpan] = []
    at = 0
    for match in _NUMERAL.finditer(text):
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if at == len(taken) or match.end() <= taken[at][0]:
            result.append(_span(composed, *match.span()))
    return tuple(result)


def _lost(composed: Composed) -> list[str]:
    return ["F.lost"] * bool(composed.page.lost)


def _findings(composed: Composed) -> tuple[GoldFinding, ...]:
    result = [
        GoldFinding(
            family=expected.family,
            also=tuple(letter for letter in "FTPYD" if letter != expected.family),
            verdict="fail",
            facts=expected.facts,
            spans=(),
            why=expected.why,
            optional=expected.optional,
            anywhere=not expected.facts,
            peers=expected.peers,
        )
        for expected in composed.plant.expected
    ]
    for index, blamed in enumerate(composed.blamed):
        spans = [m for m in composed.marks if m.kind == "finding" and m.key == str(index)]
        result.append(
            GoldFinding(
                family=blamed.family,
                also=_RESIDUE_ALSO
                if blamed.family == "R"
                else ("T",)
                if blamed.family == "P"
                else ("F",),
                verdict="fail",
                facts=blamed.facts,
                spans=tuple(_span(composed, mark.start, mark.end) for mark in spans),
                why=blamed.why,
                anywhere=blamed.family == "D",
            )
        )
    for mark in _texts(composed, Flaw):
        assert mark.marked is not None and isinstance(mark.marked.node, Flaw)
        # `P:applications.new_received.total` names the cells that the text contradicts.
        family, _, facts = mark.marked.node.family.partition(":")
        result.append(
            GoldFinding(
                family=family,
                also=tuple(letter for letter in "RYFD" if letter != family)
                if family in "RYFD"
                else ("T",),
                verdict="fail",
                facts=tuple(facts.split(",")) if facts else (),
                spans=(_span(composed, mark.start, mark.end),),
                why=mark.marked.node.why,
            )
        )
    return (*result, *_tolerated(composed))


def _tolerated(composed: Composed) -> list[GoldFinding]:
    """Findings that may but need not be made: lost rows, odd surfaces, absent tables, collateral of a planted cell."""
    result: list[GoldFinding] = []

    def tolerate(why: str, facts: tuple[str, ...] = (), spans: tuple[GoldSpan, ...] = ()) -> None:
        anywhere = not facts and not spans
        result.append(
            GoldFinding(
                family="F",
                also=("T", "P", "D", "R", "Y"),
                verdict="unjudged",
                facts=facts,
                spans=spans,
                why=why,
                optional=True,
                anywhere=anywhere,
            )
        )

    for row in composed.page.lost:
        tolerate("a cell was lost in this row", row)
    facts = _facts(composed)
    odd = tuple(
        fact for fact, cell in facts.items() if cell.state in ("blank", "dash", "malformed")
    )
    if odd:
        tolerate("cells that are no plain number", odd)
    mixed = composed.plan.figures.form != composed.plan.figures.applications_form
    if mixed and composed.plan.figures.cells:
        told = ("active.", "applications.result.other")
        tolerate("tables of two forms", tuple(fact for fact in facts if fact.startswith(told)))
    if composed.layout == "absent" or composed.page.lost:
        tolerate("tables absent or damaged")
    if composed.plant.expected:
        touched = {fact for expected in composed.plant.expected for fact in expected.facts}
        spans = tuple(
            _span(composed, mark.start, mark.end)
            for mark in _texts(composed, Tally, Nil, Assertion)
            if touched & set(_facts_named(composed, mark))
        )
        if spans:
            tolerate("prose still states the number that the planted cell replaced", (), spans)
    return result


def _facts_named(composed: Composed, mark: Mark) -> tuple[str, ...]:
    assert mark.marked is not None
    node = mark.marked.node
    if isinstance(node, Assertion):
        return (node.fact,)
    return composed.writer.facts_of(node.indicator) if isinstance(node, (Tally, Nil)) else ()


def _traps(composed: Composed, counts: Sequence[GoldCount]) -> tuple[GoldTrap, ...]:
    """Right statements next to which a careless check raises an alarm."""
    blamed = [(m.start, m.end) for m in composed.marks if m.kind == "finding"]
    blamed += [(m.start, m.end) for m in _texts(composed, Flaw)]
    planted = {fact for expected in composed.plant.expected for fact in expected.facts}
    result: list[GoldTrap] = []

    def trap(
        kind: str, facts: tuple[str, ...], start: int, end: int, families: str, why: str
    ) -> None:
        spans = (_span(composed, start, end),)
        result.append(
            GoldTrap(kind=kind, facts=facts, spans=spans, families=tuple(families), why=why)
        )

    facts = _facts(composed)
    for count in counts:
        if any(start < count.end and count.start < end for start, end in blamed):
            continue
        named = composed.writer.facts_of(count.indicator)
        if named and not planted & set(named) and count.scope == "report_year":
            if all(fact in facts and facts[fact].value is not None for fact in named):
                trap(
                    "claim_vs_table:consistent",
                    named,
                    count.start,
                    count.end,
                    "P",
                    "as the table has it",
                )
        elif count.closed is False:
            trap("internal_sum:open_list", (), count.start, count.end, "P", "the list is open")
        elif count.scope == "cumulative":
            trap("scope:cumulative", (), count.start, count.end, "P", "cumulative, not this year's")
    for mark in composed.marks:
        if mark.kind == "trap":
            trap(mark.key, (), mark.start, mark.end, "YD", "signed in the next year, in time")
    return tuple(result)


def _narrative(composed: Composed) -> GoldNarrative:
    problems = [mark for mark in composed.marks if mark.kind == "problem"]
    themes = [mark.key.split("|")[0] for mark in problems]
    measures = [mark for mark in composed.marks if mark.kind == "measure"]

    def item(mark: Mark, answers: tuple[int, ...] = ()) -> GoldItem:
        level = int(mark.key.split("|")[1])
        return GoldItem(
            text=_text(composed, mark), start=mark.start, end=mark.end, level=level, answers=answers
        )

    return GoldNarrative(
        problems=tuple(map(item, problems)),
        measures=tuple(
            item(
                mark,
                tuple(i for i, theme in enumerate(themes) if theme == mark.key.split("|")[0]),
            )
            for mark in measures
        ),
        substance=composed.plan.script.level if problems or measures else None,
    )
