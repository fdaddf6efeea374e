"""Floor 6: findings and summaries as text for a terminal, the way checkers talk.

Takes reports and gives lines: `path:line:col CODE message`, an excerpt with a caret, a help line, the
totals last. Text is the same everywhere; colour is added only where it is asked for. Widths count an
ideograph as two, so that carets stand below what they point at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from wenzhi.base.records import GROUNDS, Finding, Severity, Span, Suppressed
from wenzhi.outputs.cards import verdict_cards
from wenzhi.outputs.envelopes import Output, Summary
from wenzhi.outputs.evidence import (
    SEVERITY_ORDER,
    Places,
    describe_place,
    describe_suppression,
    in_order_of_gravity,
    name_cells,
)
from wenzhi.outputs.explanation import Explanation, render_score
from wenzhi.outputs.view import Lang, ReportView, RosterResult
from wenzhi.outputs.wording import Wording

EXCERPT_CELLS = 72
"""Terminal cells of source text around a finding: an 80-column screen less the margin."""
CONTEXT = 14
"""Characters shown before the finding."""
EXCERPTS = 3
"""Pieces of source text shown for a finding; where else it stands is told by line."""
ELSEWHERE = 6
"""Lines named where a finding stands in more places than are shown."""

REASONS = 4
"""Rules named beside a verdict; all of them stand below it."""

_NOTHING = ("0", "")

COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m", "quiet": "\x1b[2m"}
BOLD, RESET = "\x1b[1m", "\x1b[0m"


def render_findings(
    views: Iterable[ReportView], lang: Lang = "zh", *, colour: bool = False
) -> Iterator[str]:
    """Lines for every finding of every report, then the totals. `colour` adds ANSI codes."""
    wording = Wording(lang)
    severities: Counter[Severity] = Counter()
    reports = unjudged = suppressed = 0
    not_run: set[str] = set()
    for view in views:
        reports += 1
        not_run.update(one.code for one in view.judgement.checked.not_run)
        places = Places(view.report)
        unjudged += view.judgement.checked.unjudged
        for finding in in_order_of_gravity(view.judgement.findings):
            if finding.suppressed is not None:
                suppressed += 1
                yield from _suppressed(view, places, finding, finding.suppressed, wording, colour)
            elif finding.stands:
                severities[finding.severity] += 1
                yield from _finding(view, places, finding, wording, colour)
    yield _totals(reports, severities, unjudged, suppressed, wording, len(not_run))


def _finding(
    view: ReportView, places: Places, finding: Finding, wording: Wording, colour: bool
) -> Iterator[str]:
    path = _paint(_where(view, places, finding), "bold", colour)
    code = _paint(finding.code, finding.severity, colour)
    severity = wording(f"severity.{finding.severity}")
    yield f"{path} {code} [{severity}] {_flat(wording.pick(finding.message))}"
    yield from _excerpts(places, places.evidence(finding), finding.severity, wording, colour)
    shown = [
        f"{wording(f'report.{name}')} {_flat(value)}"
        for name, value in (("actual", finding.actual), ("expected", finding.expected))
        if value is not None
    ]
    if finding.basis:
        shown.append(f"{wording('report.basis')} {finding.basis}")
    shown.append(wording("terminal.more", code=finding.code))
    shown.append(wording("terminal.id", id=finding.id))
    yield _paint(f"   = {wording('terminal.help')}: {' · '.join(shown)}", "quiet", colour)
    yield ""


def _suppressed(
    view: ReportView,
    places: Places,
    finding: Finding,
    marked: Suppressed,
    wording: Wording,
    colour: bool,
) -> Iterator[str]:
    """A false alarm in two lines: what it said, why it does not count."""
    said = (
        f"{finding.code} [{wording('verdict.suppressed')}] {_flat(wording.pick(finding.message))}"
    )
    yield _paint(f"{_where(view, places, finding)} {said}", "quiet", colour)
    why = _flat(describe_suppression(marked, wording))
    name = wording("terminal.id", id=finding.id)
    yield _paint(f"   = {wording('column.contested')}: {why} · {name}", "quiet", colour)
    yield ""


def _where(view: ReportView, places: Places, finding: Finding) -> str:
    """`path:line:column`, or the path alone where a finding has no place."""
    path = _flat(view.report.source.path)
    spans = places.evidence(finding)
    if not spans:
        return path
    at = places.position(spans[0][0])
    return f"{path}:{at.line}:{at.column}"


def _excerpts(
    places: Places, spans: Sequence[Span], severity: str, wording: Wording, colour: bool
) -> Iterator[str]:
    """Pieces of source text, the first with the first span; how many more places there are, and where."""
    text = places.report.text
    # A sum has up to twenty cells, most of them 0: those that tell something come first.
    left = [*spans[:1], *sorted(spans[1:], key=lambda span: text[slice(*span)].strip() in _NOTHING)]
    for _ in range(EXCERPTS):
        if not left:
            return
        piece = _piece(places, left[0])
        shown = [span for span in left if piece[0] <= span[0] < piece[1]]
        left = [span for span in left if span not in shown]
        cells = [cell for cell in map(places.cell_at, shown) if cell]
        named = f"  {name_cells(tuple(cells), wording)}" if cells else ""
        yield from _pointed(places, piece, shown, spans[0], severity, named, colour)
    if left:
        lines = dict.fromkeys(str(places.position(span[0]).line) for span in left)
        named = f"{', '.join(list(lines)[:ELSEWHERE])}{'…' if len(lines) > ELSEWHERE else ''}"
        yield _paint(
            f"   = {wording('terminal.elsewhere', n=len(left), lines=named)}", "quiet", colour
        )


def _piece(places: Places, span: Span) -> Span:
    """What the screen holds of the line a span begins in, from a little before it."""
    start, end = places.line_span(span[0])
    left = max(start, span[0] - CONTEXT)
    return left, left + len(_fit(places.report.text[left:end]))


def _pointed(
    places: Places,
    piece: Span,
    spans: Sequence[Span],
    first: Span,
    severity: str,
    named: str,
    colour: bool,
) -> Iterator[str]:
    """A piece of a line with carets below the first span, dashes below the others, and a word on them."""
    from rich.cells import cell_len

    start, end = places.line_span(piece[0])
    text = places.report.text
    lead = "…" if piece[0] > start else ""
    tail = "…" if piece[1] < end else ""
    marks, at = "", piece[0]
    for one in sorted(spans, key=lambda one: (one[0], one != first)):
        if one[0] < at:
            continue  # within one that is marked
        marks += " " * cell_len(_flat(text[at : one[0]]))
        at = min(max(one[1], one[0] + 1), max(piece[1], one[0]))
        marks += ("^" if one == first else "-") * max(cell_len(_flat(text[one[0] : at])), 1)
    number = str(places.position(piece[0]).line)
    margin = " " * len(number)
    yield f"{margin} |"
    yield f"{number} | {lead}{_flat(text[piece[0] : piece[1]])}{tail}"
    yield f"{margin} | {_paint(' ' * cell_len(lead) + marks, severity, colour)}{named}"


def _fit(text: str) -> str:
    """The beginning of `text` that fits the screen."""
    from rich.cells import cell_len

    width = 0
    for index, character in enumerate(text):
        width += cell_len(character)
        if width > EXCERPT_CELLS:
            return text[:index]
    return text


def _flat(text: str) -> str:
    """Without characters that move the cursor or speak to the terminal."""
    return "".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in text)


def _totals(
    reports: int,
    severities: Counter[Severity],
    unjudged: int,
    suppressed: int,
    wording: Wording,
    not_run: int = 0,
) -> str:
    if not reports:
        return wording("terminal.none_read")  # nothing read is not nothing found
    total = sum(severities.values())
    counted = {severity: severities[severity] for severity in SEVERITY_ORDER}
    said = (
        wording("terminal.found", total=total, unjudged=unjudged, **counted)
        if total
        else wording("terminal.clean", unjudged=unjudged)
    )
    if not_run:
        said = wording.follow(said, wording("terminal.not_run", n=not_run))
    if suppressed:
        said = wording.follow(said, wording("terminal.suppressed", n=suppressed))
    return said


def render_explanation(
    view: ReportView, explained: Explanation, lang: Lang = "zh", *, colour: bool = False
) -> str:
    """One report's judgement with its reasons: verdicts, score, findings, what was not judged."""
    t = Wording(lang)
    lines = [
        _paint(f"{_flat(t.organ(view.ref.organization))} {t.year(view.ref.year)}", "bold", colour),
        "",
    ]
    for card in verdict_cards(view, t):
        reasons = "  ".join(f"{code} {title}".strip() for code, title in card.reasons[:REASONS])
        if reasons:
            more = f"  … +{len(card.reasons) - REASONS}" if len(card.reasons) > REASONS else ""
            reasons = f"{t(f'report.reasons_{card.verdict}')}{t('word.colon')}{reasons}{more}"
        verdict = f"{t(f'mark.{card.verdict}')} {t(f'verdict.{card.verdict}')}"
        painted = _paint(verdict, _VERDICT_PAINT[card.verdict], colour)
        lines.append(f"{t(f'ground.{card.name}')}  {painted}  {reasons}".rstrip())
    lines += ["", *_other_scores(view, t), *map(_flat, render_score(view, explained, lang)), ""]
    lines += render_findings([view], lang, colour=colour)
    lines += ["", *_unjudged_lines(view, t)]
    return "\n".join(lines).rstrip()


_VERDICT_PAINT = {"pass": "info", "fail": "error", "unjudged": "quiet"}


def _other_scores(view: ReportView, t: Wording) -> Iterator[str]:
    """Every score but substance, which is told in full."""
    for name, score in sorted(view.judgement.scores.items()):
        if name == "substance":
            continue
        label = t.label("score", name)
        if score.value is None:
            yield f"{label}  {t('report.unscored', why=t.reason(score.why or t('word.unknown')))}"
            continue
        interval = ""
        if score.low is not None and score.high is not None:
            interval = t("report.interval", low=f"{score.low:.4g}", high=f"{score.high:.4g}")
        yield f"{label}  {score.value:.4g}  {interval}  {score.version or ''}".rstrip()
        for key, part in (score.components or {}).items():
            value = "–" if part.value is None else f"{part.value:.2f}"
            yield f"  {t.label('component', key)}  {value}  {t.reason(part.why or '')}".rstrip()


def _unjudged_lines(view: ReportView, t: Wording) -> Iterator[str]:
    places = Places(view.report)
    checked = view.judgement.checked
    findings = view.judgement.findings
    unjudged = [f for f in findings if f.verdict == "unjudged" and f.suppressed is None]
    reasons = list(dict.fromkeys((*checked.not_run, *checked.undecided)))
    if not unjudged and not reasons:
        return
    yield f"{t('report.unjudged')}{t('word.colon')}"
    for finding in in_order_of_gravity(tuple(unjudged)):
        place = describe_place(places, finding, t)
        yield f"  {finding.code}  {t.pick(finding.message)}  {place}"
    for entry in reasons:
        yield f"  {entry.code}  {t.reason(entry.why)}"


def render_summary(
    summary: Summary,
    outputs: Sequence[Output] = (),
    roster: RosterResult | None = None,
    lang: Lang = "zh",
) -> str:
    """The block that `wenzhi score` prints last: grounds, findings, copies, files, absence."""
    t = Wording(lang)
    lines = [t("index.read", reports=summary.reports, organs=summary.organs)]
    names = {ground: t(f"ground.{ground}") for ground in GROUNDS}
    for ground in GROUNDS:
        counts = summary.grounds.get(ground, {})
        shown = "  ".join(
            f"{t(f'mark.{verdict}')} {t(f'verdict.{verdict}')} {counts.get(verdict, 0)}"
            for verdict in ("pass", "fail", "unjudged")
        )
        lines.append(f"  {_pad(names[ground], max(map(_width, names.values())))}  {shown}")
    lines.append(t("terminal.copies", pairs=summary.pairs, families=summary.families))
    if roster is not None:
        lines.append(
            t(
                "terminal.roster",
                expected=roster.expected,
                received=roster.received,
                cases=sum(case.suppressed is None for case in roster.findings),
            )
        )
    else:
        lines.append(t("terminal.no_roster"))
    if summary.failures:
        lines.append(t("terminal.unread", n=summary.failures))
    lines += [f"{t('terminal.outputs')}  {output.path}" for output in outputs]
    lines.append(
        _totals(summary.reports, Counter(summary.findings), summary.unjudged, summary.suppressed, t)
    )
    return "\n".join(lines)


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _paint(text: str, kind: str, colour: bool) -> str:
    if not colour:
        return text
    return f"{BOLD if kind == 'bold' else COLOURS.get(kind, '')}{text}{RESET}"
