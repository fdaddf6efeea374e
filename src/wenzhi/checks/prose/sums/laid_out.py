"""Floor 3: rows that by their layout are all of the total before them, whatever words lead to them.

行政处罚决定164件,超限运输117件,非法营运47件: a total, then names and figures of its unit side by side up to the end of
the sentence, and nothing that says there is more. One slip anywhere is then the likeliest reason that they do not
come to it, however far off. It must not know the tables.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import part_end, part_start
from wenzhi.checks.prose.sums.misses import is_swap
from wenzhi.checks.prose.sums.rows import REST, Paragraph, Row, stands_in_a_row
from wenzhi.checks.prose.words import SENTENCE
from wenzhi.text.slips import one_slip_apart

_LEAST = 10
"""Of a smaller total any figure is a slip away from any other."""
_NAME = 20
"""Characters of the longest name of a part."""
_KIND = _PAIR = 2
_KINDS = 9
"""So many kinds or ways are told in one figure before a total: 围绕三条线,公开177条."""
_WITHIN = ("(", ":", "—", ",即", ",计有")
_OPENS = as_pattern("(?:其中|包括|含|分别|既有|:)[,:]?[^,;。:()]*$")
_ITEM = as_pattern(
    "(?:予以?公开|部分公开|同意公开|提供|处理|自然人|企业|(?:科研|服务)机构|组织|结转(?:上年)?|转入|的)$|作答|之和|相加|已办|办结(?!行政|许可|处罚|案件)|现有|在册|新制|[增减降升][至到为]?$"
)
"""A total's own words by which it is one of several told side by side, or one of a flow."""
_OF_SOME = as_pattern(
    "集中|主要|含|最[多高]|居[前首多]|靠前|大头|重点|占(?!道|用|地)|较多|突出|比[例重]|办结|答复|办理|结转|多为|多是|例如|新增|查出|发现|内有|仅"
)
"""Between a total and its row: it is of some of them, or of what became of them."""
_AMONG = as_pattern("其中|[中里内],")
_SOME = 0.25
"""Share of a total that a row told to be among it may leave out for a slip to be the likeliest reason."""
_MAIN = as_pattern("主要|含|最[多高]|居[前首多]|靠前|重点|较多|例如|仅|突出")
"""The same before a colon, which says that the row is of what stands before it."""
_NO_PART = as_pattern(
    "结转|转入|转下|移至|挪|旧存|应办|应答|收回|回收|同步|平均|每|均|各|增至|降为|减少|增加|新增|退出|上年|去年|年初|现有|现行|有效"
    "|制发|废止|^(?:实施|受理|办理|作出|开展|举办|召开|印发|接待|答复|会议)|含|集中|[大最]头|最[多高]|居[前首多]|靠前|实有|编制|超过|查出|问题|意见|立案|处罚|回复"
)
"""In the name of a figure: it need not be a part of the one before."""
_ADDED_UP = as_pattern("合起来|相加|之和|合计|小计|共计|总计|加起来|两项|[两三四]者|全年|一年")
_LEFT_IN_WORDS = as_pattern(r",(?:其[余他它]|余下|剩余|剩下|另外)[^,\d]{0,12}$")
_SHARED = as_pattern(r"(?<!文件)(?<!政策)(?<!决策)同步|共用|兼|重复|重叠|中有")
_CHANNEL = as_pattern(
    "渠道|热线|平台|网站|网络|网上|微信|公众号|微博|信函|邮寄|来信|来访|来电|媒体|专栏|当面|现场|窗口|邮件|传真|电话|线[上下]|公示?栏|客户端|视频号"
)
_LINE = as_pattern(r"1(?:2\d{3}|10|19|20)(?!\d)")
"""The number of a public line, which counts nothing (12369渠道1226件)."""
_OF_ALL = as_pattern("(?<!公)共(?!同|产|性|享|服|建)|合计|总计|各类|各项|各级")
"""In a total's own words: it is of several kinds, or places (各类许可164件,超限运输117件,…)."""
_CLEARED = as_pattern("废止|失效|有效|现行")
_LEADING = as_pattern(
    "^.*(?:分为|分别[为是有]?|[是为]:)(?=.)|^.*、(?=.*(?:分别|依次))|^.*依次[为是有]?(?=.)"
)
"""Before the name of a first part, in its clause."""
_BY = as_pattern(r"[。,](?:[从按以就依][^,;。:()\d]{1,10}(?:看|分|计|论|分类|统计|归类))[,:]$")
"""Right before a row: it is divided by what is said here."""
_IN_TURN = as_pattern("分别|依次")
_MORE = as_pattern(
    "其[余他它]|余下|剩|另|此外|还|同?等|居前|居首|靠前|[较最]多|再次|大头|位列|前列|计入|以外"
)
"""Behind a row, up to the end of its sentence: there is more than it tells."""
_NONE_LEFT = as_pattern(
    r",(?:其[余他]|余下|剩余|剩下?|另外?有?)的?[\d一两二三四五六七八九十]+(?:个|家)?[^,;。:()\d]{0,8}(?:为零|为0|零申请|(?:没有?|未)(?:收到|收|接到|发生|产生)?(?:申请)?|无)$"
)
"""Behind a row, up to the end of its sentence: what is left of those it names has none (剩下的4个乡镇为零)."""
_OTHERS = "其余"
_THE_REST = as_pattern(
    r"[^,、;。:()\d]{0,8}[,;](?:(?:其[余他它]|余下|剩余|剩下|余|剩|另外|还有)的?(?:有|为|[^,;。:()\d]{1,8}共)?|另有[^,;。:()\d]{1,8})"
    r"|[^,、;。:()\d]{0,8}[,;、](?:其[余他它]|余下|剩下)的?[为是][^,;。:()\d]{2,30}共"
)
"""From the last part of a row to what is left of its total."""
_TAKEN_AGAIN = as_pattern(
    r"^[^,;。:()、和及\d]{0,8}(?:[中里内][头面]?,|当中|[按依从][^,;。]{1,8}[分看],?|分为|情况[为是]?:)"
    r"|^(?:中|里)(?![心学小央])|^由[^,;。:()\d]{1,16}$"
)
"""From a figure that was told before to its row."""
_AT_HEAD = as_pattern(r"[。;\n](?:这|全部|上述|以上|其中的?)?$")
_TAKEN_UP = as_pattern(
    r"^[^,;。:()、和及\d]{0,8}(?:,|[中里内]|[按依][^,;。]{1,8}分|分为|分别|依次)"
)
"""From a figure that stands before its noun to its row: 88条政府信息,优抚类34条; 67件处罚按行业分为…."""


def is_laid_out_as_all(paragraph: Paragraph, total: int, row: Row, *, closed: bool) -> bool:
    """Whether nothing but a row's layout says that it divides its total, and nothing speaks against it.

    A row is `closed` whose names leave nothing out between them, such as 当场答复 and 剩下.
    """
    value, added = paragraph.values[total], paragraph.together(row.parts)
    if (
        value < _LEAST
        or row.soft
        or not row.ends
        or row.lead_in.startswith(("、", "和", "与", "及"))
    ):
        return False
    such = _are_what_it_is(row) and _SUCH_SHARE * max(value, added) <= min(value, added)
    if len(row.parts) == _PAIR and not such:
        if any(map(_CLEARED.search, row.names)):
            return False  # 印发12件,废止4件,现行有效88件
        if not (
            closed
            or row.lead_in.startswith(_WITHIN)
            or _are_swapped(paragraph, total, row)
            or _share_an_ending(paragraph, total, row)
        ):
            return False  # 处罚61件,许可8件,强制3件
    closed = closed or REST.search(row.names[-1]) is not None or such
    if not closed and _AMONG.search(row.lead_in) and value - added > _SOME * value:
        return False
    return (
        _leads_on(paragraph, total, row, closed=closed)
        and not _is_one_of_several(paragraph, total, row)
        and _are_parts(row, closed=closed)
        and _is_even(paragraph, row)
        and (REST.search(row.names[-1]) is not None or not _says_more(paragraph, row))
        and not _is_told(paragraph, total, value + added)
    )


_SUCH = as_pattern("(?:[的者]|(?<!为)了)$")
_SUCH_SHARE = 0.5
"""Of a total that such parts make up at least: of fewer some may be told. Own judgement."""


def _are_what_it_is(row: Row) -> bool:
    """喇叭312只,响的287只,哑了25只: whether every part is told only by what it is like."""
    names = [name for name in row.names if _SUCH.search(name) and len(name) < _KINDS]
    return len(names) == len(row.names) and any(name.endswith("的") for name in names)


_TABLE = "applications."


def _share_an_ending(paragraph: Paragraph, total: int, row: Row) -> bool:
    """发布会78场,民生主题11场,产业主题7场: whether two names end alike and the total's does not.

    专题会12次,推进会3次,调度会2次 stand beside one another.
    """
    ends = {name[-1:] for name in row.names}
    one, other = row.names[0], row.names[-1]
    if any((paragraph.counts[i].indicator or "").startswith(_TABLE) for i in row.parts):
        return False  # 新收16件,个人申请11件,企业申请4件: the table has more who apply
    if len(ends) != 1 or one in other or other in one or not (one + other).isalpha():
        return False
    return ends.isdisjoint(paragraph.clause(total)[-_KIND:]) and not any(
        map(_ACT.search, row.names)
    )


def up_to_a_stronger_mark(paragraph: Paragraph, row: Row) -> Row | None:
    """出让103宗,住宅用地31宗、工业用地58宗、商服用地14宗,成交89宗: a row joined by 、 up to the first comma."""
    if not row.lead_in.startswith(",") or row.columns:
        return None
    marks = [paragraph.gap(one, other)[:1] for one, other in pairwise(row.parts)]
    if marks[0] != "、" or "," not in marks:
        return None
    cut = marks.index(",") + 1
    if cut < _PAIR:
        return None
    return replace(row, parts=row.parts[:cut], names=row.names[:cut], ends=True, apart=True)


_SHARE_OF_ALL = as_pattern(
    r",占(?:比|总数的?|总量的?|全部的?)?(?:为|达|约)?(?P<share>\d+(?:\.\d+)?)%"
)


def without_a_share(paragraph: Paragraph, row: Row, total: int) -> Row | None:
    """112件,城建51件,社保30件,教育31件,一次办结的84件,占75%: a row without what is told of all of it behind it."""
    *_, last = row.parts
    if len(row.parts) <= _PAIR + 1 or row.columns or not row.names[-1].endswith("的"):
        return None
    told = _SHARE_OF_ALL.match(paragraph.behind(last))
    share = 100 * paragraph.values[last] / paragraph.values[total]
    if told is None or abs(float(told["share"]) - share) > _ROUNDED:
        return None
    if any(name.endswith("的") for name in row.names[:-1]):
        return None
    return replace(row, parts=row.parts[:-1], names=row.names[:-1], ends=True)


_ROUNDED = 0.1
"""Points by which a share told with one decimal may miss the one computed."""


def with_its_rest(paragraph: Paragraph, row: Row) -> Row | None:
    """许可9项,强制8项,另外27项是其他类别: a row with the rest that the next figure tells, if one does."""
    last = row.parts[-1]
    behind = paragraph.told[paragraph.place[last] + 1 :][:_PAIR]
    if len(behind) == _PAIR and not paragraph.alike(last, behind[0]):
        behind = behind[1:] if paragraph.says_of(*behind) else behind  # 其余八个街镇共47件
    if not behind:
        return None
    rest = behind[0]
    words = paragraph.gap(last, rest)
    if _THE_REST.fullmatch(words) is None or not paragraph.alike(last, rest):
        return None
    if paragraph.bracket[last] != paragraph.bracket[rest]:
        return None
    parts, names = (*row.parts, rest), (*row.names, _OTHERS)
    return replace(row, parts=parts, names=names, soft=False, ends=True, columns=())


def is_taken_up_wrongly(paragraph: Paragraph, total: int, row: Row) -> bool:
    """栏目234条,…。栏目里的236条按内容分:…: whether a row comes to a figure told before that its own total mistypes."""
    if not row.ends or row.soft or _TAKEN_AGAIN.match(row.lead_in) is None:
        return False
    value, added = paragraph.values[total], paragraph.together(row.parts)
    if added < _LEAST or not one_slip_apart((added,), value):
        return False
    above = (i for i in paragraph.told[: paragraph.place[total]] if paragraph.alike(i, total))
    return _is_told_once(paragraph, total) and any(paragraph.values[i] == added for i in above)


def _is_told_once(paragraph: Paragraph, index: int) -> bool:
    """Whether a figure is told nowhere else in its unit."""
    unit, value = paragraph.counts[index].unit, paragraph.values[index]
    return sum(one.value == value and one.unit == unit for one in paragraph.counts) == 1


def is_taken_up_rightly(paragraph: Paragraph, total: int, row: Row) -> bool:
    """7934条。其中,甲386条,乙1548条。1934条按事项看,…: whether a row comes to a figure that takes its total up again.

    The total is then what is mistyped.
    """
    value, added = paragraph.values[total], paragraph.together(row.parts)
    if added < _LEAST or not one_slip_apart((added,), value) or not row.ends:
        return False
    last = paragraph.place[row.parts[-1]]
    for index in paragraph.told[last + 1 : last + 2]:
        start, end = paragraph.counts[index].start, paragraph.counts[index].end
        if paragraph.values[index] != added or not paragraph.alike(index, total):
            return False
        before = "".join(paragraph.flat[max(0, start - _KIND * 2) : start].split(" "))
        behind = "".join(paragraph.flat[end : end + _NAME].split())
        return (
            _AT_HEAD.search(before) is not None
            and _TAKEN_AGAIN.match(behind) is not None
            and _is_told_once(paragraph, total)
        )
    return False


def _are_swapped(paragraph: Paragraph, total: int, row: Row) -> bool:
    """网站6218条,部门供稿3907条,乡镇供稿2131条: whether one of two parts told alike has its figures swapped."""
    ends = {name[-_KIND:] for name in row.names}
    return len(ends) == 1 and ends.pop().isalpha() and is_swap(paragraph, row.parts, total)


def _leads_on(paragraph: Paragraph, total: int, row: Row, *, closed: bool) -> bool:
    """Whether the words from a total to its row lead to all of it."""
    lead_in = row.lead_in
    words = lead_in.removesuffix(row.names[0])
    by = _BY.search(words) is not None
    some = _MAIN if by or words.endswith(":") else _OF_SOME
    if ";" in lead_in or some.search(words):
        return False
    if by and len(row.parts) > _PAIR:
        return True
    if "。" in lead_in and (len(row.parts) == _PAIR or not lead_in.startswith("。")):
        return False
    if lead_in.startswith((*_WITHIN, "。")) or "其中" in lead_in:
        return True
    if lead_in.startswith(","):
        clause = paragraph.clause(total)
        if closed or row.apart or _are_told_alike(row) or _OF_ALL.search(clause) is not None:
            return True
        return _is_of_anything(paragraph, total, row)
    if closed or _TAKEN_UP.match(lead_in) is not None:
        return True
    kinds = {name[-_KIND:] for name in row.names}
    return len(kinds) == 1 and lead_in.startswith(tuple(kinds))  # 127名河长…,区级河长8名,村级河长…


_ANYTHING = as_pattern(
    r"(?:(?:发布|公开|公布|推送|更新)(?:[^,;。:()\d]{0,6}(?:信息|内容|推文|稿件|消息))?|信息|处罚(?:决定)?|采购|权力|预警)$"
)
"""A total's own words: what was published, or a class of things, whatever each is of."""
_CLASS = as_pattern(
    "信息|处罚|采购|权力|预警|许可|强制|检查|申请|投诉|事项|案件|公告|服务|确认|奖励|[条个件篇]"
)
"""In the name of a part: it may be a class of its own, beside the total's."""
_LETTERS = as_pattern("(?:留言|来信|来电|诉求|工单|热线|接话|接听)$")
_ASKS = as_pattern("咨询|投诉|举报|建议|求助|表扬|意见|报修|其他|感谢")
"""What letters and calls are of."""


def _is_of_anything(paragraph: Paragraph, total: int, row: Row) -> bool:
    """行政处罚决定164件,超限运输77件,非法营运47件,…: whether a class of things is told, and nouns alone behind it.

    许可52件,处罚31件,强制9件 are classes side by side.
    """
    clause = paragraph.clause(total)
    if len(row.parts) < _THREE or any("," in name for name in row.names):
        return False
    if _LETTERS.search(clause) is not None:
        return all(map(_ASKS.search, row.names))
    if _ANYTHING.search(clause) is None or _CHANNEL.search(clause) is not None:
        return False  # 网站公开信息240条,公众号131条,微博180条
    return not any(_ACT.search(name) or _CLASS.search(name) for name in row.names)


_THREE = 3


def is_named_again(paragraph: Paragraph, total: int, row: Row) -> bool:
    """各县区1416件;各县区中,东山371件,…: whether a row opens with the name of its total, to divide it."""
    name = paragraph.clause(total)
    return len(name) >= _KIND and row.lead_in[1:].startswith(
        tuple(f"{name}{among}" for among in ("中", "里", "内"))
    )


def is_compound(paragraph: Paragraph, total: int, row: Row) -> bool:
    """新改建79座(新建7座、改建12座): whether a total is named by the names of its parts put together."""
    whole = paragraph.clause(total)
    names = (paragraph.clause(row.parts[0]), *row.names[1:])
    parts = set("".join(names))
    return (
        len(set(names)) == len(names)
        and all(len(name) == _KIND for name in names)
        and all(whole.count(one) == 1 for one in parts)
        and len(parts) < len(names) * _KIND
    )


def _are_told_alike(row: Row) -> bool:
    """Whether names between commas say that they are of one thing (来自…,来自…; 文字类,图片类; 甲村,乙村).

    办理建议37件,提案21件,来信13件,热线2件: those of unlike things stand beside the first.
    """
    names = tuple(_LEADING.sub("", name).rstrip("的者有是占为") for name in row.names)
    if all(map(_CHANNEL.search, names)):
        return True
    ends = {name[-1:] for name in names}
    heads = {name[:1] for name in names}
    return REST.search(names[-1]) is not None or len(ends) == 1 or len(heads) == 1


def _is_one_of_several(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether a total stands beside the figure before it, so that those behind it may do so as well."""
    clause = paragraph.clause(total)
    again = len(row.parts) == _PAIR and _are_swapped(paragraph, total, row)
    if not again and _ITEM.search(clause) and row.lead_in.startswith((",", "。", ":", "(", "其中")):
        return True
    if row.lead_in.startswith(_WITHIN) or "其中" in row.lead_in:
        return False
    if row.lead_in.startswith("。") and clause[-_KIND:] in row.lead_in:
        return False  # 村务平台113条。平台上,甲村31条、…
    place = paragraph.place[total]
    if not place or again:
        return False
    start = paragraph.counts[total].start
    last = paragraph.told[place - 1]
    before = paragraph.counts[last]
    if not before.text[:1].isdigit() and before.value == len(row.parts):
        return False  # 码头、堆场、理货三类63项
    if _OPENS.search("".join(paragraph.flat[max(0, start - _NAME * 2) : start].split())):
        return True
    if not before.text[:1].isdigit() and (before.value or 0) <= _KINDS:
        return False
    inner = paragraph.gap(row.parts[0], row.parts[1])
    apart = ";" in paragraph.gap(last, total) and ";" not in inner
    apart = apart and bool(_IN_TURN.search(row.lead_in) or REST.search(row.names[-1]))
    return not apart and stands_in_a_row(paragraph, total)


def _are_parts(row: Row, *, closed: bool) -> bool:
    """Whether the names of a row are of parts: no sums of theirs, no figures, nothing that comes and goes."""
    names = tuple(_LEADING.sub("", name) for name in row.names)
    if max(map(len, names)) > _NAME or any("。" in name for name in names[1:]):
        return False
    if any("," in name and REST.search(name) is None for name in names):
        return False
    # (8件、5件); 办理15件:10件为个人提出,5件为企业提出
    bare = row.lead_in.startswith(("(", ":")) and not any(names)
    if not all(names) and not bare and not any(map(_IN_TURN.search, row.names[:2])):
        return False
    if any(_ADDED_UP.search(name) or any(map(str.isdigit, _LINE.sub("", name))) for name in names):
        return False
    return closed or not any(map(_NO_PART.search, names))


def _is_even(paragraph: Paragraph, row: Row) -> bool:
    """Whether all marks between the parts are of one strength, but for one before parts told in turn.

    机关702条;东山、西陂两局依次为281条、264条.
    """
    strong = [";" in paragraph.gap(one, other) for one, other in pairwise(row.parts)]
    if strong[0] and _IN_TURN.search(row.names[1]):
        strong = strong[1:]
    return len(set(strong)) < 2


def is_explained_behind(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether what follows a row tells in words what is left, or that some are of two of its kinds."""
    end = paragraph.counts[row.parts[-1]].end
    rest = paragraph.flat[end : part_end(paragraph.flat, end, SENTENCE)]
    if paragraph.together(row.parts) < paragraph.values[total]:
        return _LEFT_IN_WORDS.search(rest) is not None
    return _SHARED.search(rest) is not None


def _says_more(paragraph: Paragraph, row: Row) -> bool:
    """Whether the sentence of a row goes on to what it leaves out."""
    end = paragraph.counts[row.parts[-1]].end
    rest = paragraph.flat[end : part_end(paragraph.flat, end, SENTENCE)]
    return _MORE.search(_NONE_LEFT.sub("", rest)) is not None


def _is_told(paragraph: Paragraph, total: int, together: float) -> bool:
    """自然人27件,企业4件,其他2件 of 33件: whether what a figure and those behind it come to is told near by."""
    unit, here = paragraph.counts[total].unit, paragraph.counts[total].start
    return any(
        one.value == together and one.unit == unit and -_NEAR_BY < one.start - here < _BEHIND
        for one in paragraph.counts
    )


_NEAR_BY, _BEHIND = 400, 120
"""Characters before and behind the first figure of a row in which what all of it comes to may stand. Own choice."""


SIDES = (
    ("上半年", "下半年"), ("线上", "线下"), ("城镇", "农村"), ("城市", "农村"), ("男", "女"), ("室内", "室外"),
    ("境内", "境外"), ("公办", "民办"), ("专职", "兼职"), ("当场", "带回"), ("当场", "转办"),
)  # fmt: skip
"""Names that leave nothing out between them."""
_OPPOSITES = (
    *SIDES,
    ("省内", "省外"), ("市内", "市外"), ("县内", "县外"), ("校内", "校外"), ("区内", "区外"), ("现场", "线上"),
    ("现场", "网络"), ("个人", "单位"),
)  # fmt: skip
"""The same of two that fill their sentence."""


def are_opposites(row: Row) -> bool:
    """线下96人次、线上431人次: whether two parts are told as one side and the other."""
    if len(row.names) != 2:
        return False
    first, last = row.names
    return any(
        (one in first and other in last) or (one in last and other in first)
        for one, other in _OPPOSITES
    )


_CUT = "。:\n"
_PLAIN = 0.1
"""Share of a total that a row of plain nouns may miss it by."""
_IN_ALL = as_pattern("(?<!公)共(?!同|产|性|享|服|建)|合计|总计|总数")
"""Before a total: two parts that exceed it are not some of it."""
_NOUN = 10
"""Characters of the longest such noun."""
_ACT = as_pattern(
    "公开(?!招标)|发布|办理|办结|答复|回复|受理|收到|接待|开展|举办|召开|印发|制[发定]|更新|推送|培训|会议|组织|编[发写制]|解读|整改|复议|诉讼|[共另还尚仍已未]|累计|其中|^(?:建议|提案|议案)"
)
"""In the name of a figure: it is of an act of its own."""


def fills_its_sentence(paragraph: Paragraph, total: int, row: Row) -> bool:
    """行政许可37件,防雷审核21件、竣工验收14件、施放气球2件: whether a sentence is of a total and plain nouns behind it.

    A row that does not say of what it is may be beside its total, so it has to miss it by very little.
    """
    counts, flat = paragraph.counts, paragraph.flat
    start = part_start(flat, counts[total].start, _CUT)
    place = paragraph.place[total]
    before = paragraph.told[place - 1] if place else total
    if place and counts[before].end > start and paragraph.alike(before, total):
        return False
    clause = paragraph.clause(total)
    if any(clause[at : at + _KIND] in name for name in row.names for at in range(len(clause) - 1)):
        return False  # 结果维持10件,结果纠正1件
    value, added = paragraph.values[total], paragraph.together(row.parts)
    swapped = len(row.parts) == 2 and sorted(f"{value:g}") == sorted(f"{added:g}")
    more = len(row.parts) > 2 or (added > value and _IN_ALL.search(clause) is not None)
    little = more and abs(value - added) <= max(_PLAIN * value, 2)
    if not (swapped or little) or not row.lead_in.startswith(",") or row.lead_in.count(",") > 1:
        return False
    first, last = (counts[row.parts[at]].end for at in (0, -1))
    end = part_end(flat, last, SENTENCE)
    ended = end == last or (added > value and flat[last] == ",")
    ended = ended and not any(
        counts[i].start < end and paragraph.alike(i, total)
        for i in paragraph.told[paragraph.place[row.parts[-1]] + 1 :]
    )
    if not ended or ";" in flat[first:last]:
        return False
    return not any(_ACT.search(name) or len(name) > _NOUN for name in row.names)
