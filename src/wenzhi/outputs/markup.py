"""Floor 6: what a page holds by the hundred, drawn without a template: runs of text and table cells.

Takes runs and cells with the page they stand on, gives markup in which everything that comes from a
report is escaped. A template takes three times as long over the same spans and links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from wenzhi.outputs.cards import describe_count, show_number
from wenzhi.outputs.grids import CellMark, GridCell
from wenzhi.outputs.highlights import Layer, Layered, Run, cell_anchor, finding_class
from wenzhi.outputs.view import ReportView
from wenzhi.outputs.wording import Wording

_PREFIXES: dict[Layer, str] = {
    "provenance": "pv",
    "narrative": "nv",
    "passage": "ps",
    "count": "ct",
    "claim": "cl",
    "finding": "fd",
    "difference": "df",
    "hit": "hit",
}
_BARE = frozenset({"count", "claim", "difference", "hit"})
"""Layers that look alike whatever their kind."""
_SOURCED = frozenset({"self", "upstream", "peer", "family"})
"""Provenances that another report can be named for."""
_MENTIONS, _MARKS = 3, 2
"""Links drawn in one cell at most."""


def draw_line(runs: Iterable[Run], wording: Wording, page: ReportView | None) -> Markup:
    """A line of text; `page` is the report it is of, None where two stand side by side."""
    return Markup("".join(_draw_run(run, wording, page) for run in runs))


def _draw_run(run: Run, t: Wording, page: ReportView | None) -> str:
    if not run.covering:
        return escape(run.text)
    opening = "".join(_draw_opening(span, t, page) for span in run.opening)
    closing = "".join(
        f'<a class="tag {escape(s.kind)}" href="{escape(s.target)}">'
        f"{escape(t(f'mark.{s.kind}'))}{escape(s.code)}{_draw_number(s.number)}</a>"
        for s in run.closing
        if s.layer == "finding"
    )
    return opening + _draw_text(run, t, page) + closing


def _draw_opening(span: Layered, t: Wording, page: ReportView | None) -> str:
    if span.layer == "narrative" and page is not None:
        return _draw_narrative(span, t, page)
    if span.layer == "provenance" and span.kind in _SOURCED:
        tag, title = t(f"provenance_tag.{span.kind}"), t(f"provenance.{span.kind}")
        title += f"{t('word.colon')}{span.source}" if span.source else ""
        attributes = f'class="tag source" title="{escape(title)}"'
        if span.target:
            attributes = f'class="tag source" href="{escape(span.target)}" title="{escape(title)}"'
            return f"<a {attributes}>{escape(tag)}</a>"
        return f"<span {attributes}>{escape(tag)}</span>"
    if span.layer == "passage":
        return (
            f'<a class="tag passage" id="{escape(span.anchor)}" href="{escape(span.target)}">'
            f"{span.index + 1}</a>"
        )
    return f'<span id="{escape(span.anchor)}"></span>' if span.anchor else ""


def _draw_narrative(span: Layered, t: Wording, page: ReportView) -> str:
    text = t(f"report.tag_{span.kind}", n=span.index + 1)
    if span.kind == "measure":
        answers = page.report.narrative.measures[span.index].answers
        text += "→" * bool(answers) + ",".join(str(problem + 1) for problem in answers)
    return f'<span class="tag {escape(span.kind)}" id="{escape(span.anchor)}">{escape(text)}</span>'


def _draw_text(run: Run, t: Wording, page: ReportView | None) -> str:
    """The text itself: a link where a count or a claim names a cell, marked by what covers it."""
    classes, text = escape(_run_classes(run)), escape(run.text)
    count, claim = run.find("count"), run.find("claim")
    if count is not None and page is not None:
        said = escape(describe_count(page.report.counts[count.index], t))
        if count.target:
            return f'<a class="{classes}" href="{escape(count.target)}" title="{said}">{text}</a>'
        return f'<span class="{classes}" title="{said}">{text}</span>'
    if claim is not None and claim.target:
        return f'<a class="{classes}" href="{escape(claim.target)}">{text}</a>'
    return f'<span class="{classes}">{text}</span>' if classes else text


def _run_classes(run: Run) -> str:
    """The style classes of a run: one for each layer that covers it."""
    classes = []
    for layer, prefix in _PREFIXES.items():
        span = run.find(layer)
        if span is not None and not (layer == "provenance" and span.kind == "own"):
            classes.append(prefix if layer in _BARE else f"{prefix}-{span.kind}")
    classes += [f"k-{s.index + 1}" for s in run.covering if s.layer == "passage"]
    classes += [finding_class(s.finding) for s in run.covering if s.finding is not None]
    return " ".join(dict.fromkeys(classes))


def draw_cell(cell: GridCell, wording: Wording) -> Markup:
    """One cell of an official table: what stands in it, what it is, where it is mentioned."""
    failing = any(mark.verdict == "fail" for mark in cell.marks)
    open_marks = any(mark.verdict == "unjudged" for mark in cell.marks)
    verdict = " fail" if failing else " unj" if open_marks else ""
    together = "".join(f" {finding_class(mark.id)}" for mark in cell.marks)
    classes = escape(f"{cell.fact.state if cell.fact else 'none'}{verdict}{together}")
    colspan = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    mentions = "".join(
        f'<a class="up" href="#c{index}" title="{escape(wording("state_says.mention"))}">↑</a>'
        for index in cell.mentions[:_MENTIONS]
    )
    marks = "".join(_draw_mark(mark, wording) for mark in cell.marks[:_MARKS])
    anchor = escape(cell_anchor(cell.id or ""))
    content = _draw_content(cell, wording)
    return Markup(f'<td id="{anchor}" class="{classes}"{colspan}>{content}{mentions}{marks}</td>\n')


def draw_row(row: Sequence[GridCell], wording: Wording) -> Markup:
    """One row of an official table; a head beside cells is the row's own."""
    drawn = []
    for cell in row:
        if not cell.head:
            drawn.append(draw_cell(cell, wording))
            continue
        attributes = "" if row[-1].head else ' class="row"'
        attributes += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        attributes += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
        drawn.append(Markup(f"<th{attributes}>{escape(cell.text)}</th>"))
    return Markup(f"<tr>{''.join(drawn)}</tr>\n")


def _draw_mark(mark: CellMark, t: Wording) -> str:
    return (
        f'<a class="tag {mark.verdict}" href="#f-{escape(mark.id)}">'
        f"{escape(t(f'mark.{mark.verdict}'))}{escape(mark.code)}{_draw_number(mark.number)}</a>"
    )


def _draw_number(number: int | None) -> str:
    """The number of a finding on the page: the same at its card, its phrases and its cells."""
    return "" if number is None else f"<sup>{number}</sup>"


def _draw_content(cell: GridCell, t: Wording) -> str:
    fact = cell.fact
    if fact is None:
        return "<small>·</small>"
    raw = escape(" ".join((fact.raw or "").split()))
    if fact.state in ("ok", "zero"):
        value = "" if fact.value is None else escape(show_number(fact.value))
        return f'<span class="n">{raw if fact.raw else value}</span>'
    if fact.state == "dash":
        return f'<span class="n">{raw if fact.raw else "/"}</span>'
    if fact.state == "blank":
        return f"<small>□ {escape(t('state.blank'))}</small>"
    if fact.state == "malformed":
        read = (
            "" if fact.value is None else f"（{show_number(fact.value)}{escape(fact.unit or '')}）"
        )
        return f'<span class="n">{raw}</span> <small>※{read}</small>'
    if fact.state == "ambiguous":
        return f"<small>？{f' {raw}' if raw and ' ' not in raw else ''}</small>"
    return f"<small>– {escape(t('state.missing'))}</small>"
