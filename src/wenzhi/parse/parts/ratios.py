"""Floor 2: what a share, a growth or a multiple is of.

A share is of its whole, a growth of the figure it is told of; both are sought before it in its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.parts.frames import within


def link_bases(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `base` of every ratio: the whole of a share, the figure that a growth is told of."""
    for place, mention in enumerate(mentions):
        if mention.countable:
            continue
        earlier = [m for m in _in_sentence(page, mentions[:place], mention) if m.countable]
        earlier = [m for m in earlier if not vocabulary().parts.delta.search(m.label)] or earlier
        if not earlier:
            continue
        nearest = earlier[-1]
        share = re.search(r"占|比例|比重", mention.lead) is not None
        named = _WHOLE.search(mention.lead) if share else None
        told = _named_whole(page, mentions[:place], nearest, named[1]) if named else None
        if told is not None:
            mention.base = told
        elif share and nearest.parent is not None:
            mention.base = nearest.parent
        elif share:
            mention.base = next((m for m in earlier if m.role == "total"), earlier[0])
            if mention.base is nearest:
                mention.base = _whole_before(page, mentions[:place], nearest) or nearest
        else:
            mention.base = nearest


_WHOLE = as_pattern("占(?:到|了)?(?:已)?(答复|办结|办理|收到|受理)[^,;。]{0,4}[数量]的?$")


def _named_whole(
    page: Page, earlier: Sequence[Mention], part: Mention, verb: str
) -> Mention | None:
    """The last figure of the paragraph told of the verb a share names: 62件已答复…占答复数的56%."""
    floor = page.paragraph_start(part.start)
    for mention in reversed(earlier):
        if mention.start < floor:
            return None
        same = mention.unit == part.unit and mention is not part and within(part, mention)
        if same and verb in mention.label:
            return mention
    return None


def _whole_before(page: Page, earlier: Sequence[Mention], part: Mention) -> Mention | None:
    """The last total of the paragraph that could hold `part`, told a sentence earlier."""
    floor = page.paragraph_start(part.start)
    for mention in reversed(earlier):
        if mention.start < floor:
            return None
        if mention is not part and mention.unit == part.unit and mention.parent is None:
            return mention if within(part, mention) else None
    return None


def _in_sentence(page: Page, earlier: Sequence[Mention], mention: Mention) -> Iterator[Mention]:
    start = page.sentence_start(mention.start)
    for other in earlier:
        if other.start < start:
            continue
        bracket = page.bracket(other.start)
        if bracket is None or bracket[0] < mention.start <= bracket[1]:
            yield other
