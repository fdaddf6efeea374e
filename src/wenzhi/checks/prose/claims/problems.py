"""Floor 3: figures that the section on problems tells again: what it says of earlier figures is what they are.

Takes the counts of a report; compares 65份材料中案例只有10份 with the list told before, a single figure (案例只有10份)
with the one of its name, a share (专职力量仅占17.8%) with its figures, and a number of answers with the table's
row. Two figures are of one thing only where name and unit agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import RATIOS, Dossier, is_exact, part_end, part_start
from wenzhi.checks.prose.ratios.percent import per_cent, printed_tolerance
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE, WORDS
from wenzhi.checks.readings import in_scope, readings, told_of_last_year
from wenzhi.checks.rule import PASSED, Outcome, failed, rule
from wenzhi.text.normalize import squeezed
from wenzhi.text.slips import slips_of

_AGAIN = ("problems", "other")
"""Sections that tell again what others told."""
_ITEM = as_pattern(
    r"(?:[一二三四五六]是|第[一二三四五六][,、]|其[一二三四五],?|\([一二三四五\d]\)|\d[.、)]|[—●•▪※>→-]+"
    r"|问题[一二三四五\d]*[:,])"
)
"""What opens an item of a list of problems."""
_OF_THEM = as_pattern(
    r"^(?P<of>[\u4e00-\u9fffA-Za-z0-9“”]{0,12}?)(?:中间|中|里面|里|之中),?(?P<which>[^,;。:、]{0,12}?)(?:仅仅|仅|只|就|才)?(?:有|为|占|是)?$"
)
"""Between a total told again and its part: 65份材料中案例只有16份."""
_ONLY = as_pattern(
    r"(?:仅仅|仅|只|才|不过)(?:有|为|是|占|发布|制作|公开|推出|开展|举办|召开|组织|编发)?$"
)
_GROWN_TO = as_pattern(
    r"(?:增加|增|扩大|扩充|扩|提高|提升|补充|补|达|减少|减|压缩|缩减|精简|整合)[到至为]$"
)
_NOT_YET = as_pattern(
    "抽查|抽检|季度|半年|月份|每|平均|力争|计划|目标|下一步|拟|将|要|准备|打算|预计|争取"
)
"""In a statement: what a thing is to grow to is not what it was."""
_LACKING = as_pattern(
    r"(?:活动|工作)?(?:占比|比重|比例|数量|次数|场次|总量|力度|频次)?(?:还|仍|相对|依然|总体|有些)*(?:不够|偏|较|太|过|比较)?"
    r"(?:少|低|小|高|多|不足|不多|有限|经常|频繁|丰富|够|薄弱|单一|短缺)$"
)
"""What a clause says of a thing there is little of: 短视频偏少,全年仅6个."""
_ALL_YEAR = as_pattern(r"^(?:全年|本年度?|年内|今年|一年|共|也|20\d\d年)*$")
_OTHERWISE = as_pattern(
    r"上一?年|去年|年报告|前年|抽查|抽检|检查|随机|评查|测评|走访|季度|半年|月份|每|平均|近[两三四五]年|累计|历年|力争|计划|目标|下一步|拟|将"
)
"""In a statement: its figures are of other things or times than those told before."""
_SOME = as_pattern("部分|个别|少数|一些|有的")
"""In a statement: a figure that stands alone may be of some only."""
_WIDE = as_pattern(
    r"^(?:政府|公开|主动|信息|工作|单位|部门|问题|申请|答复|材料|文件|情况|人员|数量|个数|全年|以上|其他|其中|乡镇|街道|社区|村|县|区)+$"
)
"""Names too wide to say that two figures are of one thing."""
_OCCUPIES = as_pattern(
    r"^(?P<name>[\u4e00-\u9fff]{2,10}?|)(?:数量|人数)?(?:仅|只|也|就|均|约)*占"
    r"(?:比|到|总数|全部|全年|公开|发布|信息|总量)*(?:为|的|了)*$"
)
_IN_TURN = as_pattern(
    r"(?P<names>[\u4e00-\u9fffA-Za-z0-9“”]+(?:[、和与及][\u4e00-\u9fffA-Za-z0-9“”]+)+)"
    r",?[^,、。;]{0,8}?(?:依次|分别)[^,、。;\d]{0,4}$"
)
_KINDS = as_pattern(r"(?:[二两三四五六七八九\d]|几)(?:种|类|个|项|方面|大类).*$|等$")
_OPENS = as_pattern(r"^.*(?:涵盖|包括|包含|含|分为|有|是|为|按)")
_TAIL = as_pattern(r"(?:类|形式|方式|材料|信息|产品|稿件|作品|内容)$")
_LEAD = as_pattern(
    r"^(?:政府信息公开|政务公开|信息公开|政策解读|解读|政策|业务|开展|组织|举办|召开|发布|编发|制作|公开|各类|全[市县区省])+"
)
_TRAIL = as_pattern(
    "(?:类|形式|方式|材料|信息|产品|稿件|作品|内容|解读|公开|发布|推送|活动|工作|人员|力量|召开|举办)+$"
)
_PEOPLE = ("人", "名", "位")


@rule("P116")
def told_again(dossier: Dossier) -> Iterator[Outcome]:
    """What the section on problems tells again of earlier figures agrees with them."""
    counts = dossier.report.counts
    for index, count in enumerate(counts):
        if count.section not in _AGAIN or count.scope not in ("report_year", "unknown"):
            continue
        if not is_exact(count) or told_of_last_year(dossier.flat, count):
            continue
        again = _Again(dossier, index)
        if count.unit not in RATIOS:
            yield from _beyond_table(again)
            yield from _part_again(again)
            yield from _grown_to(again)
        elif count.unit == "%":
            yield from _share_again(again)


@dataclass(frozen=True)
class _Again:
    """A figure of the section on problems, with what is said around it."""

    dossier: Dossier
    index: int

    @property
    def count(self) -> Count:
        """The figure."""
        return self.dossier.report.counts[self.index]

    @cached_property
    def start(self) -> int:
        """Where the item of the list, or else the statement, begins."""
        flat = self.dossier.running
        start = part_start(flat, self.count.start, SENTENCE)
        items = list(_ITEM.finditer(flat, start, self.count.start))
        return items[-1].end() if items else start

    @cached_property
    def statement(self) -> str:
        """The words of the item up to the end of the figure's clause."""
        flat = self.dossier.running
        return "".join(flat[self.start : part_end(flat, self.count.end, ",;。\n")].split())

    @cached_property
    def before(self) -> str:
        """The words right before the figure in its clause."""
        flat = self.dossier.running
        return "".join(
            flat[
                max(self.start, part_start(flat, self.count.start, WORDS)) : self.count.start
            ].split()
        )

    @cached_property
    def earlier(self) -> tuple[int, ...]:
        """The exact figures of this year that other sections tell before."""
        counts = self.dossier.report.counts[: self.index]
        return tuple(
            place
            for place, one in enumerate(counts)
            if one.section not in _AGAIN
            and is_exact(one)
            and one.value
            and one.scope in ("report_year", "unknown", "cumulative")
            and not told_of_last_year(self.dossier.flat, one)
        )


def _part_again(again: _Again) -> Iterator[Outcome]:
    """A part, with the total it is of or alone, against the list that tells both."""
    counts, index = again.dossier.report.counts, again.index
    whole = counts[index - 1] if index else None
    if whole is not None and whole.section in _AGAIN and again.start <= whole.start:
        between = "".join(again.dossier.running[whole.end : again.count.start].split())
        of = _OF_THEM.match(between)
        if of is not None and is_exact(whole):
            if _OTHERWISE.search(again.statement):
                return
            yield from _of_them(again, of)
            return
    if not _ONLY.search(again.before) or _SOME.search(again.statement):
        return
    if _OTHERWISE.search(again.statement):
        return
    name = _ALL_YEAR.sub("", _ONLY.sub("", again.before))
    yield from _named_alone(again, name or _subject(again))


def _subject(again: _Again) -> str:
    """What the clause before is about where the figure's own names nothing: 短视频偏少,全年仅6个."""
    words = "".join(again.dossier.running[again.start : again.count.start].split())
    clauses = re.split("[,:]", words)
    if len(clauses) < 2 or _LACKING.search(clauses[-2]) is None:
        return ""
    return _LACKING.sub("", clauses[-2])


def _named_alone(again: _Again, name: str) -> Iterator[Outcome]:
    """案例只有16份, 短视频偏少,全年仅6个: against the one figure of that name and unit."""
    counts = again.dossier.report.counts
    found = [
        place
        for place in again.earlier
        if _alike(counts[place].unit, again.count.unit)
        and _same_name(_name(again.dossier, place), name)
    ]
    values = {counts[place].value for place in found}
    if again.count.value in values:
        yield PASSED
    elif len(values) == 1:
        yield _tell(again, again.index, found[0])


def _grown_to(again: _Again) -> Iterator[Outcome]:
    """查询机不够的问题已经解决,增加到4台: what a thing has grown to is what was told of it before."""
    if not _GROWN_TO.search(again.before):
        return
    flat, counts = again.dossier.running, again.dossier.report.counts
    start = part_start(flat, again.count.start, SENTENCE)
    said = "".join(flat[start : part_end(flat, again.count.end, ",;。\n")].split())
    if _NOT_YET.search(said):
        return
    found = [
        place
        for place in again.earlier
        if counts[place].unit == again.count.unit and _is_said(_thing(again.dossier, place), said)
    ]
    values = {counts[place].value for place in found}
    if again.count.value in values:
        yield PASSED
    elif len(values) == 1:
        yield _tell(again, again.index, found[0])


def _thing(dossier: Dossier, place: int) -> str:
    """What a figure counts: the words behind its unit (4台查询机), else its name."""
    count, flat = dossier.report.counts[place], dossier.running
    behind = flat[count.end : part_end(flat, count.end, WORDS)]
    named = re.match(r"[\u4e00-\u9fff]{2,8}$", behind.strip())
    return named[0] if named else _name(dossier, place)


def _of_them(again: _Again, of: re.Match[str]) -> Iterator[Outcome]:
    """65份材料中案例只有16份: the total is one told before, and so is its part."""
    counts, whole = again.dossier.report.counts, again.index - 1
    told = [
        place
        for place in again.earlier
        if _alike(counts[place].unit, counts[whole].unit)
        and counts[place].value == counts[whole].value
    ]
    if not told:
        yield from _whole_again(again, of)
        return
    flat = again.dossier.running
    behind = flat[again.count.end : part_end(flat, again.count.end, ",;。:、\n")]
    lead = "".join(flat[again.start : counts[whole].start].split())
    for words in (of["which"] + "".join(behind.split()), lead):
        parts = [
            place
            for place in again.earlier
            if counts[place].parent in told
            and _alike(counts[place].unit, again.count.unit)
            and _is_said(_name(again.dossier, place), words)
        ]
        # 短视频 says 视频 too: the longer name is meant.
        longest = max((len(_name(again.dossier, place)) for place in parts), default=0)
        named = [place for place in parts if len(_name(again.dossier, place)) == longest]
        values = {counts[place].value for place in named}
        if again.count.value in {counts[place].value for place in parts}:
            yield PASSED
        elif len(values) == 1:
            yield _tell(again, again.index, named[0])
        if parts:
            return


def _whole_again(again: _Again, of: re.Match[str]) -> Iterator[Outcome]:
    """信息员换人勤,27名里有6名是新换的: the total is not the one told of that name."""
    counts, whole = again.dossier.report.counts, again.index - 1
    words = "".join(again.dossier.running[again.start : counts[whole].start].split())
    words = of["of"] or re.split("[,、]", words)[0]
    found = [
        place
        for place in again.earlier
        if counts[place].unit == counts[whole].unit
        and (counts[place].parent is None or any(one.parent == place for one in counts))
        and _ends_alike(_name(again.dossier, place), words, bool(of["of"]))
    ]
    values = {counts[place].value for place in found}
    if _SOME.search(again.statement):
        return
    if len(values) == 1 and (counts[found[0]].value or 0) >= (again.count.value or 0):
        yield _tell(again, whole, found[0])


def _share_again(again: _Again) -> Iterator[Outcome]:
    """专职力量仅占17.8%: against the figure of that name and the total it is a part of."""
    counts = again.dossier.report.counts
    said = _OCCUPIES.match(again.before) if "占" in again.before else None
    if said is None or _OTHERWISE.search(again.statement):
        return
    name = said["name"] or _subject(again)
    if not name or (again.count.base is not None and counts[again.count.base].section in _AGAIN):
        return
    pairs = [
        (place, parent)
        for place in again.earlier
        if (parent := counts[place].parent) is not None
        and counts[parent].unit == counts[place].unit
        and counts[parent].value
        and is_exact(counts[parent])
        and _same_name(_name(again.dossier, place), name)
    ]
    shares = {per_cent(counts[part], counts[whole]) for part, whole in pairs}
    slack = printed_tolerance(again.count) + 1e-9
    if any(abs(share - (again.count.value or 0)) <= slack for share in shares):
        yield PASSED
    elif len(shares) == 1:
        yield _tell(again, again.index, pairs[0][0], f"{shares.pop():.2f}%")


def _beyond_table(again: _Again) -> Iterator[Outcome]:
    """属于行政查询事项的答复达42件: more answers of a kind than the table has cannot be some of them."""
    dossier, count = again.dossier, again.count
    if not (count.indicator or "").startswith("applications.result.") or not in_scope(count):
        return
    if dossier.is_guessed(again.index) or count.subject in ("region", "system"):
        return
    if _OTHERWISE.search(again.before) or not _is_of_applications(again):
        return
    if "unclear_after_correction" in (count.indicator or "") and not _AFTER_CORRECTION.search(
        again.statement
    ):
        return  # 2件内容含糊 were so when they came in
    options = [one for one in readings(dossier, count.indicator) if one.open_in(again.statement)]
    values = [value for one in options if (value := one.value(dossier)) is not None]
    if (
        not values
        or len(values) < len(options)
        or (count.indicator or "").endswith("result.total.total")
    ):
        return
    if (count.value or 0) <= max(values):
        yield PASSED
        return
    if not {float(value) for value in values} & set(slips_of(count.value or 0)):
        return  # so far off that it is of other answers
    finding = dossier.finding(
        "P116",
        {"text": squeezed(count.text), "told": f"{options[0].label}{values[0]}"},
        spans=[(count.start, count.end)],
        facts=options[0].cells,
        counts=[again.index],
        expected=values[0],
        actual=count.value,
    )
    yield failed(finding)


_AFTER_CORRECTION = as_pattern(
    "补正|无法提供|[仍还依]然?(?:旧)?(?:是|属|为)?(?:不|无法|难以|说不|含)"
)
_OF_APPLICATIONS = as_pattern(
    "申请|予以?公开|部分公开|无法提供|不予处理|属于|不掌握|不存在|第三方|行政查询|补正"
)
_OTHER_BUSINESS = as_pattern(
    "建议|提案|(?<!复)议案|热线|工单|留言|信箱|来信|信访|投诉|举报|许可|处罚|审批|办件|诉求|合同|项目|案卷"
)


def _is_of_applications(again: _Again) -> bool:
    """Whether the sentence names applications or a row of their table, and no other business that is answered."""
    flat = again.dossier.running
    start = part_start(flat, again.count.start, WHOLE_SENTENCE)
    sentence = flat[start : part_end(flat, again.count.end, WHOLE_SENTENCE)]
    named = _OF_APPLICATIONS.search("".join(sentence.split()))
    return named is not None and _OTHER_BUSINESS.search(sentence) is None


def _name(dossier: Dossier, place: int) -> str:
    """What a figure is called: its object, or its place in a list told in turn (文字、视频依次为3份、2份)."""
    counts, flat = dossier.report.counts, dossier.running
    count = counts[place]
    name = "".join((count.object or "").split()).strip("“”,:、的")
    if not re.search("依次|分别|数量$", name) or count.parent is None:
        return _TAIL.sub("", name)
    start = part_start(flat, count.start, SENTENCE)
    row = [
        one
        for one in range(len(counts))
        if counts[one].parent == count.parent
        and counts[one].object == count.object
        and start <= counts[one].start
    ]
    said = _IN_TURN.search("".join(flat[start : counts[row[0]].start].split()))
    names = _names_in_turn(said["names"]) if said else []
    return names[row.index(place)] if len(names) == len(row) else ""


def _names_in_turn(text: str) -> Sequence[str]:
    names = re.split("[、和与及]", text)
    names[-1] = _KINDS.sub("", names[-1])
    names[0] = _OPENS.sub("", names[0])
    return names


def _alike(one: str | None, other: str | None) -> bool:
    return one == other or (one in _PEOPLE and other in _PEOPLE)


def _is_said(name: str, words: str) -> bool:
    """Whether words say a name that is one: 案例 in 解读案例偏少."""
    return len(name) >= 2 and _WIDE.match(name) is None and name in words


def _same_name(told: str, again: str) -> bool:
    """Whether two names are one: 案例 and 解读案例, 公开培训 and 培训, not 视频 and 短视频."""
    if min(len(told), len(again)) < 2 or _WIDE.match(told) or _WIDE.match(again):
        return False
    core = _core(told)
    return told == again or (core == _core(again) and _WIDE.match(core) is None)


def _core(name: str) -> str:
    """A name without what offices put before or behind it, where more than that is left."""
    core = name
    for trim in (_TRAIL, _LEAD):
        shorter = trim.sub("", core)
        core = shorter if len(shorter) >= 2 else core
    return core


def _ends_alike(told: str, words: str, named: bool) -> bool:
    """Whether a total's name ends as the words that name it again do, or begins them: 信息员大多兼职."""
    if named:
        words = _TAIL.sub("", words)
        shorter, longer = sorted((told, words), key=len)
        return len(shorter) >= 2 and not _WIDE.match(shorter) and longer.endswith(shorter)
    return any(
        told.endswith(words[:size]) and _WIDE.match(words[:size]) is None
        for size in range(min(len(words), len(told)), 2, -1)
    )


def _tell(again: _Again, wrong: int, told: int, expected: str = "") -> Outcome:
    """That a figure told again is not what it was."""
    counts = again.dossier.report.counts
    first, second = counts[told], counts[wrong]
    name = _name(again.dossier, told)
    finding = again.dossier.finding(
        "P116",
        {"text": squeezed(second.text), "told": expected or f"{name} {first.text}".strip()},
        spans=[(first.start, first.end), (second.start, second.end)],
        counts=[told, wrong],
        expected=expected or first.value,
        actual=second.value,
        vouched=True,
    )
    return failed(finding)
