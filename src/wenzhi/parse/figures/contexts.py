"""Floor 2: the words around a figure: its clause before and behind, and the thing counted.

Takes a page and its mentions in reading order and fills `lead`, `tail`, `reach`, `intro` and `object`.
Where two figures share a clause the words between them are shared out. It must not know indicators.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import BULLET, Mention, Page
from wenzhi.parse.figures.vocabulary import Vocabulary, vocabulary

_JOINS = as_pattern(r"(?:、|以及|和|及|与|并|或)+")
_DESCRIBED = as_pattern(r"^已经?[^,;。的]{1,6}的([^,;。]{1,12}?)(?:当?中)?$")
_MOST = as_pattern(
    r"(?:居多|最多|居首|最少|次之|为主|持平|相当|相同|一致|不变|方面|情况)$|主要[为是][^,;。]+$|(?:全部|均|都)(?:来自|[为是由])[^,;。]+$|占[^,;。]*(?:成|多数|以上|左右|大头|分之[一二三四五六七八九十])$"
)
_ROSE = as_pattern(
    r"^(?P<what>[^,;。]{0,6}(?:公开|发布|访问|浏览|点击|阅读|播放|关注|粉丝|用户|推送)(?:政府|政务)?(?:信息)?(?:总)?(?:人数|数|量))[^,;。\d]{0,12}$"
    r"|^(?:全年|今年|本年度?|20\d\d年度?|我[局市县区镇委]|收到|受理|提交|政府|政务|信息|公开|依|的)*申请(?:总|数|量|件)*"
    "(?:又|再|为|仍|保持|出现|较上年|比上年|较去年|比去年)*(?:创?[^,;。]{0,4}新高|翻番|(?:有所|明显|大幅|持续|继续)?(?:增加|增长|增多|上升|回升|攀升|减少|下降|回落))$"
)
"""All applications, not one kind of them: 申请量再创新高,共121件."""
_HANDED_IN = as_pattern("(?:一?共|共计|合计|累计)(?:提出|提交|递交)")
_IS = as_pattern(r"^(?:为|是|系|属于|属|来自)(?=[^,;。])")


def read_contexts(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `lead`, `tail`, `reach` and `object` of every mention, which are in reading order."""
    words = vocabulary()
    for index, mention in enumerate(mentions):
        before = mentions[index - 1] if index else None
        after = mentions[index + 1] if index + 1 < len(mentions) else None
        _read_lead(page, mention, before)
        _read_tail(page, mention, after, words)
        _read_behind(page, mention, after)
    _spread_respectively(page, mentions)
    _name_the_former(page, mentions)
    for index, mention in enumerate(mentions):
        before = mentions[index - 1] if index else None
        if mention.object is None:
            mention.object = _object(page, mention, words)
        _carry(page, mention, before, words)


def _carry(page: Page, mention: Mention, before: Mention | None, words: Vocabulary) -> None:
    """What a figure without a verb takes over: 公开预算信息1条、决算信息1条; 培训2场次、120人次."""
    gap = page.text[before.end + len(before.tail) : mention.lead_start] if before else ""
    if before is not None and gap in ("、", ",", "") and not mention.zero:
        sums = words.parts.sums.match(mention.lead) is not None
        alike = gap == "、" or mention.unit == before.unit
        alike = alike or {mention.unit, before.unit} <= words.documents
        changed = CHANGED_TO.fullmatch(mention.lead) is not None
        if mention.object is None and _bare(mention.lead) and not sums:
            mention.object = before.object
            mention.intro = before.object or ""
        elif changed and mention.unit == before.unit:
            # 发布量由2130条增至2560条: of what the first figure is of.
            mention.intro, mention.object = before.intro + before.lead, before.object
        elif alike and not _has_verb(page, mention, words):
            # 制发8件、废止2件,现行有效规章9件、规范性文件64件: what was said last.
            own = before.lead if _STATE.search(before.lead) else ""
            mention.intro = own or before.intro or before.lead
    elif mention.lead_start and page.text[mention.lead_start - 1] in ":—":
        mention.intro = page.text[page.clause_start(mention.lead_start - 1) : mention.lead_start]


_STATE = as_pattern("现行|有效|废止|失效|施行|在用")
"""What a document is: it holds for those told next to it."""
CHANGED_TO = as_pattern(
    "(?:大幅|逐步|已)?(?:清理|整合|合并|并|精简|压减|归并|优化|扩展|扩大|提升|上升|增加|增长|下降|减少|降低|[增升降减调扩])+[至到为]"
)


def _has_verb(page: Page, mention: Mention, words: Vocabulary) -> bool:
    spans = page.tokens(mention.lead_start, mention.start)
    return any(
        page.text[left:right] in words.verbs
        and not _NOMINAL.match(page.text, right)
        and not (page.text[left:right] in _NOUNS and _HEADS.match(page.text, right))
        for left, right in spans
    )


_NOMINAL = as_pattern("(?:类|领域|方面|项目)")


def _read_lead(page: Page, mention: Mention, before: Mention | None) -> None:
    start = page.clause_start(mention.start)
    if before is not None and before.end > start:
        start = mention.lead_start if mention.lead_start > before.end else before.end
    mention.lead_start = start
    mention.lead = page.text[start : mention.start]
    floor = before.end if before else 0
    if _bare(mention.lead) and start > floor:
        opener = page.text[start - 1]
        held = page.bracket(start - 1) if opener == ")" else None
        aside = page.text.rfind("(", floor, start - 1) if opener == ")" else -1
        ahead = page.text[floor : start - 1] if opener == "," else ""
        own = ahead[max(page.clause_start(start - 1) - floor, 0) :]
        most = _MOST.search(ahead) or _ROSE.match(own)
        if most:
            # 企业居多,为14件; 全部公开的最多,达11件: the clause before names it.
            start = max(page.clause_start(start - 1), floor)
            what = most.groupdict().get("what")
            mention.lead = what + mention.lead if what else page.text[start : mention.start]
            mention.lead_start = start
        elif opener == "," and before is not None and _is_share(before, start):
            mention.lead = before.lead + "," + mention.lead  # 自然人的比例为94.1%,共32件
        elif opener == "," and _turns(page, mention):
            # 申请量同比下降三成,由91件减至62件: the clause before names what fell.
            start = max(page.clause_start(start - 1), floor)
            mention.lead = page.text[start : mention.lead_start - 1] + mention.lead
            mention.lead_start = start
        elif aside >= 0:
            # 作其他处理(含主动撤回)3件: the bracket tells more of the words before it.
            start = max(page.clause_start(aside), floor)
            mention.lead = page.text[start:aside] + mention.lead
            mention.lead_start = start
        elif held is not None and before is not None and held[0] < before.start:
            # 收到申请(含上年结转2件)31件: the bracket with a figure tells more of the words before it.
            inside = page.text[held[0] : start]
            mention.lead = page.text[page.clause_start(held[0]) : held[0]] + inside + mention.lead
        elif opener in ":—" or (opener == "(" and page.text[mention.end : mention.end + 1] == ")"):
            start = max(page.clause_start(start - 1), floor)
            mention.lead = page.text[start : mention.lead_start - 1] + mention.lead
            mention.lead_start = start
    reach = max(page.sentence_start(mention.start), floor)
    mention.head = page.head(mention.start)
    mention.sentence = page.text[page.sentence_start(mention.start) : mention.lead_start]
    mention.behind = page.text[mention.end : page.sentence_end(mention.end)]
    mention.reach = page.text[reach : mention.lead_start] if reach < mention.lead_start else ""


def _is_share(before: Mention, start: int) -> bool:
    """Whether the figure right before the clause at `start` is a share of something."""
    share = vocabulary().parts.share.search(before.lead) is not None
    return share and not before.countable and before.end == start - 1


def _turns(page: Page, mention: Mention) -> bool:
    """Whether a figure is told as what another was before: 由91件减至62件."""
    behind = CHANGED_TO.match(page.text, mention.end)
    return mention.lead in ("由", "从") and behind is not None


@lru_cache(maxsize=1024)
def _bare(lead: str) -> bool:
    return not vocabulary().tail_strip.sub("", lead) or _HANDED_IN.fullmatch(lead) is not None


def _read_tail(page: Page, mention: Mention, after: Mention | None, words: Vocabulary) -> None:
    end = page.clause_end(mention.end)
    shared = after is not None and after.start < end
    if after is not None and shared:
        end = after.start
    pause = page.text.find("、", mention.end, end)
    if pause >= 0 and after is not None and shared and _told_first(page, mention, pause, after):
        end = _divide(page, mention, after, words)
        after.lead_start = end
    elif pause >= 0:
        end = pause
        if after is not None and shared:
            after.lead_start = pause + 1
    elif after is not None and shared:
        end = _divide(page, mention, after, words)
        after.lead_start = end
    mention.tail = page.text[mention.end : end]


_BEHIND = as_pattern(
    r"(?:—+|–+|-+|:)(?P<thing>[^,;。:()\n]{2,30})|,(?P<place>[^,;。:()\n\d]{2,24})(?=[;。\n]|$)"
)
_OPENS_LINE = as_pattern(BULLET)


def _read_behind(page: Page, mention: Mention, after: Mention | None) -> None:
    """◆26件——新制作规范性文件: a figure at the head of its line, what it counts told behind a dash."""
    behind = _BEHIND.match(page.text, mention.end)
    if behind is None or (after is not None and after.start < behind.end()):
        return
    start = max(
        page.paragraph_start(mention.start),
        *(page.text.rfind(mark, 0, mention.start) + 1 for mark in ";:。"),
    )
    if not _OPENS_LINE.fullmatch(page.text, start, mention.start):
        return
    if behind["thing"]:
        mention.lead, mention.tail = behind["thing"], ""
    elif vocabulary().scopes.channel.search(behind["place"]):
        mention.lead, mention.tail = behind["place"], ""  # 401条,区政府网站;192条,公众号


def _told_first(page: Page, mention: Mention, pause: int, after: Mention) -> bool:
    """16个村公开党务、村务信息356条: a verb before the pause and words behind it are the next figure's."""
    words = vocabulary()
    return pause + 1 < after.start and any(
        page.text[left:right] in words.verbs for left, right in page.tokens(mention.end, pause)
    )


def _divide(page: Page, mention: Mention, after: Mention, words: Vocabulary) -> int:
    """Where the words between two figures of one clause part: at 和 or before the next verb."""
    start, end = mention.end, after.start
    text = page.text[start:end]
    opening = _JOINS.match(text)
    if opening:
        return start + opening.end()
    if CHANGED_TO.match(text):
        return start  # 由33件上升为47件
    for left, right in page.tokens(start, end):
        word = page.text[left:right]
        if word in words.verbs or word in words.adverbs:
            barred = _BARRED.search(page.text, start, left)
            return barred.start() if barred else left
    if re.search(r"(?:、|以及|和|及|与|并|或)$", text):
        return end
    return start if not _bare(mention.lead) else end


_BARRED = as_pattern("(?:法律|法规|依法|明令)?禁止$")
"""Right before a verb: 其余5件分属禁止公开1件 is of what may not be made public."""


def _spread_respectively(page: Page, mentions: Sequence[Mention]) -> None:
    """申请、复议、诉讼分别为3件、1件、0件 (or 各3件、1件、0件): give each figure its own item as lead."""
    for index, mention in enumerate(mentions):
        said = _RESPECTIVELY.fullmatch(mention.lead)
        if said is None:
            continue
        head, verb = said["head"], said["verb"]
        if not head and page.text[mention.lead_start - 1 : mention.lead_start] == ",":
            # 科研机构、公益组织关注数据,分别提出1件和5件: the clause before names them.
            before = mentions[index - 1].end if index else 0
            start = max(page.clause_start(mention.lead_start - 1), before)
            head = page.text[start : mention.lead_start - 1]
            opened = page.text.rfind("(", before, start)
            if opened >= 0 and page.text[start - 1] == ")":
                # 经由子站(下称子站)、公众号及微博,依次为…: an aside without figures parts no list.
                head = page.text[max(page.clause_start(opened), before) : opened] + head
        run = [mention]
        for following in mentions[index + 1 :]:
            if page.text[run[-1].end : following.start] not in ("、", "和", "及", ","):
                break
            run.append(following)
        chiefly = _CHIEFLY.search(head)
        items = [item for item in _JOINS.split(chiefly["items"] if chiefly else head) if item]
        if len(run) < 2 or len(items) < len(run):
            continue
        quarter = _QUARTER.match(items[-1])
        named = [
            one + quarter[1] if quarter and len(one) == 1 else one for one in items[-len(run) :]
        ]
        told, of, _ = named[0].rpartition("的")
        for item, target in zip(named, run, strict=True):
            # 现行有效的规章和规范性文件分别为…: what is said of the first holds for all.
            target.lead = (told + of if item is not named[0] else "") + item + verb
            target.object = None if not item else vocabulary().lead_strip.sub("", item) or None


def _name_the_former(page: Page, mentions: Sequence[Mention]) -> None:
    """5件和3件——前者为行政复议,后者为行政诉讼: give each figure what is said of it behind."""
    if "前者" not in page.text:
        return
    for first, second in pairwise(mentions):
        if page.text[first.end : second.start] not in ("、", "和", "及", "与", ","):
            continue
        said = _FORMER.match(page.text, second.end)
        if said is None:
            continue
        for mention, name in ((first, "former"), (second, "latter")):
            mention.lead, mention.tail, mention.object = said[name], "", said[name]


_RESPECTIVELY = as_pattern("(?P<head>.*)(?:分别|依次|各(?=[为有是占]?$))(?P<verb>.*)", re.DOTALL)
_CHIEFLY = as_pattern("以(?P<items>[^以]+)为主$")
_FORMER = as_pattern(
    "[^,;。:\\n—-]{0,4}[—–\\-,:;(]*前者(?:为|是|系|指|属于?)?(?P<former>[^,;。()\\n\\d]{2,20})[,;]"
    "后者(?:为|是|系|指|属于?)?(?P<latter>[^,;。()\\n\\d]{2,20})"
)
_QUARTER = as_pattern("[一二三四](季度.*)")
"""一、二、三季度发布量分别为: said of each quarter."""


def _object(page: Page, mention: Mention, words: Vocabulary) -> str | None:
    """The thing counted: the noun phrase behind the figure, or else before it."""
    behind = _phrase_behind(page, mention, words)
    if behind:
        return behind
    before = _phrase_before(page, mention, words)
    if before:
        return before
    lead = words.lead_strip.sub("", words.tail_strip.sub("", mention.lead))
    if lead and lead not in words.adverbs:
        return lead
    # 政府信息公开申请,全年共收到3件: the thing was named a clause before.
    reach = re.split(r"[,;:()]", mention.reach.rstrip(",:("))[-1]
    return words.lead_strip.sub("", words.tail_strip.sub("", reach)) or None


def _phrase_behind(page: Page, mention: Mention, words: Vocabulary) -> str:
    described = _DESCRIBED.match(mention.tail)
    if described:
        return described[1]
    if CHANGED_TO.match(page.text, mention.end):
        return ""  # 由33件上升为47件
    copula = _IS.match(mention.tail)  # 其中1件为当面申请
    opening = mention.end + (copula.end() if copula else 0)
    end = opening
    stop = mention.end + len(mention.tail)
    spans = list(page.tokens(end, stop))
    for number, (left, right) in enumerate(spans):
        word = page.text[left:right]
        last = number == len(spans) - 1
        if word in words.adverbs or (word in words.verbs and (number == 0 or not last)):
            break
        end = right
    phrase = page.text[opening:end].removesuffix("的")
    return _AT_ITS_ENDS.sub("", phrase)


_AT_ITS_ENDS = as_pattern("^[的“”]+|(?:、|以及|和|及|与|并|或|[“”])+$")
_NOUNS = frozenset({"建设", "实施", "处理", "维护", "审核", "审查", "办理", "落实", "调整", "整改"})
_HEADS = as_pattern("信息|类|领域|情况|结果|方面")


def _phrase_before(page: Page, mention: Mention, words: Vocabulary) -> str:
    lead = words.tail_strip.sub("", mention.lead)
    start, end = mention.lead_start, mention.lead_start + len(lead)
    if page.text[start:end] != lead:
        return ""
    place = start
    for left, right in page.tokens(start, end):
        word = page.text[left:right]
        noun = word in _NOUNS and _HEADS.match(page.text, right)
        joined = left > start and page.text[left - 1] in "和及与"
        if word in words.verbs and right < end and not joined and not noun:
            place = right
    phrase = page.text[place:end].removeprefix("了")
    return words.lead_strip.sub("", phrase if phrase.strip("“”‘’") else "")
