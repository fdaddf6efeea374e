"""Floor 2: claims: what prose says of a cell without a numeral of its own.

均已办结, 为自然人提交, 均获维持, 与上年持平, 未收费, and the second cell that one figure fills
(收到并处理0件). Takes folded text and the counts found in it; gives `Claim` records whose spans are in
that text. It must not see tables; `data/claims.toml` holds the wordings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Claim, Count, SectionKind
from wenzhi.base.resources import read_toml
from wenzhi.parse.figures.denials import find_denials
from wenzhi.parse.figures.each import told_of_each
from wenzhi.parse.figures.mentions import Page
from wenzhi.parse.figures.wordings import tables
from wenzhi.text.patterns import compile_quick, may_match

SOURCE = "claims.toml"
_FINISHED = "applications.carried_forward.total"
_ALL_APPLICATIONS = as_pattern(
    "(?:所有|全部|各项|各类|收到的|受理的)(?:政府信息公开|信息公开)?申请(?!人)"
)
_TRIM = as_pattern(r"^(?:且|并且|并|其)")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: compile_quick(pattern) for name, pattern in read_toml(SOURCE).items()}


def _said(name: str, text: str) -> Iterator[re.Match[str]]:
    """The places where a text says so; most texts have none of the words that it takes."""
    pattern = _patterns()[name]
    return pattern.finditer(text) if may_match(pattern, text) else iter(())


@dataclass(frozen=True, slots=True)
class _Told:
    """The text, and the counts claims may be about."""

    page: Page
    counts: Sequence[Count]

    def before(self, place: int) -> int | None:
        """The figure nearest before `place` in its sentence that counts things, its list's total."""
        floor = self.page.sentence_start(place)
        return self._nearest(floor, place)

    def near(self, place: int) -> int | None:
        """The same, or else of the sentence before in the same paragraph."""
        found = self.before(place)
        if found is None:
            start = self.page.sentence_start(place)
            floor = self.page.paragraph_start(place)
            if start - 1 > floor:
                found = self._nearest(max(floor, self.page.sentence_start(start - 1)), place)
        return found

    def _nearest(self, floor: int, place: int) -> int | None:
        inside = [
            index
            for index, count in enumerate(self.counts)
            if floor <= count.start and count.end <= place and count.unit not in ("%", "倍")
            if self._in_reach(count.start, place) and not _is_last_years(count)
        ]
        return inside[-1] if inside else None

    def _in_reach(self, start: int, place: int) -> bool:
        """Whether a figure stands outside every bracket that is closed before `place`."""
        bracket = self.page.bracket(start)
        return bracket is None or bracket[0] < place <= bracket[1]

    def received(self, index: int, total: int) -> int:
        """What came in, where the count is the bare sum of it (新收3件,结转1件,合计4件)."""
        floor = self.page.sentence_start(self.counts[index].start)
        for place in range(index - 1, -1, -1):
            if self.counts[place].start < floor or self.counts[index].indicator is not None:
                break
            if self.counts[place].indicator == "applications.new_received.total":
                return place
        return total

    def total_of(self, index: int) -> int:
        """The outermost total of a count."""
        while (parent := self.counts[index].parent) is not None:
            index = parent
        return index


def _is_last_years(count: Count) -> bool:
    """收到3件,2022年为5件,均为自然人申请: what is said is said of the year reported."""
    carried = (count.indicator or "").startswith("applications.carried_")
    return count.scope == "prior_year" and not carried


def find_claims(page: Page, counts: Sequence[Count], *, section: SectionKind) -> tuple[Claim, ...]:
    """The claims of folded prose in reading order; `from_count` points into `counts`."""
    text, told = page.text, _Told(page, counts)
    found = [
        *_finished(text, told, section),
        *_of_all(text, told),
        *_upheld(text, told, section),
        *_went_on(text, told, section),
        *_compared(text, told),
        *_absent(text, told),
        *_second_cells(told),
        *told_of_each(page, counts),
        *_not_counted(page, counts),
    ]
    unique = {(claim.start, claim.fact): claim for claim in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda claim: (claim.start, claim.fact)))


def _unreal(told: _Told, place: int, end: int) -> bool:
    start = told.page.clause_start(place)
    return _patterns()["unreal"].search(told.page.text[start:end]) is not None


def _finished(text: str, told: _Told, section: SectionKind) -> Iterator[Claim]:
    """均已按时办结: nothing is left, or all that was answered was answered so."""
    for match in _said("finished", text):
        if _unreal(told, match.start(), match.end()):
            continue
        if _ALL_APPLICATIONS.search(_clause(told, match)):
            yield _claim(match, _FINISHED, value=0, relation="zero")
            continue
        index = told.near(match.start())
        count = told.counts[index] if index is not None else None
        if count is None:
            if section == "applications" or "申请" in match[0] or "申请" in _clause(told, match):
                yield _claim(match, _FINISHED, value=0, relation="zero")
            continue
        if index is None or count.value == 0:
            continue
        if told.page.clause_start(match.start()) <= count.start:
            continue  # 其中62件已答复: the count says so itself
        if not (count.indicator or "").startswith("applications."):
            index = told.received(index, told.total_of(index))
        indicator = told.counts[index].indicator or ""
        if indicator.startswith(("applications.new_received", "applications.received")):
            yield _claim(match, _FINISHED, value=0, relation="zero", count=index)
        elif indicator.startswith("applications.result.total"):
            yield _claim(match, indicator, relation="equals_total", count=index)


def _clause(told: _Told, match: re.Match[str]) -> str:
    return told.page.text[told.page.clause_start(match.start()) : match.end()]


def _of_all(text: str, told: _Told) -> Iterator[Claim]:
    """均为自然人申请, 属本机关不掌握信息, 均获维持: all of a count are of one kind."""
    patterns = _patterns()
    breaks = [-1, *told.page.breaks, len(text)]
    starts = sorted(count.start for count in told.counts)
    every_of, opens, decided = patterns["all"], patterns["opens"], patterns["decided"]
    for left, right in pairwise(breaks):
        start, end = left + 1, right
        clause = text[start:end]
        if not 2 <= len(clause) <= 40 or _holds_figure(starts, start, end):
            continue
        every = every_of.search(clause) or opens.match(clause)
        if not (every or decided.match(clause) or _DECIDED_ALONE.match(clause)):
            continue
        if _NOUGHT.search(clause):
            continue  # 被纠正者零
        if clause.endswith("者") and _holds_figure(starts, end + 1, end + _FIGURE_NEXT):
            continue  # 被责令纠正者,零件: what the next figure counts
        index = told.before(start)
        if every and index is None and not _unreal(told, start, end):
            yield from _of_all_applications(clause, start)
            yield from _of_all_disputes(clause, start)
        if every:
            yield from _all_decided(told, clause, start)
        if index is None or _unreal(told, start, end) or not told.counts[index].value:
            continue
        if not every and told.counts[index].value != 1:
            continue  # 复议2件,复议机关维持: of which of them?
        if not every and "另" in told.page.text[max(0, told.counts[index].start - 2) : start]:
            continue  # 一件经复议,…;另一件未经复议,尚在审理
        if ended := _DECIDED_ALONE.match(clause):
            yield from _none_pending(told.counts[index], ended, start)
        fact = _fact_of_all(clause, told.counts[index], _own_block(told, told.counts[index]))
        if fact is not None and fact != told.counts[index].indicator:
            yield Claim(
                text=clause,
                start=start,
                end=end,
                fact=fact,
                relation="equals_total",
                from_count=index,
            )


_NOUGHT = as_pattern("(?:者|的)(?:均|皆)?为?(?:零|无|没有)$")
_FIGURE_NEXT = 4
"""Characters behind a clause within which the figure of what it names begins (者,计1件)."""
_OUTCOMES = {"维持": "review.maintained", "纠正": "review.corrected", "撤销": "review.corrected"}
_TOLD_IN = ("overview", "applications", "review", "extra")


def _upheld(text: str, told: _Told, section: SectionKind) -> Iterator[Claim]:
    """复议机关维持了我们的答复: there is a review of that outcome, though no figure tells it."""
    if section not in _TOLD_IN or "复议" not in text:
        return
    for match in _said("upheld", text):
        before = text[told.page.sentence_start(match.start()) : match.end()]
        if "复议" in before and not _unreal(told, match.start(), match.end()):
            yield _claim(match, _OUTCOMES[match["how"]], relation="positive")


_WENT_ON = compile_quick(
    "(?:(?<![\\d.])[1-9]\\d*|[一二两三四五六七八九十]|(?<![没未无])有(?=[位名个人]))(?:名|位|个|家)?"
    "(?:人(?!次)|[^,;。:()\\d、]{0,4}(?:申请人|当事人)|群众|[村居市]民|患者|家长|学生|职工|业主|商户|企业|户)"
    "(?P<why>[^,;。:()\\d]{0,20}?,?[^,;。:()\\d]{0,8}?)"
    "(?:(?:申请|提起|提出|申请过|打)(?:了|过)?(?P<review>(?:行政)?复议)(?:申请)?"
    "|(?:提起|提出|打)(?:了|过)?(?:行政)?(?:诉讼|官司)|起诉|(?:告|诉)(?:到|至)(?:了)?法院)"
)
_ABOUT_ANOTHER = as_pattern(
    "(?:因|就|对|为)(?!(?:这|那|此|该|答复|处理|办理|结果|政府信息|信息|公开|不服|我)[^,]*)"
    "|协助|指导|帮助|引导|告知|[未没无]|可以?|若|如|拟"
)
"""Between who went and where to: it was about other things, or did not happen."""


def _went_on(text: str, told: _Told, section: SectionKind) -> Iterator[Claim]:
    """有1人为这个申请了复议: people are counted, but there is a review all the same."""
    if section not in _TOLD_IN or not any(word in text for word in _DISPUTES):
        return
    for match in _WENT_ON.finditer(text):
        start = told.page.sentence_start(match.start())
        before = text[start : match.start()]
        if _ABOUT_ANOTHER.search(match["why"]) or _NOT_NOW.search(before):
            continue
        if not _OF_ANSWERS.search(before + match[0]) or _unreal(told, match.start(), match.end()):
            continue
        fact = "review.total" if match["review"] else "litigation.total"
        yield _claim(match, fact, relation="positive")


_DISPUTES = ("复议", "诉讼", "法院", "官司", "起诉")
_NOT_NOW = as_pattern("上一?年|去年|往年")
_OF_ANSWERS = as_pattern("公开|申请(?!了?(?:行政)?复议)|答复|信息|这个")


_EVERY = as_pattern(
    "(?:全年|今年|本年度?|年内|本机关|本单位|我[局委办镇乡]|全部|所有|所|收到|受理|办结|答复|已(?=答复|办结)|有|的|(?:政府)?信息公开)*"
    "(?:申请(?:件|事项|人)?(?:类型|身份)?|(?<=已)(?:答复|办结)[者的件])(?:均|全部|全[是为]|都|皆|清一色|一律|无一例外地?)(?:已|依法|按规定|是|系|属于?|被|经审查)*"
)


def _of_all_applications(clause: str, start: int) -> Iterator[Claim]:
    """收到的申请均予以公开, 今年的申请全部由自然人提出: of all there are, with no figure told."""
    said = _EVERY.match(clause)
    if said is None:
        return
    known, rest = tables(), clause[said.end() :]
    row = next((r for r in known.rows if r.kind != "flow" and r.match.search(rest + "#")), None)
    column = next((r for r in known.columns if r.match.search(rest)), None)
    if row is not None and not known.several.search(rest + "#"):
        fact = f"applications.{row.id}.total"
    elif row is None and column is not None and not known.general.search(rest):
        fact = f"applications.new_received.{column.id}"
    else:
        return
    yield _equal_to_total(clause, start, fact)


_EVERY_DISPUTE = as_pattern(
    "(?:全年|今年|本年度?|当年|年内|本机关|本单位|我[局委办镇乡]|所有|全部|上述|涉及|(?:政府)?信息公开|的|行政)*"
    "(?P<kind>复议|诉讼)(?:(?:案件|案|结果|决定|结论)*(?:均|全部|都|皆)|机关(?:对|就)(?:全部|所有|上述)(?:复议)?(?:案件|申请))"
)
_CLOSED_DISPUTES = as_pattern(
    "(?P<kind>复议|诉讼|涉诉|应诉)(?:案件|案|均|全部|都|皆)*(?:均|全部|都|皆|悉数)(?:已|已经)?"
    "(?:审结|结案|审理完毕|审理终结)"
)


def _of_all_disputes(clause: str, start: int) -> Iterator[Claim]:
    """复议结果均为维持: of all reviews or suits there are, with no figure told."""
    said = _EVERY_DISPUTE.match(clause)
    if said is None:
        return
    outcome = next((row for row in tables().outcomes if row.match.search(clause)), None)
    if outcome is not None:
        block = "review" if said["kind"] == "复议" else "litigation"
        fact = f"{block}.{outcome.id}"
        yield _equal_to_total(clause, start, fact)


def _all_decided(told: _Told, clause: str, start: int) -> Iterator[Claim]:
    """诉讼案件均已审结: none is pending, unless all but some are told of (除1件外,其余均已审结)."""
    said = _CLOSED_DISPUTES.search(clause)
    if said is None:
        return
    before = told.page.text[told.page.sentence_start(start) : start + said.start()]
    if _ALL_BUT.search(before):
        return
    block = "review" if said["kind"] == "复议" else "litigation"
    end = start + said.end()
    yield Claim(
        text=said[0],
        start=start + said.start(),
        end=end,
        fact=f"{block}.pending",
        value=0,
        relation="zero",
    )


_DECIDED_ALONE = as_pattern(
    "(?:目前|现|均|都|全部)*(?:已经?)?(?:审结|结案|判决|审理完毕|审理终结)(?:完毕|生效)?$"
)


def _none_pending(count: Count, said: re.Match[str], start: int) -> Iterator[Claim]:
    """行政诉讼1件,已审结: none of that table's is pending."""
    if count.indicator in ("review.total", "litigation.total"):
        block = count.indicator.partition(".")[0]
        yield Claim(
            text=said[0],
            start=start,
            end=start + said.end(),
            fact=f"{block}.pending",
            value=0,
            relation="zero",
        )


_ALL_BUT = as_pattern("除|其余|其他|另有|尚有")


def _equal_to_total(clause: str, start: int, fact: str) -> Claim:
    """That the cell `fact` holds all there are, which the whole clause says without a figure."""
    return Claim(
        text=clause, start=start, end=start + len(clause), fact=fact, relation="equals_total"
    )


def _holds_figure(starts: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ascending `starts` lies in `[start, end)`."""
    index = bisect_left(starts, start)
    return index < len(starts) and starts[index] < end


_DENIED = as_pattern("[未没无]")
_WAY_TO_COURT = as_pattern(
    "(?P<direct>(?:未经?|没有?经过?)(?:行政)?复议|直接(?:向[^,;。]{1,8})?(?:起诉|诉讼))"
    "|(?:经(?:行政)?复议|(?:行政)?复议(?:之?后|程序后))(?:又|再)?[^,;。]{0,6}(?:起诉|诉讼|诉)"
)
"""诉讼1件,系未经复议直接起诉: the block all of them stand in."""


_CLOSED = as_pattern("(?:审结|结案|已结|判结|已判(?:决)?|办结)(?:了|者|的)?$")


def _own_block(told: _Told, count: Count) -> str:
    """The indicator of a count; of 【复议诉讼】复议2件 the one that the word right before it names."""
    indicator = count.indicator or ""
    before = told.page.text[max(0, count.start - 6) : count.start]
    if not indicator and count.parent is not None and _CLOSED.search(before):
        above = told.counts[count.parent].indicator or ""
        return above if above in ("review.total", "litigation.total") else ""
    if indicator != "review.total+litigation.total" or not before.endswith(("复议", "诉讼")):
        return indicator
    return "review.total" if before.endswith("复议") else "litigation.total"


def _fact_of_all(clause: str, count: Count, indicator: str) -> str | None:
    """The cell that a clause says holds all of `count`, whose own `indicator` may be narrower."""
    known = tables()
    head, _, column = indicator.rpartition(".")
    if indicator == "litigation.total" and (way := _WAY_TO_COURT.search(clause)):
        return f"litigation.{'direct' if way['direct'] else 'after_review'}.total"
    if head in ("review", "litigation", "litigation.direct", "litigation.after_review"):
        outcome = next((row for row in known.outcomes if row.match.search(clause)), None)
        if outcome is None or (outcome.id != "pending" and _DENIED.search(clause)):
            return None  # 均未判我局败诉
        return f"{head}.{outcome.id}"
    if indicator == "active.normative_documents.made" and _patterns()["published"].search(clause):
        return "active.normative_documents.published"
    if not indicator.startswith("applications."):
        return None
    row = next(
        (row for row in known.rows if row.kind != "flow" and row.match.search(clause + "#")), None
    )
    if row is not None:
        return f"applications.{row.id}.{column}"
    if known.general.search(clause) or column != "total":
        return None
    applicant = next((row for row in known.columns if row.match.search(clause)), None)
    return f"{head}.{applicant.id}" if applicant else None


def _compared(text: str, told: _Told) -> Iterator[Claim]:
    """与上年持平, 同比有所增加: a cell against the year before."""
    relations = (
        ("same", "equals_prior_year"),
        ("increased", "increased"),
        ("decreased", "decreased"),
    )
    for name, relation in relations:
        for match in _said(name, text):
            if _unreal(told, match.start(), match.end()):
                continue
            named = _named_total(told, match)
            index = told.before(match.start())
            if named is not None:
                yield _claim(match, named, relation=relation)
                continue
            if index is None:
                continue
            indicator = told.counts[index].indicator
            if indicator is not None:
                yield _claim(match, indicator, relation=relation, count=index)


_NAMED_TOTALS = (
    (
        as_pattern("申请(?:件|事项)?(?:的)?(?:数量|总量|总数|量|数)"),
        "applications.new_received.total",
    ),
    (as_pattern("复议(?:案件|申请)?(?:的)?(?:数量|总量|总数|量|数)"), "review.total"),
    (as_pattern("诉讼(?:案件)?(?:的)?(?:数量|总量|总数|量|数)"), "litigation.total"),
)


def _named_total(told: _Told, match: re.Match[str]) -> str | None:
    """The cell whose amount a clause names without a figure: 行政复议案件数量与上年相比有所上升."""
    clause = told.page.text[told.page.clause_start(match.start()) : match.start()]
    found = [fact for words, fact in _NAMED_TOTALS if words.search(clause)]
    return found[0] if len(found) == 1 else None


def _absent(text: str, told: _Told) -> Iterator[Claim]:
    """未收费, 无结转: a cell is nought, where no count already says so."""
    facts = (
        ("free", "fee.processing"),
        ("none_left", _FINISHED),
        ("none_carried", "applications.carried_over.total"),
    )
    for name, fact in facts:
        for match in _said(name, text):
            counted = any(
                count.indicator is not None
                and count.start < match.end()
                and match.start() < count.end
                for count in told.counts
            )
            if not counted and not _unreal(told, match.start(), match.start()):
                yield _claim(match, fact, value=0, relation="zero")


def _not_counted(page: Page, counts: Sequence[Count]) -> Iterator[Claim]:
    """What a list denies, less the one cell of it that a count tells."""
    for claim in find_denials(page):
        told = any(
            count.indicator == claim.fact and count.start < claim.end and claim.start < count.end
            for count in counts
        )
        if not told:
            yield claim


def _second_cells(told: _Told) -> Iterator[Claim]:
    """收到并处理5件, 未发生行政复议、行政诉讼: one figure for two cells."""
    known = tables()
    answered = next(row for row in known.rows if row.id == "received_and_answered")
    for index, count in enumerate(told.counts):
        start = told.page.clause_start(count.start)
        label = told.page.text[start : count.end]
        if count.indicator == "applications.new_received.total" and answered.match.search(label):
            yield _same_value(count, index, "applications.result.total.total")
        both = count.indicator == "review.total" and count.value == 0
        if both and known.blocks["both"].search(label):
            yield _same_value(count, index, "litigation.total")


def _same_value(count: Count, index: int, fact: str) -> Claim:
    return Claim(
        text=count.text,
        start=count.start,
        end=count.end,
        fact=fact,
        value=count.value,
        relation="zero" if count.value == 0 else None,
        from_count=index,
    )


def _claim(
    match: re.Match[str],
    fact: str,
    *,
    value: int | None = None,
    relation: str | None = None,
    count: int | None = None,
) -> Claim:
    trimmed = _TRIM.match(match[0])
    start = match.start() + (trimmed.end() if trimmed else 0)
    return Claim(
        text=match.string[start : match.end()],
        start=start,
        end=match.end(),
        fact=fact,
        value=value,
        relation=relation,
        from_count=count,
    )
