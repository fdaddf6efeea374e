"""Floor 2: what the figures beside one tell of it: a list of results is one though nothing calls it so.

Takes a page's mentions with the cues their own words gave and gives cues in which figures of one sentence
speak for each other: 准予公开28宗,不公开7宗,本局不存有15宗. It must not know totals, scopes or indicators.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.cues import CAME_AS_SUCH, RESULT_KINDS, Cue, application_cue, label_of
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.figures.wordings import Row, Tables, tables

_CASES = frozenset({"件", "宗", "份", "起", "例", "笔"})
_FEWEST = 3
"""Figures of one sentence that must look like results, or two and one surely one, to speak for the rest.
Own judgement: two loose words side by side (投诉3件,咨询5件) are met without any application."""
_OTHER_CASES = as_pattern(
    "投诉|举报|咨询|许可|信访|热线|诉求|留言|来信|工单|提案|建议|议案|案件|补贴|发票|隐患|处罚|复议|诉讼|纠纷|服务|证照|登记"
)
"""Words of other things that come in and are answered."""


_FILES = as_pattern("公文|发文|属性")
"""Words of documents that are themselves open, open on request or not: no applications."""


def ask_neighbours(page: Page, mentions: Sequence[Mention], cues: list[Cue]) -> list[Cue]:
    """The cues with those added that only the other figures of their sentence tell."""
    known = tables()
    told = list(cues)
    for places in _sentences(page, mentions):
        free = [place for place in places if _open(mentions[place], told[place], known)]
        if not free:
            continue
        topic = told[places[0]].topic
        start = mentions[places[0]].start
        if _FILES.search(page.text, page.sentence_start(start), page.sentence_end(start)):
            continue
        applied = any(told[place].kind == "applicant" for place in places)
        if applied:
            _name_applicants(mentions, told, free, known)
        if topic == "applications" or any(told[place].kind in RESULT_KINDS for place in places):
            _name_loosely(mentions, told, places, free, known)
        elif topic != "disputes" and len(free) > 1:
            _name_list(page, mentions, told, free, known)
            _name_flows(mentions, told, free, known)
    return told


def _sentences(page: Page, mentions: Sequence[Mention]) -> Iterator[list[int]]:
    """The places of the figures of each sentence that has several."""
    run: list[int] = []
    end = -1
    for place, mention in enumerate(mentions):
        if mention.start >= end:
            if len(run) > 1:
                yield run
            run, end = [], page.sentence_end(mention.start)
        run.append(place)
    if len(run) > 1:
        yield run


def _open(mention: Mention, cue: Cue, known: Tables) -> bool:
    """Whether a figure counts cases and its own words name no row, column or table of theirs."""
    plain = mention.countable and not mention.zero and mention.unit in _CASES
    if not plain or cue.row is not None or cue.kind is not None or cue.table == "disputes":
        return False
    label = label_of(mention)
    return not (known.applications.excluded.search(label) or known.disputes.topic.search(label))


def _name_loosely(
    mentions: Sequence[Mention],
    told: list[Cue],
    places: Sequence[int],
    free: Sequence[int],
    known: Tables,
) -> None:
    """Results in plain words beside results in the form's own: 公开9件,没有下文1件."""
    units = {mentions[place].unit for place in places if told[place].kind in RESULT_KINDS}
    sure = sum(told[place].kind in RESULT_KINDS for place in places)
    found = {place: row for place in free if (row := _loose(mentions[place], known)) is not None}
    if sure + len({row.id for row in found.values()}) < _FEWEST - (sure > 0):
        return
    for place, row in found.items():
        if not units or mentions[place].unit in units:
            told[place] = Cue("applications", row.id, None, row.kind, told[place].topic)


def _name_applicants(
    mentions: Sequence[Mention], told: list[Cue], free: Sequence[int], known: Tables
) -> None:
    """设备商1件, 媒体1件 beside applicants: who they are, by the last character of their name."""
    for place in free:
        cue, name = told[place], _name(mentions[place])
        if not name or _loose(mentions[place], known) is not None:
            continue
        column = next((column for column, ends in _ENDS if ends.fullmatch(name)), None)
        if column is not None and (cue.table, cue.topic) != ("disputes", "disputes"):
            told[place] = Cue("applications", None, column, "applicant", cue.topic)


def _name(mention: Mention) -> str:
    """The words beside a figure that may name who applied: a few, before or behind it."""
    words = vocabulary()
    name = words.lead_strip.sub("", words.tail_strip.sub("", mention.lead)) or mention.tail
    return _HANDED_IN.sub("", name)


_HANDED_IN = as_pattern("^[为系是属由]?(?:来自)?|(?:提出|提交|递交|申请|来的|来函|的)+$")
_ENDS = (
    (
        "enterprise",
        as_pattern("[\u4e00-\u9fff]{1,6}(?:商|厂|店|行|集团|企|机构|中介|公司|农场|超市|酒店)"),
    ),
    (
        "other_org",
        as_pattern(
            "[\u4e00-\u9fff]{0,6}(?:媒体|报社|电视台|[协商学工]会|团体|组织|学校|医院|单位|机关)"
        ),
    ),
)
"""How the names of those who apply end, where a list of applicants says that they are some."""


def _loose(mention: Mention, known: Tables) -> Row | None:
    label = label_of(mention)
    if CAME_AS_SUCH.search(label):
        return None
    return next((row for row in known.loose if row.match.search(label)), None)


_FLOW = as_pattern(
    "(?:新|已|共|实)*(?:收|结|办|答|转|余|剩|留|新|旧|存)(?:件|结|入|出|下|上|来|毕|复|转)?(?:的)?"
)
_IN = as_pattern("新?收|^新")


def _name_flows(
    mentions: Sequence[Mention], told: list[Cue], free: Sequence[int], known: Tables
) -> None:
    """收19件、结12件、转2件: three bare verbs of what came in and went out, though nothing says of what."""
    brief = [place for place in free if _FLOW.fullmatch(mentions[place].lead.lstrip("、"))]
    if len(brief) < _FEWEST or not any(_IN.search(mentions[place].lead) for place in brief):
        return
    for place in brief:
        cue = application_cue(mentions[place], label_of(mentions[place]), known)
        if cue.row is not None and told[place].row is None:
            told[place] = Cue("applications", cue.row, None, cue.kind, "applications")


def _name_list(
    page: Page, mentions: Sequence[Mention], told: list[Cue], free: Sequence[int], known: Tables
) -> None:
    """A sentence of results or applicants that nothing calls one: 来自公民的9宗,来自企业的2宗."""
    start = page.sentence_start(mentions[free[0]].start)
    if _OTHER_CASES.search(page.text, start, page.sentence_end(mentions[free[0]].start)):
        return
    read = {
        place: application_cue(mentions[place], label_of(mentions[place]), known) for place in free
    }
    results = {cue.row for cue in read.values() if cue.kind in RESULT_KINDS}
    applied = {cue.column for cue in read.values() if cue.kind == "applicant"}
    if len(results) >= _FEWEST:
        for place in free:
            row = read[place]
            if row.kind not in RESULT_KINDS and (loose := _loose(mentions[place], known)):
                row = Cue("applications", loose.id, None, loose.kind)
            if row.kind in RESULT_KINDS:
                told[place] = Cue("applications", row.row, None, row.kind, "applications")
    elif len(applied) > 1 and len(applied) == len(free):
        for place in free:
            told[place] = Cue(
                "applications", read[place].row, read[place].column, "applicant", "applications"
            )
