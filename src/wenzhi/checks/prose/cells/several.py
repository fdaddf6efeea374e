"""Floor 3: whether a number is of several rows or columns at once, or counts in another way than the cell.

Takes a count that is not its cell's number, and the words around it. It must not know what rule asks.
"""

from __future__ import annotations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number
from wenzhi.checks.forms import table_of
from wenzhi.checks.prose.words import MARKS, SENTENCE, since, told_before, until

_EITHER = as_pattern("或者|或|以及|[和与]|(?<![涉以普触提论])及(?!时)|等|、")
"""In a clause that names a kind of result: it may name several kinds."""
_FIGURE = as_pattern(r"\d")
_AND_OTHERS = as_pattern("[及和与、](?:其[他它余]|各类|法人|有关|相关)")
"""Before a number of one kind of applicants: others are counted with it (企业及其他主体)."""
_GROUP_NAME = as_pattern(
    "(?<=事项)、|没有现成信息、|本机关不掌握、|不掌握、|不存在、|补正后|、?(?:(?:依法)?(?:不予公开|不予处理|无法提供|其他处理|视[为同]放弃|不再处理)(?:的|情形|类)?)$"
    "|(?:未制作|未获取|未保存|未生成|不存在)、"
)
"""A row told with the name of its group (信访举报类、不予处理的), or in two words, is one row."""
_GIVEN_OUT = as_pattern("公开的?(?:[和与及、]|以及)部分公开(?:的|申请|信息|[合总共]?计|共|有|为)*$")
"""Two rows that are told as one and have one reading: 予以公开和部分公开共38件."""
_IN_TURN = as_pattern(r"[、,和]\d")
LETTERS_AND_CALLS = as_pattern("(?:信访|投诉|举报)(?:[、,和与及或]?(?:信访|投诉|举报))+")
"""One row of the form has all three for its name."""
_TOLD_TWO_WAYS = as_pattern(
    "口径|实际|实为|实收|重复|拆分|合并|剔除|扣除|经核|核实|去重|按件|按人|净"
)
"""In a sentence with two numbers of one thing: they differ in how it is counted."""


def names_several(dossier: Dossier, count: Count, value: Number) -> bool:
    """Whether a number larger than one row may be of several rows or columns.

    5件属于信访或者本机关不掌握, 企业及其他主体10件.
    """
    indicator = count.indicator or ""
    if (count.value or 0) <= value or table_of(indicator) != "applications":
        return False
    if not indicator.endswith(".total") and _AND_OTHERS.search(told_before(dossier.flat, count)):
        return True
    if not indicator.startswith("applications.result."):
        return False
    before = since(dossier.flat, count, MARKS)
    listed = [one.end for one in dossier.report.counts if one.end <= count.start]
    start = max([count.start - len(before), *listed[-1:]])
    own = _GROUP_NAME.sub("", dossier.flat[start : count.start].lstrip("、 ").rstrip("有的为共计"))
    behind = until(dossier.flat, count, MARKS)
    if told_as_one(dossier, count):
        return False
    # 不予公开1件、部分公开2件 goes on with another item; 4件属不明、信访或者撤回 names several kinds.
    said = behind.partition("、")[0] if _FIGURE.search(behind) else behind
    return _EITHER.search(LETTERS_AND_CALLS.sub("信访", own + said)) is not None


def told_as_one(dossier: Dossier, count: Count) -> bool:
    """Whether a number is of what was given out, in whole or in part, and so of two rows for certain."""
    before = told_before(dossier.flat, count)
    return _GIVEN_OUT.search(before) is not None and not _IN_TURN.match(dossier.flat, count.end)


def told_two_ways(dossier: Dossier, count: Count, value: Number) -> bool:
    """Whether the sentence tells the cell's number too and says how this one differs in counting."""
    sentence = since(dossier.flat, count, SENTENCE), until(dossier.flat, count, SENTENCE)
    if not any(map(_TOLD_TWO_WAYS.search, sentence)):
        return False
    first, last = count.start - len(sentence[0]), count.end + len(sentence[1])
    return any(
        other.value == value and other.unit in (count.unit, "件") and first <= other.start < last
        for other in dossier.report.counts
    )
