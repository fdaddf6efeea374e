"""Floor 6: pages of an earlier run that still hold, and numbers put in again where they moved.

A page says in its head what it was made of. Some numbers on a report's page move a little with every
report that a corpus gains: how templated it and its sentences are, and the bands of its peers. They
stand between marks and are no part of that; where all else is as it was, they are put in again, and
what is there afterwards is what would be made, to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import msgspec
from markupsafe import Markup, escape

from wenzhi.base.records import Record, Report, Score
from wenzhi.corpus.memory import everything
from wenzhi.outputs.bands import Band
from wenzhi.outputs.comparison import MANDATED
from wenzhi.outputs.sentences import shown_sentences
from wenzhi.outputs.view import ReportView
from wenzhi.outputs.wording import Wording

GENERATOR = '<meta name="generator" content="wenzhi">'
"""Every page says within its first bytes that wenzhi wrote it."""
HEAD = 512
"""Bytes within which it does."""
_MADE_OF = re.compile(rb'<meta name="made-of" content="(?P<digest>[0-9a-f]+)">')
_END = b"</html>"
_TAIL = 32
"""Bytes at the end of a page within which it ends."""
_BAND = rb"band (?P<part>draw|say|legend) (?P<name>[\w.]*)-->.*?<!--/band-->"
_BANDS = re.compile(rb"<!--" + _BAND, re.DOTALL)
# Every branch begins alike: places where it does are found at once, the others are never tried.
_MOVING = re.compile(
    rb"<!--(?:value-->[^<]*<!--/value-->|(?P<score>score) templatedness-->.*?<!--/score-->"
    rb"|limit (?P<rows>\d+)-->|" + _BAND + rb")",
    re.DOTALL,
)
"""What moves on a report's page, and how many rows its lists have at most. The score holds a band."""
_DIGEST = 16


class Contents(Record, frozen=True):
    """What pages show of one report.

    Of its own page a digest, and what moves: its templatedness, its sentences'. `beside` is a digest of
    what stands on a page of two reports, where only what is mandated is marked; `place` its region, as
    a family's page names it.
    """

    still: bytes
    beside: bytes
    place: str | None
    score: Score | None
    values: tuple[float | None, ...]

    @classmethod
    def of(cls, view: ReportView) -> Contents:
        """From a judged report. Measures of others are not shown on its page."""
        report, judgement = view.report, view.judgement
        scores = dict(judgement.scores)
        score = scores.pop("templatedness", None)
        sentences = tuple(
            msgspec.structs.replace(one, templatedness=None) for one in report.sentences
        )
        still = msgspec.structs.replace(
            view,
            report=msgspec.structs.replace(report, sentences=sentences),
            judgement=msgspec.structs.replace(judgement, scores=scores, measures={}),
        )
        values = tuple(one.templatedness for one in shown_sentences(report))
        mandated = [
            (one.start, one.end, one.provenance)
            for one in view.provenance
            if one.provenance in MANDATED
        ]
        return cls(
            still=digest(still),
            beside=digest(report.text, report.sections, mandated),
            place=place_of(report),
            score=score,
            values=values,
        )


def place_of(report: Report) -> str | None:
    """The names of a report's region from province down, where they are known."""
    region = report.meta.region
    return "".join(region.path) or region.name if region else None


def digest(*values: object) -> bytes:
    """A digest of records or of plain values."""
    encoded = msgspec.msgpack.encode(values, order="deterministic")
    return blake2b(encoded, digest_size=_DIGEST).digest()


def program_digest(lang: str, versions: Mapping[str, str]) -> bytes:
    """A digest of what makes pages, and of what all of them say."""
    return digest(everything(), version("jinja2"), lang, sorted(versions.items()))


def made_of(path: Path) -> str | None:
    """What the page that stands at `path` says it is of; None where none does, or no whole one."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            file.seek(-min(_TAIL, len(head)), 2)
            tail = file.read()
    except OSError:
        return None
    found = _MADE_OF.search(head)
    if found is None or GENERATOR.encode() not in head or not tail.rstrip().endswith(_END):
        return None
    return found["digest"].decode()


def sign(page: str, made_of: str) -> str:
    """The page with what it is made of in its head."""
    return page.replace(GENERATOR, f'{GENERATOR}<meta name="made-of" content="{made_of}">', 1)


def put_numbers(
    page: bytes, limit: int, score: str | None, values: Sequence[float | None], peers: PeerMarks
) -> bytes | None:
    """A report's page with the numbers that move: its templatedness as `score` tells it, that of its
    sentences, the bands of its peers. None where its lists do not have up to `limit` rows, or it shows other
    sentences than these.
    """
    shown, rows = iter(values), list[int]()
    told = None
    if score is not None:
        told = b"<!--score templatedness-->%b<!--/score-->" % peers.renew(score.encode())

    def put(found: re.Match[bytes]) -> bytes:
        if found.lastgroup == "name":
            return peers.again(found)
        if found.lastgroup == "rows":
            rows.append(int(found["rows"]))
            return found[0]
        if found.lastgroup == "score":
            return peers.renew(found[0]) if told is None else told
        return b"<!--value-->%b<!--/value-->" % _told(next(shown))

    try:
        renewed = _MOVING.sub(put, page)
    except StopIteration:  # more sentences than values
        return None
    return renewed if rows == [limit] and next(shown, _NOTHING) is _NOTHING else None


_NOTHING = object()


def _told(value: float | None) -> bytes:
    return "–".encode() if value is None else b"%.2f" % value


class PeerMarks:
    """The bands of a report's peers, each between marks, so that they can be put in again."""

    def __init__(self, bands: Mapping[str, Band], wording: Wording) -> None:
        self._bands = bands
        self._t = wording
        self._drawn: dict[tuple[bytes, bytes], bytes] = {}

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

    def renew(self, part: bytes) -> bytes:
        """A part of a page with these bands in the place of others."""
        return _BANDS.sub(self.again, part)

    def again(self, found: re.Match[bytes]) -> bytes:
        """The band that stands in the place of another."""
        part, name = found["part"], found["name"]
        if (part, name) not in self._drawn:
            self._drawn[part, name] = self._of(part.decode(), name.decode()).encode()
        return self._drawn[part, name]

    def _of(self, part: str, name: str) -> str:
        if part == "legend":
            return self.legend()
        return self.draw(name) if part == "draw" else self.say(name)

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
