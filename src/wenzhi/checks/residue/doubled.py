"""Floor 3: where the same character or word stands twice in a row in running text, and where one is too many.

Takes the prose of a report; gives places at which equal stretches meet, and characters of which, by the
dictionary, only one belongs there: 松河市市各级 is no doubled word that a list could hold. It makes no finding.
"""

from __future__ import annotations

import numpy as np

from wenzhi.base.patterns import as_pattern
from wenzhi.text.dictionary import occurrences

_LONGEST_DOUBLED = 16
"""Characters of the longest word that the pattern `doubled` of residue.toml finds twice in a row."""
_WORD = as_pattern("[\u4e00-\u9fff]+")
_LONGEST_WORD = 4
_KNOWN = 20
"""Occurrences in the dictionary's corpus from which on one of the two characters belongs to a word."""
_AROUND = 3
"""Characters on either side by which a place is known to be the same one."""
_LEVELS = frozenset("省市县区旗镇乡街局")
_NOT_OF_LEVEL = frozenset("各全本20的和及坚认严积主,。、")
"""What does not follow 市 where it is a word by itself (某市市直部门)."""
_OF_LEVEL = frozenset("属直管机")
_BEFORE_LEVEL = as_pattern(
    "(?:^|[^\u4e00-\u9fff]|纳入|列入|对|将|把|向|由|在|各|和|与|及|以|加强|督促|组织|要求|指导|推动|安排|通报|检查|抽查|全体|所有)$"
)
"""Before 局属, 县直: no organ's name ends here, so that of 局局属 one is too many."""
_COMMON = 1000
"""The same of a word that ends or begins with a character that may stand alone: 公开 in 公开开."""
_TIMES = 50
"""How many times rarer the two as one word must be: 问问 beside 问题."""
_NO_DOUBT = 1_000_000
_MEET = frozenset(
    "股科处室局委办院校所站队组部司署社团厂店馆网卡证库厅庭园线路点"
    "的要为请现任对与和及或在有由从以会将把被让给年月日时分"
    "件条项次名位个人户家级类种章节期场段篇份本册批套一二三四五六七八九十百千万亿零〇两几"
)
"""Characters that follow a word that ends with them as a word of their own: 主要要看, 办件件均."""
_GIVEN = as_pattern(
    "(?:如下|以下|一|进一步|简要|专题|专门|全面|统一|详细|具体|书面|口头|集中|年度|系统|重点|了|出|过)*的?"
    "(?:如下|报告|汇报|说明|部署|安排|总结|介绍|通报|解释|解读|要求|规定|强调|调整|发言|讲话|批示|指示|回顾|分析|评价|承诺)"
)
"""Behind 作: what is given, so that 作 is the verb (工作作如下报告, 合作作说明)."""
_ALONE = frozenset(
    "省市县区州旗镇乡村街局委厅院校办部组站所处科室队厂店路厢社家户人员名位个件条项次年月日时分秒期场类种号章节段篇份本册批套台部门"
    "我你他她它们您谁各该此其每某全本同另余等之的地得了着过吗呢吧啊和与及或并且而但则即也又再还仍更最很较极太已曾正将要会能可应须需必"
    "在从自至到由向对为于以用把被让使令给按据因随沿经比跟当是有无非不没未均都皆共总约近超逾满达占含除加减乘多少大小高低长短新旧上下左右前后内外中里间东西南北边底"
    "来去进出入起回开关做作办请说讲看听问答写读发收建设立查找报送交换管带领学教用买卖网线点面层级式性化率力法"
    "一二三四五六七八九十百千万亿零两几好真想谢常层渐慢快深远早晚天事项点滴方"
)
"""Characters that are words by themselves, or endings of any: two words may meet at them."""


def meetings(text: str) -> dict[int, int]:
    """Where two equal stretches of Chinese characters meet: where the first begins, and how long it is.

    A look at the whole text that costs little: Python's engine tries every length of a repeated word at
    every character, and most reports have none.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    found: dict[int, int] = {}
    if len(codes) < 2:
        return found
    same = codes[1:] == codes[:-1]
    pairs = same.tobytes()
    place = pairs.find(1)
    while place >= 0:
        if "\u4e00" <= text[place] <= "\u9fff":
            found[place] = 1
        place = pairs.find(1, place + 1)
    for length in range(2, min(_LONGEST_DOUBLED, len(codes) // 2) + 1):
        runs = (codes[length:] == codes[:-length]).tobytes()
        place = runs.find(b"\1" * length)
        while place >= 0:
            if _WORD.fullmatch(text, place, place + length):
                found[place] = max(length, found.get(place, 0))
            place = runs.find(b"\1" * length, place + 1)
    return found


def one_too_many(text: str, place: int) -> bool:
    """Whether of the two equal characters from `place` only one belongs there.

    So it is where neither the one can end a word nor the other begin one, and a word of the text has it once:
    落实实措施, 规规范程序; and where the words around stand elsewhere with the character but once.
    Reduplication (层层, 街街巷巷) and words that meet (公开开展) are left alone.
    """
    one = text[place]
    before, behind = text[place - 1 : place], text[place + 2 : place + 3]
    if before == one or behind in (one, text[place + 3 : place + 4]):
        return False
    if before and before == text[place - 2 : place - 1] and _WORD.match(before):
        return False
    if one in _LEVELS:
        if behind in _OF_LEVEL:
            return _BEFORE_LEVEL.search(text[max(0, place - 3) : place]) is not None
        return behind in _NOT_OF_LEVEL and _WORD.match(before) is not None
    if one in _MEET or (one == "作" and _GIVEN.match(text, place + 2)):
        return False
    both = _both(text, place)
    once = text[max(0, place - _AROUND) : place + 1] + text[place + 2 : place + 2 + _AROUND]
    repeated = len(once) == 2 * _AROUND + 1 and _WORD.fullmatch(once) is not None and once in text
    if both < _KNOWN and repeated:
        return True
    ends, begins = _ends(text, place), _begins(text, place + 1)
    strong = max(ends, begins)
    if (ends and begins) or strong < (_COMMON if one in _ALONE or both else _KNOWN):
        return False
    return both * _TIMES < strong and _goes_on(text, place - 1 if begins else place + 2, bool(ends))


def _goes_on(text: str, place: int, onward: bool) -> bool:
    """Whether a word begins at `place` (`onward`) or ends there, or the clause does.

    Otherwise the second of the two may belong to a word that no dictionary has: 广播播报, 耕地地力.
    """
    if not 0 <= place < len(text) or not _WORD.match(text[place]):
        return True
    return (_begins(text, place) if onward else _ends(text, place)) >= _KNOWN


def _ends(text: str, place: int) -> int:
    """How often the most frequent word is met that may end with the character at `place`."""
    starts = range(max(0, place - _LONGEST_WORD + 1), place)
    return max((occurrences(text[start : place + 1]) for start in starts), default=0)


def _begins(text: str, place: int) -> int:
    """The same of the words that may begin with that character."""
    ends = range(place + 2, min(len(text), place + _LONGEST_WORD) + 1)
    return max((occurrences(text[place:end]) for end in ends), default=0)


def _both(text: str, place: int) -> int:
    """How often the two are met as one word (层层), or in a longer one (息息相关), which leaves no doubt."""
    longer = any(
        occurrences(text[start:end])
        for start in range(max(0, place - 2), place + 1)
        for end in range(place + 2, min(len(text), start + _LONGEST_WORD) + 1)
        if end - start > 2
    )
    return _NO_DOUBT if longer else occurrences(text[place : place + 2])
