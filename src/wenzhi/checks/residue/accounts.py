"""Floor 3: an account or a site that has the own office's name behind another place: “丰宁水务”微信公众号.

Takes an organ's name and a line of prose; gives where such an account is named as one that the organ keeps. Whether
that place is one above the own one is asked of the gazetteer and of the words around.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.residue.stand_ins import TOWNSHIPS, office_of, own_kind
from wenzhi.checks.residue.toponyms import clause_around, may_be_place
from wenzhi.parse.meta.places import gazetteer
from wenzhi.text.abbreviations import shortens
from wenzhi.text.dictionary import occurrences

_ACCOUNT = as_pattern(
    r"“(?P<place>[\u4e00-\u9fff]{2})(?P<kind>街道|镇|乡)?(?P<what>[\u4e00-\u9fff]{2,8})”"
    r"(?=(?:官方|政务)?(?:微信|微博|抖音|视频号|公众号|公众平台|新媒体|头条|APP|小程序|客户端|网站))"
)
_A_WORD = 20
"""Occurrences in the dictionary's corpus from which on two characters are a word and no place nobody knows."""
_OF_OTHERS = as_pattern("市局|省局|省厅|县局|区局|上级|总局|转[发载]|关注|县级|市级|省级|融媒")
"""In the clause: the account is one of an organ above or beside."""


def foreign_accounts(organ: str, own: str, text: str) -> Iterator[tuple[int, int]]:
    """Where an account of the own office stands under a place that none of the `own` names has."""
    named = office_of(organ)
    township = own_kind(own) in TOWNSHIPS
    for said in _ACCOUNT.finditer(text):
        place, what = said["place"], said["what"]
        if shortens(place, own) or not may_be_place(place + "县"):
            continue
        if any(place + ending in gazetteer() for ending in ("省", "市", "自治区", "州")):
            continue
        listed = any(place + ending in gazetteer() for ending in "县区旗")
        if not (listed or said["kind"]) and occurrences(place) >= _A_WORD:
            continue  # “阳光水务”
        trade = named is not None and shortens(what, named[0]) and what[0] == named[0][0]
        town = said["kind"] is not None and township
        if (trade or town) and not _OF_OTHERS.search(clause_around(text, *said.span())):
            yield said.span("place")
