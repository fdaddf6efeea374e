"""Floor 3: what speaks for it that a number is a cell's, before it is said to contradict it.

Takes a count and what its cell has; gives whether the words right at the number are the cell's own, and whether
one slip makes the one of the other. It must not know what rule asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number, part_end, part_start
from wenzhi.checks.forms import BLOCKS, application
from wenzhi.checks.prose.cells.company import fits
from wenzhi.checks.prose.cells.rows_told import totals_parted
from wenzhi.checks.prose.cells.several import LETTERS_AND_CALLS
from wenzhi.checks.readings import SUITS
from wenzhi.parse.figures.wordings import tables
from wenzhi.text.slips import one_slip_apart

_BEFORE = ",;。:、\n"
_BEHIND = ",;。:()、\n"
_FEW = 3
"""Numbers no farther apart than that are near whatever their digits."""
_DIGIT = 9
"""What a wrong last digit makes at most."""
_LIKE = 0.1
"""Share by which large numbers may lie apart and still be near. Own judgement."""
_MARKS = str.maketrans("", "", "“”\"'‘’「」『』*")
_FILLER = (
    "的|者|有|还|也|提|为|共|计|合|总|[多高]达|达|是|了|仅|只|均|占|约|得|就|一共|数|量|件|类|等|型|情形|情况|事项|性质|信息|政府|公开|依|依法"
    "|依申请|公文|申请|申请人|书|表|请求|案件|案|内容|相关|有关|答复|告知|决定|范围|范畴|原因|理由|合法|权益|名义|提出|提交|递交|发起"
    "|送来|来|寄来|单位|机构|主体|组织|团体|代理|事务所|公司|一方|#|—|-|/"
)
_SAID = as_pattern(f"(?:{_FILLER})*")
"""Between the cell's own word and the number: nothing that changes what is counted."""
_SAID_OF_CARRIED = as_pattern(
    rf"(?:{_FILLER}|至|到|入|度|下一?年度?|次年|明年|今年|本年度?|20\d\d年度?|年度?|继续|再行?|延续|办理|办|在办|过来|而来|而)*"
)
"""The same behind 结转: to when, and what for."""
_SAID_OF_REASONS = as_pattern(
    f"(?:{_FILLER}|而|此|该|这|要|回|销|办法|方式|途径|渠道|为由|未予?|未能|无法|不予|提供|公开|处理|办理|回复|作出|作答)*"
)
"""The same behind a reason: what was done for it (因属于行政执法案卷作出者)."""
_SAID_OF_OUTCOMES = as_pattern(
    f"(?:{_FILLER}|行政|政府|复议|诉讼|两类|两项|判决|我[局委厅办镇乡院校站]|本[机单]|机关|原|具体|行为|作出|结果|中|并|责令|重新|重作|履行)*"
)
"""The same behind how a review or suit ended: 法院维持原答复的, 尚未审结的诉讼."""
_EACH = as_pattern("分别|依次|各(?![级类项单部科县区镇乡市地方种界])|工作日")
_IN_TIME = as_pattern(
    r"(?:均|都|全部|一律)(?:已|是)*在?(?:法定(?:期限|时限)|\d+个工作日)(?:之|以)?内(?:予以)?"
)
_AND_DONE = as_pattern(
    "(?<![的中])[并且]?(?:均|都|全部|已|依法|及时|按时|按期|如期)*(?:办结|办完|办理完毕|答复|回复)了?$"
)
"""收到申请并办结66件: what was done as well says nothing else of what came in; 收到的办结66件 does."""
_ROSE = as_pattern(
    r"(?:数量?)?[由从](?:上一?年度?|去年|前一年|20\d\d年度?)?的?\d+[件起宗份人](?:次)?[^,;。:\d]{1,4}[至到为](?:了|今年的|本年的)?(?=$)"
)
"""由11件增至: what the figure before was tells nothing of what it is of."""
_NEXT = as_pattern(r"[、和及与](?=\d)")
"""Before the next number of a list: 7件维持、2件纠正."""
_LONGEST = 60
"""Characters of words before a number that may still name it alone."""
_OF_MUCH = as_pattern(r"(?:review|litigation)\.total|applications\.new_received\.total")
"""Cells whose words (复议, 申请) are said of so much that a far figure has to be told with them alone."""
_CAME_IN = as_pattern("收[到办]|接收|受理")
_GIVEN = as_pattern(r"applications\.result\.(?:granted|partial)\.")
_ASIDE_OF_IT = as_pattern("[隐遮删]|脱敏|打码|征[求询]|经第三方")
_DENIED = as_pattern("[不没无]|未(?!公开过)")
_FORMER = as_pattern(r"[^。;]{0,12}(?:前者|后者)")
_OTHERS = as_pattern("其[他它](?:的)?")
_SAID_OF_ALL = as_pattern("(?:均|都|全|也)?(?:部)?(?:为|由|系|是|来自|出自)(?!其[他它])")
_COMPLAINED = as_pattern(
    "(?:收到|接到|接收|受理|收)(?:各类|群众|有效|公众|市民|环境|消费|来信|来访)*(?:投诉|举报|信访)+(?:件|案件|事项)?$"
)
"""收到投诉27起 came in by themselves and are no applications refused as such."""
_NO_REVIEW = as_pattern("[未没不][^,;。]{0,2}复议")
"""起诉12件:未复议的5件."""
_FAR_BEHIND = 20
_CARRIED_ON = as_pattern("转|拖|留待|带到|[尚仍正]在|在办|期限?内|未到期|下一?年|次年|明年")
"""Behind what is left: it is carried on."""
_LEADS = as_pattern(
    r"(?:其中|另外|此外|另|还|其余|剩余|余下|余|也|则|又|[有共总一计合仅只为是达除尚仍已应办件数在至截到末]|年末|年底|全年|年内|本年度?|今年|当年|目前"
    r"|这一年|20\d\d年度?|上年度?|[我本](?:机关|单位|部门|[局委厅办镇乡街院校站区县市省])|街道|机关|单位|本级|属于?|系|以|经|按|全[省市县区州镇乡系]|统|因|由|被|的|向|对|涉及|关于|行政"
    r"|(?:政府)?信息公开|公开|申请|提起|发生|引发|引起|产生|收到|受理|办理|处理|答复|依法|累计|新|无正当理由|另行|告知|[●◆■▪•○·\-—*\d.、()])*"
)
"""Before a number: words that name nothing, so that what stands behind it does."""
_ONWARD = as_pattern("[、和及与或]|以及")
"""Behind a number: more kinds than one are named (17件由自然人、律师和科研机构提出)."""
_NUMBER = as_pattern(r"\d+(?!\d*年|\d*月|\d*日|[\d至到—-]*个?工作日)\D")


def speaks_of(
    dossier: Dossier, count: Count, values: Sequence[Number | None], vouched: bool
) -> bool:
    """Whether a number that is none of `values`, those its cell allows, is plainly meant for one of them.

    The word right at it must be the cell's; and mistakes are slips, so that of a number far from all of them
    a word that is said of much must stand alone. Beside numbers that are the table's (`vouched`) a slip may be farther.
    """
    indicator, value = count.indicator or "", count.value
    if value is None:
        return True
    if _parts_another(dossier, count):
        return False
    first, *others = (
        other is not None and is_near(value, other, _DIGIT if vouched else _FEW) for other in values
    )
    if indicator.startswith("active."):
        near = first or any(others) or _in_the_forms_words(dossier, count)
        return near or (indicator == "active.fees.amount" and _is_misplaced(value, values[0]))
    of_applications = indicator.startswith("applications.")
    if of_applications and not any(others) and _told_beside(dossier, count, values[0]):
        return False
    named = _naming(dossier, count)
    if _OF_MUCH.match(indicator) and not _CAME_IN.search(_words_before(dossier, count)[0]):
        return named == "wholly" or (named is not None and (first or any(others)))
    return named is not None


def _is_misplaced(told: float, value: Number | None) -> bool:
    """Whether an amount has the figures of the cell's but another point, or unit: 1360.5 and 13605000."""
    figures = ["".join(filter(str.isdigit, f"{one:f}")).strip("0") for one in (told, value or 0)]
    return figures[0] == figures[1] and len(figures[0]) > 1


def is_slip_of(dossier: Dossier, count: Count, value: Number, vouched: bool = False) -> bool:
    """Whether a number is one slip from what its cell has, of two figures or more, and named by the cell's own word.

    So near by chance is hardly ever what is some of it: that is told in other words, and is far from all there is.
    In 分别为29件、9件、36件 beside others that are the table's (`vouched`) no word need stand right at it.
    """
    told = count.value or 0
    if count.approx is not None or min(told, value) < _TWO_FIGURES:
        return False
    if abs(told - value) > _FEW and not one_slip_apart((told,), value):
        return False
    parted = totals_parted(dossier, count)
    if value in parted or any(total not in _totals(dossier) for total in parted):
        return False
    if (count.indicator or "").startswith("active."):
        return _in_the_forms_words(dossier, count) or _in_words_of_decisions(dossier, count)
    if _naming(dossier, count, loosely=True) is not None:
        return True
    start = part_start(dossier.flat, count.start, ",;。:\n")
    return (
        vouched
        and count.indicator_probability is None
        and _EACH_OF.search("".join(dossier.flat[start : count.start].split())) is not None
    )


_EACH_OF = as_pattern(r"(?:分别|依次)[为是有达]?(?:\d+件[、和及])*$")
_TWO_FIGURES = 10
"""Smaller figures are a slip apart by chance."""
_THREE_FIGURES = 100


def _in_words_of_decisions(dossier: Dossier, count: Count) -> bool:
    """Whether a number is of decisions or documents by a word of theirs, a small one by nothing else: 处罚84件."""
    before, head = _words_before(dossier, count)
    said = _OF_DECISIONS.search(before or head)
    if said is None:
        return False
    large = (count.value or 0) >= _THREE_FIGURES
    return large or _LEADS.fullmatch(before or head, 0, said.start()) is not None


_OF_DECISIONS = as_pattern(
    "(?:作出|办理|办结|实施|下达|发放|核发)?(?:各类)?(?:行政)?(?:处罚|许可|强制)(?:决定书?|措施|案件?|证件?)?(?:共|计|为|有|达|到|了|的)*$"
    "|(?:历年|历次|累计|至今|现行|现存|目前|年末|继续)[^,;。\\d]{0,16}(?:公开|有效)(?:的|规范性文件|文件|总数量?|件数|数量?|已?达|达?到|共|计|为|有)*$"
    "|(?:废止|失效)(?:文件|规范性文件)?(?:的|共|计|为|有)*$"
)


def _parts_another(dossier: Dossier, count: Count) -> bool:
    """Whether a number parts, with others and exactly, a total that is not the table's.

    上年遗留的复议3件,今年都有了结果:维持2件,撤销1件.
    """
    counts = dossier.report.counts
    above = counts[count.parent] if count.parent is not None else None
    if above is None or not above.value or above.unit != count.unit or fits(dossier, above):
        return False  # 增加182条 has no 3件, 17件 and 162件 for its parts
    if above.indicator is None and above.value in _totals(dossier):
        return False
    parts = [one.value or 0 for one in counts if one.parent == count.parent]
    return len(parts) > 1 and sum(parts) == above.value


def _totals(dossier: Dossier) -> list[Number | None]:
    """All that came in or was answered, and all the reviews and suits, or those of them that are closed."""
    rows = ("new_received", "carried_over", "result.total", "carried_forward")
    flows = [application(row, "total") for row in rows]
    found = [*map(dossier.value, flows), dossier.total(flows[:2])]
    for blocks in (*((one,) for one in BLOCKS), SUITS, BLOCKS):
        total, pending = (
            dossier.total([f"{block}.{cell}" for block in blocks]) for cell in ("total", "pending")
        )
        found += [total, None if total is None or pending is None else total - pending]
    return found


def _told_beside(dossier: Dossier, count: Count, value: Number | None) -> bool:
    """Whether the sentence tells what the cell has as well: 2021年结转4件,上年结转6件.

    Not in another place of the same list, where two items go by one name: 予以公开25件,部分公开5件,予以公开4件.
    """
    if "报告" in dossier.flat[max(0, count.start - _FAR_BEHIND) : count.start]:
        return False  # 上年度报告所列结转5件 is meant for the same figure
    start, end = (
        part(dossier.flat, place, "。\n")
        for part, place in ((part_start, count.start), (part_end, count.end))
    )
    return any(
        one.indicator == count.indicator and one.value == value and one is not count
        for one in dossier.report.counts
        if start <= one.start < end and (one.parent is None or one.parent != count.parent)
    )


def _in_the_forms_words(dossier: Dossier, count: Count) -> bool:
    """Whether a number of documents or decisions is told in the words of table two and no others."""
    before, head = _words_before(dossier, count)
    said = _OF_THE_FORM.search(before or head)
    return said is not None and _LEADS.fullmatch(before or head, 0, said.start()) is not None


_OF_THE_FORM = as_pattern(
    "(?:新?制发|新?制定|制作|出台|印发|发布|废止|失效|宣布失效|现行有效|现行|有效|作出|下达|实施|采取|办理|办结)*的?(?:行政)?"
    "(?:规范性文件|规章|(?:处罚|许可|强制)(?:决定|措施)|事业性收费)(?:决定)?(?:有|共|共计|总数|金额|数量|为|是)*$"
    "|(?:新?制发|新?制定|废止|宣布失效|现行有效)(?:的|有|共|为)*$"
    "|(?:(?:实施|采取|作出|下达)了?行政(?:处罚|强制)|行政强制)(?:措施|决定)?(?:有|共|共计|总数|数量|为|是)*$"
)


def is_near(one: float, other: float, few: int = _FEW) -> bool:
    """Whether a slip of the hand makes one number of the other: a digit wrong, one more, two swapped, a few off."""
    if abs(one - other) <= max(few, _LIKE * max(one, other)):
        return True
    left, right = f"{one:g}", f"{other:g}"
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    if len(longer) == len(shorter) + 1 > 2:
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    if len(left) != len(right) or len(left) < 2:
        return False
    differing = sum(a != b for a, b in zip(left, right, strict=True))
    return differing == 1 or (differing == 2 and sorted(left) == sorted(right))


def _naming(dossier: Dossier, count: Count, *, loosely: bool = False) -> str | None:
    """How the words beside a number name its cell: `wholly`, by its `word` among others, or not at all (None).

    新收申请8件, 予以公开的4件, 另有3件结转下年; not 对办结件回访40件, nor 2025年收到的办完17件. `loosely` also by what
    the clause before ranks, or what rose to the number.
    """
    indicator = count.indicator or ""
    words = _words(indicator)
    if words is None:
        return "wholly"
    before, head = _words_before(dossier, count)
    if loosely:
        before, head = _ROSE.sub("", before), head or _ranked(dossier, count, before)
    if _FORMER.match(dossier.flat[count.end : count.end + _FAR_BEHIND]):
        return "word"
    before = _IN_TIME.sub("", before)
    if "new_received" in indicator:
        before = _AND_DONE.sub("", before)
    if len(before) > _LONGEST or _NUMBER.search(before) or _EACH.search(before):
        return None  # 不予公开的9件答复有2件; 自然人、律师分别是14件、9件
    if _GIVEN.match(indicator) and _DENIED.search(before):
        return None  # 没有公开的4件, 提供不了的23件
    if "result.denied_" in indicator and _ASIDE_OF_IT.search(before):
        return None  # 隐去第三方商业秘密的2件
    if not _tells_its_suits(dossier, count):
        return None
    behind = dossier.flat[count.end : part_end(dossier.flat, count.end, _BEHIND)]
    behind = "".join(behind.split()).translate(_MARKS)
    if _OTHERS.fullmatch(before) and behind:
        if indicator.endswith(".other"):
            return None  # 1件撤诉,其他2件判决驳回
        if ".other" in indicator and _SAID_OF_ALL.match(behind):
            return None  # 只有1件来自企业,其他7件均为公民个人提出
    if before.endswith("除") and "外" in behind:
        behind = behind.partition("外")[0]  # 除1件待决外全部维持
    if indicator == "review.total" and _NO_REVIEW.search(before):
        return None
    if "rejected_petition" in indicator and _COMPLAINED.search(before):
        return None
    bare = _LEADS.fullmatch(before) is not None
    if bare and "carried_forward" in indicator:
        onward = dossier.flat[count.end : part_end(dossier.flat, count.end, ";。\n")]
        if _CARRIED_ON.search(onward):
            return "word"
    if bare and (own := _precedes(before, indicator, words)):
        return own
    asked = bare or (before.endswith("有") and not indicator.startswith("applications."))
    if asked and not head:
        onward = dossier.flat[count.end : part_end(dossier.flat, count.end, ",;。\n")]
        onward = _NEXT.split(LETTERS_AND_CALLS.sub("", onward), maxsplit=1)[0]
        several = _ONWARD.search(onward) is not None
        follows = None if several else _follows(behind, before, indicator)
        if follows or bare:
            return follows
    told = head if bare else before
    if bare and _ONWARD.search(head):
        return None  # 公开、部分公开:7件、3件
    return _precedes(told, indicator, words) or ("word" if _spans(told, behind, words) else None)


def _tells_its_suits(dossier: Dossier, count: Count) -> bool:
    """Whether the sentence names the kind of suits whose outcome a number is taken for."""
    kind = next((words for name, words in _SUITS if (count.indicator or "").startswith(name)), None)
    start = part_start(dossier.flat, count.start, "。\n")
    return (
        kind is None
        or kind.search("".join(dossier.flat[start : count.end + 20].split())) is not None
    )


_SUITS = (
    ("litigation.direct.", as_pattern("直接|未经|不经|没有?经|直诉|径行|未先|没先")),
    (
        "litigation.after_review.",
        as_pattern("复议[^,;。、:]{0,6}[后再又]|经过?(?:行政)?复议|先行?复议|不服"),
    ),
)


def _words_before(dossier: Dossier, count: Count) -> tuple[str, str]:
    """What stands before a number in its item, and where that is nothing what the item is headed by."""
    flat = dossier.flat
    start = part_start(flat, count.start, _BEFORE)
    if start and flat[start - 1] == "\n" and not flat[start : count.start].strip():
        start = part_start(flat, start - 1, _BEFORE)  # a line of a page ends before the number
    before = "".join(flat[start : count.start].split()).translate(_MARKS)
    before = _ASIDE.sub("", before)
    if "(" in before and ")" not in before.rpartition("(")[2]:
        head, _, before = before.rpartition("(")
        return before, head
    if before or not start or flat[start - 1] != ":":
        return before, ""
    return "", _ITEM.sub("", _clause_at(flat, start - 1))


def _ranked(dossier: Dossier, count: Count, before: str) -> str:
    """What the clause before a bare number says ranks so: 企业申请最多,有31件."""
    start = part_start(dossier.flat, count.start, _BEFORE)
    if not _COUNTS.fullmatch(before) or not start or dossier.flat[start - 1] != ",":
        return ""
    told = _RANKED.fullmatch(_clause_at(dossier.flat, start - 1))
    return (told["first"] or told["last"]) if told else ""


def _clause_at(flat: str, end: int) -> str:
    """The clause that ends at a mark."""
    return "".join(flat[part_start(flat, end, ",;。:\n") : end].split()).translate(_MARKS)


_COUNTS = as_pattern("(?:共计|共|计|有|为|达|是|仅)*")
_RANKED = as_pattern(
    "(?P<first>.{2,30}?)(?:的)?(?:数量|占比|比例|比重)?(?:仍|也|都)?(?:居首|居次|居第[一二三]|居(?:第一|首|次)?位|居多|最多|最高|最少|次之|为主|为多|占(?:了|据)?(?:绝?大)?多数|占大头|排第[一二三]|列第[一二三])"
    "|(?:其中,?)?(?:大头|最多的|多数|大多数|主要|其次|次多的)(?:是|为|属于?|系)(?P<last>.{2,30})"
)
"""Before a comma and a number: the clause names what is counted and how it ranks (企业申请最多,有31件)."""

_ASIDE = as_pattern(r"\([^()]*\)")
_ITEM = as_pattern(r"^[(]?[\d一二三四五六七八九十]{1,3}[)、.]+|^[●◆■▪•○·—*-]+")


def _words(indicator: str, *, loose: bool = True) -> list[re.Pattern[str]] | None:
    """The patterns of the words that a cell goes by; None where they are not looked at."""
    known = tables()
    table, _, rest = indicator.partition(".")
    row, _, column = rest.rpartition(".")
    if table == "applications" and column != "total":
        return [one.match for one in known.columns if one.id == column]
    if table == "applications":
        more = [_MORE[row]] if row in _MORE else []
        names = (row, row.replace("other_misc", "other"))
        return [
            *more,
            *(
                one.match
                for one in (*known.rows, *(known.loose if loose else ()))
                if one.id in names
            ),
        ]
    if table not in ("review", "litigation") or "+" in indicator:
        return None
    if column == "total":
        return [_BLOCKS[table]]
    return [one.match for one in known.outcomes if one.id == column]


_MORE = {
    "carried_over": as_pattern(
        "(?:转|带|留)(?:到|至|入|来)(?:今年|本年)|(?:报告|年报)[^,;。]{0,4}结转"
    ),
    "result.total": as_pattern(
        "(?:办理|处理|答复)?(?:完毕|完成|办完|终结)|共办了|[办审]完|办出|[答了审]结|实办|结了|办讫"
    ),
    "received_and_carried": as_pattern(
        "新?收到?|(?:应|需|共|待|收)办理?|办理|处理|合计|共计|总计|一共|总数|总量"
    ),
    "new_received": as_pattern("收到?#|申请#|新[到接来]#"),
}
_BLOCKS = {
    "review": as_pattern("复议|(?:审|办|已)结"),
    "litigation": as_pattern(
        "诉讼|起诉|应诉|官司(?:打了)?|法院|被告|被诉|涉诉|直诉|告到|(?:审|办|判|已)结"
    ),
}


def _precedes(told: str, indicator: str, words: Sequence[re.Pattern[str]]) -> str | None:
    """Whether one of the words ends what is told right before a number, and whether that is all it says."""
    label, found = told + "#", None
    between = _between(indicator)
    for word in words:
        for match in word.finditer(label):
            if between.fullmatch(label, match.end()) is None:
                continue
            if _LEADS.fullmatch(label, 0, match.start()) is not None:
                return "wholly"
            found = "word"
    return found


_PASSIVE = as_pattern(
    "(?:的|申请|均|都|已|是|为|属于?|系|因|由|被|经|予以|作|按|行政|复议|机关|法院|上级|依法|判决|决定|案件|诉讼)*"
)
"""Between a number and the word of its cell behind it: 7件被复议机关纠正."""


def _between(indicator: str) -> re.Pattern[str]:
    return next((said for name, said in _BETWEEN if name.match(indicator)), _SAID)


_BETWEEN = (
    (as_pattern(r"applications\.carried_"), _SAID_OF_CARRIED),
    (
        as_pattern(r"applications\.result\.(?:(?:denied|rejected|other)_|not_held|needs|unclear)"),
        _SAID_OF_REASONS,
    ),
    (as_pattern("review|litigation"), _SAID_OF_OUTCOMES),
)


def _follows(behind: str, before: str, indicator: str) -> str | None:
    """The same of what stands right behind a number; words that may be of other things say nothing there."""
    label, found = before + "#" + behind, None
    place = len(before) + 1
    between = _between(indicator)
    reach = _NEAR_BEHIND if indicator.rpartition(".")[0] not in _BLOCKS else len(behind)
    for word in _words(indicator, loose=False) or ():
        for match in word.finditer(label):
            if match.start() > place + reach or match.end() < place:
                continue
            start = max(place, match.start())
            plain = indicator.startswith(("review.", "litigation."))
            if (
                plain
                and _PASSIVE.fullmatch(label, place, start)
                and between.fullmatch(label, match.end())
            ):
                return "wholly"
            found = "word"
    return found


_NEAR_BEHIND = 8
"""Characters behind a number within which the word of its cell begins."""


def _spans(told: str, behind: str, words: Sequence[re.Pattern[str]]) -> bool:
    """Whether the words of the cell stand around the number: 年末尚有1件申请正在办理."""
    label, place = f"{told}#{behind}", len(told)
    return any(
        match.start() < place < match.end() - 1 for word in words for match in word.finditer(label)
    )
