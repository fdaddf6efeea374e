"""Floor 3: whose number it is: what in its sentence says that a number is not the organ's own.

Takes a count and the words around it; gives whether they name another bearer (the government above, a
court, a unit below, a wider region), another business (licences, complaints, a review decided rather than
undergone), another year or a mere difference. It must not know the tables.
"""

from __future__ import annotations

import re

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, Number, part_start
from wenzhi.checks.forms import table_of
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE, since, told_before, until
from wenzhi.text.abbreviations import shortens
from wenzhi.text.normalize import squeezed

_STOPS = ",;。:(、"
_BEHIND = 40
"""Characters behind a number within which its sentence says that it is left out."""
_ORGAN = (
    r"(?:局|委员会|委|厅|办公室|办公厅|政府|署|法院|检察院|中心|街道|集团|公司|部门|单位)"
    r"(?:网站|办(?:公室)?)?(?!信息公开|长|员|托|任|派|公|理|结|件|事|案|复)"
)
_OPENING = (
    r"(?:^|(?<=[,;。:(、\n•·◆]))"
    r"(?:其中|截至[^,]{2,10}|20\d\d年度?|全年|年内|本年度?|今年|另外|此外|[-—\d.]{1,3})*"
)
"""A clause begins, perhaps with the time: what stands here is its subject."""
_ABOVE = as_pattern(
    _OPENING
    + r"(?P<organ>(?:(?P<place>[\u4e00-\u9fff]{0,5}?)(?P<level>[省市县区旗盟]|州(?!市))|国家|国务院|上级)"
    + r"(?P<rest>[\u4e00-\u9fff]{0,10}?"
    + _ORGAN
    + r"))"
)
"""An organ named by its level at the head of a clause: 市政府规范性文件…, 市水务局全年答复…."""
_IN_THE_NAME = as_pattern(
    r"以[\u4e00-\u9fff]{0,6}?(?:政府|党委|县委|市委|区委|办公室)(?:的)?名义|(?:代|替|为)[\u4e00-\u9fff]{0,4}政府(?:办公室)?(?:起草|拟|审核)"
)
_BELOW = as_pattern(
    r"(?:\d+|[一二三四五六七八九十两各多几])[个家](?:分局|县局|区局|基层|下属|乡镇|镇街|县区|县\(市|学校|医院|站所|派出所)"
    r"|(?:[局委厅办镇乡街]|街道|机关)?(?:下属|所属|直属|[局委厅办镇]属|下辖|辖区|派驻|基层)[\u4e00-\u9fff]{0,8}?(?:[所站队院校厂]|中心|单位|公司|机构|企业|村|社区)"
    r"|(?<=、)[\u4e00-\u9fff]{2,4}(?:所|站|队|厂)(?=新?收到?|受理|办)"
)
_THAT_ONE = as_pattern("该(?:[局队委厅院校站所办镇县区市街]|单位|公司|中心|部门|机构|企业)(?!长)")
"""An organ just named: 该队全年收到3件."""
_OTHER_APPLICATION = as_pattern(
    "(?:审批|许可|备案|登记|补助|补贴|救助|资助|入学|转学|立项|用水|取水|用地|用海|贷款|理赔|退税|减免|仲裁|复核|鉴定|认定|执行|入住|准入|资质|专利|商标|招标|就业|公租房|低保)(?:的)?申请"
)
"""Applications for other things than information."""
_OTHER_REQUEST = as_pattern(
    "申请(?:复制|复印|查阅|借阅|使用|参观|领取|补办|开通|入[馆园学职]|贷款|减免|退税|加入|认证|职称|开户|变更|延期)"
)
"""What was applied for is a service: 读者申请复制地方志38次."""
_OWN_NAME = as_pattern("rejected|administrative_query|enforcement_file")
"""Rows of the form whose names hold words of other business."""
_APPLICANT_IS_OURS = as_pattern("(?:收到|受理|答复)我[县市区镇乡街村]")
"""县自然资源局收到我镇村民的申请13件: ours are the applicants, not the organ."""
_OURS = as_pattern(r"我[局委厅办街镇乡院校站会馆队]|本[局委厅办街镇乡院校站机单部]")
_REGION = as_pattern(r"全(?P<level>[省市县区州旗国盟])")
_IN_THE_REGION = as_pattern("[省市县区州旗](?:里|内|上)(?!机关)")
"""区里全年收到260件,我局7件: what the place's government counts."""
_ELSEWHERE_TO = as_pattern(r"向[^,;。]{1,14}?(?:申请|提出|咨询|反映|查询|了解)$")
"""Before a number: applicants are sent to another organ."""
_WITHDRAWN = as_pattern(
    r"(?:撤回|撤销|(?<!视为)(?<!视同)放弃|更正|补登)(?:了)?(?:的)?(?:[\u4e00-\u9fff]{0,6}申请书?)?(?:的)?(?:有)?$"
)
_HELP = as_pattern(
    r"(?:指导|协调|督促|督办|指引|带动)[^,;。]{0,12}?(?:局|委|厅|办|单位|部门|乡镇|街道|县|区|基层|下级)|邀请|聘请|约见|法律顾问|律师(?:参与|审核|协助)|抽查|抽检|评查|会商"
)
_FEES = as_pattern(r"处理费|收费|费用|金额|收取")
_BUSINESS = as_pattern(
    r"办件|医患|工单|热线|许可(?!处)|审批|(?:投诉|举报)(?!类|、|等|申请|投诉|举报)|来电|来访|执法(?!案卷)|检查"
    r"|(?:产|权|婚姻|户口|户籍|企业|工商|商事|主体|车辆|出生|社团|组织)登记|登记(?!受理|在册|收|编号|后|件|并|的?申请)"
    r"|(?<!行政)查询(?!指引|途径|方式|渠道)|邮件|档案|病历"
)
"""Before a number and after the last 申请 of its sentence: the business told is another one."""
_YEAR_BEFORE = as_pattern("去年|上一?年|同期")
_TAKEN_OVER = as_pattern("结|转|遗留|未|没|剩|余|存|承|移|跨|旧|带")
"""Words of applications taken over from the year before."""
_LEFT_BEHIND = as_pattern("结转|遗留|转[来入过]|剩")
_DIFFERENCE = as_pattern(r"(?:(?<!新)增加|净增|净减|增多|减少|下降|上升)(?:了|收)?$")
_OFF_THE_LIST = as_pattern(
    f"(?:{_DIFFERENCE.pattern}|(?:取消|新增|承接|下放|划[转入出]|移[交出]|合并|[核调压精]?[减增]|削减|精简|撤销|清理|停[征止]|免征)(?:了|掉)?$)"
)
"""收费项目取消1项: what a list of items lost or gained."""
_AT_FIRST = as_pattern(
    "(?:[年期岁]初|(?:上一?|前一?|去)年度?(?:[年末底期]|结)|上期)(?!.*(?:[年期]末|年底))"
)
_DISPUTE = as_pattern("被申请人|被告|原告|第三人")
"""In the clause of a number taken for applications: it is of reviews or suits."""
_AS_REVIEWER = as_pattern(
    r"作为(?:行政)?复议(?:机关|机构)|复议机关(?:全年|年内|本年度?|共)*(?:受理|审理|办理|收到|审结)|(?:受理|审理|办理|承办|审结|代理|收到)[^,;。]{0,12}?复议(?!答复|应诉)|作为第三人"
)
_NOT_OF_DISCLOSURE = as_pattern(
    r"与(?:(?:政府)?(?:信息)?公开(?:工作|事项|申请|答复)?|依申请公开|此|之|本条例)(?:并|均|都|全|全然|概|皆)?(?:无关|无涉|无干|不相关|不相干|没有关系|无关系)|[不非未](?:是|属于?|涉及?|为)?(?:政府)?信息公开|均?为[\u4e00-\u9fff]{2,8}争议"
    r"|属(?:于)?(?:业务|执法|民事|其他)(?:类)?案件"
    r"|[均都全](?:为|是|属)于?(?:行政)?(?:执法|处罚|许可|征收|拆迁|工伤|社保|劳动|土地|山林|治安|交通)[^,;。\d公开]{0,4}案"
)
_OTHER_DISPUTE = as_pattern(
    "(?:纠纷|争议|合同|劳动|工伤|民事|刑事|侵权|赔偿|地界|执行|债务|婚姻|物业)(?:类|方面|的)?(?:行政)?(?:诉讼|案件|官司|复议|打官司)"
)
"""医疗纠纷诉讼9件 are no suits about disclosure."""
_CAUSED = as_pattern(r"(?P<cause>[^,;。:、(]{2,20}?)(?:引发|引起|导致|产生|提起)的")
"""Before a number of disputes: what they arose from."""
_ABOUT_DISCLOSURE = as_pattern("公开|申请|答复|告知|信息")
_MANY_YEARS = as_pattern(
    r"(?:[近前这过]|过去)?(?:[二两三四五六七八九十]|\d{1,2}|几|数|多)年(?:来|间|以来|里|中)|近[二两三四五六七八九十\d]{1,2}年|历年|任期内"
)
_NAMED_YEAR = as_pattern(r"(?<!\d)(20\d\d)年(?!报)")
_DISCLAIMED = as_pattern(
    r"不(?:再|予)?(?:单独|重复)?(?:计入|列入|纳入|汇入|计数|统计|在(?:此列|统计|其内|内))|未(?:计入|列入|纳入|汇入|列统)"
    r"|(?:另行|分别|自行|单独|各自)(?:编报|统计|公布|编制|填报|报告|发布年报)|(?:不属于?|不是|并非|非|不适用)[^,;。\d]{0,6}(?:条例|信息公开|依申请|行政事业性收费)"
)
"""Behind a number and before the next: it is left out of what the report counts."""
_NO_DISCLOSURE = as_pattern(r"(?:不属于?|不是|并非|非)(?:政府)?信息公开")
"""In the clause before a number: what is counted is no application for information."""
_CONSULTED = as_pattern("征[求询]|询问|意见")
_ASKED = as_pattern(
    r"(?:第三方|权利人|利害关系人|相关方)[^。;]{0,40}?(?:不?同意|反对|不愿意?|许可)(?:公开)?(?:者|的|其中)*(?:有|共|为|计)*$"
)
"""Before a number: what third parties said when asked (征求第三方意见17件,第三方同意公开者6件), no answer given."""
_FOR_ANOTHER = as_pattern(
    r"为第三人|以(?![我本])[^,;。]{1,10}(?:为|作为)(?:被告|被申请人)|(?<![我本][局委厅办])为(?:被告|被申请人)、"
)
"""Suits and reviews that another organ has to answer."""
_YEAR_HEAD = as_pattern(r"(?:^|[。;,])(?P<year>20\d\d)年(?:度|全年)?:[^。;]*$")
_ONE_ORGAN = as_pattern(
    r"(?:政府办(?:公室)?|本级|(?<![全各])[市县区州省](?:直|级)?[\u4e00-\u9fff]{0,10}?(?:局|委|厅|办|部门|单位)|乡镇|街道|其余|其他)(?:自身|本身|机关)?(?:均|各|分别|共|直接|全年|本年)*(?:新?收到?|受理|办理|办结|答复|接收)?(?:了|申请)*$"
)
"""Before a number: one organ, or some, of those a government reports for."""
_DISCLOSURE = as_pattern(
    r"(?:(?:其中|涉及|属于?)[^,;。]{0,4}|[,、(])(?:政府)?信息公开[^,;。]{0,6}\d"
)
"""After a number of disputes: how many of them were about disclosure."""
_DIVISION = as_pattern(r"[\u4e00-\u9fff]{1,7}?(?P<level>[省市县区旗盟镇乡]|州(?!市)|街道)")


def of_another(dossier: Dossier, count: Count, vouched: bool = False) -> bool:
    """Whether the sentence around a number says that it is not the organ's own work of the year.

    Where the numbers beside it are those of the table (`vouched`), words of another business do not count:
    撤回 or 登记 then tell how an application ended or came in.
    """
    clause = _back_to(dossier.flat, count.start, ",;。:(\n")
    sentence = _back_to(dossier.flat, count.start, SENTENCE)
    return (
        (is_disclaimed(dossier, count.end) and not _is_of_a_register(dossier, count))
        or _of_another_organ(dossier, clause, sentence)
        or _of_another_business(dossier, count, clause, sentence, vouched)
        or _of_another_year(dossier, sentence)
        or _of_other_money(count, sentence)
        or _of_other_years(dossier, count, clause)
    )


def is_disclaimed(dossier: Dossier, end: int) -> bool:
    """Whether what ends at `end` is said to be left out of what the report counts (不计入, 不属信息公开)."""
    behind = "".join(re.split(r"[。;\n]", dossier.flat[end : end + _BEHIND])[0].split())
    told = _DISCLAIMED.search(behind)
    return told is not None and re.search(r"\d", behind[: told.start()]) is None


def _is_of_a_register(dossier: Dossier, count: Count) -> bool:
    """Whether decisions are told as left out of what was published: 处罚612件的结果另行归集,不计入前述条数."""
    if not (count.indicator or "").endswith(".decisions"):
        return False
    behind = "".join(
        re.split(r"[。;\n]", dossier.flat[count.end : count.end + 2 * _BEHIND])[0].split()
    )
    return _OF_WHAT_IS_PUBLISHED.search(behind) is not None


_OF_WHAT_IS_PUBLISHED = as_pattern(
    "不(?:再)?(?:重复)?计入(?:前述|上述|以上|前列|公开)?(?:的)?(?:条数|公开条数|信息条数|发布量)"
)


def is_difference(dossier: Dossier, count: Count) -> bool:
    """Whether a number says by how much something rose or fell (申请增加4件)."""
    told = _back_to(dossier.flat, count.start, _STOPS)
    listed = (count.indicator or "").endswith(".previous_items")
    return (_OFF_THE_LIST if listed else _DIFFERENCE).search(told) is not None


def is_of_the_opening(dossier: Dossier, count: Count) -> bool:
    """Whether a stock is the one the year began with: 年初现行有效14件."""
    stock = (count.indicator or "").endswith((".in_force", ".published_total"))
    return stock and _AT_FIRST.search(_back_to(dossier.flat, count.start, _STOPS)) is not None


def is_of_one_organ(dossier: Dossier, count: Count, value: Number) -> bool:
    """Whether a smaller number in a government's report is one of its organs': 区政府办收到18件."""
    if dossier.report.meta.organ_kind != "government":
        return False
    if (count.value or 0) >= value:
        return False
    return _ONE_ORGAN.search(told_before(dossier.flat, count)) is not None


def is_of_wider_kind(flat: str, count: Count, value: Number) -> bool:
    """Whether a larger number is of all disputes: 应诉案件28件,其中信息公开类3件."""
    disputes = table_of(count.indicator or "") == "review"
    if not disputes or (count.value or 0) <= value:
        return False
    return _DISCLOSURE.search("".join(until(flat, count, SENTENCE).split())) is not None


def is_of_fees(dossier: Dossier, count: Count) -> bool:
    """Whether the clause of a number speaks of money (信息处理费为零)."""
    own = dossier.flat[count.start : count.end]
    return _FEES.search(_back_to(dossier.flat, count.start, ",;。:(\n") + own) is not None


_KEPT = as_pattern("[入建]库|文件库|数据库|法规库|资料库|目录|汇编|历年|累计|标[注识明]|台账")


def is_of_a_stock(dossier: Dossier, count: Count, value: Number) -> bool:
    """Whether more documents are told as no longer in force than the year repealed: of all that are kept.

    入库文件1207件,其中现行有效486件、已废止或失效721件.
    """
    if not (count.indicator or "").endswith(".repealed") or (count.value or 0) <= value:
        return False
    if _KEPT.search(since(dossier.flat, count, WHOLE_SENTENCE)):
        return True
    counts = dossier.report.counts
    return count.parent is not None and any(
        one.parent == count.parent and (one.indicator or "").endswith(".in_force") for one in counts
    )


def _back_to(flat: str, place: int, marks: str) -> str:
    """What stands before `place` since the last of `marks`, without blanks."""
    start = part_start(flat, place, marks)
    return "".join(flat[start:place].split())


def _of_another_organ(dossier: Dossier, clause: str, sentence: str) -> bool:
    """Whether another organ, or a wider region, is the last bearer named before the number."""
    ours = max((match.end() for match in _OURS.finditer(clause)), default=0)
    if _APPLICANT_IS_OURS.search(clause):
        ours = 0
    told = clause[ours:]
    if _IN_THE_NAME.search(told) and not _governs(dossier):
        return True
    named = _ABOVE.search(told) if not ours else None
    if named is not None and not _is_own(dossier, named) and not _REVIEWS.match(told, named.end()):
        return True
    if (_BELOW.search(told) or _THAT_ONE.search(told)) and not _governs(dossier):
        return True
    if any(_is_wider(dossier, match["level"]) for match in _REGION.finditer(told)):
        return True
    return _IN_THE_REGION.match(told) is not None and not _governs(dossier)


def _governs(dossier: Dossier) -> bool:
    return dossier.report.meta.organ_kind in ("government", "office")


def _own_level(dossier: Dossier) -> str | None:
    """The level the organ's name ends its place with: 区 of 临川市望江区民政局."""
    name = squeezed(dossier.report.meta.organization or "")
    levels = [match["level"] for match in _DIVISION.finditer(name)]
    return levels[-1] if levels else None


def _is_wider(dossier: Dossier, level: str) -> bool:
    """Whether 全市, 全省 is wider than the place whose name ends in another word."""
    own = _own_level(dossier)
    return own is not None and level != own


def _is_own(dossier: Dossier, named: re.Match[str]) -> bool:
    """Whether an organ named by its level can be the reporting one, or one it reports for."""
    name, level = squeezed(dossier.report.meta.organization or ""), named["level"]
    own = _own_level(dossier)
    if "法院" in named["rest"] or "检察院" in named["rest"]:
        return "院" in name
    if own is None or not name:
        return True
    place = _MAKING.sub("", named["place"] or "")
    if level != own or (place and place not in name):
        return False
    if dossier.report.meta.organ_kind == "office" and named["rest"].endswith("政府"):
        return False  # the office's tables may be its own or the whole government's
    return _governs(dossier) or shortens(named["rest"], name)


_MAKING = as_pattern("^(?:制定|制发|出台|印发|修订|修改|废止|公布|发布|起草|审核|全年|共)+")
"""Before an organ's level: what is done, and no place's name (制定省政府规章6件)."""
_REVIEWS = as_pattern(r"(?:依法|均|已|共)?(?:决定|予以)?(?:纠正|撤销|维持|责令|变更|确认违法)")
"""Behind the organ above: it decides on the own organ's doing (县政府纠正了1件)."""


def _of_another_business(
    dossier: Dossier, count: Count, clause: str, sentence: str, vouched: bool
) -> bool:
    if _NO_DISCLOSURE.search(clause) or _OTHER_APPLICATION.search(clause):
        return True
    bracketed = _back_to(dossier.flat, count.start, ",;。:\n")
    if _HELP.search(bracketed) or _ELSEWHERE_TO.search(clause):
        return True
    if (count.indicator or "").startswith("applications."):
        if _DISPUTE.search(clause) or _OTHER_REQUEST.search(clause):
            return True
        if _CONSULTED.search(sentence) and _ASKED.search(sentence):
            return True
        if "复议申请" in sentence and _FOR_REVIEW.search(sentence):
            return True
        if vouched:
            return False
        if _WITHDRAWN.search(clause) or _lacks_its_word(count, sentence):
            return True
        if _OWN_NAME.search(count.indicator or ""):
            return False  # 信访、投诉、举报 or 行政查询 is the row's own name
        return _BUSINESS.search(sentence.rpartition("申请")[2]) is not None
    if not (count.indicator or "").startswith(("review", "litigation")):
        return False
    behind = "".join(re.split("[。;\n]", dossier.flat[count.end : count.end + 60])[0].split())
    if _NOT_OF_DISCLOSURE.search(behind) or _FOR_ANOTHER.search(clause):
        return True
    excluded = _NOT_OF_DISCLOSURE.search(sentence)
    if excluded is not None and "公开" not in sentence[excluded.end() :]:
        return True
    if _OTHER_DISPUTE.search(clause):
        return True
    cause = _CAUSED.search(sentence)
    if cause is not None and _ABOUT_DISCLOSURE.search(sentence) is None:
        return True
    decides = _governs(dossier) or "司法" in (dossier.report.meta.organization or "")
    if count.section != "review" and _is_of_other_disputes(dossier, count):
        return True
    reviewing = _AS_REVIEWER.search(sentence.rpartition("被")[2])
    if reviewing is None:
        return False
    return decides or reviewing[0].startswith(("作为", "复议机关"))


_FOR_REVIEW = as_pattern("复议申请(?!.*(?:申请|公开))")
"""Before a number taken for applications: those for a review are told (复议申请128件,受理113件)."""
_OTHER_MATTER = as_pattern(
    "应诉|出庭|执法|处罚|强制|征收|征地|拆迁|补偿|物业|工伤|社保|涉税|税务|治安|土地|规划|劳动|纠纷|合同|确权|登记|许可"
    "|代(?:理|表)?(?:[省市县区旗州]|本级)?(?:人民)?政府|以(?![我本])[^,;。]{0,8}政府为"
)
"""In a sentence that says nothing of disclosure: what the disputes that it tells are of, or whose."""
_DECIDES = as_pattern("受理|审理|审结|办理|承办|在审|不予受理|调解|决定书|复议机[关构]")
_DECISIONS_SHOWN = as_pattern("公开[^,;。]{0,6}决定书|决定书[^,;。]{0,16}公开|复议申请")


def _is_of_other_disputes(dossier: Dossier, count: Count) -> bool:
    """Whether a sentence outside the section on reviews tells disputes of the organ's business, none of disclosure.

    行政应诉:以我局为被告的案件11件,主要是物业纠纷. What an office of justice takes in and decides are others' reviews.
    """
    flat = dossier.flat
    own = flat[count.start : count.end]
    told = since(flat, count, WHOLE_SENTENCE) + own + until(flat, count, WHOLE_SENTENCE)
    told = _DECISIONS_SHOWN.sub("", _NOT_OF_DISCLOSURE.sub("", "".join(told.split())))
    if _ABOUT_DISCLOSURE.search(told):
        return False
    reviews = "司法" in (dossier.report.meta.organization or "")
    decides = reviews and _DECIDES.search(told) is not None
    wider = not _governs(dossier) and _REGION.search(told) is not None
    return decides or wider or _OTHER_MATTER.search(told) is not None


def _of_other_money(count: Count, sentence: str) -> bool:
    """Whether an amount taken for the charges of table two is said to be of taxes, fines or spending."""
    charges = (count.indicator or "").startswith("active.fees")
    return charges and _OTHER_MONEY.search(sentence.rpartition("收费")[2]) is not None


_OTHER_MONEY = as_pattern(
    "税[费收款金]|罚[款没]|没收|土地出让|预算|决算|经费|补[助贴偿]|社保费|公积金"
)


def _lacks_its_word(count: Count, sentence: str) -> bool:
    """Whether a row's own word is not said: 再次申请同一事项1件 need not have been rejected as 重复."""
    indicator = count.indicator or ""
    if "carried_over" in indicator and _YEAR_BEFORE.search(sentence):
        if count.zero_by_negation and _LEFT_BEHIND.search(count.text):
            return False  # 上年无结转
        return _TAKEN_OVER.search(sentence) is None  # 去年同期收到8件 is no carry-over
    return "rejected_repeat" in indicator and "重复" not in sentence


def _of_other_years(dossier: Dossier, count: Count, clause: str) -> bool:
    """Whether a number's own clause is of many years (五年来), or names only years not reported on."""
    stock = (count.indicator or "").endswith((".in_force", ".published_total"))
    if _MANY_YEARS.search(clause):
        return not stock  # 历年公开总数 is the cell's own
    named = {int(year) for year in _NAMED_YEAR.findall(clause)}
    year = dossier.report.meta.year
    carried = (count.indicator or "").startswith("applications.carried_")
    return bool(named) and year is not None and year not in named and not carried


def _of_another_year(dossier: Dossier, sentence: str) -> bool:
    """Whether the words before a number are headed by another year: 2021年度:申请8件,复议1件."""
    head = _YEAR_HEAD.search(sentence)
    year = dossier.report.meta.year
    return head is not None and year is not None and int(head["year"]) != year
