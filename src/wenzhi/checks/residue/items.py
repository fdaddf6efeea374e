"""Floor 3: items of one list that say the same: a problem pasted again in the place of another.

Takes the text of a section; gives the places of two items with the same words. A list of remedies that names
each problem again begins anew with its first number and is another list. It makes no finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span

_ITEM = as_pattern(
    r"(?:^|(?<=[,;。:\n、]))[ \t]*(?P<mark>(?P<no>[一二三四五六七八九十])是|[第其](?P<nth>[一二三四五六七八九十])[,、:]"
    r"|\((?P<in>[一二三四五六七八九十\d])\)|(?P<figure>\d)[.、)](?!\d))(?P<text>[^;。\n]{8,120})(?=[;。\n]|$)"
)
"""An item up to the mark that ends it."""
_SHORTEST = 8
"""Characters without which two items may say the same by chance."""


def items_alike(text: str) -> Iterator[tuple[Span, Span]]:
    """Where an item of a list has the words of an earlier one of the same list."""
    said: dict[tuple[str, str], Span] = {}
    for match in _ITEM.finditer(text):
        number = match["no"] or match["nth"] or match["in"] or match["figure"]
        style = match["mark"].replace(number, "")
        if number in "一1":
            said = {key: span for key, span in said.items() if key[0] != style}
        words = "".join(match["text"].split()).strip(",:、")
        if len(words) < _SHORTEST:
            continue
        if (style, words) in said:
            yield said[style, words], match.span("text")
        said[style, words] = match.span("text")
