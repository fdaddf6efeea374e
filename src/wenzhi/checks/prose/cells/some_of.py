"""Floor 3: whether a number tells some of what a cell counts, not all of it.

Takes a count and the words around it; gives whether they pick out some: by a way in, a limit kept, a person,
a share of a figure told behind. It must not know the tables.
"""

from __future__ import annotations

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Count
from wenzhi.checks.dossier import Dossier, part_start
from wenzhi.checks.prose.words import SENTENCE, WHOLE_SENTENCE, WORDS, since, told_before
from wenzhi.text.abbreviations import shortens
from wenzhi.text.normalize import squeezed

_SOME = as_pattern(
    "(?:其中|还有|另有|另外|另|其余|剩余|余下|剩下|剩|部分|也有|有的)(?:的|有|为|共)?$"
)
"""Before a number: it tells some of what is counted, not all."""
_SOME_OF_THEM = as_pattern(
    r"^(?:另|还|也|仅|只|约)?有$|^(?:对|针对|就|将|涉及|关于|有关|围绕|反映|来自)\S{2,14}的$|(?:工作日|期限|时限)(?:之|以)?内[^,;。]{1,6}的(?:有|共|计)?$|重新(?:答复|办理|处理|作出)|提前|延期|延长|展期|顺延|当场|当日|当天|即时|超期|逾期答复|跨年|通过|经由|[以用]\S{1,8}(?:方式|形式)|名(?:申请人|自然人|公民|市民|群众|居民)"
)
"""Words before a number in its clause that pick out some: by a way in, by a limit kept (20个工作日内答复的) or put
off (延长期限答复), by who they are."""
_WITHIN_DAYS = as_pattern(
    r"^(?!.*(?:均|都|全部|所有|一律)).*(?<=个)工作日(?:之|以)?内(?:就|即|便|按期)?(?:予以|作出|依法)?"
    r"(?:答复|办结|回复|办理|处理|办完|答完)(?:完毕)?(?:了|的)?(?:有|共|计|为)*$"
)
"""Before a number: 20个工作日内答复281件, beside those that took longer."""
_OF_THE_WHOLE = as_pattern(
    r"^[,(]?(?:约|仅|只)?占(?:到|了)?[^,;。\d]{0,18}(?:(?P<whole>\d[\d,]*)[件项宗个条份部](?:的|之)?)?[^,;。\d]{0,6}\d[\d.]*%"
)
"""Behind a number of what was decided: the share it is of all (处罚决定23件,占全年作出处罚决定61件的37.7%)."""
_ONE_PERSON = as_pattern(
    "同一|(?:有个|有位|某个?|一位|一名|1名|1位)(?:申请人|群众|村民|市民|居民|企业|律师)|一人|1人(?!次)"
)
"""In the sentence of a number: it is of one applicant."""
_ONE_CASE = as_pattern(r"^(?:有|其中|曾|另)*[一1]件$")
"""At the head of a clause: a single case is told (一件申请列了12项内容)."""
_PREDICATE = as_pattern(
    r"^(?:政府信息公开|信息公开)?(?:的)?(?:申请|案件|复议|诉讼)*(?:案件)?(?:为|被|系|因|属|是由|反映|指向|询问|要求)"
)
"""After a number: something is said of some (有2件申请为同一人提出)."""
_OF_SOME = as_pattern(
    r"(?:[二两三四五2-5][项者类]|前述|上述|以上)(?:合计|共计|总计|之和|相加|共|计)(?:为|有)?$|"
    r"(?<!收到)(?<!接到)(?<!受理)(?<!接收)(?<!新收)(?<!登记)(?<!在案)(?<!在册)(?<!提交)(?<!提出)(?<!办理)(?<!答复)(?<!处理)(?<!年)(?<!内)"
    r"的(?:依申请|(?:政府)?信息)?(?:公开)?申请(?:共|为|有|计)?$"
)
"""Before a number: it tells applications of a kind (一件多问的申请2件) or of several rows (两项合计7件)."""
_BY_SOME = as_pattern(
    r"(?:就|关于|针对|围绕)[^,;。:()]{2,24}(?:提出|提交)的(?:政府)?(?:信息)?(?:公开)?申请(?:共|为|有|计)*$"
    r"|补正后?(?:重新|再次|予以)?(?:受理|答复|办理|公开)的?(?:共|为|有|计)*$"
    r"|(?<![本我全各该])[村镇乡社区街道]的?(?:村民|居民|群众|住户|业主)(?:提出|提交|申请)?的?(?:共|为|有|计)*$"
)
"""Before a number: what some asked for, or one matter was about (就举报处理提出的申请有29件, 上村村民提出3件)."""
_OF_A_CLASS = as_pattern("(?<!各)类(?:政府信息|信息)?(?:公开)?申请(?:共|为|有|计)?$")
"""征地类申请31件 are some of what came in."""
_DECIDED_SO = as_pattern(
    "(?:纠正|撤销|维持|驳回|终止|败诉|胜诉|违法|调解|和解|撤回|撤诉)了?的(?:这|那)?$"
)
"""被纠正的一宗复议 is one of an outcome, not all."""
_ON_A_CLASS = as_pattern(
    r"(?:其中|另外|此外|[(]?[\d一二三四五六七八九十]{1,3}[)、.])*[^,;。:\d]{2,10}(?<![各两三四几种分])类(?:的)?(?:(?:政府)?信息)?(?:公开)?(?:的)?申请"
)
"""At the head of the words before a colon: 征收类申请公开率高:收到31件."""


_AT_MOST = as_pattern(
    "(?:单|同一?|每|任一)[日天周月季次](?:度)?|(?:最[多高大少]|高峰|峰值)[^,;。:]{0,6}?(?:[一1][个天日周次家位处]|单[日周月]|[科处所站室镇村]|月份?|季度|部门|单位)"
    "|[一1](?:天|日|周|个月|个季度)(?:之?内|里|就|便|即)?(?:收到|接到|受理|收|办理|办结|答复)"
)
"""Before a number: what came in on one day, in one month, or to one of several bodies (单日最多收到3件)."""
_IS_MOST = as_pattern(
    r"最[多高大少](?:的|峰)?(?:一?个?)?(?:是|为|在|出现在|系)?[^,;。:\d]{0,8}(?:\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|季度|科室?|处|所|站|镇|街道|村|单位|部门)"
    "(?:最[多高大少])?[,:](?:共|当月|该月|当日|当季|达到?)*(?:新?收到?|受理|接到|办理|办结|答复)?(?:了|申请|政府信息公开)*(?:共|达到?|有|为)*$"
)
"""Before a number, from the clause before: 收到申请最多的是8月,共收到14件."""
_UNIT = as_pattern(
    "(?:^|[,;。:、(])(?:其中|另外|此外|另|20\\d\\d年度?|全年|年内|本年度?|今年|我[局委厅]|本[局委厅]|局|委|厅)*(?P<unit>[\u4e00-\u9fff]{2,12}?"
    "(?:处|所|站|队|中心|分局|院|校|馆|园|公司|集团|厂|场|社区|村|股|科))(?:共|全年|年内|累计|直接|也|自行|单独|各)*"
    "(?:新?收到|接到|受理|接收|办理|办结|答复)(?:了|的)?(?:政府信息公开|信息公开|依申请公开)?(?:申请)?(?:共|计|有|为|达)*$"
)
"""Before a number: a body below the organ took it in (河道管理处收到申请21件)."""
_NO_BODY = as_pattern(
    "^(?:[我本全各该]|依|年|按|由|经)|办公|综合|公开|秘书|文书|政务|法规|法制|审批|窗口|受理|服务|信访|通信|法院|检察|复议|网站|邮"
)
"""The words of a unit that is the whole organ's door, or none at all."""


def is_partial(dossier: Dossier, count: Count) -> bool:
    """Whether a number is told as a part of what its cell counts."""
    told = told_before(dossier.flat, count)
    headed = _headed(dossier.flat, count)
    return (
        _is_share(dossier, count)
        or count.channel is not None
        or _OF_SOME.search(told) is not None
        or _BY_SOME.search(told) is not None
        or (_of_all(count) and _OF_A_CLASS.search(told) is not None)
        or (_of_all(count) and _ON_A_CLASS.match(headed) is not None)
        or (_of_disputes(count) and _DECIDED_SO.search(told) is not None)
        or _SOME.search(told) is not None
        or picks_out(dossier.flat, count)
        or _is_of_one_body(dossier, count)
        or _is_of_a_whole(dossier, count)
        or _is_still_open(dossier, count)
    )


def _is_of_one_body(dossier: Dossier, count: Count) -> bool:
    """Whether what came in or was answered is told of one day or month, or of one body of the organ."""
    if not (count.indicator or "").startswith(_FLOWS):
        return False
    told = told_before(dossier.flat, count)
    if _AT_MOST.search(told):
        return True
    sentence = "".join(since(dossier.flat, count, SENTENCE).split())
    if _IS_MOST.search(sentence):
        return True
    body, own = _UNIT.search(told), squeezed(dossier.report.meta.organization or "")
    if body is None or not own or _NO_BODY.search(body["unit"]):
        return False
    return not shortens(body["unit"], own)


_FLOWS = ("applications.new_received.", "applications.result.total.", "applications.received_and_")


def _headed(flat: str, count: Count) -> str:
    """The words before the last colon of a number's sentence, if there is one."""
    colon = flat.rfind(":", part_start(flat, count.start, SENTENCE), count.start)
    if colon < 0:
        return ""
    return "".join(flat[part_start(flat, colon, WORDS) : colon].split())


def _is_share(dossier: Dossier, count: Count) -> bool:
    """Whether the count is a part of a count of the same thing: by channel, unit or place."""
    if count.parent is None:
        return False
    parent = dossier.report.counts[count.parent]
    return parent.indicator == count.indicator


def _is_of_a_whole(dossier: Dossier, count: Count) -> bool:
    """Whether a number of table two is told as so many per cent of another, larger one."""
    if not (count.indicator or "").startswith("active."):
        return False
    told = _OF_THE_WHOLE.match("".join(dossier.flat[count.end : count.end + 50].split()))
    if told is None:
        return False
    return told["whole"] is None or int(told["whole"].replace(",", "")) > (count.value or 0)


def _is_still_open(dossier: Dossier, count: Count) -> bool:
    """Whether what came in is told as not answered yet: 到年末只有1件企业申请待答."""
    if not (count.indicator or "").startswith("applications.new_received."):
        return False
    return _OPEN_BEHIND.match("".join(dossier.flat[count.end : count.end + 20].split())) is not None


_OPEN_BEHIND = as_pattern("[^,;。、]{0,8}?(?:尚|仍|还)?(?:待答|待办|待复|未答|未办|未复|在办)")


def _of_all(count: Count) -> bool:
    """Whether a number is named as the total of what came in or was handled."""
    return count.indicator in (
        "applications.new_received.total",
        "applications.result.total.total",
    )


def _of_disputes(count: Count) -> bool:
    """Whether a number is named as the total of reviews or suits."""
    name = count.indicator or ""
    return name.startswith(("review.", "litigation.")) and name.endswith(".total")


def picks_out(flat: str, count: Count) -> bool:
    """Whether a total's words name some of what is counted: by a way in, a person, a place."""
    if count.indicator is None or not count.indicator.endswith(".total"):
        return False
    behind = "".join(flat[count.end : count.end + 20].split())
    if _ONE_PERSON.search(since(flat, count, WHOLE_SENTENCE)):
        return True
    if _ONE_CASE.search(told_before(flat, count) + "".join(flat[count.start : count.end].split())):
        return True
    bracketed = flat[: count.start].rstrip().endswith("(") and behind.startswith(")")
    return (
        bracketed
        or _SOME_OF_THEM.search(told_before(flat, count)) is not None
        or _WITHIN_DAYS.search(told_before(flat, count)) is not None
        or _PREDICATE.search(behind) is not None
    )
