"""Floor 2: what a count is a count of: cells of the official tables, and things only prose tells.

Takes a mention with its label, the topic of its sentence and its total; gives an indicator id of the
contract, or None rather than a guess. The patterns are data (`wordings`).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.active import (
    changed_items,
    charged_beside,
    listed_items,
    read_active,
    read_fees,
)
from wenzhi.parse.figures.contexts import CHANGED_TO
from wenzhi.parse.figures.cues import Cue, label_of
from wenzhi.parse.figures.mentions import Mention
from wenzhi.parse.figures.publications import read_published
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.figures.wordings import Tables, prose_in, tables


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
                mention.indicator = charged_beside(mention, earlier)
            if _narrower(mention, earlier) or _of_one_level(mention, earlier):
                mention.indicator = None
        if mention.indicator is None and form == 0 and mention.unit == "项":
            mention.indicator = changed_items(mention)
        if mention.indicator is None and mention.countable:
            mention.indicator = _inherited(mention, mentions[:place])

    for place in range(len(mentions)):
        read(place)
    for mention in mentions:
        _read_sum(mention)
    _read_handled(mentions)


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
_ALL_SETTLED = as_pattern(
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
_TO_DO = as_pattern("[需应须待要](?:予以|依法)?(?:办|处理|答)|在办")
_SETTLED = as_pattern("办[结完毕]|答[复毕]|已|审结|完毕|回复|[中里内]")


_NEW = "applications.new_received."
_IN_AND_OVER = frozenset({"applications.new_received.total", "applications.carried_over.total"})


def _read_sum(mention: Mention) -> None:
    """新收86件、结转4件,共90件 is both rows; 省本级613件,市县8924件,全省9537件 the row of all of them."""
    told = {part.indicator for part in mention.adds}
    known = [part.indicator for part in mention.adds if part.indicator]
    posts = mention.unit in ("人", "名", "个人") and mention.indicator is None
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


_POSTS = as_pattern("专职|兼职|全职|专岗|兼岗")


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


_QUALIFIED = as_pattern(
    "(?:当场|延期|提前|超期|逾期|跨年度?|按时|按期|限期|期限内)(?:答复|办结|回复)"
    "|转[^,#]{0,10}(?:部门|单位|机关)[^,#]{0,4}(?:答复|办理|处理)|以[^,#]{1,10}名义"
)
_YEAR_BEFORE = as_pattern(
    r"^[(]?而?(?:上一?年度?|去年|20\d\d年度?)(?:同期)?(?:[收受]到|公开|发布)?[的为是仅有]*$"
)
_BARE_YEAR = as_pattern("而?(?:上一?年度?|去年)(?:同期)?[的为是仅有共]*")
_NOW_HAS = as_pattern(
    "(?:累计|共|已|现|目前|总数|总计)+(?:建成|建有|开通|开设|设有|设立|达到?|有)?(?:了)?"
)
_THIS_YEAR = as_pattern(r"(?:其中)?(?:20\d\d年度?|当年|本年度?|今年|全年)新?(?:增加?|公开|发布)?")
_COMPARED = as_pattern(r"(?:与|比|较|同)(?:上一?年度?|去年|(?:19|20)\d\d年度?)(?:同期)?的?$")
_CELLS = ("applications.", "review.", "litigation.", "active.")
_TAKEN = as_pattern("收到|受理|接收|接到|新收|收悉|办理|收#")
_FILES = as_pattern("公文|属性|发文|文件")
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


_MORE_EXACTLY = as_pattern("(?:实际|具体)?(?:达到?|[共即计]?为|共)")
_NEW_ONES = as_pattern(
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
    if cue.table == "disputes" and listed_items(mention, label) is None:
        return _dispute(mention, cue, label, above, known)
    if cue.table == "applications":
        found = _application(mention, cue, above, form)
        if found is not None or cue.kind == "receipt":
            return found
    found = (
        (None if published else read_active(mention, label, form, known))
        or read_fees(mention, label, known, form)
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
    if mention.unit == "条" and mention.value:
        return None  # 复议诉讼案例138条,其他122条 are information; 复议0条 is told of cases
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


_ALL_ARE = as_pattern(
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
_COURT = as_pattern("法院|判决|裁定|胜诉|败诉")


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


_TAKEN_BACK = as_pattern("撤|放弃|终止|作罢|和解")
_REST_OF_ALL = as_pattern(
    "(?:^|[、和及])(?:其中)?其[他它](?:情形|原因|情况)?[有为共]?#|#(?:为)?其[他它]$"
)
_HEADS_OF_ROWS = as_pattern(r"不予处理|无法提供|未予提供|(?:^|[,、;:。])不(?:予)?公开的?\d")
_WITH_CARRIED = as_pattern(
    r"\((?:其中)?(?:含|包括|包含|内含|加上|连同)[^(),;。\d]{0,4}(?:20\d\d年|上|去|前)[^(),;。\d]{0,6}"
    "(?:结转|转入|转来|接转|遗留|留下|未办结)"
)
_ANSWERED_WITH = as_pattern(
    r"(?:^|[,;。])(?:全年|共|本年度?|实际|依法|已)*(?:答复|办结|回复)(?:了)?[^#(收]{0,8}\([^#)]*结转"
)
"""答复申请(含上年结转1件)17件: what was answered, not what there was to answer."""


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
    for entry in known.prose if mention.zero else prose_in(mention.unit or ""):
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
