"""Floor 6: pages of an earlier run that still hold, and those of which only some numbers moved.

A page says in its head what it was made of, in two digests: of all that it shows, and of the numbers on
it that move a little with every report that a corpus gains. Where both are as they were the page
stays; where only the second differs, the stretch between two marks is made anew. The bands of a
report's peers, which move oftenest, stand between marks of their own and are put in again in any case.
So what is there afterwards is what would be made, to the byte. It must not know what pages look like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import msgspec
from markupsafe import Markup, escape

from wenzhi.base.records import Record
from wenzhi.corpus.memory import everything
from wenzhi.outputs.bands import Band
from wenzhi.outputs.view import ReportView
from wenzhi.outputs.wording import Wording

GENERATOR = '<meta name="generator" content="wenzhi">'
"""Every page says within its first bytes that wenzhi wrote it."""
HEAD = 512
"""Bytes within which it does."""
_MADE_OF = re.compile(r'<meta name="made-of" content="(?P<still>[0-9a-f]+) (?P<moving>[0-9a-f]*)">')
_END = "</html>"
_NUMBERS = re.compile(r"<!--numbers (?P<limit>\d+)-->\n.*?<!--/numbers-->\n", re.DOTALL)
_BAND = re.compile(
    r"<!--band (?P<part>draw|say|legend) (?P<name>[\w.]*)-->.*?<!--/band-->", re.DOTALL
)
_DIGEST = 16


class MadeOf(Record, frozen=True):
    """Digests of what a page shows: of all but the numbers that move, and of these."""

    still: str
    moving: str = ""


class Earlier(Record, frozen=True):
    """A page of an earlier run: its text and what it was made of."""

    text: str
    made_of: MadeOf


class Contents(Record, frozen=True):
    """Digests of one report as pages show it."""

    still: bytes
    moving: bytes

    @classmethod
    def of(cls, view: ReportView) -> Contents:
        """What depends on the report and its copies, and what on how templated all others are."""
        report, judgement = view.report, view.judgement
        sentences = report.sentences
        scores = dict(judgement.scores)
        moving = (scores.pop("templatedness", None), [one.templatedness for one in sentences])
        still = msgspec.structs.replace(
            view,
            report=msgspec.structs.replace(
                report,
                sentences=tuple(
                    msgspec.structs.replace(one, templatedness=None) for one in sentences
                ),
            ),
            judgement=msgspec.structs.replace(judgement, scores=scores, measures={}),
        )
        return cls(still=digest(still), moving=digest(moving))


def digest(*values: object) -> bytes:
    """A digest of records or of plain values."""
    encoded = msgspec.msgpack.encode(values, order="deterministic")
    return blake2b(encoded, digest_size=_DIGEST).digest()


def program_digest(lang: str, versions: Mapping[str, str]) -> bytes:
    """A digest of what makes pages, and of what all of them say."""
    return digest(everything(), version("jinja2"), lang, sorted(versions.items()))


def read_earlier(path: Path) -> Earlier | None:
    """The page that stands at `path`; None where none does, or no whole one that says what it is of."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    found = _MADE_OF.search(text, 0, HEAD)
    if found is None or GENERATOR not in text[:HEAD] or not text.rstrip().endswith(_END):
        return None
    return Earlier(text=text, made_of=MadeOf(still=found["still"], moving=found["moving"]))


def sign(page: str, made_of: MadeOf) -> str:
    """The page with what it is made of in its head."""
    page = _MADE_OF.sub("", page, count=1)
    told = f'<meta name="made-of" content="{made_of.still} {made_of.moving}">'
    return page.replace(GENERATOR, f"{GENERATOR}{told}", 1)


def limit_of(page: str) -> int | None:
    """How many rows the lists of the page have at most; None where it has no numbers that move."""
    found = _NUMBERS.search(page)
    return None if found is None else int(found["limit"])


def put_numbers(page: str, numbers: str) -> str:
    """The page with the numbers that move made anew; `numbers` is what stands between the marks."""
    return _NUMBERS.sub(
        lambda found: f"<!--numbers {found['limit']}-->\n{numbers}<!--/numbers-->\n", page
    )


class PeerMarks:
    """The bands of a report's peers, each between marks, so that they can be put in again."""

    def __init__(self, bands: Mapping[str, Band], wording: Wording) -> None:
        self._bands = bands
        self._t = wording

    def draw(self, name: str) -> Markup:
        """The band of a measure on its scale, with what it is where a component has no line for that."""
        band = self._bands.get(name)
        if band is None:
            return _mark("draw", name, "")
        top = _top(name)
        title = f' title="{escape(self._told(band, name))}"' if "." in name else ""
        left, wide = _percent(band.low / top), _percent((band.high - band.low) / top)
        drawn = f'<span class="band"{title} style="left:{left}%;width:{wide}%"></span>'
        return _mark("draw", name, drawn)

    def say(self, name: str) -> Markup:
        """The band in words."""
        band = self._bands.get(name)
        said = f'<p class="note">{escape(self._told(band, name))}</p>' if band else ""
        return _mark("say", name, said)

    def legend(self) -> Markup:
        """What the bands are."""
        said = escape(self._t("report.legend_band"))
        shown = f'<span class="key"><i class="band"></i>{said}</span>' if self._bands else ""
        return _mark("legend", "", shown)

    def renew(self, page: str) -> str:
        """The page with these bands in the place of others."""
        return _BAND.sub(self._again, page)

    def _again(self, found: re.Match[str]) -> str:
        if found["part"] == "legend":
            return self.legend()
        return self.draw(found["name"]) if found["part"] == "draw" else self.say(found["name"])

    def _told(self, band: Band, name: str) -> str:
        places = 0 if _top(name) == 100 else 2
        return self._t(
            "report.band",
            level=self._t(f"level.{band.level}"),
            province=f"·{band.province}" if band.province else "",
            n=band.size,
            low=f"{band.low:.{places}f}",
            high=f"{band.high:.{places}f}",
        )


def _mark(part: Literal["draw", "say", "legend"], name: str, html: str) -> Markup:
    return Markup(f"<!--band {part} {name}-->{html}<!--/band-->")


def _top(name: str) -> int:
    """The greatest value of a score; components have 1."""
    return 100 if name == "substance" else 1


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.1f}"
