"""Floor 2: which counts are parts of which total, and whether the parts must exhaust it.

Takes the mentions of a page with their cues and fills `parent`, `group`, `closed` and `role`. `linker`
follows the reading order, `unmarked`, `wholes` and `sums` know what no mark tells. It must not know
indicators.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.cues import Cue
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.parts.frames import Frame, next_group, same_unit_within, times, told_aside
from wenzhi.parse.parts.linker import Linker
from wenzhi.text.slips import one_slip_apart

SELECTION = 0.9
"""A list with nothing open in it whose parts reach less than this share of the total is a selection
(复议108件,维持62件、纠正11件), not an exhaustive list with a slip. Own judgement; of seven such lists in the
spent held-out reports six reach less."""


_KINDS_OF_ONE = 0.75
"""The same for kinds of one name where one wrong digit explains it. Own judgement."""
_NAME = 2
"""Characters of the noun that kinds share."""


def link_parts(page: Page, mentions: Sequence[Mention], cues: Sequence[Cue]) -> None:
    """Fill `parent`, `group`, `closed` and `role` of every mention, in reading order."""
    linker = Linker(page)
    for mention, cue in zip(mentions, cues, strict=True):
        if mention.countable and not mention.zero:
            linker.take(mention, cue)
    frames = [frame for frame in linker.finish() if not _picked_out(frame)]
    _link_shares(page, mentions, frames)
    lists = [frame for frame in frames if len(frame.items) > 1]
    for frame in frames:
        if not frame.items:
            continue
        frame.total.role = "total"
        # One item picked out (其中四季度87条) does not open a list that stands beside it.
        listed = [other for other in lists if other.total is frame.total]
        frame.total.closed = all(_closed(page, other, mentions) for other in listed or [frame])
    for mention in mentions:
        if mention.parent is not None:
            mention.role = "component"


def _picked_out(frame: Frame) -> bool:
    """Whether a figure is the only one told of what was named again: 办结的申请里,予以公开71件. It is undone."""
    alone = frame.kind == "retold" and len(frame.items) == 1 and frame.total.parent is None
    for item, _ in frame.items if alone else ():
        item.parent, item.group = None, 0
    return alone


_SHARE_OF = as_pattern(
    r",(?:约|大约|仅)?占(?:到|了)?[^,;。:()\n]{0,12}(?:总数|总量|数量|全部|全年|公开量|总)[^,;。:()\n]{0,6}$"
)


def _link_shares(page: Page, mentions: Sequence[Mention], frames: list[Frame]) -> None:
    """动态300条,占全年公开量1000条的30%: what a figure is said to be a share of is its total."""
    for part, total in pairwise(mentions):
        told = _SHARE_OF.match(page.text[part.end : total.start])
        if any(frame.total is part for frame in frames):
            continue  # 29条与46条,加起来75条,占…
        if told and part.parent is None and part.countable and same_unit_within(part, total):
            part.parent, part.group = total, next_group(frames, total)
            frames.append(Frame(total, part.group, "subset", None, [(part, Cue(None))]))


def _closed(page: Page, frame: Frame, mentions: Sequence[Mention]) -> bool:
    """Whether the items of a breakdown must exhaust its total."""
    parts = vocabulary().parts
    last = frame.items[-1][0]
    if any(times(item) > 1 for item, _ in frame.items):
        return False  # 予以公开、部分公开各1件: one figure stands for two parts
    if frame.kind == "whole":
        return True
    if frame.sum() != frame.total.value and _goes_on(page, frame, mentions):
        return False
    if frame.kind != "sum" and parts.open_after.match(page.text[last.end : last.end + 20]):
        return False
    first = frame.items[0][0]
    if parts.remainder.match(page.text[last.end : last.end + 20]):
        return False
    if parts.soft.search(page.text[frame.total.end : first.lead_start + 2]) and frame.kind != "sum":
        return False
    if len(frame.items) == 1 or frame.kind == "retold":
        return frame.sum() == frame.total.value
    if frame.marker.startswith(("分", "具体")) or frame.kind in (
        "sum",
        "bracket",
        "colon",
        "borrowed",
    ):
        return True
    rest = parts.rest.search(last.lead) is not None and not _SENT_ON.search(last.lead)
    if rest or re.search(r"等[^#,]{0,8}$", last.lead):
        return True
    value = frame.total.value or 0
    return frame.sum() >= SELECTION * value or _slipped(page, frame)


_SENT_ON = as_pattern("[转交送给向移]其[他它]")
"""转交其他单位5条: where they went, not that they are the rest."""


def _slipped(page: Page, frame: Frame) -> bool:
    """解读稿件64篇,文字解读31篇、图文解读19篇、视频解读4篇: kinds of one name that one wrong digit keeps from it."""
    value, names = frame.total.value or 0, {item.lead[-2:] for item, _ in frame.items}
    asked = "?" in page.text[frame.total.end : frame.items[0][0].start]  # 公开了些什么?
    alike = len(names) == 1 and len(frame.items[-1][0].lead) > _NAME
    parts = [item.value or 0 for item, _ in frame.items]
    near = frame.sum() >= _KINDS_OF_ONE * value
    return (alike or asked) and len(parts) > 1 and near and one_slip_apart(parts, value)


def _goes_on(page: Page, frame: Frame, mentions: Sequence[Mention]) -> bool:
    """Whether figures follow in the sentence that may be items, too, but were not taken for any."""
    last = frame.items[-1][0]
    if frame.kind == "sum":
        return False
    end = page.sentence_end(last.end)
    if frame.bracket is not None:
        end = min(end, frame.bracket[1])
    semicolon = page.text.find(";", last.end, end)
    end = semicolon if semicolon >= 0 else end
    ours = {id(item) for item, _ in frame.items} | {id(frame.total)}
    return any(
        last.end <= one.start < end
        and one.unit == frame.total.unit
        and id(one) not in ours
        and one.parent is not frame.total
        and not told_aside(one)
        and not any(one.parent is item for item, _ in frame.items)
        for one in mentions
    )
