"""Floor 4: the findings of family S, made from section 五 and its judged sentences.

S201, apparently perfunctory, rests on single sentences and not on the score: it speaks where not one
sentence is likely to be concrete, so no weight of a profile and no width of an interval decides it, and
padding cannot hide it. S103, a problem that no measure answers, speaks where the rules found no answer, the
sentence is surely a problem and no pair with it is likely. Thresholds are in `data/scores/grounds.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wenzhi.base.records import Checked, Finding, Message, NotRun, Report, Section, Span
from wenzhi.base.resources import read_toml
from wenzhi.base.rules import make_finding
from wenzhi.parse.sections.signed import told_until
from wenzhi.scores.answering import likeliest_answers
from wenzhi.scores.classes import JudgedSentence
from wenzhi.scores.specificity import names_means, states_figure
from wenzhi.text.normalize import fold, squeeze

_NOTHING = frozenset(
    {"", "无", "无。", "暂无", "暂无。", "没有", "没有。", "/", "-", "略", "无问题"}
)


_SHOWN = 8
"""Sentences that S201 points at: none of them is concrete, and one finding is no page."""
CODES = ("S101", "S102", "S103", "S201")


def substance_findings(
    report: Report, judged: Sequence[JudgedSentence]
) -> tuple[tuple[Finding, ...], Checked]:
    """Findings of family S and how their rules fared, a place being the whole section.

    `judged` are the sentences of section 五. S103 alone is counted per problem.
    """
    section = next((part for part in report.sections if part.kind == "problems"), None)
    if section is None:
        return (), Checked(not_run=tuple(NotRun(code=code, why="没有第五节") for code in CODES))
    empty = list(_empty(report, section))
    if empty:
        skipped = tuple(NotRun(code=code, why="第五节没有内容") for code in CODES[1:])
        return tuple(empty), Checked(failed=1, ran=("S101",), not_run=skipped)
    found = [*_unadmitted(report, section), *_unanswered(report, judged)]
    undecided: list[NotRun] = []
    hollow = _hollow(report, section, judged)
    if isinstance(hollow, NotRun):
        undecided.append(hollow)
    else:
        found += hollow
    places = 3 + len(report.narrative.problems)
    checked = Checked(
        passed=places - len(found) - len(undecided),
        failed=len(found),
        unjudged=len(undecided),
        ran=CODES,
        undecided=tuple(undecided),
    )
    return tuple(found), checked


def _body(report: Report, section: Section) -> str:
    end = told_until(report.text, report.sections, section)
    body = report.text[section.start + len(section.heading or "") : end]
    return squeeze(fold(body)).text


def _heading_span(report: Report, section: Section) -> tuple[int, int]:
    if section.heading:
        return section.start, section.start + len(section.heading)
    return section.start, min(section.end, section.start + 20)


def _empty(report: Report, section: Section) -> Iterator[Finding]:
    body = _body(report, section)
    if body.strip("。.;, ") in _NOTHING:
        spans = [_heading_span(report, section), *_said(report, section)]
        yield make_finding(report, "S101", {}, spans=spans, actual=body or "空白")


def _said(report: Report, section: Section) -> list[tuple[int, int]]:
    """Where the section says that it has nothing to say (无。), if it says anything."""
    start = section.start + len(section.heading or "")
    body = report.text[start : told_until(report.text, report.sections, section)]
    first = start + len(body) - len(body.lstrip())
    last = start + len(body.rstrip())
    return [(first, last)] if first < last else []


def _unadmitted(report: Report, section: Section) -> Iterator[Finding]:
    if report.narrative.measures and not report.narrative.problems:
        yield make_finding(
            report,
            "S102",
            {},
            spans=[_heading_span(report, section)],
            actual=len(report.narrative.measures),
        )


def _unanswered(report: Report, judged: Sequence[JudgedSentence]) -> Iterator[Finding]:
    answered = {index for measure in report.narrative.measures for index in measure.answers}
    restated = _restated(report)
    for index, problem in enumerate(report.narrative.problems):
        spans = [(problem.start, problem.end)]
        if index in restated:
            again = restated[index]
            how = {"how": _SAID_AGAIN}
            yield make_finding(report, "S103", how, spans=[*spans, again], severity="warning")
            continue
        if index in answered:
            continue
        likely = _likely_answered(report, judged, spans[0])
        if likely is not None:
            yield make_finding(report, "S103", {"how": _doubt(likely)}, spans=spans)


_SAID_AGAIN = Message(zh="：措施只是照写了问题", en=": the measure only says the problem again")


def _doubt(likely: float) -> Message:
    """How likely a measure answers after all; below one per cent nothing is said of it."""
    if likely < _LEAST_SAID:
        return Message(zh="", en="")
    return Message(
        zh=f"（后面另有措施对应的可能性 {likely:.0%}）",
        en=f" (that one does after all: {likely:.0%} likely)",
    )


_LEAST_SAID = 0.005


def _likely_answered(
    report: Report, judged: Sequence[JudgedSentence], problem: Span
) -> float | None:
    """How likely (0–1) a measure answers a problem for which the rules found none; None where that is in doubt."""
    bounds = read_toml("scores/grounds.toml")["unanswered"]
    told = [one for one in judged if one.start < problem[1] and problem[0] < one.end]
    if not told:
        return None
    own = max(told, key=lambda one: min(one.end, problem[1]) - max(one.start, problem[0]))
    if own.probabilities["problem"] < bounds["problem_from"]:
        return None
    likely = likeliest_answers(report, judged).get(own.span, 0.0)
    return likely if likely < bounds["answer_below"] else None


_LEFT_OVER = 4
"""Characters that a measure may have beside the problems it says again: 要, 解决. Own choice."""


def _restated(report: Report) -> dict[int, tuple[int, int]]:
    """Problems that a measure says again word for word, with where it does."""
    found: dict[int, tuple[int, int]] = {}
    problems = [_plain(problem.text) for problem in report.narrative.problems]
    for measure in report.narrative.measures:
        said = _plain(measure.text)
        again = [index for index, problem in enumerate(problems) if problem and problem in said]
        for index in again:
            said = said.replace(problems[index], "")
        if again and len(said) <= _LEFT_OVER:
            found |= dict.fromkeys(again, (measure.start, measure.end))
    return found


def _plain(text: str) -> str:
    """The words of a text without marks and blanks."""
    return re.sub(r"[^\w]", "", squeeze(fold(text)).text)


def _hollow(
    report: Report, section: Section, judged: Sequence[JudgedSentence]
) -> list[Finding] | NotRun:
    """S201: whether any sentence says something concrete, by the one likeliest to."""
    if not judged:
        return NotRun(code="S201", why="第五节里没有可判断的句子")
    bounds = read_toml("scores/grounds.toml")["substantive"]
    likeliest = max(judged, key=likely_concrete)
    best = likely_concrete(likeliest)
    if best >= bounds["concrete_from"]:
        return []
    if best >= bounds["concrete_below"]:
        return NotRun(code="S201", why="有一句是否具体，判不定；别的句子都不具体")
    if any(states_figure(fold(one.text).text) for one in judged):
        # a figure with its unit is something said, whatever the classifier makes of its sentence
        return NotRun(code="S201", why="分类器看不出具体的句子，但有一句写了数字")
    if any(one.likely == "measure" and names_means(fold(one.text).text) for one in judged):
        # formal prose: nothing that could be checked, but a thing taken hold of and a means
        return NotRun(code="S201", why="没有一句像是具体的，但有措施说了用什么办法")
    return [
        make_finding(
            report,
            "S201",
            {"n": len(judged)},
            # even the likeliest sentence is a stock phrase: a reader looks there first
            spans=[
                _heading_span(report, section),
                (likeliest.start, likeliest.end),
                *((one.start, one.end) for one in judged[:_SHOWN] if one is not likeliest),
            ],
        )
    ]


def likely_concrete(one: JudgedSentence) -> float:
    """How likely (0–1) a sentence is to tell a problem, a measure or an achievement concretely."""
    return one.concrete_probability * (1 - one.probabilities["stock"])
