"""Floor 3: whether what is denied is all that a cell counts: every application of the whole year.

Takes a count told as none and the words around it; gives whether they leave something out: a way in, a part of
the year or years before it, or another time that the sentence tells a figure of. It must not know what rule asks.
"""

from __future__ import annotations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, part_end, part_start
from wenzhi.checks.prose.cells.company import fits

_PART_OF_THE_TIME = as_pattern(
    r"前[一二两三四五六七八九十几数\d]+(?:个)?(?:年|季|月)|[上下]半年|半年|季度|(?<!\d)1?\d月|[一二三四五六七八九十]月|月份|此前|此后|之前|往年|历年|以往|过去|近[两二三四五几]年|上一?年|去年|早年"
)
"""In the clause of a denial: it is not of the reported year, or of part of it."""
_YEAR_END = as_pattern("12月(?:31日|底|末)?|十二月(?:三十一日|底)|1月1日(?:至|起|到|—|-)")
_ANY = as_pattern(
    "未曾?|不曾|没有?|没|无|零|不|0|收到?|接到?|接收|受理|新增|发生|出现|产生|有人|人|来|过|了|任何|一[件例宗起]|1件|有关|相关|关于|各类|涉及"
    "|(?:主动)?政府信息公开|信息公开|政府信息|依申请公开|依申请|公开|书面|的|之|申请书?|请求|要求|案件|案|件|事项|情况|情形|现象|向?我[局委厅办镇乡街院校站]|[向本]?本[机单][关位]"
    "|提出|提交|递交|公民|法人|自然人|个人|企业|商业|科研|机构|社会|公益|法律|服务|律师|事务所|组织|其[他它]|单位|主体|来源|类型|或者?|以及|和|及|与|、|群众|公众|各界|均|都|也|亦|仍"
    "|全年|年内|本年度?|当年|今年|20\\d\\d年度?|新|为|是|数量?|因|由|被|对|就|办理|受理|处理|此|为此|引发|引起|导致|提起|行政|复议|诉讼|官司|工作|答复|行为|问题|方面|法院|机关|纠正|维持|撤销|败诉|审结|结果|尚|有|告|打"
)
"""What the words for none at all are made of; what remains names some (未收到传真申请, 没有因收费引发的行政复议)."""
_DISPUTES = ("review", "litigation")
_NEW = "applications.new_received."
_ON = "applications.carried_forward."
_LATE = as_pattern("超期|逾期|超时|积压|结转[^,;。]{0,4}未")
"""None answered late is not none carried forward, nor none left of those carried over none carried over."""
_ONE_KIND = as_pattern("新设|增设|设定|以外|之外")
"""没有新设行政许可 denies no decision."""
_WHEN = as_pattern("[^件起宗条]{2,12}")
"""A clause of a time alone, right before the denial's: 截至6月底,没有发生行政诉讼."""
_FLOWS = (f"{_NEW}total", "applications.carried_over.total")


def denies_some(dossier: Dossier, count: Count) -> bool:
    """Whether a denial may be of some of what its cell counts, or of another time."""
    flat = dossier.flat
    clause = "".join(flat[part_start(flat, count.start, ",;。\n") : count.end].split())
    if _PART_OF_THE_TIME.search(_YEAR_END.sub("", clause)) and "carried" not in (
        count.indicator or ""
    ):
        return True
    comma = max(part_start(flat, count.start, ",;。\n") - 1, 0)
    when = "".join(flat[part_start(flat, comma, ",;。\n") : comma].split())
    if _WHEN.fullmatch(when) and _PART_OF_THE_TIME.search(_YEAR_END.sub("", when)):
        return True
    if leaves_out(clause) or _ALL_BUT.fullmatch(when):
        return True
    own, indicator = "".join(flat[count.start : count.end].split()), count.indicator or ""
    if indicator.startswith((_NEW, *_DISPUTES)) and _ANY.sub("", own):
        return True
    if indicator.startswith("active.") and _ONE_KIND.search(own):
        return True
    if indicator.startswith((_ON, _FLOWS[1])) and _LATE.search(own):
        return True
    return indicator in _FLOWS and _is_told_beside(dossier, count)


def _is_told_beside(dossier: Dossier, count: Count) -> bool:
    """Whether the sentence tells what the cell has as well: 前两年零申请,2023年收到3件."""
    start = part_start(dossier.flat, count.start, "。\n")
    end = part_end(dossier.flat, count.end, "。\n")
    return any(
        one.indicator == count.indicator and start <= one.start < end and fits(dossier, one)
        for one in dossier.report.counts
        if one.value
    )


_ALL_BUT = as_pattern(r"除(?:这|上述)?[1-9一二两三四五六七八九十]\d*[件宗起][^,;。]{0,8}外")
"""Right before a denial: 除1件外,没有留到下一年的."""
_BESIDES = as_pattern("除此|此外|除[^,;。]{1,12}外|再[没无未](?!有?再)|别无|另无")
_AFTER_REVIEW = as_pattern("复议(?:之?后)?(?:再|又|而|仍|后)[^,;。]{0,4}(?:起诉|诉讼)")


def leaves_out(clause: str) -> bool:
    """Whether what is denied is besides something told (除此之外再无复议), or suits that a review went before."""
    return _BESIDES.search(clause) is not None or _AFTER_REVIEW.search(clause) is not None


_CAUSED = as_pattern(
    "(?:因|由|就|对|为)(?P<cause>[^,;。]{1,20}?)(?:而)?(?:引发|引起|产生|导致|提起|发生)"
)


def is_of_a_cause(text: str) -> bool:
    """Whether disputes are denied that arose from one thing alone: 未发生因收费引起的复议诉讼."""
    caused = _CAUSED.search(text)
    return caused is not None and _ANY.sub("", caused["cause"]) != ""
