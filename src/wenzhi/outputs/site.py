"""Floor 6: the site: which pages a corpus has, how they link, and the text of each.

Takes a `CorpusView`; gives pages as text, and for each what it is made of, so that one of an earlier run can
stay. Everything that comes from a report passes Jinja's escaping. A page that grows beyond a megabyte is made
again with shorter lists and less text, and says so. It writes no file but numbers put anew into a page that stays.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec
from markupsafe import Markup

from wenzhi.base.records import CopyFamily, CopyPair, Level, Record, ReportRef, Score, Span
from wenzhi.corpus.comparing import Comparison
from wenzhi.outputs import charts, sharing, spreads
from wenzhi.outputs.bands import (
    SMALLEST_GROUP,
    Bands,
    PeerGroup,
    Scored,
    find_bands,
    group_peers,
)
from wenzhi.outputs.cards import finding_cards, show_number, verdict_cards
from wenzhi.outputs.checksheet import QUOTED, CheckSheet
from wenzhi.outputs.comparison import (
    column_slots,
    compare,
    member_lines,
    opening,
    read_template,
    slot_lines,
)
from wenzhi.outputs.evidence import number_findings
from wenzhi.outputs.follow_up import follow_rows
from wenzhi.outputs.grids import draw_tables
from wenzhi.outputs.highlights import Links, cut_text, mentions_of_cells
from wenzhi.outputs.kept_pages import (
    Contents,
    PeerMarks,
    digest,
    made_of,
    place_of,
    program_digest,
    put_numbers,
    sign,
)
from wenzhi.outputs.overview import Overview, ReportLine, line_of
from wenzhi.outputs.sentences import count_classes, sentence_rows
from wenzhi.outputs.templating import environment, script
from wenzhi.outputs.uncounted import roster_lines
from wenzhi.outputs.view import CorpusView, ReportView, in_order, in_order_of_weight
from wenzhi.outputs.wording import Wording
from wenzhi.parse.tables.forms import fact_label

LARGEST_PAGE = 1_000_000
"""Bytes of one page at most: opens at once on an office machine."""
LIST_LIMITS = (300, 120, 40, 15)
"""Rows of a list on one page, tried in turn until the page is small enough."""
TEXT_LIMITS = (120_000, 50_000, 20_000, 6_000)
"""Characters of a report on its page, tried in turn. Reports have 1,000 to 15,000."""
MOST_PAIR_PAGES = 2_000
"""Pages of pairs written in one run; the workbook lists every pair."""
GROUPS_SHOWN = 6
BAND_SHOWN = 8
"""Groups of peers on the first page, and reports of one band in a group's chart."""


class Wanted(Record, frozen=True):
    """A page to make: of the report, pair or family with this id or number, at `name` below the folder."""

    kind: Literal["report", "pair", "family"]
    name: str
    made_of: str
    report: str = ""
    level: Level | None = None
    province: str | None = None
    number: int = 0


class Site:
    """The pages of one run: knows which pages there are and how they link."""

    def __init__(self, view: CorpusView, wording: Wording, bands: Bands | None = None) -> None:
        self.view = view
        self.t = wording
        self.bands = bands or {}
        self._scores: dict[bytes, str] = {}
        self._marks: dict[tuple[Level | None, str | None], PeerMarks] = {}
        self.known = {ref.report for ref in view.reports}
        both_known = (p for p in in_order_of_weight(view.copies.pairs) if self._has_both(p))
        self.pairs = list(both_known)[:MOST_PAIR_PAGES]
        self.pair_pages = {
            _key(p): f"pairs/{page_name(p.a.report)}--{page_name(p.b.report)}.html"
            for p in self.pairs
        }
        self.pairs_of: dict[str, list[CopyPair]] = {}
        for pair in self.pairs:
            for side in (pair.a, pair.b):
                self.pairs_of.setdefault(side.report, []).append(pair)

    def _has_both(self, pair: CopyPair) -> bool:
        return pair.a.report in self.known and pair.b.report in self.known

    def wanted(self, overview: Overview) -> list[Wanted]:
        """Every report in the order of lists, then every pair and family that gets a page."""
        program = program_digest(self.t.lang, self.view.versions)
        contents = overview.contents
        lines = {line.ref.report: line for line in overview.lines}
        refs = in_order(self.view.reports)
        families = range(len(self.view.copies.families))
        return [
            *(self._wanted_report(lines[ref.report], contents, program) for ref in refs),
            *(self._wanted_pair(number, contents, program) for number in range(len(self.pairs))),
            *(self._wanted_family(number, contents, program) for number in families),
        ]

    def _wanted_report(
        self, line: ReportLine, contents: Mapping[str, Contents], program: bytes
    ) -> Wanted:
        name = line.ref.report
        own, pairs = contents[name], self.pairs_of.get(name, [])
        pages = [self.pair_pages[_key(pair)] for pair in pairs]
        still = digest("report", program, own.still, own.score and own.score.version, pairs, pages)
        return Wanted(
            kind="report",
            name=self.report_page(name),
            made_of=still.hex(),
            report=name,
            level=line.level,
            province=line.province,
        )

    def _wanted_pair(self, number: int, contents: Mapping[str, Contents], program: bytes) -> Wanted:
        pair = self.pairs[number]
        sides = [contents[ref.report].beside for ref in (pair.a, pair.b)]
        return Wanted(
            kind="pair",
            name=self.pair_pages[_key(pair)],
            made_of=digest("pair", program, pair, sides).hex(),
            number=number,
        )

    def _wanted_family(
        self, number: int, contents: Mapping[str, Contents], program: bytes
    ) -> Wanted:
        family = self.view.copies.families[number]
        members = [
            (found.place,) if (found := contents.get(ref.report)) else None
            for ref in family.members
        ]
        still = digest("family", program, family, members, sorted(self._shares(family).items()))
        return Wanted(
            kind="family",
            name=self.family_page(family),
            made_of=still.hex(),
            number=number,
        )

    def keep(self, wanted: Wanted, out: Path, contents: Contents | None) -> bool:
        """Whether the page of an earlier run holds; numbers that moved are put in again."""
        path = out / wanted.name
        if made_of(path) != wanted.made_of:
            return False
        if contents is not None:
            earlier = path.read_bytes()
            page = self._with_numbers(earlier, wanted, contents)
            if page is None:
                return False
            if page != earlier:
                path.write_bytes(page)
        return True

    def _with_numbers(self, page: bytes, wanted: Wanted, contents: Contents) -> bytes | None:
        """A report's page with the numbers that move; None where it has to be fitted anew."""
        peers = self._peers(wanted.level, wanted.province)
        limit = LIST_LIMITS[0]
        score = None if contents.score is None else self._score(contents.score)
        found = put_numbers(page, limit, score, contents.values[:limit], peers)
        return None if found is None or len(found) > LARGEST_PAGE else found

    def _score(self, score: Score) -> str:
        """A templatedness as a report's page shows it, without the bands of peers."""
        told = msgspec.json.encode(score)
        if told not in self._scores:
            peers = PeerMarks({}, self.t)
            self._scores[told] = self._render(
                "report_score.html", name="templatedness", s=score, top=1, peers=peers
            )
        return self._scores[told]

    def page(self, wanted: Wanted) -> str:
        """The text of a page."""
        if wanted.kind == "pair":
            page = self.pair(self.pairs[wanted.number])
        elif wanted.kind == "family":
            page = self.family(self.view.copies.families[wanted.number])
        else:
            page = self.report(self.view.load(wanted.report))
        return sign(page, wanted.made_of)

    def report_page(self, report_id: str) -> str:
        """Path of a report's page below the output folder."""
        return f"reports/{page_name(report_id)}.html"

    def family_page(self, family: CopyFamily) -> str:
        """Path of a family's page."""
        return f"families/{page_name(family.id)}.html"

    def index(self, overview: Overview) -> str:
        """The first page."""
        groups, ungrouped = group_peers(overview.scored("substance"))
        figures = _figures(overview, groups, self.t)
        network = sharing.tie_organs(self.view.copies.pairs)
        places = sharing.count_places(
            self.view.copies.families, {line.ref.report: line.province for line in overview.lines}
        )
        return self._fit(
            LIST_LIMITS,
            lambda limit: self._render(
                "index.html",
                root="",
                overview=overview,
                groups=groups[:GROUPS_SHOWN],
                all_groups=len(groups),
                opening=opening,
                ungrouped=ungrouped,
                smallest=SMALLEST_GROUP,
                figures=figures,
                network=network,
                arcs=sharing.draw_network(
                    network, lambda pair: self.pair_pages.get(_key(pair)), self.t
                ),
                places_known=any(places),
                tiles=sharing.draw_map(places, self.t),
                tile_years=sorted({year for own in places.values() for year in own if year}),
                limit=limit,
                pairs=in_order_of_weight(self.view.copies.pairs),
                roster_lines=roster_lines(self.view.roster, self.t),
                pair_key=_key,
            ),
        )

    def report(self, view: ReportView, root: str | None = "../", mark: Span | None = None) -> str:
        """One report's page. `root` leads to the overview; None where there is none."""
        cells = frozenset(fact.id for fact in view.report.facts)
        mentions = mentions_of_cells(view.report.counts, cells)
        grids = draw_tables(
            view.report.facts,
            view.judgement.findings,
            mentions,
            view.report.meta.form,
            number_findings(view.judgement.findings),
        )
        own_pairs = self.pairs_of.get(view.ref.report, [])
        links = Links(cells=cells, pairs=self._links_of(view.ref.report, own_pairs))
        followed = list(follow_rows(view))

        def render(limit: int) -> str:
            blocks = cut_text(view, links, limit, mark)
            placed = {table for block in blocks for table in block.tables}
            return self._render(
                "report.html",
                root=root,
                blocks=blocks,
                grids=grids,
                unplaced=[grid for table, grid in grids.items() if table not in placed],
                cards=finding_cards(view, self.t, limit),
                verdicts=verdict_cards(view, self.t),
                own_pairs=own_pairs,
                pair_key=_key,
                text_limit=limit,
                provenances={span.provenance for span in view.provenance},
                followed=followed,
                **self._numbers(view, LIST_LIMITS[TEXT_LIMITS.index(limit)]),
            )

        return self._fit(TEXT_LIMITS, render)

    def _numbers(self, view: ReportView, limit: int) -> dict[str, object]:
        """What the part of a report's page shows that moves with the reports of others."""
        rows, line = sentence_rows(view.report, view.judgement.findings), line_of(view)
        return {
            "page": view,
            "limit": limit,
            "sentences": rows,
            "classes": count_classes(rows),
            "peers": self._peers(line.level, line.province),
        }

    def _peers(self, level: Level | None, province: str | None) -> PeerMarks:
        if (level, province) not in self._marks:
            bands = find_bands(self.bands, level, province)
            self._marks[level, province] = PeerMarks(bands, self.t)
        return self._marks[level, province]

    def sheet(self, sheet: CheckSheet, name: str) -> str:
        """核查单 as a page; `name` is that of the workbook and the annotated report beside it."""
        return self._render("checksheet.html", sheet=sheet, name=name, quoted=QUOTED)

    def _links_of(self, report_id: str, pairs: Iterable[CopyPair]) -> dict[str, str]:
        """The other report's id → the page of the pair, seen from a page one folder down."""
        links = {}
        for pair in pairs:
            other = pair.b.report if pair.a.report == report_id else pair.a.report
            links[other] = f"../{self.pair_pages[_key(pair)]}"
        return links

    def pair(self, pair: CopyPair) -> str:
        """Two reports side by side."""
        sides = compare(pair, self.view.load(pair.a.report), self.view.load(pair.b.report))
        return self._render("pair.html", root="../", pair=pair, sides=sides)

    def comparison(self, comparison: Comparison, a: ReportView, b: ReportView) -> str:
        """Two files side by side, with their cells, counts and names."""
        return self._render(
            "compare.html",
            root=None,
            pair=comparison.pair,
            sides=compare(comparison.pair, a, b),
            found=comparison,
            label=fact_label,
            number=show_number,
        )

    def family(self, family: CopyFamily) -> str:
        """A family with its skeleton and slots, its members in order of year."""
        members = sorted(
            family.members,
            key=lambda ref: (ref.year or 9999, ref.organization or "", ref.path, ref.report),
        )
        columns = column_slots(family)
        lines = member_lines(
            members[: LIST_LIMITS[0]],
            columns,
            self._places(members[: LIST_LIMITS[0]]),
            self._shares(family),
        )
        first = min((ref.year for ref in members if ref.year), default=None)
        return self._fit(
            LIST_LIMITS,
            lambda limit: self._render(
                "family.html",
                root="../",
                family=family,
                pieces=read_template(family),
                slots=slot_lines(family),
                columns=columns,
                lines=lines[:limit],
                first=first,
                firsts=sum(ref.year == first for ref in members),
                timeline=sharing.draw_timeline(members, self.t),
                sorting=script("sort.js"),
                limit=limit,
            ),
        )

    def _places(self, refs: Iterable[ReportRef]) -> dict[str, str | None]:
        """Report id → the names of its region from province down, where they are known."""
        places: dict[str, str | None] = {}
        for ref in refs:
            if ref.report in self.known:
                places[ref.report] = place_of(self.view.load(ref.report).report)
        return places

    def _shares(self, family: CopyFamily) -> dict[str, float]:
        """Report id → the largest share (0–1) of its section that stands in another member's too."""
        inside = {ref.report for ref in family.members}
        shares: dict[str, float] = {}
        for ref in family.members:
            for pair in self._all_pairs_of.get(ref.report, ()):
                if pair.a.report in inside and pair.b.report in inside:
                    share = pair.coverage_a if pair.a.report == ref.report else pair.coverage_b
                    shares[ref.report] = max(share, shares.get(ref.report, 0.0))
        return shares

    @cached_property
    def _all_pairs_of(self) -> dict[str, list[CopyPair]]:
        """Report id → its pairs, those without a page too."""
        found: dict[str, list[CopyPair]] = {}
        for pair in self.view.copies.pairs:
            for side in (pair.a, pair.b):
                found.setdefault(side.report, []).append(pair)
        return found

    def _fit(self, limits: tuple[int, ...], render: Callable[[int], str]) -> str:
        """The page with the largest of `limits` that keeps it below `LARGEST_PAGE`, or the last."""
        page = ""
        for limit in limits:
            page = render(limit)
            if not _too_large(page):
                break
        return page

    def _render(self, template: str, **values: object) -> str:
        return (
            environment()
            .get_template(template)
            .render(t=self.t, site=self, view=self.view, lang=self.t.lang, **values)
        )


def write_page(out: Path, name: str, page: str) -> Path:
    """Write a page at `name` below `out`. Raises OSError where that cannot be done."""
    path = out / name
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def page_name(identity: str) -> str:
    """A file name for an id: itself where it is plain, else its hash."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", identity):
        return identity
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def _key(pair: CopyPair) -> tuple[str, str]:
    return pair.a.report, pair.b.report


def _too_large(page: str) -> bool:
    # No character has more than four bytes: most pages need not be encoded to be measured.
    return 4 * len(page) > LARGEST_PAGE and len(page.encode()) > LARGEST_PAGE


def _figures(
    overview: Overview, groups: list[PeerGroup], wording: Wording
) -> dict[str, Markup | list[Markup | None]]:
    """The figures of the first page. They hold text only that passed through vl-convert's escaping."""
    found: dict[str, Markup | list[Markup | None]] = {
        "grounds": Markup(charts.draw_grounds(overview.grounds, wording)),
        "intervals": [_interval_figure(group, wording) for group in groups[:GROUPS_SHOWN]],
    }
    for name, top, bins, colour in (
        ("templatedness", 1.0, 20, charts.SOFT),
        ("substance", 100.0, 20, charts.COLOURS["pass"]),
    ):
        values = [score.value for score in overview.scores(name) if score.value is not None]
        if values:
            title = wording(f"index.{name}_axis")
            drawn = charts.draw_histogram(values, top, bins, colour, title, wording)
            found[name] = Markup(drawn)
            for by, groups_of in (
                ("level", spreads.group_by_level),
                ("year", spreads.group_by_year),
            ):
                panels = groups_of(overview.lines, name, wording)
                found[f"{name}_{by}"] = spreads.draw_spreads(panels, top, colour, title)
    return found


def _interval_figure(group: PeerGroup, wording: Wording) -> Markup | None:
    shown: list[Scored] = [*group.above[:BAND_SHOWN], *reversed(group.below[:BAND_SHOWN])]
    return Markup(charts.draw_intervals(group, shown, wording)) if shown else None
