"""Floor 2: what a count is a count of: cells of the official tables, and things only prose tells.

Takes a mention with its label, the topic of its sentence and its total; gives an indicator id of the
contract, or None rather than a guess. The patterns are data (`wordings`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from wenzhi.parse.figures.contexts import CHANGED_TO
from wenzhi.parse.figures.cues import Cue, label_of
from wenzhi.parse.figures.mentions import Mention
from wenzhi.parse.figures.publications import read_published
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.figures.wordings import Tables, tables


def read_indicators(mentions: Sequence[Mention], cues: Sequence[Cue], year: int | None) -> None:
    """Fill `indicator` of every mention; totals come before their parts or are read first."""
    # The tables came with the year 2019; a report on an earlier year has no such cells.
    form = None if year is None or year < 2019 else int(year >= 2021)
    places = {id(mention): place for place, mention in enumerate(mentions)}
    # 群众递来的申请共9件,7件是居民的: what has applicants for parts is of them all.
    applied = {
        id(mention.parent)
        for mention, cue in zip(mentions, cues, strict=True)
        if mention.parent is not None and cue.kind == "applicant"
    }

    def read(place: int) -> None:
        mention = mentions[place]
        if mention.indicator is not None:
            return
        if mention.parent is not None and places[id(mention.parent)] > place:
            read(places[id(mention.parent)])
        aside = _COMPARED.search(mention.lead) or _BARE_YEAR.fullmatch(mention.lead)
        if not (mention.countable and aside):
            cue = cues[place]
            if id(mention) in applied and cue.column not in (None, "legal_persons"):
                cue = replace(cue, column=None, row=cue.row or "new_received")
            mention.indicator = _indicator(mention, cue, form)
            earlier = mentions[:place]
            if mention.unit == "元" and mention.indicator is None and form == 1:
                mention.indicator = _charged_beside(mention, earlier)
            if _narrower(mention, earlier) or _of_one_level(mention, earlier):
                mention.indicator = None
        if mention.indicator is None and form == 0 and mention.unit == "项":
            mention.indicator = _changed_items(mention)
        if mention.indicator is None and mention.countable:
            mention.indicator = _inherited(mention, mentions[:place])

    for place in range(len(mentions)):
        read(place)
    for mention in mentions:
        _read_sum(mention)
    _read_handled(mentions)


def _charged_beside(mention: Mention, earlier: Sequence[Mention]) -> str | None:
    """处罚3916件。强制437件。收费61.2万元: told right behind what was decided, the fees are the table's."""
    last = next((one for one in reversed(earlier) if one.countable), None)
    beside = last is not None and mention.start - last.end < _BESIDE_DECISIONS
    decided = last is not None and _DECISIONS.fullmatch(last.lead) is not None
    return "active.fees.amount" if beside and decided and _CHARGED.fullmatch(mention.lead) else None


_BESIDE_DECISIONS = 12
_DECISIONS = re.compile("(?:作出|实施)?(?:行政)?(?:许可|处罚|强制)(?:决定|措施|案件)?")
_GREW = re.compile(
    "(?:比|较|与)(?:上一?年度?|去年|20\\d\\d年度?)(?:相比)?(?:净|新)?(?:增加?|新增)了?"
)


def _changed_items(mention: Mention) -> str | None:
    """行政许可项目11项,比上一年增加1项: the change of the items told right before."""
    listed = _ITEMS_LISTED.search(mention.sentence)
    if listed is None or _GREW.fullmatch(mention.lead) is None:
        return None
    return f"active.{_CHANGED[listed[1]]}.change"


def _read_handled(mentions: Sequence[Mention]) -> None:
    """新收41件,上年转入2件,在办43件: what came in and what was carried over come to what there was to handle."""
    told: dict[str, Mention] = {}
    for mention in mentions:
        name = mention.indicator or ""
        new, over = told.get(f"{_NEW}total"), told.get("applications.carried_over.total")
        open_to_it = name in _PERHAPS_HANDLED and not _SETTLED.search(mention.lead)
        open_to_it = open_to_it and (name != _ANSWERED or _TO_DO.search(mention.lead) is not None)
        if new and over and open_to_it and mention.unit == new.unit and mention.value:
            near = mention.start - min(new.start, over.start) < _NEAR
            if near and mention.value == (new.value or 0) + (over.value or 0) and over.value:
                mention.indicator = _TO_HANDLE
        settled = _ALL_SETTLED.match(mention.behind) and not _TO_DO.search(mention.lead)
        if mention.indicator == _TO_HANDLE and settled:
            mention.indicator = _ANSWERED  # 合计4件,已全部办结
        if name in _IN_AND_OVER and mention.scope == "report_year":
            told[name] = mention
        elif name == _ANSWERED and mention.indicator == name:
            told.clear()


_TO_HANDLE = "applications.received_and_carried.total"
_ALL_SETTLED = re.compile(
    r"[,;](?:到|至|截至)?(?:年底|年末|年内)?(?:已|均|都)*(?:全部|悉数)(?:已|均|都)*(?:办[结清完]|答复)(?=[,;。:、])"
)
_NEAR = 200
"""Characters within which what came in, what was carried over and what they come to are told."""
_PERHAPS_HANDLED = frozenset(
    {
        "",
        "applications.result.total.total",
        "applications.carried_forward.total",
        "applications.carried_over.total",
    }
)
_TO_DO = re.compile("[需应须待要](?:予以|依法)?(?:办|处理|答)|在办")
_SETTLED = re.compile("办[结完毕]|答[复毕]|已|审结|完毕|回复|[中里内]")


_NEW = "applications.new_received."
_IN_AND_OVER = frozenset({"applications.new_received.total", "applications.carried_over.total"})


def _read_sum(mention: Mention) -> None:
    """新收86件、结转4件,共90件 is both rows; 省本级613件,市县8924件,全省9537件 the row of all of them."""
    told = {part.indicator for part in mention.adds}
    known = [part.indicator for part in mention.adds if part.indicator]
    posts = mention.unit in ("人", "名") and mention.indicator is None
    if posts and any(_POSTS.search(part.lead) for part in mention.adds):
        mention.indicator = "staff"  # 专职1人、兼职6人,一共7人
    if not known or mention.indicator is not None:
        return
    names = set(known)
    if None in told:
        if len(known) > 1 and _sum_of(names) == "published.total":
            mention.indicator = "published.total"  # 网站320条,公众号150条,校讯通30条,共500条
        return
    if told == _IN_AND_OVER:
        mention.indicator = "applications.received_and_carried.total"
    elif f"{_NEW}total" not in told and all(one.startswith(_NEW) for one in names):
        mention.indicator = f"{_NEW}total"  # 法人6件,个人21件,总计27件
    elif len(told) == 1 and told <= set(tables().channels.values()):
        mention.indicator = mention.adds[0].indicator  # 网站三个季度各…条,合计888条
    elif len(told) == 1 and (told & _IN_AND_OVER or _ANSWERED in told):
        mention.indicator = mention.adds[0].indicator
        for part in mention.adds:
            part.indicator = None  # one level's share of a cell
    elif len(told) == 1 and names <= _ADDED_UP:
        mention.indicator = mention.adds[0].indicator  # 党委会2次,办公会3次,共5次
    else:
        mention.indicator = _sum_of(names)


_POSTS = re.compile("专职|兼职|全职|专岗|兼岗")


def _sum_of(names: set[str]) -> str | None:
    """What parts of several kinds come to: results, outcomes of one table, ways of publishing."""
    if _ANSWERED not in names and all(one.startswith(_RESULT) for one in names):
        return _ANSWERED  # 公开120件,部分公开34件,…,共284件
    if all(one.startswith("published.") for one in names):
        return "published.total"
    for head in sorted(_HEADS, key=len, reverse=True):
        if f"{head}.total" not in names and all(one.startswith(f"{head}.") for one in names):
            return f"{head}.total"  # 维持3件,纠正1件,合计4件
    return None


_RESULT = "applications.result."
_ANSWERED = f"{_RESULT}total.total"
_EXPLAINED = "interpretations"
_ADDED_UP = frozenset({"meetings", "training.sessions", "training.people", "interpretations"})


def _narrower(mention: Mention, earlier: Sequence[Mention]) -> bool:
    """受理87件,其中跨年度办结5件: some of a cell, told in the cell's own words."""
    above = mention.parent
    if mention.indicator is None or not mention.indicator.startswith(_CELLS):
        return False
    qualified = _QUALIFIED.search(mention.lead) is not None
    if above is None:
        return qualified and (mention.lead.startswith("其中") or _some_of(mention, earlier))
    return mention.value != above.value and (qualified or mention.indicator == above.indicator)


def _some_of(mention: Mention, earlier: Sequence[Mention]) -> bool:
    """办结的35件中,当场答复的2件,延期答复的4件: fewer than the figure of the cell just told."""
    if mention.value is None:
        return False
    return any(
        one.indicator == mention.indicator and (one.value or 0) > mention.value
        for one in earlier[-3:]
    )


def _of_one_level(mention: Mention, earlier: Sequence[Mention]) -> bool:
    """市政府本级办理137件 behind 全市办结897件: one level's share of a cell already told."""
    return (
        (mention.indicator or "").startswith(_CELLS)
        and "本级" in mention.lead
        and any(m.indicator == mention.indicator and m.value != mention.value for m in earlier)
    )


_QUALIFIED = re.compile(
    "(?:当场|延期|提前|超期|逾期|跨年度?|按时|按期|限期|期限内)(?:答复|办结|回复)"
    "|转[^,#]{0,10}(?:部门|单位|机关)[^,#]{0,4}(?:答复|办理|处理)|以[^,#]{1,10}名义"
)
_YEAR_BEFORE = re.compile(
    r"^[(]?而?(?:上一?年度?|去年|20\d\d年度?)(?:同期)?(?:[收受]到|公开|发布)?[的为是仅有]*$"
)
_BARE_YEAR = re.compile("而?(?:上一?年度?|去年)(?:同期)?[的为是仅有共]*")
_NOW_HAS = re.compile(
    "(?:累计|共|已|现|目前|总数|总计)+(?:建成|建有|开通|开设|设有|设立|达到?|有)?(?:了)?"
)
_THIS_YEAR = re.compile(r"(?:其中)?(?:20\d\d年度?|当年|本年度?|今年|全年)新?(?:增加?|公开|发布)?")
_COMPARED = re.compile(r"(?:与|比|较|同)(?:上一?年度?|去年|(?:19|20)\d\d年度?)(?:同期)?的?$")
_CELLS = ("applications.", "review.", "litigation.", "active.")
_TAKEN = re.compile("收到|受理|接收|接到|新收|收悉|办理|收#")
_FILES = re.compile("公文|属性|发文|文件")
_TABLES = ("applications.", "review.", "litigation.", "active.", "published.")


def _inherited(mention: Mention, earlier: Sequence[Mention]) -> str | None:
    """What a figure with no words of its own is of: its total's thing, or the one it is set against."""
    if earlier and _YEAR_BEFORE.match(mention.lead) and mention.scope == "prior_year":
        last = earlier[-1] if earlier[-1].countable else earlier[-2:][0]
        return last.indicator if last.unit == mention.unit else None
    if earlier and earlier[-1].scope == "cumulative" and _THIS_YEAR.fullmatch(mention.lead):
        told = earlier[-1].indicator if earlier[-1].unit == mention.unit else None
        return told if told and told.startswith("published.") else None
    if earlier and earlier[-1].unit == mention.unit and CHANGED_TO.fullmatch(mention.lead):
        return earlier[-1].indicator  # 申请数由29件降至18件
    if earlier and _MORE_EXACTLY.fullmatch(mention.lead) and _loose(earlier[-1], mention):
        return earlier[-1].indicator  # 申请总量突破千件,达1036件
    if earlier and earlier[-1].unit == mention.unit and _NEW_ONES.fullmatch(mention.lead):
        return "channels" if earlier[-1].indicator == "channels" else None
    if earlier and earlier[-1].unit == mention.unit and _NOW_HAS.fullmatch(mention.lead):
        told = earlier[-1].indicator
        return None if told is None or told.startswith(_TABLES) else told
    above = mention.parent.indicator if mention.parent else None
    if mention.parent is not None and mention.unit == mention.parent.unit:
        return None if above is None or above.startswith(_TABLES) else above
    if mention.role == "total" and not vocabulary().tail_strip.sub("", mention.lead):
        again = (one for one in reversed(earlier[-8:]) if _same(one, mention) and one.indicator)
        return next((one.indicator for one in again), None)  # 2890条中,政策类146条
    if earlier and _COMPARED.search(mention.lead):
        nearest = earlier[-1]
        told = nearest.indicator if nearest.unit == mention.unit else None
        return None if told is None or told.startswith(_CELLS) else told
    return None


def _same(one: Mention, other: Mention) -> bool:
    return (one.value, one.unit) == (other.value, other.unit)


_MORE_EXACTLY = re.compile("(?:实际|具体)?(?:达到?|[共即计]?为|共)")
_NEW_ONES = re.compile(
    "(?:其中)?(?:年内|当年|本年度?|今年|全年|20\\d\\d年度?)?新?(?:建|开设|增设|新增|新建|设立|开通|关停|注销|撤销|整合)"
)


def _loose(before: Mention, mention: Mention) -> bool:
    """Whether a figure tells exactly what the one before it told loosely."""
    if before.unit != mention.unit or mention.approx is not None or mention.value is None:
        return False
    told = before.value or 0
    return (before.approx == "over" and mention.value >= told) or (
        before.approx == "under" and mention.value <= told
    )


def _indicator(mention: Mention, cue: Cue, form: int | None) -> str | None:
    if not mention.countable or vocabulary().parts.delta.search(mention.label):
        return None
    if vocabulary().parts.average.search(mention.label):
        return None
    label = label_of(mention)
    known = tables()
    above = mention.parent.indicator if mention.parent else None
    published = above is not None and above.startswith("published.") and mention.unit == "条"
    if cue.table == "disputes" and _listed_items(mention, label) is None:
        return _dispute(mention, cue, label, above, known)
    if cue.table == "applications":
        found = _application(mention, cue, above, form)
        if found is not None or cue.kind == "receipt":
            return found
    found = (
        (None if published else _active(mention, label, form, known))
        or _fees(mention, label, known, form)
        or _in_prose(mention, label, known)
        or _under_head(mention, known)
    )
    alike = mention.parent is not None and mention.unit == mention.parent.unit
    if found is None and above == _EXPLAINED and alike:
        return above  # 政策解读48篇,文字30篇、图片12篇
    return found or read_published(mention, cue, label, None if _summed(mention) else above)


def _summed(mention: Mention) -> bool:
    """Whether a figure is part of a sum told behind it, which says nothing of what its parts are."""
    summed = mention.parent is not None and bool(mention.parent.adds)
    return summed and mention.scope != "quarter"


def _dispute(
    mention: Mention, cue: Cue, label: str, above: str | None, known: Tables
) -> str | None:
    if mention.unit is not None and mention.unit not in known.disputes.units:
        return None
    if known.unknown_outcome.search(label) and cue.column is None:
        return None
    column = cue.column or "total"
    if cue.row is None:
        apart = (
            above is not None and "+" in above and not known.blocks["both"].search(mention.sentence)
        )
        head = (
            above.split("+")[0].rpartition(".")[0]
            if above and not apart
            else _block_before(mention)
        )
        if head == "litigation":
            head = _one_block(mention, known) or head
        return f"{head}.{column}" if head in _HEADS else None
    about = mention.sentence + label + mention.behind.partition("其中")[0]
    if known.authority.search(label) and not known.about.search(about):
        return None
    if cue.row == "both":
        return f"review.{column}" if mention.value == 0 else f"review.{column}+litigation.{column}"
    head = cue.row if cue.row in ("review", "litigation") else f"litigation.{cue.row}"
    if head == "litigation" and above is not None and above.startswith("litigation."):
        head = above.rpartition(".")[0]  # 复议后起诉3件,其中1件败诉
    return f"{head}.{column}"


def _one_block(mention: Mention, known: Tables) -> str | None:
    """诉讼2件(均为未经复议直接起诉,维持1件): the block that all of the suits are said to be of."""
    for said in _ALL_ARE.finditer(mention.sentence + mention.lead):
        for name in _BLOCKS:
            if known.blocks[name].search(said[0]):
                return f"litigation.{name}"
    return None


_ALL_ARE = re.compile(
    "(?:均|都|全|皆|全部|[为系是])[^,;。()]{0,14}(?:起诉|诉讼|复议)[^,;。()]{0,4}(?=[,;。)])"
)
_HEADS = frozenset({"review", "litigation", "litigation.direct", "litigation.after_review"})


def _block_before(mention: Mention) -> str:
    """The table that the sentence spoke of before this figure, where the figure has no total."""
    best, head = -1, "review"
    for name in ("after_review", "direct", "litigation", "review"):
        for match in tables().blocks[name].finditer(mention.sentence):
            if match.end() > best:
                best, head = match.end(), name
    both = all(tables().blocks[name].search(mention.sentence) for name in _BLOCKS)
    ruled = best < 0 and _COURT.search(mention.sentence)  # 法院判决维持5件,纠正1件
    if ruled or _COURT.search(mention.lead) or (head in _BLOCKS and both):
        return "litigation"  # 直接起诉2件、复议后起诉1件,法院判决纠正1件: in either
    return f"litigation.{head}" if head in _BLOCKS else head


_BLOCKS = ("after_review", "direct")
_COURT = re.compile("法院|判决|裁定|胜诉|败诉")


def _application(mention: Mention, cue: Cue, above: str | None, form: int | None) -> str | None:
    row, column = cue.row, cue.column
    if cue.kind == "receipt" and (mention.parent is not None or not _TAKEN.search(mention.label)):
        return None
    if above and above.startswith("applications."):
        _, _, rest = above.partition(".")
        above_row, _, above_column = rest.rpartition(".")
        if row is None and column is None:
            return None
        column = column or (above_column if above_column != "total" else None)
        if row is None or (cue.kind == "applicant" and row in ("new_received", "result.total")):
            row = above_row
    elif mention.parent is not None and _FILES.search(mention.parent.label):
        return None  # 拟定属性的公文312件,其中不予公开61件
    if row is None:
        free = mention.parent is None or _summed(mention)
        row = "new_received" if cue.kind == "applicant" and free else None
    if row is None:
        return None
    if row == "new_received" and _WITH_CARRIED.match(mention.behind):
        row = "received_and_carried"
    if row == "received_and_carried" and _ANSWERED_WITH.search(mention.label):
        row = "result.total"
    if row == "result.other" and (
        above == "applications.result.other.total" or (form == 1 and _third_of_other(mention))
    ):
        row = "result.other_misc"
    row = "new_received" if row == "received_and_answered" else row
    return f"applications.{row}.{column or 'total'}"


def _third_of_other(mention: Mention) -> bool:
    """撤回1件, or 其他1件 among rows that are not heads of rows: the 2021 form's third row of 其他处理."""
    if _TAKEN_BACK.search(mention.label):
        return True
    beside = mention.sentence + mention.behind
    return _REST_OF_ALL.search(mention.label) is not None and not _HEADS_OF_ROWS.search(beside)


_TAKEN_BACK = re.compile("撤|放弃|终止|作罢|和解")
_REST_OF_ALL = re.compile(
    "(?:^|[、和及])(?:其中)?其[他它](?:情形|原因|情况)?[有为共]?#|#(?:为)?其[他它]$"
)
_HEADS_OF_ROWS = re.compile(r"不予处理|无法提供|未予提供|(?:^|[,、;:。])不(?:予)?公开的?\d")
_WITH_CARRIED = re.compile(
    r"\((?:其中)?(?:含|包括|包含|内含|加上|连同)[^(),;。\d]{0,4}(?:20\d\d年|上|去|前)[^(),;。\d]{0,6}"
    "(?:结转|转入|转来|接转|遗留|留下|未办结)"
)
_ANSWERED_WITH = re.compile(
    r"(?:^|[,;。])(?:全年|共|本年度?|实际|依法|已)*(?:答复|办结|回复)(?:了)?[^#(收]{0,8}\([^#)]*结转"
)
"""答复申请(含上年结转1件)17件: what was answered, not what there was to answer."""


def _active(mention: Mention, label: str, form: int | None, known: Tables) -> str | None:
    if (
        form is None
        or (mention.unit not in known.active.units and not mention.zero)
        or (known.active.excluded.search(label) and not _CHANGE_OF.search(label))
    ):
        return None
    changed = _CHANGE_OF.search(label) if form == 0 else None
    if changed:
        return f"active.{_CHANGED[changed[1]]}.change"
    told = [_with_document(mention, label)]
    headed = mention.head in _DOCUMENTS and not mention.lead
    if form == 0 and (headed or _NO_VERB.fullmatch(label)):
        told.append(f"制定{'规章' if '规章' in mention.head + label else '规范性文件'}#")
    if mention.intro:
        told.append(mention.intro + label)  # 制定规章2件、规范性文件63件
    if mention.tail:
        turned = f"{mention.lead}{mention.tail}#"  # 采购16个项目; 19件规范性文件印发; 58件许可
        told += [turned, _with_document(mention, turned)]
    for words in told:
        for pattern, ids in known.cells:
            if pattern.search(words):
                return ids[form] or None
    return None


_CHANGE_OF = re.compile("(许可|处罚|强制|收费)(?:事项|项目)(?:净?增加?了?|新增)#")
_CHANGED = {
    "许可": "licensing",
    "处罚": "penalties",
    "强制": "coercion",
    "收费": "fees",
    "服务": "other_services",
}
_DOCUMENTS = ("规章", "规范性文件", "行政规范性文件")
_DOCUMENT = re.compile("规章|规范性文件")
_PLAIN_DOCUMENT = re.compile("(?:(?:现行|继续|仍然?|保留)?有效)(?:的)?文件(?:共|数|总|计|为|有)*#")
_USUAL = {
    **dict.fromkeys(("新制定", "新订", "新立", "立", "制订", "新出台", "颁布", "形成"), "制定"),
    **dict.fromkeys(("宣布废止", "清理废止", "废除", "取消", "停止执行"), "废止"),
    **dict.fromkeys(
        (
            "有效",
            "仍有效",
            "仍然有效",
            "保留有效",
            "管用",
            "在用",
            "现行",
            "保留",
            "现存",
            "留存有效",
            "留存",
            "存",
            "存续",
            "存量",
        ),
        "现行有效",
    ),
    **dict.fromkeys(("新制", "新定", "制", "出", "发", "订", "新出", "新发", "印"), "制定"),
    **dict.fromkeys(("新公开", "同步公开", "同时公开", "对外公布", "公布", "公开"), "公开"),
    "废": "废止",
}
"""Loose words of what was done to documents, as the patterns of the cells have them."""
_DECIDED = re.compile("(?:本年度?|全年)?(?:作出)?处理决定(?:数量?)?[为共]*#")
_HANDLED = re.compile(
    "^#$|(?:(?:行政)?(?:许可|处罚|强制|服务)(?:事项|项目)?(?:\\d+项)?)?(?:全年|本年度?|年内|当年|共|实际|已|均)*(?:办理|办件|办结|办|作出(?:决定)?|实施|决定|受理办结)?(?:数?量)?(?:了|共|计|为)*#$"
)
_ITEMS_LISTED = re.compile(
    r"(?:^|[,;。、:(])[^,;。、:()\d]{0,8}?(许可|处罚|强制|服务)(?:事项|项目|权力|职权)*(?:[^,;。、\d]{0,4}\d+项)?[^,;。、\d]{0,4}\d+项\)?"
    r"(?:,(?:比|较|与)?[^,;。\d]{0,8}(?:增|减|持平)[^,;。\d]{0,3}(?:\d+项)?)?[,、]?$"
)
"""Before it: how many kinds of such decisions an organ may take."""
_HANDLED_BY = re.compile("(?:报告期内?|全年|本年度?|年内|当年|共)*(?:办理|处理|办结)(?:了|共)*#")
_HEAD_OF_ITEMS = re.compile(
    "(?:其他)?(?:对外)?(?:管理)?(?:行政)?(许可|强制|处罚|服务)(?:事项|项目)?"
)
"""A heading (2.其他对外管理服务事项。) whose kind of decision the figures below are of."""
_CASES = ("件", "宗", "起", "次", "例")


def _listed_items(mention: Mention, label: str) -> str | None:
    """The kind of decision whose items stand right before how many were taken: 许可6项,办理43件; 许可6项43件."""
    if mention.unit not in _CASES or not _HANDLED.match(label):
        return None
    listed = _ITEMS_LISTED.search(mention.sentence)
    if listed is None and _HANDLED_BY.fullmatch(label):
        listed = _HEAD_OF_ITEMS.fullmatch(mention.head)
    return listed[1] if listed else None


_KIND_OF_DECISION = re.compile("行政(?:许可|处罚|强制)")
_TERSE = re.compile(
    "(?:其中|办理|办结|作出|行政|全年|共|各类|[学户]籍、?证明等)*(许可|处罚|强制|采购|服务)"
    "(?:决定|措施|事项|项目|公开|案件|案)?(?:办件|办理|办结)?(?:共|为)*#(?:项目|事项)?$"
)
_BESIDE = re.compile(
    r"(?<!信用)(?:许可|处罚|强制|采购|服务)(?:决定|措施|项目|事项|公开|案件|案)?(?:办件|办理|办结)?(?:共|为)*\d[\d,]*[件项宗起个]"
    r"|\d[件项宗起个](?:行政)?(?:许可|处罚|强制|采购|服务)"
)
_IN_FULL = {
    "许可": "行政许可决定",
    "处罚": "行政处罚决定",
    "强制": "行政强制决定",
    "采购": "政府采购项目",
    "服务": "对外服务事项",
}
"""Words of a list of what was decided, as the patterns of the cells have them: 许可86件,处罚14件,强制3件."""
_REPEALED = re.compile("废|失效|清掉|清退|取消")
_IN_USE = re.compile("管用|在用|执行$|适用$")
_SO_FAR = re.compile("累计|历年|总数|总量|至今|连往年|加上往年")
_ALL_OF_THEM = re.compile("(?:规章|规范性文件)(?:现有)?总[数量](?:共|为|达)*#")
_NO_VERB = re.compile("(?:行政)?(?:规章|规范性文件)(?:[:。,]|就|共|仅|只|有|为)*(?:其中)?#")
"""A figure of documents that nothing more is said of: in the old form, what was made."""
_DONE_TO_IT = re.compile(
    "^(?:[^#,]{1,4}(?=予以|宣布|仍|尚|并|集中)|予以|同时|并|其中|(?:经)?清理后?|截?[至止]?(?:20\\d\\d年)?(?:年末|年底|期末|末|底)|截[至止][^#]{0,10}?|目前|至今|连往年的|加上往年的|一共|历年(?:制发)?|累计|且|现(?!行|存)|仍|尚|又|另|当年|宣布|到|全年|本年度?|今年|年内|我[局市县区省委厅]|已|共)*"
    "(新制作|新制发|新制定|新制|新定|新公开|同步公开|同时公开|新订|新立|新出台|立|制订|修订|制发|制定|印发|出台|颁布|清理废止|(?:宣布)?废止[和及、或](?:宣布)?失效|(?:宣布)?失效[和及、或](?:宣布)?废止|废止|宣布废止|宣布失效|失效|废除|停止执行|继续(?:执行|适用)|清掉|清退|(?:眼下|现在|目前|还|仍)+(?:管用|在用|执行|适用)|管用|在用|现行有效|继续有效|仍然?有效|保留有效|有效|现行|现存|保留|留存有效|留存|存续|存量|存|废|对外公开总数|对外公开|对外公布|公布|公开(?!目录|指南)|新出|新发|制|订|出|发|印)"
    "(?:总数|总计|的|了|共|为|数|有)*#(?=$|[^\u4e00-\u9fff]|文件|政策|行政|规范|规章|予以|进行|[与较比同均都全并已未不持])"
)


def _whole_sentence(mention: Mention) -> str:
    return f"{mention.sentence}{mention.lead}1{mention.unit or ''}{mention.behind}"


def _with_document(mention: Mention, label: str) -> str:
    """The label with the kind of document named before it: 制发规范性文件12件,废止5件."""
    decided: list[str] = []
    if _DECIDED.match(label):
        decided = _KIND_OF_DECISION.findall(mention.sentence)
        decided = decided or _KIND_OF_DECISION.findall(mention.head)
    if decided:
        return f"{decided[-1]}决定#"  # 行政许可事项18项,处理决定4506件
    listed = _listed_items(mention, label)
    if listed is not None:
        return f"{_IN_FULL[listed]}#"
    terse = _TERSE.match(label)
    if terse is not None and len(_BESIDE.findall(_whole_sentence(mention))) > 1:
        return f"{_IN_FULL[terse[1]]}#"
    named = _DOCUMENT.findall(mention.sentence) or _DOCUMENT.findall(mention.head)
    if mention.adds and _DOCUMENT.search(mention.head):
        return f"{mention.head}#"  # 制发规范性文件:市政府6件、办公室11件,合计17件
    plain = _PLAIN_DOCUMENT.search(label)
    if plain and named:
        return f"现行有效{named[-1]}#"  # 制发规范性文件3件,集中展示现行有效文件28件
    if _ALL_OF_THEM.search(label):
        return f"现行有效{_DOCUMENT.findall(label)[-1]}#"  # 规章总量12件
    done = _DONE_TO_IT.match(label)
    if not (done and named) or _DOCUMENT.search(label):
        return label
    so_far = done[1].startswith("对外公开") and _SO_FAR.search(label)
    usual = "废止" if _REPEALED.search(done[1]) else _USUAL.get(done[1], done[1])
    usual = "现行有效" if _IN_USE.search(usual) else usual
    return f"{'现行有效' if so_far else usual}{named[-1]}#"


_PROCURED = re.compile("(?:政府(?:集中)?|集中)采购[^。;#]{0,18}#")
_NOT_SPENT = re.compile("节约|节省|预算|结余|收费")
_NO_CHARGE = re.compile(
    "税费?收入|(?:不|非)(?:属于?|是|列入|计入|算|为|纳入)[^,#]{0,6}(?:行政)?(?:事业)?性?收费"
)
"""税费收入7.3亿元不属行政事业性收费: said to be none of them."""
_NONE_CHARGED = re.compile("行政事业性收费(?:项目|事项)?#$")
_OF_ITEMS = re.compile("收费项目(?![^。]*处理费)")
"""培训、考务收费项目5个,全年收费126.4万元: what the items bring in."""
_CHARGED = re.compile("(?:行政)?收费(?:金额|总额|收入)?(?:共|为|达)*")


def _fees(mention: Mention, label: str, known: Tables, form: int | None) -> str | None:
    spent = mention.unit == "元" and form == 0 and _PROCURED.search(mention.sentence + label)
    if spent and not _NOT_SPENT.search(label):
        return "active.procurement.amount"
    if _NO_CHARGE.search(label):
        return None
    if mention.zero and form == 1 and _NONE_CHARGED.search(label):
        return known.fees.id  # 无行政事业性收费
    told = known.fees.match.search(label)
    if told is None and _CHARGED.fullmatch(mention.lead):
        told = _BESIDE.search(mention.sentence)  # 许可86件,处罚14件,收费12万元
    if told is None and _OF_ITEMS.search(mention.sentence) and _CHARGED.search(mention.lead):
        return known.fees.id if mention.unit == "元" else None
    if told is None and "收费金额" in label and "处理费" not in mention.sentence:
        told = known.fees.match.search(mention.sentence)  # 行政事业性收费项目3项,年收费金额…
    return known.fees.id if mention.unit == "元" and told else None


def _under_head(mention: Mention, known: Tables) -> str | None:
    """【培训】两期,共81人到课: what the announced topic names, where the figure names nothing itself."""
    if not mention.head or mention.zero or mention.parent is not None:
        return None
    own = (mention.intro.rstrip(":"), mention.lead, mention.tail)
    if not all(known.plain.fullmatch(words.removeprefix(mention.head)) for words in own):
        return None
    return _told_in_prose(mention, f"{mention.head}#", mention.head, known)


def _in_prose(mention: Mention, label: str, known: Tables) -> str | None:
    return _told_in_prose(mention, label, mention.object or "", known)


def _told_in_prose(mention: Mention, label: str, thing: str, known: Tables) -> str | None:
    told = label if vocabulary().parts.sums.match(mention.lead) else mention.intro + label
    turned = "" if mention.lead or not mention.tail else f"{mention.tail}#"  # 12次会商
    for entry in known.prose:
        if (mention.unit or "") not in entry.units and not mention.zero:
            continue
        if entry.object is not None and not entry.object.search(thing):
            continue
        if entry.label is not None and not (
            entry.label.search(told) or (turned and entry.label.search(turned))
        ):
            continue
        wide = mention.sentence + label
        if entry.wide is not None and not mention.zero and not entry.wide.search(wide):
            continue
        if entry.excluded is None or not entry.excluded.search(label):
            return entry.id
    return None
