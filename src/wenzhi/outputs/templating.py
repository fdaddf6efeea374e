"""Floor 6: the templates of all pages, with what they call, and our scripts.

Gives Jinja's environment and each script with the digest by which a page's policy knows it. It knows no page.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wenzhi.base.records import GROUNDS, Record
from wenzhi.outputs.evidence import excerpt
from wenzhi.outputs.grids import Grid
from wenzhi.outputs.markup import draw_cell, draw_line, draw_row
from wenzhi.outputs.sentences import say_reason
from wenzhi.outputs.wording import messages_of


class Script(Record, frozen=True):
    """A script of ours, and its digest, by which the policy of a page lets this one run and no other."""

    text: Markup
    digest: str


@cache
def script(name: str) -> Script:
    """One of our scripts by the name of its file."""
    source, _, _ = PackageLoader("wenzhi.outputs").get_source(environment(), name)
    text = source.rstrip("\n")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Script(text=Markup(text), digest=f"sha256-{digest}")


@cache
def environment() -> Environment:
    """The templates, with what they call."""
    made = Environment(
        loader=PackageLoader("wenzhi.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        GROUNDS=GROUNDS,
        clip=lambda share: f"{min(max(share, 0.0), 1.0) * 100:.1f}",
        draw_cell=draw_cell,
        draw_line=draw_line,
        draw_row=draw_row,
        grid_states=_grid_states,
        say_reason=say_reason,
    )
    made.filters.update(
        percent=lambda share: f"{share * 100:.0f}%",
        decimal=lambda value, places=2: f"{value:.{places}f}",
        shorten=lambda text, length: excerpt(text, (0, len(text)), length),
        squeeze=lambda text: " ".join(text.split()),
        zip=lambda left, right: zip(left, right, strict=True),
    )
    return made


NEEDS_NO_LEGEND = frozenset({"ok", "zero"})


def _grid_states(grid: Grid) -> list[str]:
    """The marks that occur in a table and want a legend, in a fixed order."""
    cells = [cell for row in (*grid.rows, grid.extra) for cell in row if cell.id]
    found: set[str] = {cell.fact.state if cell.fact else "none" for cell in cells}
    found |= {mark.verdict for cell in cells for mark in cell.marks}
    return [state for state in messages_of("state_says") if state in found - NEEDS_NO_LEGEND]
