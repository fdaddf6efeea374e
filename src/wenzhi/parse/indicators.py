"""Floor 2: what a count is a count of: cells of the official tables, and things only prose tells.

Takes a mention with its label, the topic of its sentence and its total; gives an indicator id of the
contract, or None rather than a guess. The patterns are data: `data/indicators.toml`, which also lists
the ids that stand for several cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from wenzhi.base.records import SectionKind
from wenzhi.base.resources import read_toml
from wenzhi.parse.mentions import Mention, Page
from wenzhi.parse.vocabulary import vocabulary

SOURCE = "indicators.toml"
_RESULT_KINDS = frozenset({"result", "denied", "unavailable", "rejected", "other"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row or column that words may name; `kind` groups rows that stand side by side."""

    id: str
    match: re.Pattern[str]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """An indicator only prose has, with where its words must stand."""

    id: str
    units: frozenset[str]
    object: re.Pattern[str] | None
    label: re.Pattern[str] | None
    wide: re.Pattern[str] | None
    excluded: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Topic:
    """When a label speaks of applications, of disputes, or of table two."""

    topic: re.Pattern[str]
    excluded: re.Pattern[str]
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything `indicators.toml` says, compiled."""

    applications: Topic
    several: re.Pattern[str]
    general: re.Pattern[str]
    application_things: re.Pattern[str]
    rows: tuple[Row, ...]
    columns: tuple[Row, ...]
    disputes: Topic
    authority: re.Pattern[str]
    about: re.Pattern[str]
    blocks: dict[str, re.Pattern[str]]
    outcomes: tuple[Row, ...]
    unknown_outcome: re.Pattern[str]
    active: Topic
    cells: tuple[tuple[re.Pattern[str], tuple[str, str]], ...]
    fees: Row
    prose: tuple[Prose, ...]
    published: Topic
    told_published: re.Pattern[str]
    nouns: re.Pattern[str]
    excluded_alone: re.Pattern[str]
    things: re.Pattern[str]
    general_object: re.Pattern[str]
    channels: dict[str, str]


class Cue(msgspec.Struct, frozen=True, gc=False):
    """What the words beside a figure alone say of it: its table, row, column and kind of list."""

    table: str | None
    row: str | None = None
    column: str | None = None
    kind: str | None = None
    topic: str | None = None


@cache
def tables() -> Tables:
    """The compiled patterns, read once in a process."""
    data = read_toml(SOURCE)
    applications, disputes, active = data["applications"], data["disputes"], data["active"]
    published, fees = data["published"], data["active_fees"]
    return Tables(
        applications=_topic(applications, "topic"),
        several=re.compile(applications["several"]),
        general=re.compile(applications["general"]),
        application_things=re.compile(applications["things"]),
        rows=_rows(applications["rows"]),
        columns=_rows(applications["columns"]),
        disputes=_topic(disputes, "topic"),
        authority=re.compile(disputes["authority"]),
        about=re.compile(disputes["about"]),
        blocks={
            name: re.compile(disputes[name])
            for name in ("both", "after_review", "direct", "litigation", "review")
        },
        outcomes=_rows(disputes["columns"]),
        unknown_outcome=re.compile(disputes["unknown"]),
        active=Topic(re.compile(""), re.compile(active["not"]), frozenset(active["units"])),
        cells=tuple(
            (re.compile(cell["match"]), (cell["ids"][0], cell["ids"][1]))
            for cell in active["cells"]
        ),
        fees=Row(fees["id"], re.compile(fees["match"])),
        prose=tuple(_prose(entry) for entry in data["prose"]),
        published=_topic(published, "verbs"),
        told_published=re.compile(published["topic"]),
        excluded_alone=re.compile(published["not_alone"]),
        nouns=re.compile(published["nouns"]),
        things=re.compile(published["things"]),
        general_object=re.compile(published["general"]),
        channels={
            name: entry["id"] for entry in published["channels"] for name in entry["channels"]
        },
    )


def _topic(data: dict[str, Any], key: str) -> Topic:
    return Topic(re.compile(data[key]), re.compile(data["not"]), frozenset(data["units"]))


def _rows(entries: list[dict[str, str]]) -> tuple[Row, ...]:
    return tuple(
        Row(entry["id"], re.compile(entry["match"]), entry.get("kind", "")) for entry in entries
    )


def _prose(entry: dict[str, Any]) -> Prose:
    patterns = {
        name: re.compile(entry[name]) if name in entry else None
        for name in ("object", "label", "wide", "not")
    }
    return Prose(
        entry["id"],
        frozenset(entry["units"]),
        patterns["object"],
        patterns["label"],
        patterns["wide"],
        patterns["not"],
    )


def read_cues(page: Page, mentions: Sequence[Mention], section: SectionKind) -> list[Cue]:
    """What each mention's own words say, given the topic of its paragraph."""
    topics = _topics(page)
    cues: list[Cue] = []
    for mention in mentions:
        topic = _topic_at(page, mention, topics, section)
        cue = replace(_cue(mention, topic), topic=topic)
        cue = _left_over(mention, cue, cues[-1] if cues else None)
        if cue.row == "result.other" and cue.column == "other_org":
            # 其他1件 alone: a kind of applicant in a list of applicants, else a kind of result.
            applicants = bool(cues) and cues[-1].kind == "applicant"
            cue = replace(
                cue, row=None if applicants else cue.row, column="other_org" if applicants else None
            )
            cue = replace(cue, kind="applicant" if applicants else "result")
        cues.append(cue)
    return cues


_LEFT = re.compile("(?:剩余|剩下|余下|其余|尚有|还有|尚余|仍有|另有?)的?$")


def _left_over(mention: Mention, cue: Cue, before: Cue | None) -> Cue:
    """年内答复1件,还有1件…: what is left beside the answered is carried forward."""
    if cue.row is not None or before is None or before.row != "result.total":
        return cue
    if not mention.countable or not _LEFT.search(mention.lead):
        return cue
    return replace(cue, table="applications", row="carried_forward", kind="result")


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


def _topic_at(
    page: Page, mention: Mention, topics: list[tuple[int, str]], section: SectionKind
) -> str | None:
    floor = page.paragraph_start(mention.start)
    end = mention.end + len(mention.tail)
    if floor and floor - page.paragraph_start(floor - 1) < _HEADING:
        floor = page.paragraph_start(floor - 1)  # a line that only names what follows
    nearest = [topic for place, topic in topics if floor <= place < end]
    if nearest:
        return nearest[-1]
    stop = page.sentence_end(page.sentence_end(mention.end) + 1)
    ahead = [topic for place, topic in topics if end <= place < stop]
    if "applications" in ahead[:1] and section in ("overview", "extra"):
        return "applications"  # 答复17件。其中,予以公开9件: what follows tells of what
    return _SECTION_TOPICS.get(section)


_HEADING = 30
"""A paragraph of fewer characters is a heading of the next one."""


_SECTION_TOPICS = {"applications": "applications", "review": "disputes", "active": "published"}


def _cue(mention: Mention, topic: str | None) -> Cue:
    if not mention.countable:
        return Cue(None)
    known = tables()
    label = _label(mention)
    if known.disputes.topic.search(label) and not known.disputes.excluded.search(label):
        return _dispute_cue(label, known)
    if topic == "disputes" and not known.applications.topic.search(label):
        outcome = _first(known.outcomes, label)
        if outcome is not None or known.unknown_outcome.search(label):
            return Cue("disputes", None, outcome.id if outcome else None, "outcome")
        return Cue(None)
    if known.applications.topic.search(label):
        topic = "applications"
    if topic == "applications" and not known.applications.excluded.search(label):
        cue = _application_cue(mention, label, known)
        if cue.row is not None or cue.kind is not None:
            return cue
    return _publication_cue(mention)


def _publication_cue(mention: Mention) -> Cue:
    words = vocabulary()
    if mention.unit in words.documents and words.scopes.channel.search(mention.lead):
        return Cue("published", None, None, "channel")
    if mention.unit in ("人", "名") and _POSTS.search(mention.lead):
        return Cue("staff", None, None, "post")
    return Cue(None)


_POSTS = re.compile("(?:全职|专职|兼职|专岗|兼岗)(?:人员|工作人员)?[为有共]*$")


def _label(mention: Mention) -> str:
    if mention.zero:
        return f"{mention.lead}{mention.phrase or mention.object or ''}#{mention.tail}"
    return mention.label


def _dispute_cue(label: str, known: Tables) -> Cue:
    outcome = _first(known.outcomes, label)
    column = outcome.id if outcome else None
    for name in known.blocks:
        if known.blocks[name].search(label):
            block = "block" if name in ("after_review", "direct") else "root"
            return Cue("disputes", name, column, "outcome" if column else block)
    return Cue("disputes", None, column)


def _application_cue(mention: Mention, label: str, known: Tables) -> Cue:
    if mention.unit is not None and mention.unit not in known.applications.units:
        return Cue(None)
    thing = mention.object
    row, column = _row(known.rows, label), _first(known.columns, label)
    told = row is not None and row.kind == "flow" and row.id != "carried_over"
    if told and not _of_applications(thing, known):
        row = None
    elif row is not None and row.id == "new_received" and _DESCRIBED.search(label):
        row = None  # 有3件为同一人申请: says what they are, not that they came in
    if known.general.search(label):
        column = None
    if row is not None and _several(row, known.rows, label):
        return Cue("applications", None, None, "result")
    kind = row.kind if row else None
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


_REFUSALS = frozenset({"denied", "unavailable", "rejected"})
_DESCRIBED = re.compile(r"^(?:其中|有|另有)*#[为系是属](?!(?:本机关)?(?:收到|新收|受理))")


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
    return one.kind == other.kind or {one.kind, other.kind} <= _RESULT_KINDS


def read_indicators(mentions: Sequence[Mention], cues: Sequence[Cue], year: int | None) -> None:
    """Fill `indicator` of every mention; totals come before their parts or are read first."""
    # The tables came with the year 2019; a report on an earlier year has no such cells.
    form = None if year is None or year < 2019 else int(year >= 2021)
    places = {id(mention): place for place, mention in enumerate(mentions)}

    def read(place: int) -> None:
        mention = mentions[place]
        if mention.indicator is not None:
            return
        if mention.parent is not None and places[id(mention.parent)] > place:
            read(places[id(mention.parent)])
        if not (mention.countable and _COMPARED.search(mention.lead)):
            mention.indicator = _indicator(mention, cues[place], form)
            if _narrower(mention) or _of_one_level(mention, mentions[:place]):
                mention.indicator = None
        if mention.indicator is None and mention.countable:
            mention.indicator = _inherited(mention, mentions[:place])

    for place in range(len(mentions)):
        read(place)


def _narrower(mention: Mention) -> bool:
    """受理87件,其中跨年度办结5件: some of a cell, told in the cell's own words."""
    above = mention.parent
    if mention.indicator is None or not mention.indicator.startswith(_CELLS):
        return False
    qualified = _QUALIFIED.search(mention.lead) is not None
    if above is None:
        return qualified and mention.lead.startswith("其中")
    return mention.value != above.value and (qualified or mention.indicator == above.indicator)


def _of_one_level(mention: Mention, earlier: Sequence[Mention]) -> bool:
    """市政府本级办理137件 behind 全市办结897件: one level's share of a cell already told."""
    return (
        (mention.indicator or "").startswith(_CELLS)
        and "本级" in mention.lead
        and any(m.indicator == mention.indicator and m.value != mention.value for m in earlier)
    )


_QUALIFIED = re.compile(
    "(?:当场|延期|提前|超期|逾期|跨年度?|按时|按期|限期|期限内)(?:答复|办结|回复)"
)
_YEAR_BEFORE = re.compile(
    r"^[(]?而?(?:上一?年度?|去年|20\d\d年度?)(?:同期)?(?:[收受]到|公开|发布)?[的为是仅有]*$"
)
_NOW_HAS = re.compile(
    "(?:累计|共|已|现|目前|总数|总计)+(?:建成|建有|开通|开设|设有|设立|达到?|有)?(?:了)?"
)
_THIS_YEAR = re.compile(r"(?:其中)?(?:20\d\d年度?|当年|本年度?|今年|全年)新?(?:增加?|公开|发布)?")
_COMPARED = re.compile(r"(?:与|比|较|同)(?:上一?年度?|去年|(?:19|20)\d\d年度?)(?:同期)?的?$")
_CELLS = ("applications.", "review.", "litigation.", "active.")
_FILES = re.compile("公文|属性|发文|文件")
_TABLES = ("applications.", "review.", "litigation.", "active.", "published.")


def _inherited(mention: Mention, earlier: Sequence[Mention]) -> str | None:
    """What a figure with no words of its own is of: its total's thing, or the one it is set against."""
    if earlier and _YEAR_BEFORE.match(mention.lead) and mention.scope == "prior_year":
        last = earlier[-1] if earlier[-1].countable else earlier[-2:][0]
        return last.indicator if last.unit == mention.unit else None
    if earlier and earlier[-1].scope == "cumulative" and _THIS_YEAR.fullmatch(mention.lead):
        told = earlier[-1].indicator if earlier[-1].unit == mention.unit else None
        return told if told and told.startswith("published.") else None
    if earlier and earlier[-1].unit == mention.unit and _NOW_HAS.fullmatch(mention.lead):
        told = earlier[-1].indicator
        return None if told is None or told.startswith(_TABLES) else told
    above = mention.parent.indicator if mention.parent else None
    if mention.parent is not None and mention.unit == mention.parent.unit:
        return None if above is None or above.startswith(_TABLES) else above
    if earlier and _COMPARED.search(mention.lead):
        nearest = earlier[-1]
        told = nearest.indicator if nearest.unit == mention.unit else None
        return None if told is None or told.startswith(_CELLS) else told
    return None


def _indicator(mention: Mention, cue: Cue, form: int | None) -> str | None:
    if not mention.countable or vocabulary().parts.delta.search(mention.label):
        return None
    if vocabulary().parts.average.search(mention.label):
        return None
    label = _label(mention)
    known = tables()
    above = mention.parent.indicator if mention.parent else None
    if cue.table == "disputes":
        return _dispute(mention, cue, label, above, known)
    if cue.table == "applications":
        found = _application(mention, cue, above)
        if found is not None or cue.kind == "receipt":
            return found
    return (
        _active(mention, label, form, known)
        or _fees(mention, label, known)
        or _in_prose(mention, label, known)
        or _published(mention, cue, label, above)
    )


def _dispute(
    mention: Mention, cue: Cue, label: str, above: str | None, known: Tables
) -> str | None:
    if mention.unit is not None and mention.unit not in known.disputes.units:
        return None
    if known.unknown_outcome.search(label) and cue.column is None:
        return None
    column = cue.column or "total"
    if cue.row is None:
        head = above.split("+")[0].rpartition(".")[0] if above else _block_before(mention)
        return f"{head}.{column}" if head in _HEADS else None
    about = mention.sentence + label + mention.behind
    if known.authority.search(label) and not known.about.search(about):
        return None
    if cue.row == "both":
        return f"review.{column}" if mention.value == 0 else f"review.{column}+litigation.{column}"
    head = cue.row if cue.row in ("review", "litigation") else f"litigation.{cue.row}"
    return f"{head}.{column}"


_HEADS = frozenset({"review", "litigation", "litigation.direct", "litigation.after_review"})


def _block_before(mention: Mention) -> str:
    """The table that the sentence spoke of before this figure, where the figure has no total."""
    best, head = -1, "review"
    for name in ("after_review", "direct", "litigation", "review"):
        for match in tables().blocks[name].finditer(mention.sentence):
            if match.end() > best:
                best, head = match.end(), name
    both = all(tables().blocks[name].search(mention.sentence) for name in _BLOCKS)
    if _COURT.search(mention.lead) or (head in _BLOCKS and both):
        return "litigation"  # 直接起诉2件、复议后起诉1件,法院判决纠正1件: in either
    return f"litigation.{head}" if head in _BLOCKS else head


_BLOCKS = ("after_review", "direct")
_COURT = re.compile("法院|判决|裁定|胜诉|败诉")


def _application(mention: Mention, cue: Cue, above: str | None) -> str | None:
    row, column = cue.row, cue.column
    if cue.kind == "receipt" and mention.parent is not None:
        return None
    if above and above.startswith("applications."):
        _, _, rest = above.partition(".")
        above_row, _, above_column = rest.rpartition(".")
        if row is None and column is None:
            return None
        column = column or (above_column if above_column != "total" else None)
        if row is None or (cue.kind == "applicant" and row in ("new_received", "result.total")):
            row = above_row
    elif mention.parent is not None and _FILES.search(mention.parent.label):
        return None  # 拟定属性的公文312件,其中不予公开61件
    if row is None:
        row = "new_received" if cue.kind == "applicant" and mention.parent is None else None
    if row is None:
        return None
    if row == "result.other" and above == "applications.result.other.total":
        row = "result.other_misc"
    row = "new_received" if row == "received_and_answered" else row
    return f"applications.{row}.{column or 'total'}"


def _active(mention: Mention, label: str, form: int | None, known: Tables) -> str | None:
    if (
        form is None
        or (mention.unit not in known.active.units and not mention.zero)
        or known.active.excluded.search(label)
    ):
        return None
    told = [_with_document(mention, label)]
    if mention.intro:
        told.append(mention.intro + label)  # 制定规章2件、规范性文件63件
    for words in told:
        for pattern, ids in known.cells:
            if pattern.search(words):
                return ids[form] or None
    return None


_DOCUMENT = re.compile("规章|规范性文件")
_DONE_TO_IT = re.compile(
    "^(?:同时|并|其中|清理|截[至止][^#]{0,10}?|目前)*(新制发|制发|废止|宣布失效|失效|现行有效)(?:的|了|共|为)*#"
)


def _with_document(mention: Mention, label: str) -> str:
    """The label with the kind of document named before it: 制发规范性文件12件,废止5件."""
    done = _DONE_TO_IT.match(label)
    named = _DOCUMENT.findall(mention.sentence)
    return f"{done[1]}{named[-1]}#" if done and named and not _DOCUMENT.search(label) else label


def _fees(mention: Mention, label: str, known: Tables) -> str | None:
    if mention.unit == "元" and known.fees.match.search(label):
        return known.fees.id
    return None


def _in_prose(mention: Mention, label: str, known: Tables) -> str | None:
    thing = mention.object or ""
    told = label if vocabulary().parts.sums.match(mention.lead) else mention.intro + label
    for entry in known.prose:
        if (mention.unit or "") not in entry.units and not mention.zero:
            continue
        if entry.object is not None and not entry.object.search(thing):
            continue
        if entry.label is not None and not entry.label.search(told):
            continue
        wide = mention.sentence + label
        if entry.wide is not None and not mention.zero and not entry.wide.search(wide):
            continue
        if entry.excluded is None or not entry.excluded.search(label):
            return entry.id
    return None


def _published(mention: Mention, cue: Cue, label: str, above: str | None) -> str | None:
    known = tables()
    part = above is not None and above.startswith("published.")
    if (mention.unit or "") not in known.published.units or mention.zero:
        return None
    alone = known.published.excluded.search(label) or known.excluded_alone.search(label)
    listed = not part and not alone and not _tells_publishing(mention, known)
    if (alone and not part) or (listed and not _listed(mention, cue)):
        return None
    if mention.channel in known.channels and (not part or above == "published.total"):
        named = vocabulary().scopes.channel.search(mention.label)
        if named is not None or not part:
            category = _category(mention, known)
            found = known.channels[mention.channel]
            if found == _OTHER_CHANNEL and (category or part):
                return "published.category"
            if found == "published.website" and not part and _ALL_OF_IT.search(mention.lead):
                return "published.total"
            return "published.category" if category and part else found
    whole = mention.parent
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


_POSTED = re.compile("张贴|张榜|上墙|更换|更新")
_PIECES = ("条", "条次", "篇", "篇次", "期", "则")
_NAMES = re.compile(
    "[“‘「][^”’」]*[”’」]?|^[^“]*”|(?:微信|微博|服务|订阅|视频)号|[^,、]{0,4}(?:频道|子站|板块|账号|平台)"
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
