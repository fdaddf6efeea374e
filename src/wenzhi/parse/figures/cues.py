"""Floor 2: what the words beside a figure say of it: its table, row, column and kind of list.

Takes a page with its mentions and gives one `Cue` for each, from its own label and the topic of its
paragraph. It must not know totals, scopes or what the count will be taken for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import SectionKind
from wenzhi.parse.figures.mentions import BULLET, Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.figures.wordings import Row, Tables, tables

RESULT_KINDS = frozenset({"result", "denied", "unavailable", "rejected", "other"})


class Cue(msgspec.Struct, frozen=True, gc=False):
    """What the words beside a figure alone say of it: its table, row, column and kind of list."""

    table: str | None
    row: str | None = None
    column: str | None = None
    kind: str | None = None
    topic: str | None = None


def read_cues(page: Page, mentions: Sequence[Mention], section: SectionKind) -> list[Cue]:
    """What each mention's own words say, given the topic of its paragraph."""
    topics = _topics(page)
    cues: list[Cue] = []
    for mention in mentions:
        topic = _topic_at(page, mention, topics, section)
        cue = replace(_cue(mention, topic), topic=topic)
        cue = _left_over(mention, cue, _before(mentions, cues))
        if cue.row is None and cue.kind is None and _opens_topic(page, mention, mentions):
            cue = replace(cue, table="applications", row="new_received", kind="flow")
        if cue.column == "other_org" and not _ORGANISED.search(mention.label):
            cue = _rest(cue, _kind_before(mentions, cues))
        cues.append(cue)
    for place, (mention, following) in enumerate(zip(mentions, cues[1:], strict=False)):
        # 新收117件,…;结转4件;应办121件: carried over, since what there is to handle comes next.
        if _CARRIED.fullmatch(mention.lead) and following.row == "received_and_carried":
            cues[place] = replace(cues[place], row="carried_over", kind="flow")
    return cues


def _kind_before(mentions: Sequence[Mention], cues: Sequence[Cue]) -> str | None:
    """The kind of the last figure that is no share: 无法提供的7件,占28%;其他3件."""
    last = len(cues) - 1
    while last >= 0 and not mentions[last].countable:
        last -= 1
    return cues[last].kind if last >= 0 else None


_ORGANISED = as_pattern(
    "组织|[协商学工]会|委员会|[村居业]委会|团体|申请人|主体|机构|法人|处理|情形|结果"
)


def _rest(cue: Cue, kind: str | None) -> Cue:
    """其他1件 alone: a kind of applicant in a list of applicants, of result in one of results."""
    if kind == "applicant":
        return replace(cue, row=None, kind="applicant")
    if cue.row == "result.other" and kind in (*RESULT_KINDS, "flow"):
        return replace(cue, column=None, kind="result")
    return replace(cue, row=None, column=None, kind=None)


_LEFT = as_pattern("(?:剩|剩余|剩下|余下|其余|尚有|还有|尚余|仍有|另有?)的?$")


_WAS_ANSWERED = as_pattern(
    "(?!(?:尚|还|暂|均|都)?(?:未|没|待|需|须|将|拟))[^,;。:()未待将拟]{0,24}(?:答[复毕]|办[结毕]|回复|公开|提供|处理完|作出|完成|送达|告知|告结)"
)
"""Behind what is left: it was answered too, so that none of it is carried forward."""
_CARRIED_ON = as_pattern(
    r"[^,;。:()结转\d][^;。:()结转]{0,30}?,[^,;。:()\d转]{0,8}(?:结转|转入|转至|移至|留待|延至|顺延至?)[^,;。\d]{0,4}(?:下一?年|次年|明年|来年|20\d\d年)"
)
"""另有1件因12月底收到,结转下年度继续办理: of what is left, a clause behind says that it is carried on."""
_CARRIED = as_pattern("(?:另|另有|加上|连同|以及)?结转(?:办理|件|申请)?")


def _before(mentions: Sequence[Mention], cues: Sequence[Cue]) -> Cue | None:
    """What the figure before says, shares left out: 办结9件,办结率90%,另有1件."""
    place = len(cues) - 1
    while place > 0 and mentions[place].unit == "%":
        place -= 1
    return cues[place] if cues else None


def _left_over(mention: Mention, cue: Cue, before: Cue | None) -> Cue:
    """年内答复1件,还有1件…: what is left beside the answered is carried forward.

    新收86件、结转4件: what is carried, told right beside what came in, came from the year before.
    """
    if before is None:
        return cue
    if before.row == "new_received" and _CARRIED.fullmatch(mention.lead):
        return replace(cue, table="applications", row="carried_over", kind="flow")
    carried_on = cue.row in (None, "new_received") and _CARRIED_ON.match(mention.behind)
    if carried_on and before.table == "applications" and _LEFT.search(mention.lead):
        return replace(cue, table="applications", row="carried_forward", kind="result")
    if cue.row is not None or before.row != "result.total":
        return cue
    if not mention.countable or not _LEFT.search(mention.lead):
        return cue
    if _WAS_ANSWERED.match(mention.behind):
        return cue  # 延期答复9件,其余62件均在20个工作日内答复
    return replace(cue, table="applications", row="carried_forward", kind="result")


def _opens_topic(page: Page, mention: Mention, mentions: Sequence[Mention]) -> bool:
    """依申请公开方面,本年39件: the first figure of what is announced as applications came in."""
    if mention.unit not in _CASES or not mention.head or not _OF_A_TIME.fullmatch(mention.lead):
        return False
    if mention.tail or not _ANNOUNCED.search(mention.head):
        return False
    since = page.head_place(mention.start)
    return not any(since <= one.start < mention.start for one in mentions)


_CASES = ("件", "宗", "起", "笔", "份")
_ANNOUNCED = as_pattern("申请(?:与|和|及|办理|公开|答复|情况|处理|接收|受理|件|$)")
_OF_A_TIME = as_pattern(
    "(?:20\\d\\d年(?:度|全年)?|全年|本年度?|今年|当年|年内|一年来|总|一?共|共?计|合计|仅|只|有|为)*"
)


def _topics(page: Page) -> list[tuple[int, str]]:
    """Places where the paragraph turns to applications, to disputes or to publishing."""
    known = tables()
    found = [
        (match.start(), name)
        for name, pattern in (
            ("applications", known.applications.topic),
            ("disputes", known.disputes.topic),
            ("published", known.told_published),
        )
        for match in pattern.finditer(page.text)
    ]
    return sorted(found)


_FILES = ("文件", "公文", "稿件")
_ATTRIBUTES = as_pattern("公文[^。;]{0,30}属性|公开属性|属性[^。;]{0,10}公文")
"""What is said beside it of 依申请公开 and 不予公开 is how files are to be treated."""


def _topic_at(
    page: Page, mention: Mention, topics: list[tuple[int, str]], section: SectionKind
) -> str | None:
    if _ATTRIBUTES.search(mention.sentence + mention.lead):
        return None
    floor = page.paragraph_start(mention.start)
    end = mention.end + len(mention.tail)
    if floor and floor - page.paragraph_start(floor - 1) < _HEADING:
        floor = page.paragraph_start(floor - 1)  # a line that only names what follows
    floor = _above_list(page, floor)
    behind = bisect_left(topics, (end, ""))
    if behind and topics[behind - 1][0] >= floor:
        place, topic = topics[behind - 1]
        earlier = place < mention.lead_start - len(mention.sentence)
        if earlier and _TURNED_TO.search(mention.sentence + mention.lead):
            return None  # …。受理社保类信访86件,办结86件
        return topic
    above = _topic_above(page, floor, topics) if section in ("overview", "extra") else None
    if above is not None:
        return above
    if section in ("overview", "extra") and behind < len(topics):
        close = page.sentence_end(mention.end)
        place, topic = topics[behind]
        if topic == "applications" and place < page.sentence_end(close + 1):
            return topic  # 答复17件。其中,予以公开9件: what follows tells of what
        if topic == "disputes" and place < close:
            return topic  # 维持3件、纠正1件,合计复议4件
    return _SECTION_TOPICS.get(section)


def _topic_above(page: Page, floor: int, topics: list[tuple[int, str]]) -> str | None:
    """The topic of the lines above, for a line whose heading is a row of them: 上年转入:25件."""
    if not _ROW_HEAD.match(page.text, floor):
        return None
    start = floor
    for _ in range(_LINES_ABOVE):
        if not start:
            return None
        start = page.paragraph_start(start - 1)
        known = bisect_left(topics, (floor, ""))
        if known and topics[known - 1][0] >= start:
            topic = topics[known - 1][1]
            return topic if topic == "applications" else None
    return None


_LINES_ABOVE = 6
_ROW_HEAD = as_pattern(
    rf"{BULLET}(?![^,;。:\d\n]{{0,6}}(?:案件|信访|投诉|举报|咨询|仲裁|调解|工单))(?:(?:本年|全年)?(?:上年|往年|旧存|期初|转入|转下|转出|结转|新收|来源|来件|申请人|受理方式|提交方式|办结|办理"
    r"|答复|结果|去向|处理|小计|总计|自然人|个人|公民|企业|法人|律师|不予|无法|部分公开|予以公开)[^,;。\n]{0,8}?(?::|——|[^\n]{0,2}\d))"
)
"""How a line begins that is one row of what came in or was answered."""


def _above_list(page: Page, floor: int) -> int:
    """Where the line above a list begins, if it has a mark of another kind: ●申请 ○收到13件 ○公开7件."""
    mark = page.text[floor : floor + 1]
    start = floor
    while start and mark in _ITEM_MARKS and page.text[start] == mark:
        start = page.paragraph_start(start - 1)
    return start if page.text[start : start + 1] in _HEAD_MARKS else floor


_ITEM_MARKS = tuple("○◇□▪•·-")
_HEAD_MARKS = tuple("●◆■★▲")
_HEADING = 30
"""A paragraph of fewer characters is a heading of the next one."""


_TURNED_TO = as_pattern(
    r"(?:收到|接到|受理|接收|接待|办理|处理|答复|回复)[^,;。:()\d]{0,8}(?:信访|投诉|举报|咨询|工单|来信|来访|留言|诉求)(?:案件|件|事项)?(?:共|累计|合计|有)*\d"
    r"|^(?:信访|投诉|举报|咨询)件|^[^,;。:()\d]{0,10}(?:立案|案件|仲裁|调解|审计|执法|账号)"
)
"""In a sentence: from here on it is of other business that came in, though the one before was of applications."""
_SECTION_TOPICS = {"applications": "applications", "review": "disputes", "active": "published"}


def _cue(mention: Mention, topic: str | None) -> Cue:
    if not mention.countable:
        return Cue(None)
    known = tables()
    label = label_of(mention)
    if _NAMES_IT.match(mention.tail):
        label = "#" + mention.tail  # 复议与诉讼:3件复议,1件诉讼
    if known.disputes.topic.search(label) and not known.disputes.excluded.search(label):
        return _dispute_cue(label, known)
    overturned = _OVERTURNED.search(label) and known.disputes.topic.search(mention.sentence)
    if overturned or (topic == "disputes" and not known.applications.topic.search(label)):
        if known.disputes.topic.search(mention.head) and _CAME_UP.fullmatch(label):
            return _dispute_cue(mention.head + label, known)
        outcome = _first(known.outcomes, label)
        concluded = known.unknown_outcome.search(label) or _CONCLUDED.match(label)
        if outcome is not None or concluded:
            return Cue("disputes", None, outcome.id if outcome else None, "outcome")
        return Cue(None)
    if known.applications.topic.search(label) and not _ATTRIBUTES.search(mention.sentence):
        topic = "applications"
    if topic == "applications" and not known.applications.excluded.search(label):
        cue = application_cue(mention, label, known)
        if cue.row is not None or cue.kind is not None:
            return cue
    return _publication_cue(mention)


_OVERTURNED = as_pattern("(?:处理|答复|办理)[^#,]{0,4}被[^#,]{0,6}(?:纠正|撤销|维持|变更|确认)")
"""被申请复议47件,其中原处理结果被纠正的5件 tells how reviews ended, not what was answered."""
_NAMES_IT = as_pattern(
    "(?:行政)?(?:复议|诉讼)(?:案件|案|申请)?(?!$|后|和|与|及|、)|(?:行政)?(?:复议|诉讼)(?:案件|案|申请)?$"
)
_CONCLUDED = as_pattern("(?:其中|已|均)*(?:审结|结案|判决|了结|办结|结)的?#")
_CAME_UP = as_pattern(
    "(?:[^#,]{0,8}[:】])?(?:20\\d\\d年(?:度|全年)?|全年|本年度?|今年|当年|年内|一?共|新|被)*"
    "(?:收案|收到|收|发生|受理|立案|引发|涉及|办理|有)?(?:申请|案件)?[共为有]*#(?:申请|案件)?"
)
"""Under a heading 复议 or 诉讼 these words name no more than that there was a case."""


def _publication_cue(mention: Mention) -> Cue:
    words = vocabulary()
    if mention.unit in words.documents and words.scopes.channel.search(mention.lead):
        return Cue("published", None, None, "channel")
    if mention.unit in ("人", "名", "个人") and _POSTS.search(mention.lead):
        return Cue("staff", None, None, "post")
    return Cue(None)


_POSTS = as_pattern("(?:全职|专职|兼职|专岗|兼岗)(?:人员|工作人员)?[为有共]*$")


def label_of(mention: Mention) -> str:
    """The clause with `#` for the figure; for a zero, with what was denied before it."""
    if mention.zero:
        return f"{mention.lead}{mention.phrase or mention.object or ''}#{mention.tail}"
    return mention.label


def _dispute_cue(label: str, known: Tables) -> Cue:
    label = _THOSE.sub("的#", label)
    label = _UPHELD_BEFORE.sub("复议后", _OF_THIS_ONE.sub(r"\1#", label))
    of_all = _ALL_OF_THEM.search(label) and not _SOME_OF_THEM.search(label)
    told = label if "#" not in label or not of_all else label.partition("#")[0]
    outcome = _first(known.outcomes, told + "#" if told != label else label)
    column = outcome.id if outcome else None
    if column is None and _REJECTED.search(label):
        return Cue("disputes", None, None, "outcome")  # 1件驳回复议申请
    for name in known.blocks:
        if known.blocks[name].search(label):
            block = "block" if name in ("after_review", "direct") else "root"
            return Cue("disputes", name, column, "outcome" if column else block)
    return Cue("disputes", None, column)


def application_cue(mention: Mention, label: str, known: Tables) -> Cue:
    """What a label says where applications are spoken of."""
    if mention.unit is not None and mention.unit not in known.applications.units:
        return Cue(None)
    if mention.zero and _COMPLAINED.search(label):
        return Cue(None)
    if mention.unit == "个" and "申请" not in mention.sentence + label:
        return Cue(None)  # 账号年初11个,关停3个,年末9个
    thing = mention.object
    label = _THOSE.sub("的#", label)
    # None of several rows (公开出版物、大量反复申请均为0) is none of each, and says nothing of those beside them.
    row = _first(known.rows, label) if mention.value == 0 else _row(known.rows, label)
    column = _first(known.columns, label)
    told = row is not None and row.kind == "flow" and row.id != "carried_over"
    if told and not (_of_applications(thing, known) or "申请公开" in label):
        row = None
    elif row is not None and row.id == "new_received" and _DESCRIBED.search(label):
        row = None  # 有3件为同一人申请: says what they are, not that they came in
    if known.general.search(label):
        column = None
    elif _OF_ALL.search(label) and not _THE_REST.match(label):
        # 都是居民提的,没有企业来申请: what is denied is not told of all.
        column = _first(known.columns, mention.phrase) if mention.zero else None
    if row is not None and _several(row, known.rows, label):
        return Cue("applications", None, None, "result")
    if row is not None and row.kind == "flow" and _A_TOPIC.search(label):
        row = None
    if row is not None and row.id == "result.granted" and mention.tail.startswith(_FILES):
        row = None  # 在公开的86件文件中
    if row is not None and row.id == "result.rejected_petition" and CAME_AS_SUCH.search(label):
        row = None
    kind = row.kind if row else None
    if kind in RESULT_KINDS and column is not None and not _HANDED_IN.search(label):
        column = None  # 涉企业商业秘密不公开3件: whose secret, not who applied
    if column is not None and kind in (None, "flow"):
        kind = "applicant"
    elif kind in (None, "flow") and _receipt(mention) and _of_applications(thing, known):
        kind = "receipt"
    return Cue("applications", row.id if row else None, column.id if column else None, kind)


def _row(rows: Sequence[Row], label: str) -> Row | None:
    """The row a label names; the row above them where it names several kinds of one refusal."""
    first = _first(rows, label)
    if first is None or first.kind not in _REFUSALS:
        return first
    if _GROUNDS.search(label):
        head = next(row for row in rows if row.id == f"result.{first.kind}")
        if head.match.search(label):
            return head
    alike = (row for row in rows if row.kind == first.kind and row is not first)
    if not any(row.match.search(label) for row in alike):
        return first
    return next(row for row in rows if row.id == f"result.{first.kind}")


def _several(first: Row, rows: Sequence[Row], label: str) -> bool:
    """不予公开及不予处理213件: one figure for several rows that have none above them."""
    if tables().several.search(label):
        return True
    heads = {f"result.{kind}" for kind in _REFUSALS}
    return first.id in heads and any(
        row.id in heads and row is not first and row.match.search(label) for row in rows
    )


_GROUNDS = as_pattern("等(?:各种|多种|种种|若干)?(?:原因|缘由|情形|情况|理由|方面|因素|缘故)")
"""由于不掌握等原因无法提供7件: the ground named is one of several."""
_THOSE = as_pattern("(?<![前后记患学作读业费用营愿动发理资与供需])者(?:共|有|为|计|仅)*#")
"""转送有关机关者2件: in the hand of statutes those that were, not who did."""
_A_TOPIC = as_pattern(
    "(?:稽查|检查|监测|检测|评估|考核|处罚|执法|核查|调查|督查|审计|整改|抽检|验收|招标|评审|鉴定)[^#,]{0,2}处理(?:结果|情况|意见|决定)?[为是有共约]*#"
    "|(?:事故|纠纷|案件|违建|违章|垃圾|污水|信访|投诉|举报)(?:调查)?处理(?:结果|情况|意见)?[为是有共约]*#"
    "|处理(?:结果|情况|意见|决定)(?:类|方面|信息|公告|公示)?[为是有共约]*#"
)
"""What was asked about, not what was done with it: 欠税公告、稽查处理结果…,分别为6件、8件."""
CAME_AS_SUCH = as_pattern(
    "(?:收到|接到|受理|接收|接待|承办|(?<![不再][予办])(?:办理|处理|答复|回复))了?(?:各类|群众|网上|网络|来信来访|[^#,按作转属]{1,6}类)?"
    "(?:信访|投诉|举报|咨询|上访|纠纷|维权)(?:投诉|举报)?(?:案件|件|事项|诉求)?(?:共|累计|合计|有)*#(?!申请)"
)
"""办理信访件42件, 收到咨询61件 came in as such; no application was taken for one."""
_COMPLAINED = as_pattern(
    "(?:投诉|举报|信访|上访|来信|来访|咨询|异议|意见|批评|质疑|纠纷|[问追]责|责任追究|约谈)"
    "(?:案件|件|事项|情况|情形|问题|现象)?#"
    "|(?:更正|不满|投诉|举报|来访)[^#]{0,14}(?:申请|请求|情况|情形|问题|现象|事件)#"
)
"""What did not come in was a complaint, not an application: 未收到有关信息公开工作的举报投诉."""
_REJECTED = as_pattern("^(?:其中|另|另有)?#(?:被)?(?:裁定|判决|决定)?(?:驳回|调解)")
_ALL_OF_THEM = as_pattern(
    "#(?:全部|均|都|皆|已|经|由|最终|结果)"
)  # 复议3件全部维持: a claim about the three
_SOME_OF_THEM = as_pattern(
    "[中里](?:,?其?中?有|,?仅有?|,?只有|,?的)?#(?!全部|均|都|皆)"
)  # 复议案件中有2件结果被纠正
_UPHELD_BEFORE = as_pattern(
    "复议(?:机关|决定)?维持(?:之)?后"
)  # …再起诉: the review's, not the suit's
_OF_THIS_ONE = as_pattern("(复议|诉讼|案件|申请)#[系因].*$")  # 行政复议1件系申请人撤回后终止
_OF_ALL = as_pattern("(?:均|都|全部|皆|一律)[^#,]{0,4}(?:来自|[为由是系])(?=[^#,])")
_HANDED_IN = as_pattern("提出|提交|递交|申请|来自|^[^#,]{0,8}#$")
_THE_REST = as_pattern("(?:其余|剩余|余下|剩下|另)的?#")
_REFUSALS = frozenset({"denied", "unavailable", "rejected"})
_DESCRIBED = as_pattern(r"^(?:其中|有|另有)*#[为系是属](?!(?:本机关)?(?:收到|新收|受理))")


def _of_applications(thing: str | None, known: Tables) -> bool:
    """Whether the thing counted may be an application: 收到意见382条 is none."""
    if not thing or known.application_things.search(thing):
        return True
    return _first(known.rows, thing + "#") is not None or _first(known.columns, thing) is not None


RECEIPT = frozenset({"online", "in_person", "mail", "fax", "email", "phone"})


def _receipt(mention: Mention) -> bool:
    """Whether the figure counts applications by the way they came in."""
    named = vocabulary().scopes.channel.search(mention.label)
    return named is not None and (named.lastgroup in RECEIPT or named.lastgroup == "other")


def _first(rows: Sequence[Row], label: str) -> Row | None:
    return next((row for row in rows if row.match.search(label)), None)


def same_family(one: Cue, other: Cue) -> bool:
    """Whether two cues may stand side by side in one breakdown."""
    if one.table != other.table:
        return False
    return one.kind == other.kind or {one.kind, other.kind} <= RESULT_KINDS
