"""Floor 3: rows of figures held against the total before or behind them, whatever the parser took them for.

A mistyped figure breaks the sum by which a list is known, so that the parser may read it in pieces. Here rows
are taken as their punctuation has them; words, names, the number of its parts or a second column must say that
one divides its total, and one slip or little else must keep it from coming to it. It must not know the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier, once, part_end, part_start
from wenzhi.checks.prose.sums.balances import Stated
from wenzhi.checks.prose.sums.columns import held_abreast
from wenzhi.checks.prose.sums.exhausted import (
    added_to,
    outnumbering,
    said_to_be_all,
    taken_off,
    told_by_when,
)
from wenzhi.checks.prose.sums.laid_out import (
    are_opposites,
    fills_its_sentence,
    is_compound,
    is_explained_behind,
    is_laid_out_as_all,
    is_named_again,
    is_taken_up_rightly,
    is_taken_up_wrongly,
    up_to_a_stronger_mark,
    with_its_rest,
    without_a_share,
)
from wenzhi.checks.prose.sums.marks import (
    GRADES,
    WORST,
    is_graded,
    leaves_out_the_worst,
    tells_all_marks,
)
from wenzhi.checks.prose.sums.misses import (
    ANY,
    FAR,
    FIGURES,
    FURTHER,
    NEAR,
    is_cut,
    is_near,
    is_slip,
    is_swap,
    rounds_to,
)
from wenzhi.checks.prose.sums.rows import (
    MOST,
    REST,
    Paragraph,
    Row,
    collect,
    last_clause,
    paragraphs,
    stands_in_a_row,
)
from wenzhi.checks.prose.sums.summed import divided_in_units, held_behind, held_in_units
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE
from wenzhi.text.numerals import how_many

_RESULT, _RESULTS = "applications.result.", "applications.result.total.total"
_WHATEVER = 1.0
"""Share of a total that a row may miss it by, where two parts are one thing done and not done."""
_HARDLY = 0.05
"""The same of a row said to tell the main ones only: what it leaves out would be hardly anything."""
_LITTLE = 0.2
"""The same of a row of three and more, where one slip explains it."""
_LARGE, _HUNDRED, _TEN = 1000, 100, 10
"""From the first on a slip that explains what a row misses is seldom one by chance, however much it is."""
_LEAST = 5
_KIND = 2
"""Characters of a noun by which a thing is named again."""
_NAME = 12
"""Characters from a total to the name of a first part that opens the next sentence."""
_LEAD = 48
"""Characters before a figure among which words that open a row stand."""
_BY = (
    r"(?:[^,;。:()\d]{0,6}(?:形式|类型|类别|渠道|方式|来源|构成|结构|分布|去向|主体)(?:上|方面)?(?:[为是有]|包括|[,:])"
    r"|(?:[按从依以就](?:照)?[^,;。:()\d]{1,12}(?:划?分|区分|分类|统计|来?看|计|来说|而言|论|归类|排列?|排序)"
    r"|分[^,;。:()\d]{1,6}(?:看|统计)|(?:信息|申请)共?分(?:为|成)?[两二三四五六七八九]个?(?:大?类|种|部分|方面)|[按依]照?[^,;。:()\d]{2,6})[,:])"
)
_DIVIDED_BY = as_pattern(_BY)
"""It says by what the total is divided: 依公开载体划分, 按季度分, 以文种计."""
_OPENS_LIST = as_pattern(_BY + r"[^,;。:()\d]{0,20}$")
_AMONG_THEM = as_pattern(r"。其中[^,;。:()\d]{1,12}")
"""Behind a list, at the head of a sentence: with a rest it divides anew what the list before it does."""
_BREAKS = (",", ";", "。", ":")
_MARKED = as_pattern(r"其中|分别|包括|含|分为|涉及|集中|:|[(]|由|^[中里]头?[,:有]")
_OPENS = as_pattern(r"(?:其中|包括|含|分别|既有|:)[,:]?[^,;。:()]*$")
"""Before a figure: it opens a row."""
_WITHIN = as_pattern(r"^[:(]|其中|包括|含|分为")
"""Between an item of a row and a row: the item is divided itself."""
_DIVIDED = ("中", "里", "(", ":", ",即", ",计有", ",其中")
"""Right behind the first of a list: it is divided itself."""
_OF_THEM = ("中,", "中:", "里,", "里头,", "里面,", "中有")
"""Right behind a total that is named again: 97封中,咨询52封,…."""
_TURN = as_pattern(
    r"第[一二三四五六七八九十\d]{1,2}[期次场批轮届季]|首[期次批场轮]|[上下]半年|季度?|\d月|[一二三四五六七八九十]月"
    "|[一二三四五六七八九]是|[春夏秋冬]"
)
_LATER = as_pattern(r"第[二三四五六七八九2-9]")
"""In the name of a first part: the first of all stands before it."""
_HALVES = as_pattern("半年")
_QUARTERS = as_pattern("季")
_MANY = as_pattern(rf"(?P<many>{FIGURES})个?(?:[期次场批轮类种级项]|阶段|方面|部分|渠道)")
_IN_SO_MANY = as_pattern(rf"分(?:为|成)?(?P<many>{FIGURES})个?[\u4e00-\u9fff]{{1,3}}")
_DONE = as_pattern(
    "赞[成同]|新[增设开]|原创|自[制采办编]|采纳|吸收|入选|入围|采用|通过|合格|达标|办结|答复|完成|整改|查实|属实|有效|保留|满意|同意|支持|收回|回收|公开|发布|准予"
    "|达到|正常|录用|及格|受理|成功|更新|按时|当场|立即|已"
)
_LEFT = as_pattern(
    "落选|淘汰|废除|取消|删除|转[载发]|反对|弃权|整合|合并|关[停闭]|停用|下线|修[订改]|不|未|没|无效|退[回改修]|驳回|退件|待|正在|在办|尚|限期|解释|说明|留作|参考|查否|失实|失效|撤|废止|剩|其余|否|异议"
    "|转办|逾期|延期|存疑|结转"
)
"""Names of the two sides that leave nothing out between them: 通过1038条,退回22条."""
_DONE_SO = as_pattern("^(?:目前|其中|已经?|均|都|按[时期]|及时|完成)*")
_NOT_SO = as_pattern("不|未|非|没|无|正在|尚|待|限期|逾期")
_CLEARED = as_pattern("有效|失效|废止|修[改订]|保留|沿用")
"""Names of what a clearing of documents came to: a row of nothing else leaves none out."""
_OF_EACH = as_pattern("^(?:来自|来源于|用于|面向|属于?|涉及|关于|归)")
_THOSE = as_pattern("者$")
_KINDS = as_pattern("[类型]$")
"""The name of one of the kinds into which things are sorted: 机构职能类."""


@once
def slipped_rows(dossier: Dossier) -> tuple[Stated, ...]:
    """Every row of figures that one slip, or little else, keeps from the total told before or behind it."""
    found: list[Stated] = [*taken_off(dossier), *added_to(dossier), *outnumbering(dossier)]
    for paragraph in paragraphs(dossier):
        found += told_by_when(paragraph)
        whole = {one.total for one in found}
        for total in paragraph.told:
            if total in whole:
                continue
            if surely := [*said_to_be_all(paragraph, total)]:
                found += surely
                continue
            found += _divided_anew(paragraph, total)
            if paragraph.values[total] >= _LEAST:
                found += _held_before(paragraph, total)
                found += held_behind(paragraph, total)
                found += held_in_units(paragraph, total)
                found += divided_in_units(paragraph, total)
            elif paragraph.flat.startswith("(", paragraph.counts[total].end):
                found += _held_before(paragraph, total)
            found += [*held_abreast(paragraph, total, found)]
    return tuple(found)


# -- a total before its row -----------------------------------------------------------------------


def _held_before(paragraph: Paragraph, total: int) -> Iterator[Stated]:
    row = paragraph.row(total)
    if row is None:
        return
    if not paragraph.comes_to(total):
        row = with_its_rest(paragraph, row) or up_to_a_stronger_mark(paragraph, row) or row
        row = without_a_share(paragraph, row, total) or row
        if paragraph.together(row.parts) == paragraph.values[total]:
            return
    if is_taken_up_wrongly(paragraph, total, row) or is_taken_up_rightly(paragraph, total, row):
        yield Stated(total, row.parts, "warning")
        return
    if not _divides(paragraph, total, row) or _opens_a_list(paragraph, total, row):
        return
    if not _is_explained(paragraph, total, row):
        yield Stated(total, row.parts, "warning")


def _opens_a_list(paragraph: Paragraph, index: int, row: Row) -> bool:
    """按主题看:88条——小区改造;47条——低保: whether a figure is itself the first of a list."""
    if row.lead_in.startswith(_DIVIDED):
        return False  # 从单位看,部门128件,即办公室38件、…
    start = part_start(paragraph.flat, paragraph.counts[index].start, WHOLE_SENTENCE)
    before = paragraph.flat[start : paragraph.counts[index].start]
    return _OPENS_LIST.search("".join(before.split())) is not None


def _divided_anew(paragraph: Paragraph, first: int) -> Iterator[Stated]:
    """按渠道分…;按内容分…: a row with words before it by what something told before is divided.

    It misses that, and comes to no other figure before it.
    """
    place = paragraph.place[first]
    before = paragraph.gap(paragraph.told[place - 1], first) if place else ""
    kinds = paragraph.counts[paragraph.told[place - 1]] if place > 1 and before[:1] == ":" else None
    if kinds is not None and kinds.unit == "类":
        before = paragraph.gap(*paragraph.told[place - 2 : place]) + kinds.text + before
    opens = before.startswith(_BREAKS) and _OPENS_LIST.search(before) is not None
    among = not opens and _AMONG_THEM.fullmatch(before) is not None
    graded = before.startswith(_BREAKS) and GRADES.search(last_clause(before)) is not None
    if not (opens or among or graded):
        return
    level = paragraph.bracket[first]
    behind = [i for i in paragraph.told[place:] if paragraph.bracket[i] == level]
    row = collect(paragraph, (first,), behind[: MOST + 1], before)
    if row is None or row.soft or not row.ends or (among and not REST.search(row.names[-1])):
        return
    if graded and not opens and not tells_all_marks(row):
        return
    added = paragraph.together(row.parts)
    above = [i for i in paragraph.told[:place] if paragraph.alike(i, first)]
    if not above or any(paragraph.values[i] == added for i in above):
        return
    divided = [i for i in above if paragraph.comes_to(i)]
    for total in dict.fromkeys((*reversed(divided), above[0])):
        value = paragraph.values[total]
        near = is_near(added, value) or is_slip(paragraph, row.parts, total, ANY)
        if value >= _LEAST and near:
            yield Stated(total, row.parts, "warning")
            return


def _divides(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether a row that does not come to its total is told as what it is divided into."""
    value, added = paragraph.values[total], paragraph.together(row.parts)
    if rounds_to(paragraph, total, added) or is_explained_behind(paragraph, total, row):
        return False
    if _is_whole_by_its_names(paragraph, total, row) or _is_laid_out(paragraph, total, row):
        return True
    told_off = value >= _LARGE or (value >= _HUNDRED and _is_told_off(paragraph, total, row))
    slip = is_slip(paragraph, row.parts, total, ANY if told_off else FAR)
    if added < value and (row.soft or not row.ends):
        return row.ends and slip and value - added <= _HARDLY * value
    pair = _is_pair(row) and not _of_results(paragraph, row)
    far = _WHATEVER if pair else FURTHER
    if not slip and not is_near(added, value) and not is_slip(paragraph, row.parts, total, far):
        return False
    if any(_fits(paragraph, column) for column in row.columns):
        return True
    if added < value and (_tells_of_more(row) or leaves_out_the_worst(row)):
        return False
    if is_graded(paragraph, total, row) or (slip and fills_its_sentence(paragraph, total, row)):
        return True
    if _is_item(paragraph, total, row) and not _WITHIN.search(row.lead_in):
        return (slip or is_near(added, value)) and is_named_again(paragraph, total, row)
    if pair or _is_plainly_all(paragraph, total, row):
        return True
    return (slip or is_near(added, value)) and _is_told_as_all(paragraph, total, row, slip=slip)


def _is_laid_out(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether one slip, however far, keeps a row from the total whose sentence it fills."""
    slip = is_slip(paragraph, row.parts, total, ANY, small=ANY)
    less = paragraph.together(row.parts) < paragraph.values[total]
    if not slip and not is_cut(paragraph, row.parts, total):
        return False
    if less and (_tells_of_more(row) or leaves_out_the_worst(row)):
        return False
    sides = (_is_pair(row) or _two_sided(row)) and not _of_results(paragraph, row)
    closed = sides or are_opposites(row)
    return is_laid_out_as_all(paragraph, total, row, closed=closed)


_OF_SOME = as_pattern("其中|含|包括|涉及")
_ATTRIBUTES = as_pattern("主动公开|依申请公开|不予?公开")
_FORMS = as_pattern("文[字本]|图|视频|音频|动[漫画]|[Hh]5|访谈|发布会|问答|案例|专家")


def _is_whole_by_its_names(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether parts in bare brackets, all three attributes of documents, or forms of explanations are the whole.

    One slip has to explain what the forms, or what stands in brackets, miss.
    """
    if not row.ends or row.soft or _OF_SOME.search(row.lead_in):
        return False
    bracketed = row.lead_in.startswith("(") and "," not in row.lead_in
    if len(row.parts) < 3 and not (
        bracketed
        and (
            paragraph.together(row.parts) > paragraph.values[total]
            or is_compound(paragraph, total, row)
        )
    ):
        return False
    if bracketed and paragraph.behind(row.parts[-1], 1) == ")":
        return is_slip(paragraph, row.parts, total, ANY, small=ANY)
    if (
        not _says_no_more(paragraph, row.parts[-1])
        or "。" in row.lead_in[1:]
        or any(len(name) > _NAME for name in row.names)
    ):
        return False
    known = [_ATTRIBUTES.search(name) for name in row.names]
    if all(known):
        return len({one[0][0] for one in known if one}) == len(known)
    start = part_start(paragraph.flat, paragraph.counts[total].start, SENTENCE)
    told = paragraph.flat[start : paragraph.counts[total].start]
    forms = "解读" in told and all(map(_FORMS.search, row.names))
    more = paragraph.together(row.parts) > paragraph.values[total]
    forms = forms and (more or any("文" in name for name in row.names))
    return forms and is_slip(paragraph, row.parts, total, ANY, small=ANY)


def _says_no_more(paragraph: Paragraph, last: int) -> bool:
    """65份,图解31份、短视频24份、案例10份,图解最多。: whether no figure follows in the sentence of a row."""
    end = paragraph.counts[last].end
    rest = paragraph.flat[end : part_end(paragraph.flat, end, SENTENCE)]
    return not rest or (rest[0] == "," and not any(map(str.isdigit, rest)))


def _is_told_off(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether parts told in turn, in bare brackets or by the names of the total itself leave none out."""
    if _in_turn(row) and "。" not in row.lead_in:
        return True
    if row.lead_in.startswith((":", "(")) and not _OF_SOME.search(row.lead_in):
        return "," not in row.lead_in
    return _is_named_by_parts(paragraph, total, row) or are_opposites(row)


def _is_named_by_parts(paragraph: Paragraph, total: int, row: Row) -> bool:
    """建议和提案23件,其中建议8件、提案15件: whether a total is told by the names of its parts."""
    clause = paragraph.clause(total)
    if not any(joint in clause for joint in "和与及、"):
        return False
    ends = [name[-_KIND:] for name in row.names]
    return len(set(ends)) == len(ends) and all(len(end) == _KIND and end in clause for end in ends)


def _is_plainly_all(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether parts told in turn, two sides, a colon or a bracket say that a row is all of its total."""
    told_with_it = "。" not in row.lead_in or _is_marked(paragraph, total, row)
    if told_with_it and (_in_turn(row) or (_two_sided(row) and not _of_results(paragraph, row))):
        return True
    if row.lead_in.startswith(_OF_THEM) or (told_with_it and _is_told_off(paragraph, total, row)):
        return True
    return row.lead_in.startswith((":", "(")) and "," not in row.lead_in


def _is_told_as_all(paragraph: Paragraph, total: int, row: Row, *, slip: bool) -> bool:
    """Whether words, names or the number of its parts say that a row divides its total."""
    if _DIVIDED_BY.search(row.lead_in):
        return True
    marked = _is_marked(paragraph, total, row)
    if slip and len(row.parts) > 2 and REST.search(row.names[-1]) and row.lead_in.count("。") < 2:
        return True
    if "。" in row.lead_in and not marked:
        return (_in_turn(row) and "一是" in row.names[0]) or (slip and _is_alone(paragraph, row))
    if row.rest_apart or _is_of_one_kind(row) or _is_so_many(paragraph, total, row):
        return True
    value, added = paragraph.values[total], paragraph.together(row.parts)
    whole = added > value or REST.search("".join(row.names)) is not None
    whole = whole or value - added <= NEAR * value or is_swap(paragraph, row.parts, total)
    whole = whole or (value - added == 1 and _are_kinds_of_it(paragraph, total, row))
    several = len(row.names) > 2
    kinds = several and (all(map(_KINDS.search, row.names)) or _are_levels(row))
    # Round figures miss a total by a round one, slip or none.
    exact = several and any(paragraph.values[index] % _TEN for index in row.parts)
    little = value >= _HUNDRED and value - added <= _LITTLE * value
    return marked and slip and (whole or kinds or (exact and (little or value >= _LARGE)))


def _are_kinds_of_it(paragraph: Paragraph, total: int, row: Row) -> bool:
    """政策解读9篇,其中文字解读5篇、图解4篇: whether each name has a character of the total's noun."""
    noun = paragraph.clause(total)[-_KIND:]
    return noun.isalpha() and all(any(one in name for one in noun) for name in row.names)


def _are_levels(row: Row) -> bool:
    """市政府及其办公室14件、市政府部门11件、县区政府21件: whether parts are by the levels of those who made them."""
    told = [_LEVELS.search(name) for name in row.names]
    return all(told) and len({one[0] for one in told if one}) == len(told)


_LEVELS = as_pattern("部门|政府办|[县区]+人?民?政府|乡镇|街道|镇街")


def _is_marked(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether words such as 其中 lead to a row, or those before it name its total again (采访36次,…,采访由…)."""
    name = paragraph.clause(total)[-_KIND:]
    again = len(name) == _KIND and name.isalpha() and name in row.lead_in
    return again or _MARKED.search(row.lead_in) is not None


def _tells_of_more(row: Row) -> bool:
    """分三个阶段,一季度42篇、二季度44篇: whether more parts are announced than told."""
    told = _IN_SO_MANY.search(row.lead_in)
    return told is not None and len(row.parts) < how_many(told["many"])


def _is_of_one_kind(row: Row) -> bool:
    """Whether all names of a row are marks given, begin with a word such as 来自, or end in 者."""
    return any(all(map(kind.search, row.names)) for kind in (GRADES, _CLEARED, _OF_EACH, _THOSE))


def _is_item(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether a figure stands in a row with the one before it, or opens a row with those behind it."""
    name = paragraph.clause(total)[-_KIND:]
    alike = [one.endswith(name) for one in row.names]
    if any(alike) and not all(alike):
        return True  # 予以公开28件;部分公开14件;国家秘密1件
    start = paragraph.counts[total].start
    before = "".join(paragraph.flat[max(0, start - _LEAD) : start].split())
    # 政策解读:27篇。文字19篇,图解5篇: what ends its sentence opens no row by a colon
    ended = row.lead_in.startswith("。") and before.endswith(":")
    if _OPENS.search(before) and not ended:
        return True
    place = paragraph.place[total]
    pair = paragraph.told[max(0, place - 2) : place]
    summed = paragraph.together(pair) == paragraph.values[total]  # 新收67件,结转4件,应办71件
    return not summed and stands_in_a_row(paragraph, total)


_THAN_BEFORE = as_pattern(
    r"^(?:,[^,;。]*(?:[比较与同](?:上|去|20|前)|同比|环比|增|减|升|降|持平)[^,;。]*)+(?=。)"
)
"""Behind a total: how it compares with another year's."""


def _is_alone(paragraph: Paragraph, row: Row) -> bool:
    """查阅点23处。服务中心16处,图书馆4处,档案馆3处。: whether a row fills the sentence behind its total's."""
    lead_in = _THAN_BEFORE.sub("", row.lead_in)
    named = lead_in.startswith("。") and len(lead_in) < _NAME and row.names[0].isalpha()
    return len(row.parts) > 2 and named and paragraph.behind(row.parts[-1], 1) == "。"


def _fits(paragraph: Paragraph, column: Sequence[int]) -> bool:
    """Whether a second column comes to what stands beside the total."""
    head, *parts = column
    return len(parts) > 1 and paragraph.together(parts) == paragraph.values[head]


def _in_turn(row: Row) -> bool:
    """Whether parts are told by when they were, or one after the other, none left out."""
    if not all(map(_TURN.search, row.names)) or _LATER.search(row.names[0]):
        return False
    many = 4 if any(map(_QUARTERS.search, row.names)) else len(row.parts)
    many = 2 if any(map(_HALVES.search, row.names)) else many
    return len(row.parts) == many


def _two_sided(row: Row) -> bool:
    """采纳19条,不予采纳27条: whether the first name is of what was done and the last of what was left."""
    sides = row.names[0], row.names[-1]
    if sides[0][-_KIND:] == sides[1][-_KIND:] and not any(map(_NOT_SO.search, sides)):
        return False  # 延期后答复3件、提前答复15件
    return any(
        bool(_DONE.search(done)) and not _LEFT.search(done) and bool(_LEFT.search(left))
        for done, left in (sides, sides[::-1])
    )


def _is_pair(row: Row) -> bool:
    """规范的53件,不规范的7件; 已整改31项,正在整改3项: whether two parts are told as one thing done and not done."""
    done = _DONE_SO.sub("", row.names[0]).rstrip("的有为")[-_KIND:]
    last = row.names[-1]
    return len(row.parts) == len(done) == _KIND and done in last and bool(_NOT_SO.search(last))


def _of_results(paragraph: Paragraph, row: Row) -> bool:
    """Whether parts are rows of table three, of which 不掌握 is one among others."""
    names = (paragraph.counts[index].indicator or "" for index in row.parts)
    return any(name.startswith(_RESULT) and name != _RESULTS for name in names)


def _is_so_many(paragraph: Paragraph, total: int, row: Row) -> bool:
    """培训3次,参训58人次、61人次、47人次: whether as many parts are told as there were occasions."""
    start = part_start(paragraph.flat, paragraph.counts[total].start, SENTENCE)
    before = paragraph.flat[start : paragraph.counts[row.parts[0]].start]
    told = {how_many(one["many"]) for one in _MANY.finditer(before)}
    return len(row.parts) in told and not any(row.names[1:])


def _is_explained(paragraph: Paragraph, total: int, row: Row) -> bool:
    """Whether the row comes to another figure, or some of it or what the parser found to the total."""
    value, added = paragraph.values[total], paragraph.together(row.parts)
    others = [i for i in paragraph.told if i not in row.parts and i != total]
    if any(paragraph.values[i] == added and paragraph.alike(i, total) for i in others):
        return True
    if is_graded(paragraph, total, row) or all(map(_CLEARED.search, row.names)):
        return False
    if tells_all_marks(row) and WORST.search(row.names[-1]):
        return False  # 抽查60份,优秀21份、合格39份、不合格4份
    in_one_list = _MARKED.search(row.lead_in) is not None and all(
        paragraph.gap(one, other).startswith("、") for one, other in pairwise(row.parts)
    )
    for size in range(2, len(row.parts)):
        if in_one_list and is_slip(paragraph, row.parts, total):
            break  # 26篇,其中文字12篇、图解9篇、视频5篇、访谈2篇: none of them is apart from the others
        runs = (row.parts[at : at + size] for at in range(len(row.parts) - size + 1))
        if any(paragraph.together(run) == value for run in runs):
            return True
    if _DIVIDED_BY.search(row.lead_in) or _two_sided(row) or REST.search("".join(row.names)):
        return False
    if len(row.parts) > 2 and _is_laid_out(paragraph, total, row):
        return False  # another list of the total that holds only says that the total is right
    own = [i for i in others if paragraph.counts[i].parent == total]
    return paragraph.together(own) == value
