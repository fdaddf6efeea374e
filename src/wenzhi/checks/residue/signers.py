"""Floor 3: rules of family R, fourth part: who signs the report.

Takes the end of a text; gives whether the organ under it is the one in the title. It must not know dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from wenzhi.base.patterns import as_pattern
from wenzhi.checks.dossier import Dossier
from wenzhi.checks.residue.names import own_names
from wenzhi.checks.residue.signatures import signatures
from wenzhi.checks.residue.toponyms import may_be_place
from wenzhi.checks.rule import PASSED, CannotRun, Outcome, failed, rule, unjudged
from wenzhi.text.abbreviations import shortens
from wenzhi.text.normalize import squeezed

_ORGAN_END = as_pattern(
    r"(?:局|委员会|厅|署|人民政府|政府|办公室|办公厅|办事处|管委会|中心|大学|学院|医院|分局|支队|总队"
    r"|海关|监狱|海事局|林场|农场|学校|中学|小学|幼儿园|公司|集团|保健院|卫生院|图书馆|档案馆|博物馆|台|站)$"
)
_OFFICES = as_pattern(r"(?:人民)?政府(?:办公室|办公厅)?$|政务公开|政务服务|行政审批|党政")
"""A government signs by its office, and the office for others."""
_DIVISION = as_pattern(r"[\u4e00-\u9fff]{2,7}?(?:自治[州县旗]|[省市县区旗])")


@rule("R206")
def signed_by_another(dossier: Dossier) -> Iterator[Outcome]:
    """The organ under the report is the one in its title."""
    meta = dossier.report.meta
    if meta.organization is None or meta.sources.get("organization") == "signature":
        raise CannotRun("机关名称不明 / the organ is not known")
    own = own_names(dossier)
    for match in signatures(dossier):
        name = "".join(match["organ"].split())
        if not _ORGAN_END.search(name):
            continue
        organ = squeezed(meta.organization)
        stranger = _of_a_place_unnamed(dossier, name, organ, own)
        if not stranger and _same_organ(name, organ, own):
            yield PASSED
            continue
        sure = stranger or _of_another_place(name, own) or _another_altogether(dossier, name, organ)
        finding = dossier.finding(
            "R206",
            {"text": name, "organ": meta.organization},
            spans=[match.span("organ")],
            expected=meta.organization,
            actual=name,
            verdict="fail" if sure else "unjudged",
        )
        yield failed(finding) if sure else unjudged(_PERHAPS_ONE, finding)


_PEOPLE = (
    "(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土"
    "|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|俄罗斯|鄂温克|德昂|保安|裕固|京|独龙|鄂伦春|赫哲|门巴|珞巴|基诺)族"
)
_TOWNSHIP = as_pattern(
    f"(?P<stem>[\u4e00-\u9fff]{{2}})(?:(?:{_PEOPLE}){{0,3}}(?P<kind>街道|[镇乡])(?:办事处|人民政府)"
    "|(?P<station>海关|监狱|林场|农场))$"
)
"""A township, its people's name between place and kind, or a station that a place alone tells apart."""


def _of_a_place_unnamed(dossier: Dossier, name: str, organ: str, own: str) -> bool:
    """Whether a signature is of a place that neither the title nor the text names but there.

    What is above the organ, what it is joined with and who signs for it share its place or are told of.
    """
    if not (_DIVISION.search(organ) or _TOWNSHIP.search(organ) or _TOWN_ALONE.search(organ)):
        return False
    named = [(_stem(m[0]), m[0][-1]) for m in _DIVISION.finditer(name) if not _ZONE.search(m[0])]
    township = _TOWNSHIP.search(name)
    if township and (township["kind"] or organ.endswith(township["station"])):
        named.append((township["stem"], township["kind"] or "镇"))
    told = "".join(dossier.flat.split())
    return bool(named) and all(
        len(stem) > 1 and told.count(stem) == 1 and stem not in own and may_be_place(stem + kind)
        for stem, kind in named
    )


_TOWN_ALONE = as_pattern("(?:街道|[镇乡])$")
"""A title names a township without its government: 雾溪苗族乡2019年度…."""
_GOVERNS = as_pattern("人民政府$|办事处$")
_PERHAPS_ONE = "可能是简称、合署或代发 / it may be a short form, a joint office or sign for it"


def _same_organ(name: str, organ: str, own: str) -> bool:
    """Whether a signature is the organ's name, a longer, shorter or shortened form of it."""
    core, mine = _without_place(name), _without_place(organ)
    if _OFFICES.search(name) or _OFFICES.search(organ):
        return not _of_another_place(name, own)
    alike = name in own or organ in name or shortens(core, mine) or shortens(mine, core)
    return alike and not _of_another_place(name, own)


def _without_place(name: str) -> str:
    """The name behind its last division: 水务局 of 临川市云岭县水务局."""
    ends = [match.end() for match in _DIVISION.finditer(name)]
    return name[ends[-1] :] if ends else name


def _of_another_place(name: str, own: str) -> bool:
    """Whether a name's last division is one the report's own names do not have, of a kind they have."""
    places = [m[0] for m in _DIVISION.finditer(name) if not _ZONE.search(m[0])]
    if not places:
        return _heads_differ(name, own)
    organ = own.split("|", 1)[0]
    levels = [m[0][-1] for m in _DIVISION.finditer(organ) if not _ZONE.search(m[0])]
    if [place[-1] for place in places] == levels and any(
        _stem(place) not in own and may_be_place(_stem(place) + place[-1]) for place in places
    ):
        return True  # 青崖市望津区 is not 云汀市望津区
    if any(place in own or _stem(place) in own for place in places):
        return False
    last = places[-1][-1]
    return last in own and (may_be_place(_stem(places[-1]) + last) or _heads_differ(name, own))


_ZONE = as_pattern("(?:开发|示范|合作|试验|实验|度假|保税|产业|风景|名胜|管理|科技|高新|园|新)区$")
"""What names no division by itself: 经济技术开发区."""


def _stem(place: str) -> str:
    """The two characters of a division's name that stand before its kind: 柏川 of 国家税务总局柏川市."""
    return re.sub("自治[州县旗]$|[省市县区旗]$", "", place)[-2:]


_SHORTEST_TAIL = 4
"""Characters that two names must end with in common to be counterparts: 职业学院, 管理委员会."""


def _heads_differ(name: str, own: str) -> bool:
    """Whether two names are alike but for a head that is another's: 东湖湾 and 西岭 before 开发区管理委员会."""
    organ = own.split("|", 1)[0]
    if _TOWN_ALONE.search(organ) and (ending := _GOVERNS.search(name)):
        organ += ending[0]
    pairs = zip(reversed(name), reversed(organ), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    head, mine = name[: len(name) - tail], organ[: len(organ) - tail]
    return tail >= _SHORTEST_TAIL and min(len(head), len(mine)) >= 2 and not set(head) & set(mine)


_BUREAU = as_pattern("(?:局|委员会|厅)$")
_TRADES = frozenset(
    (
        "民政",
        "财政",
        "司法",
        "商务",
        "税务",
        "水务",
        "审计",
        "统计",
        "教育",
        "体育",
        "公安",
        "外事",
        "信访",
        "气象",
    )
)
"""Trades of two characters that share one with another and are never one bureau's two names."""
_ANY_TRADE = as_pattern("社会保障|保障|监督|管理|服务|发展|行政|事务|综合|执法|事业|[业和与]")
"""What bureaus of many trades have in their names: 医疗保障局 and 人力资源和社会保障局 are two."""


def _another_altogether(dossier: Dossier, name: str, organ: str) -> bool:
    """Whether two bureaus of one place have no character of their trades in common, and one is named only here.

    A joint office or one that signs for another is named in the report that it signs.
    """
    core, mine = _without_place(name), _without_place(organ)
    if not (_BUREAU.search(core) and _BUREAU.search(mine)) or core == name or mine == organ:
        return False
    trade, own_trade = (_ANY_TRADE.sub("", _BUREAU.sub("", one)) for one in (core, mine))
    two = trade != own_trade and {trade, own_trade} <= _TRADES
    shared = not two and (set(trade) & set(own_trade) or not (trade and own_trade))
    told = "".join(dossier.flat.split())
    return not shared and told.count(core) == 1 and not _is_named(core, told)


def _is_named(core: str, text: str) -> bool:
    """Whether a text has a short form of a bureau's name: 人社局 of 人力资源和社会保障局."""
    return any(
        shortens(short, core) and short not in core
        for match in _SHORT_NAME.finditer(text)
        for short in (match[0][-size:] for size in _SHORT_SIZES)
    )


_SHORT_NAME = as_pattern("[\u4e00-\u9fff]{4}(?<=[局委厅])")
_SHORT_SIZES = (3, 4)
"""Characters of a bureau's short form: 人社局, 农业农村 and 局 have five and are no short form."""
