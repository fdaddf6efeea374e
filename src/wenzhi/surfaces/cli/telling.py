"""Floor 8: answers as text for a terminal, where no other floor has a form for them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wenzhi.base.records import Copies, Failure, ReportRef, Suppression
from wenzhi.base.rules import RuleCard

if TYPE_CHECKING:  # loaded by the commands that tell of them
    from wenzhi.corpus.build import Added
    from wenzhi.corpus.comparing import Comparison
    from wenzhi.corpus.health import Symptom
    from wenzhi.corpus.holdings import Holdings, Plan, Verification
    from wenzhi.corpus.modelling import ModelCard
    from wenzhi.outputs.envelopes import ScoreData
    from wenzhi.outputs.view import Lang, RosterResult
    from wenzhi.query.answer import Answer

SHOWN = 20
"""Lines of a list on a terminal; `--json` gives all, and the text says how many there are."""


def tell_added(added: Added) -> str:
    """What an addition did."""
    head = f"{added.files} 个文件，新解析 {added.analysed} 个；语料库现有 {added.reports} 份报告"
    return "\n".join([head, *tell_failures(added.failures)])


def tell_plan(planned: Plan) -> str:
    """What an addition would do."""
    head = (
        f"将新读 {len(planned.new)} 份，更正 {len(planned.changed)} 份；"
        f"已在库中 {len(planned.known)} 份；"
        f"不收 {len(planned.failures)} 份：{len(planned.unreadable)} 份不是年报的格式，"
        f"{len(planned.refused)} 份损坏、不安全或不是年报"
    )
    lines = [head]
    for mark, names in (("+", planned.new), ("~", planned.changed), ("=", planned.known)):
        lines += [f"  {mark} {name}" for name in names[:SHOWN]] + _more(names)
    if planned.new or planned.changed:
        lines.append("是不是年报、扫描件和旧版 Word 读不读得出，要收入时才知道")
    return "\n".join([*lines, *tell_failures(planned.failures)])


def tell_failures(failures: Sequence[Failure]) -> list[str]:
    """Files that could not be read, each with what to try."""
    lines = [f"读不了 {len(failures)} 个文件："] if failures else []
    for failure in failures[:SHOWN]:
        lines.append(f"  {failure.path}  {failure.code} {failure.message}")
        lines += [f"    可试  {failure.hint}"] if failure.hint else []
    return lines + _more(failures)


def _more(items: Sequence[object]) -> list[str]:
    return [f"  …共 {len(items)} 项，只列出 {SHOWN} 项"] if len(items) > SHOWN else []


def tell_suppressions(
    unused: Sequence[Suppression], unexplained: Sequence[str] = ()
) -> tuple[str, ...]:
    """Suppressions that serve no more, and false alarms that nobody gave a reason for."""
    lines = [
        f"没有用上的误报标记 {one.where}：{_entry(one)}，理由“{one.reason}”；"
        "证据已变或问题已不存在，请核对后删去这一条"
        for one in unused
    ]
    lines += [
        f"工作簿里标了误报但没有写理由（复核意见或备注），仍按问题计：指纹 {fingerprint}"
        for fingerprint in unexplained
    ]
    return tuple(lines)


def tell_roster(roster: RosterResult | None, lang: Lang) -> tuple[str, ...]:
    """Columns of a roster that are not used, and rows of it that say the same again."""
    from wenzhi.outputs.uncounted import roster_lines
    from wenzhi.outputs.wording import Wording

    return tuple(roster_lines(roster, Wording(lang)))


def _entry(one: Suppression) -> str:
    named = (one.id, one.code, one.organ, None if one.year is None else f"{one.year}年")
    return " ".join(filter(None, named))


def tell_score(data: ScoreData, lang: Lang) -> str:
    """Files that failed, then the summary."""
    from wenzhi.outputs.terminal import render_summary
    from wenzhi.outputs.uncounted import file_lines
    from wenzhi.outputs.wording import Wording

    summary = render_summary(data.summary, data.outputs, data.roster, lang)
    uncounted = file_lines(data.aside, data.elsewhere, Wording(lang))
    lines = [*tell_failures(data.failures), *_taken_over(data, lang), *uncounted]
    return "\n".join([*lines, summary])


def _taken_over(data: ScoreData, lang: Lang) -> list[str]:
    """What was made anew, where anything was taken over."""
    if data.judged >= data.summary.reports:
        return []
    if lang == "en":
        return [
            f"{data.analysed} files read, {data.judged} reports judged; the others are unchanged"
        ]
    return [f"新解析 {data.analysed} 个文件，评判 {data.judged} 份；其余没有变化，沿用上次的结果"]


def tell_holdings(held: Holdings) -> str:
    """What a corpus holds."""
    lines = [
        f"快照 {held.snapshot}：{held.reports} 份报告，{held.organs} 个机关，"
        f"{held.superseded} 份已有更正版",
        "年度  " + "  ".join(f"{year}:{count}" for year, count in held.years.items()),
        "格式  " + "  ".join(f"{form}:{count}" for form, count in held.forms.items()),
        "表    " + "  ".join(f"{table}:{rows}" for table, rows in held.tables.items()),
        "版本  " + "  ".join(f"{name} {version}" for name, version in held.versions.items()),
    ]
    return "\n".join(lines)


def tell_comparison(found: Comparison, lang: Lang) -> str:
    """Two reports: shares by section, differing cells and counts, names left."""
    from wenzhi.outputs.wording import Wording
    from wenzhi.parse.tables.forms import fact_label

    t = Wording(lang)
    sides = (
        f"{t('pair.side_a')} {_named(found.pair.a)}    {t('pair.side_b')} {_named(found.pair.b)}"
    )
    lines = [sides, t("compare.shares")]
    for one in found.sections:
        lines.append(
            f"  {t(f'section.{one.kind}')}  {t('pair.side_a')} {one.coverage_a:.0%}"
            f"  {t('pair.side_b')} {one.coverage_b:.0%}"
            f"  ({t('pair.masked')} {one.masked_a:.0%} / {one.masked_b:.0%})"
        )
    lines += [] if found.sections else [f"  {t('compare.no_section')}"]
    cells = {
        "n": found.cells_compared,
        "equal": found.cells_equal,
        "nonzero": found.nonzero_equal,
    }
    say = t("compare.cells_say", **cells) if found.cells_compared else t("compare.no_cells")
    lines.append(say + (t("compare.cells_differ") if found.cells else ""))
    lines += [
        f"  {fact_label(cell.id)}  {_cell(cell.a)} / {_cell(cell.b)}"
        for cell in found.cells[:SHOWN]
    ]
    lines += _more(found.cells)
    lines.append(t("compare.counts"))
    lines += [
        f"  {t.indicator(c.indicator)}  {'、'.join(c.a)} / {'、'.join(c.b)}"
        for c in found.counts[:SHOWN]
    ]
    lines.append(t("compare.names"))
    lines += [
        "  " + t("compare.name_left", side=t(f"pair.side_{n.side}"), name=n.name, n=len(n.spans))
        for n in found.names
    ] or ["  " + t("compare.one_organ" if found.pair.relation == "self" else "compare.no_names")]
    return "\n".join(lines)


def _named(ref: ReportRef) -> str:
    return f"{ref.organization or ref.path} {ref.year or ''}".strip()


def _cell(value: float | int | None) -> str:
    return "—" if value is None else f"{value:g}"


def tell_verification(found: Verification) -> str:
    """Whether a corpus is whole."""
    head = f"查看了 {found.tables} 张表、{found.analyses} 份解析、{found.reports} 份报告"
    problems = [f"  ✘ {one.where}：{one.message}；{one.hint}" for one in found.problems]
    return "\n".join([head, *(problems or ["  ✔ 完好"])])


def tell_rule(card: RuleCard, lang: Lang) -> str:
    """A rule in full."""
    names = (
        ("级别", "何以如此", "依据", "如何可靠", "不通过的例子", "通过的例子", "结论", "不想看到它")
        if lang == "zh"
        else (
            "severity",
            "why",
            "basis",
            "certainty",
            "fails",
            "passes",
            "ground",
            "to leave it out",
        )
    )
    values = (
        card.severity,
        card.severity_why,
        card.basis,
        card.certainty,
        card.example_fail,
        card.example_pass,
        card.ground or "–",
        f"wenzhi check --ignore {card.code}",
    )
    title, what = (card.title.zh, card.what.zh) if lang == "zh" else (card.title.en, card.what.en)
    lines = [f"{card.code} {title}（{card.name}）", "", what, ""]
    return "\n".join(lines + [f"{n}  {v}" for n, v in zip(names, values, strict=True)])


def tell_rules(cards: Iterable[RuleCard], lang: Lang) -> str:
    """All rules, a line each."""
    return "\n".join(
        f"{card.code}  {card.severity:<7}  {card.title.zh if lang == 'zh' else card.title.en}"
        for card in cards
    )


def tell_symptoms(found: Iterable[Symptom]) -> str:
    """What the doctor found."""
    return "\n".join(f"{'✔' if one.ok else '✘'} {one.name}  {one.detail}" for one in found)


def tell_copies(copies: Copies) -> str:
    """Pairs and families, the weightiest first."""
    from wenzhi.outputs.comparison import spell_opening
    from wenzhi.outputs.view import in_order_of_weight
    from wenzhi.outputs.wording import Wording

    lines = [f"高度相同 {len(copies.pairs)} 对，{len(copies.families)} 组"]
    for pair in in_order_of_weight(copies.pairs)[:SHOWN]:
        a, b = (f"{ref.organization or '？'} {ref.year or ''}" for ref in (pair.a, pair.b))
        lines.append(
            f"  {pair.coverage_a:4.0%} / {pair.coverage_b:4.0%}  {pair.relation:<8}  {a} ⇄ {b}"
        )
    for family in copies.families[:SHOWN]:
        template = spell_opening(family, 30, Wording("zh"))
        lines.append(f"  组 {family.id}：{len(family.members)} 份，模板“{template}”")
    return "\n".join(lines + _more(copies.pairs))


def tell_against(copies: Copies) -> str:
    """What documents share with reports of a corpus, a line a pair, each document's largest first."""
    if not copies.pairs:
        return "没有发现高度相同"
    lines = [f"高度相同 {len(copies.pairs)} 对"]
    for pair in copies.pairs[:SHOWN]:
        other = f"{pair.b.organization or '？'} {pair.b.year or ''}"
        lines.append(
            f"  {pair.a.path}  {pair.coverage_a:4.0%} 见于 {other}（{pair.b.path}，{pair.relation}）"
        )
    return "\n".join(lines + _more(copies.pairs))


def tell_answer(answer: Answer, shape: str) -> str:
    """A table for a terminal or as CSV; a cut is always told."""
    if shape == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([answer.columns, *answer.rows])
        return text.getvalue()
    lines = ["\t".join(answer.columns)]
    lines += ["\t".join("" if cell is None else str(cell) for cell in row) for row in answer.rows]
    shown = f"（{answer.total} 行，显示 {len(answer.rows)} 行）"
    return "\n".join([*lines, shown])


def tell_written(paths: Iterable[Path]) -> str:
    """Files written, a line each."""
    return "\n".join(str(path) for path in paths)


def tell_models(cards: Sequence[ModelCard]) -> str:
    """Each model with its size and how it was made, or what is wrong with it."""
    if not cards:
        return "没有随附模型；wenzhi models build embedding 可以重做"
    return "\n".join(_told_model(card) for card in cards)


def _told_model(card: ModelCard) -> str:
    head = f"{card.name}  {card.bytes / 1e6:.1f} MB  "
    if card.error:
        return head + card.error
    return head + "完好；" + "，".join(f"{name} {value}" for name, value in card.made.items())
