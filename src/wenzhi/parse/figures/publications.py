"""Floor 2: what was published: in all, by channel or by category.

Takes a mention with its cue, channel and total's indicator; gives a `published.*` id, or None where the
words tell of no publishing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.cues import Cue
from wenzhi.parse.figures.mentions import Mention
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.figures.wordings import Tables, tables


def read_published(mention: Mention, cue: Cue, label: str, above: str | None) -> str | None:
    """The `published.*` id of a count; `above` is its total's indicator."""
    known = tables()
    part = above is not None and above.startswith("published.")
    if (
        part
        and _ACCOUNT.fullmatch(mention.lead)
        and known.channels.get(mention.channel or "") == above
    ):
        return above  # 微信412条,订阅号260条、服务号152条
    if (mention.unit or "") not in known.published.units or mention.zero:
        return None
    if part and mention.unit == "个" and mention.parent and mention.parent.unit != "个":
        return None  # 信息467条,涵盖10个栏目: where, not what
    sent = mention.unit in _PIECES and _CHANNEL_ALONE.search(mention.lead) is not None
    alone = known.published.excluded.search(label) or (
        not sent and known.excluded_alone.search(label)
    )
    listed = not part and not alone and not _tells_publishing(mention, known)
    if listed and sent and mention.channel in known.channels:
        return known.channels[mention.channel]  # 局网页全年589条
    if (alone and not part) or (listed and not _listed(mention, cue)):
        return _read_plain(mention, cue, known)
    named = vocabulary().scopes.channel.search(mention.label)
    own = part and named is not None and known.channels.get(mention.channel or "") != above
    if mention.channel in known.channels and (not part or above == "published.total" or own):
        if mention.listed and named is None:
            return "published.category"
        if named is not None or not part:
            category = _category(mention, known)
            found = known.channels[mention.channel]
            if found == _OTHER_CHANNEL and (category or part):
                return "published.category"
            if found == "published.website" and not part and _ALL_OF_IT.search(mention.lead):
                return "published.total"
            return "published.category" if category and part else found
    whole = mention.parent
    if part and mention.scope == "quarter" and above != "published.total":
        return above  # 网站发布967条,四个季度分别为201条…
    if part and whole is not None and whole.scope == "cumulative" != mention.scope:
        return above  # 累计公开6777条,其中2019年公开542条
    return "published.category" if part or _category(mention, known) else "published.total"


_ACCOUNT = as_pattern(
    "、?(?:订阅号|服务号|主站|子站|[^,、]{0,6}(?:公众号|视频号|微博号))(?:共|发布|推送)*"
)
_KINDS = as_pattern(
    "、[^,;。]*(?:(?:合计|共计|总计)$|等(?:方面|领域)?(?:的|各类|各种|政府|政务)*信息)"
)
_OTHER_CHANNEL = "published.other_channel"
# 主动公开 is the Regulations' word for all an organ publishes, by whatever way; 网站发布… is not.
_ALL_OF_IT = as_pattern(
    "(?:通过|在|利用|依托|经)[^,]*主动公开(?:政府|政务|各类|各种|的)*信息(?:[共总累]计?)?$"
)
_KIND = as_pattern("(?:信息|类|情况|事项|结果|公示|领域|项目|工作)")


def _listed(mention: Mention, cue: Cue) -> bool:
    """机构信息类:12条 behind 主动公开情况: an item of what its paragraph says was published."""
    words = vocabulary()
    if cue.topic != "published" or mention.unit not in _PIECES:
        return False
    bare = words.lead_strip.sub("", words.tail_strip.sub("", mention.lead))
    return bool(bare) and not any(
        bare.find(verb) >= 0 and not _KIND.match(bare, bare.find(verb) + len(verb))
        for verb in words.verbs
        if len(verb) > 1
    )


_NOTICE = as_pattern(
    "(?:公告|公示|公报|通告|通报|预告|预警|提示|启事|公开信|名单|名录|清单|明细|示意图|白皮书|动态|新闻|要闻|消息|资讯|快讯"
    "|简讯|[日周月季年]报|招标|中标|招投标|成交结果|检测报告|检查结果|抽检结果|处罚结果|录取结果|评审结果|预决算|预算|决算|简章|章程|[\u4e00-\u9fff]{2}结果"
    "|任免|人事信息|信息|价格|收费标准|政策文件|报告书?)(?:信息|公告|公示|公开)?$"
)
"""Nouns for what is put before the public, whatever it is about."""
_NOTICE_UNITS = frozenset(
    {"宗", "批", "批次", "期", "份", "件", "项", "次", "幅", "张", "个", "版"}
)
_NO_SUBJECT = as_pattern(
    "意见|建议|提案|议案|留言|问题|线索|诉求|咨询|提问|制度|措施|举措|办法|任务|指标|标准化|经验|评论|隐患|工单|线路|河|道路"
    "|管线|培训|会议|材料|内部|审查|起草|审核|整改|错|断链|死链|暗链|案例|答复|信访|投诉|举报|栏目|专栏|平台|渠道|申请"
    "|复议|诉讼|文书|批示|粉丝|人员|职责|权力|清单制|规范性|规章|解读|图解|典型|做法|教训|原则|规定|要求|收到|接到|受理|[班课]$|讲座|会$|关停|注销|采用|采纳|吸收|录用|撤稿|下架|退回|删除|撤[下除]|被[^,]{0,6}通报|调查|问卷|横幅|标语|编印|印[发制]|简报|上报|报送|约稿|出刊|印数"
)
"""What is counted in 条 and the like and was not published."""


_GAZETTE = as_pattern("公报》?[^,;。]{0,4}出刊")
"""Issues of a gazette: 出刊6期 tells how often it came out, not what was put in it."""
_MADE = as_pattern("编印|印[发制]|编[发辑]|抽查|检查|监测|巡查|读网|上报|报送|被")
"""Before a channel: it was made, looked at or reported to, not used."""


_SUBJECT = 2
"""Characters of the shortest words that name a subject."""
_INFORMATION = as_pattern("(?:各类|政府|政务|公开)*信息")
"""Right behind a figure: it counts information, whatever it was about: 把417条信息放到网上."""


def _read_plain(mention: Mention, cue: Cue, known: Tables) -> str | None:
    """公众号上新165条, 征收土地公告48批次: what was published, told by channel or subject alone."""
    whole = mention.parent.indicator if mention.parent is not None else None
    if whole is not None and not whole.startswith("published."):
        return None  # 图文解读12篇(文字5篇、短视频3篇)
    if (
        (mention.unit in _SENT or _on_a_board(mention))
        and mention.channel in known.channels
        and not _GAZETTE.search(mention.lead)
    ):
        named = vocabulary().scopes.channel.search(mention.lead)
        behind = mention.lead[named.end() :] if named is not None else ""
        if named is not None and not _NO_SUBJECT.search(behind) and not _MADE.search(mention.lead):
            return known.channels[mention.channel]
    if not _tells_subject(mention, cue, known):
        return None
    plain = vocabulary().scopes.channel.sub("", vocabulary().tail_strip.sub("", mention.lead))
    plain = known.general_object.sub("", plain).strip("与和及、号医院")
    in_all = _INFORMATION.match(mention.tail) or (publishes(mention) and len(plain) < _SUBJECT)
    return "published.total" if in_all else "published.category"


def _on_a_board(mention: Mention) -> bool:
    """宣传栏130张, 橱窗换了72版: sheets put up on it; 展板20张 are the boards themselves."""
    return mention.unit in ("张", "版") and re.search("[栏窗墙]", mention.lead) is not None


def _tells_subject(mention: Mention, cue: Cue, known: Tables) -> bool:
    """征收土地公告48批次, 环境质量类5062条: a subject before a unit of publication."""
    words = vocabulary()
    whole = mention.parent.indicator if mention.parent is not None else None
    if cue.topic in ("applications", "disputes") or mention.adds or whole is not None:
        return False
    noun = words.lead_strip.sub("", words.tail_strip.sub("", mention.lead))
    if not noun and mention.unit in _PIECES:
        noun = mention.tail
    noun = _MARKED.sub("", noun or _clause_before(mention))
    if len(noun) < 2 or _NO_SUBJECT.search(noun) or known.excluded_alone.search(mention.label):
        return False
    if mention.unit in _PIECES:
        return not _acts(noun)
    return mention.unit in _NOTICE_UNITS and _NOTICE.search(noun) is not None


_MARKED = as_pattern(r"^(?:【[^】]*】|[^:]{1,14}:)?")


def _clause_before(mention: Mention) -> str:
    """The words of the clause before a figure that has none: 第一类是工作动态,520条; 救助公示每月一期,共12期."""
    clause = re.split("[,;:()]", mention.reach.rstrip(",:("))[-1]
    return _SAID.sub("", vocabulary().lead_strip.sub("", clause))


_SAID = as_pattern(
    "^第[一二三四五六七八九十]类?[是为]|^[^,]{0,6}[是为](?=[^,]{2,})|(?:每|按|逐)[^,]{1,8}$"
)


def _acts(noun: str) -> bool:
    """Whether words begin or end with an act that is not publishing."""
    return any(
        (noun.startswith(verb) and not _KIND.match(noun, len(verb))) or noun.endswith(verb)
        for verb in vocabulary().verbs - _PUBLISHING
        if len(verb) > 1
    )


_PUBLISHING = frozenset(
    {
        "公开",
        "主动公开",
        "发布",
        "公布",
        "公示",
        "推送",
        "推出",
        "更新",
        "上传",
        "刊发",
        "刊登",
        "刊载",
    }
    | {
        "转载",
        "编发",
        "登载",
        "播发",
        "发表",
        "发出",
        "张贴",
        "新增",
        "建设",
        "实施",
        "通报",
        "整改",
    }
)


def publishes(mention: Mention) -> bool:
    """Whether the words beside a figure tell of publishing."""
    return _tell_of_publishing(mention.intro + mention.label)


@lru_cache(maxsize=256)
def _tell_of_publishing(words: str) -> bool:
    known = tables()
    return known.published.topic.search(known.nouns.sub("", words)) is not None


_POSTED = as_pattern("张贴|张榜|上墙|更换|更新|出刊|编发")
_PIECES = ("条", "条次", "篇", "篇次", "期", "则")
_SENT = (*_PIECES, "期次")
"""Units of what a channel sends."""
_CHANNEL_ALONE = as_pattern(
    "(?<!设)(?:公众号|官网|网站|网页|页面|子站|主页|平台|账号|公告栏|公示栏|公开栏|公开墙|专栏|微信|微博|抖音|视频号)"
    "(?:全年|本年度?|今年|年内|当年|共|共?计|合计|累计|总计)*$"
)
"""Behind these 条 and 篇 count what was sent out, not the channel: “…”公众号127条."""
_NAMES = as_pattern(
    "[“‘「][^”’」]*[”’」]?|^[^“]*”|(?:微信|微博|服务|订阅|视频)号|[^,、]{0,4}(?:频道|子站|板块|账号|平台|页面|主页|专页)"
)


def _tells_publishing(mention: Mention, known: Tables) -> bool:
    if not publishes(mention):
        return False
    thing = known.nouns.sub("", mention.object or "")
    if known.things.search(thing) or known.things.search(known.nouns.sub("", mention.intro)):
        return True
    if mention.channel in ("website", "wechat", "weibo", "new_media") and mention.unit in _PIECES:
        return True
    if mention.channel == "board" and _POSTED.search(mention.lead):
        return True
    named = known.published.topic.sub("", known.general_object.sub("", thing))
    named = vocabulary().scopes.channel.sub("", named).strip("栏号")
    if named:
        return False
    return mention.channel is not None or mention.unit in ("条", "条次", "篇")


def _category(mention: Mention, known: Tables) -> bool:
    """Whether the object names a kind of information, not just information or where it stood."""
    thing = mention.object or ""
    if _KINDS.search(mention.lead):
        return False  # 文件、动态、公告合计26条: kinds of it all, not one of them
    for channel in vocabulary().scopes.channel.finditer(thing):
        if channel[0] == "短视频":
            continue  # what is shown, not where
        thing = " " * channel.end() + thing[channel.end() :]
    thing = _NAMES.sub("", thing.strip())
    return len(known.general_object.sub("", thing).strip("号占共栏")) >= 2
