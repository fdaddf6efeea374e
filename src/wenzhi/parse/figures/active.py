"""Floor 2: what a count is a count of where it is of table two: documents, decisions, charges, procurement.

Takes a mention with its label and the form of its year; gives an indicator id of the contract, or None rather
than a guess. It must not know applications or disputes.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import Mention
from wenzhi.parse.figures.wordings import Tables


def read_active(mention: Mention, label: str, form: int | None, known: Tables) -> str | None:
    """The cell of table two that a count of documents or decisions is of, by the form of 2019 (0) or 2021 (1)."""
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
        if not known.names_cell.search(words):
            continue
        for pattern, ids in known.cells:
            if pattern.search(words):
                return ids[form] or None
    return None


_CHANGE_OF = as_pattern("(许可|处罚|强制|收费)(?:事项|项目)(?:净?增加?了?|新增)#")
_CHANGED = {
    "许可": "licensing",
    "处罚": "penalties",
    "强制": "coercion",
    "收费": "fees",
    "服务": "other_services",
}
_DOCUMENTS = ("规章", "规范性文件", "行政规范性文件")
_DOCUMENT = as_pattern("规章|规范性文件")
_PLAIN_DOCUMENT = as_pattern("(?:(?:现行|继续|仍然?|保留)?有效)(?:的)?文件(?:共|数|总|计|为|有)*#")
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
            "在册",
            "登记在册",
            "在册有效",
            "保有",
            "存量",
        ),
        "现行有效",
    ),
    **dict.fromkeys(("新制", "新定", "制", "出", "发", "订", "新出", "新发", "印"), "制定"),
    **dict.fromkeys(("新公开", "同步公开", "同时公开", "对外公布", "公布", "公开"), "公开"),
    "废": "废止",
}
"""Loose words of what was done to documents, as the patterns of the cells have them."""
_DECIDED = as_pattern("(?:本年度?|全年)?(?:作出)?处理决定(?:数量?)?[为共]*#")
_HANDLED = as_pattern(
    "^#$|(?:(?:行政)?(?:许可|处罚|强制|服务)(?:事项|项目)?(?:\\d+项)?)?(?:全年|本年度?|年内|当年|共|实际|已|均)*(?:办理|办件|办结|办|作出(?:决定)?|实施|决定|受理办结)?(?:数?量)?(?:了|共|计|为)*#$"
)
_ITEMS_LISTED = as_pattern(
    r"(?:^|[,;。、:(])[^,;。、:()\d]{0,8}?(许可|处罚|强制|服务)(?:事项|项目|权力|职权)*(?:[^,;。、\d]{0,4}\d+项)?[^,;。、\d]{0,4}\d+项\)?"
    r"(?:,(?:比|较|与)?[^,;。\d]{0,8}(?:增|减|持平)[^,;。\d]{0,3}(?:\d+项)?)?[,、]?$"
)
"""Before it: how many kinds of such decisions an organ may take."""
_HANDLED_BY = as_pattern("(?:报告期内?|全年|本年度?|年内|当年|共)*(?:办理|处理|办结)(?:了|共)*#")
_HEAD_OF_ITEMS = as_pattern(
    "(?:其他)?(?:对外)?(?:管理)?(?:行政)?(许可|强制|处罚|服务)(?:事项|项目)?"
)
"""A heading (2.其他对外管理服务事项。) whose kind of decision the figures below are of."""
_CASES = ("件", "宗", "起", "次", "例")


def listed_items(mention: Mention, label: str) -> str | None:
    """The kind of decision whose items stand right before how many were taken: 许可6项,办理43件; 许可6项43件."""
    if mention.unit not in _CASES or not _HANDLED.match(label):
        return None
    listed = _ITEMS_LISTED.search(mention.sentence)
    if listed is None and _HANDLED_BY.fullmatch(label):
        listed = _HEAD_OF_ITEMS.fullmatch(mention.head)
    return listed[1] if listed else None


_KIND_OF_DECISION = as_pattern("行政(?:许可|处罚|强制)")
_TERSE = as_pattern(
    "(?:其中|办理|办结|作出|行政|全年|共|各类|[学户]籍、?证明等)*(许可|处罚|强制|采购|服务)"
    "(?:决定|措施|事项|项目|公开|案件|案)?(?:办件|办理|办结)?(?:共|为)*#(?:项目|事项)?$"
)
_BESIDE = as_pattern(
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
_REPEALED = as_pattern("废|失效|清掉|清退|取消")
_IN_USE = as_pattern("管用|在用|执行$|适用$")
_SO_FAR = as_pattern("累计|历年|总数|总量|至今|连往年|加上往年")
_ALL_OF_THEM = as_pattern("(?:规章|规范性文件)(?:现有)?总[数量](?:共|为|达)*#")
_NO_VERB = as_pattern("(?:行政)?(?:规章|规范性文件)(?:[:。,]|就|共|仅|只|有|为)*(?:其中)?#")
"""A figure of documents that nothing more is said of: in the old form, what was made."""
_DONE_TO_IT = as_pattern(
    "^(?:[^#,]{1,4}(?=予以|宣布|仍|尚|并|集中)|予以|同时|并|其中|(?:经)?清理后?|截?[至止]?(?:20\\d\\d年)?(?:年末|年底|期末|末|底)|截[至止][^#]{0,10}?|目前|至今|连往年的|加上往年的|一共|历年(?:制发)?|累计|且|现(?!行|存)|仍|尚|又|另|当年|宣布|到|全年|本年度?|今年|年内|我[局市县区省委厅]|已|共)*"
    "(新制作|新制发|新制定|新制|新定|新公开|同步公开|同时公开|新订|新立|新出台|立|制订|修订|制发|制定|印发|出台|颁布|清理废止|(?:宣布)?废止[和及、或](?:宣布)?失效|(?:宣布)?失效[和及、或](?:宣布)?废止|废止|宣布废止|宣布失效|失效|废除|停止执行|继续(?:执行|适用)|清掉|清退|(?:眼下|现在|目前|还|仍)+(?:管用|在用|执行|适用)|管用|在用|现行有效|继续有效|仍然?有效|保留有效|有效|现行|现存|保留|留存有效|留存|存续|存量|在册有效|(?:登记)?在册|保有|存|废|对外公开总数|对外公开|对外公布|公布|公开(?!目录|指南)|新出|新发|制|订|出|发|印)"
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
    listed = listed_items(mention, label)
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


_PROCURED = as_pattern("(?:政府(?:集中)?|集中)采购[^。;#]{0,18}#")
_NOT_SPENT = as_pattern("节约|节省|预算|结余|收费")
_NO_CHARGE = as_pattern(
    "税费?收入|(?:不|非)(?:属于?|是|列入|计入|算|为|纳入)[^,#]{0,6}(?:行政)?(?:事业)?性?收费"
)
"""税费收入7.3亿元不属行政事业性收费: said to be none of them."""
_NONE_CHARGED = as_pattern("行政事业性收费(?:项目|事项)?#$")
_OF_ITEMS = as_pattern("收费项目(?![^。]*处理费)")
"""培训、考务收费项目5个,全年收费126.4万元: what the items bring in."""
_CHARGED = as_pattern("(?:行政)?收费(?:金额|总额|收入)?(?:共|为|达)*")


def read_fees(mention: Mention, label: str, known: Tables, form: int | None) -> str | None:
    """The cell of charges, or of what procurement cost, that an amount is of."""
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


def charged_beside(mention: Mention, earlier: Sequence[Mention]) -> str | None:
    """处罚3916件。强制437件。收费61.2万元: told right behind what was decided, the fees are the table's."""
    last = next((one for one in reversed(earlier) if one.countable), None)
    beside = last is not None and mention.start - last.end < _BESIDE_DECISIONS
    decided = last is not None and _DECISIONS.fullmatch(last.lead) is not None
    return "active.fees.amount" if beside and decided and _CHARGED.fullmatch(mention.lead) else None


_BESIDE_DECISIONS = 12
_DECISIONS = as_pattern("(?:作出|实施)?(?:行政)?(?:许可|处罚|强制)(?:决定|措施|案件)?")
_GREW = as_pattern(
    "(?:比|较|与)(?:上一?年度?|去年|20\\d\\d年度?)(?:相比)?(?:净|新)?(?:增加?|新增)了?"
)


def changed_items(mention: Mention) -> str | None:
    """行政许可项目11项,比上一年增加1项: the change of the items told right before."""
    listed = _ITEMS_LISTED.search(mention.sentence)
    if listed is None or _GREW.fullmatch(mention.lead) is None:
        return None
    return f"active.{_CHANGED[listed[1]]}.change"
