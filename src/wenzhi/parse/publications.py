"""Floor 2: what was published: in all, by channel or by category.

Takes a mention with its cue, channel and total's indicator; gives a `published.*` id, or None where the
words tell of no publishing.
"""

from __future__ import annotations

import re

from wenzhi.parse.cues import Cue
from wenzhi.parse.mentions import Mention
from wenzhi.parse.vocabulary import vocabulary
from wenzhi.parse.wordings import Tables, tables


def read_published(mention: Mention, cue: Cue, label: str, above: str | None) -> str | None:
    """The `published.*` id of a count; `above` is its total's indicator."""
    known = tables()
    part = above is not None and above.startswith("published.")
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
        return None
    if mention.channel in known.channels and (not part or above == "published.total"):
        named = vocabulary().scopes.channel.search(mention.label)
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


_KINDS = re.compile(
    "、[^,;。]*(?:(?:合计|共计|总计)$|等(?:方面|领域)?(?:的|各类|各种|政府|政务)*信息)"
)
_OTHER_CHANNEL = "published.other_channel"
# 主动公开 is the Regulations' word for all an organ publishes, by whatever way; 网站发布… is not.
_ALL_OF_IT = re.compile(
    "(?:通过|在|利用|依托|经)[^,]*主动公开(?:政府|政务|各类|各种|的)*信息(?:[共总累]计?)?$"
)
_KIND = re.compile("(?:信息|类|情况|事项|结果|公示|领域|项目|工作)")


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


def publishes(mention: Mention) -> bool:
    """Whether the words beside a figure tell of publishing."""
    known = tables()
    return (
        known.published.topic.search(known.nouns.sub("", mention.intro + mention.label)) is not None
    )


_POSTED = re.compile("张贴|张榜|上墙|更换|更新|出刊|编发")
_PIECES = ("条", "条次", "篇", "篇次", "期", "则")
_CHANNEL_ALONE = re.compile(
    "(?<!设)(?:公众号|官网|网站|网页|页面|子站|主页|平台|账号|公告栏|公示栏|公开栏|公开墙|专栏|微信|微博|抖音|视频号)"
    "(?:全年|本年度?|今年|年内|当年|共|共?计|合计|累计|总计)*$"
)
"""Behind these 条 and 篇 count what was sent out, not the channel: “…”公众号127条."""
_NAMES = re.compile(
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
    return len(known.general_object.sub("", thing)) >= 2
