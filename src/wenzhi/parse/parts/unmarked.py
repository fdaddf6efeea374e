"""Floor 2: breakdowns that no word marks: lists of one kind behind their total, in its sentence or the next.

Takes the figures of a page in reading order and the breakdowns already found by their marks, and adds
to them. It must not know indicators.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.parse.figures.contexts import CHANGED_TO
from wenzhi.parse.figures.cues import Cue, same_family
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.parts.frames import (
    ANSWERED,
    LIST_KINDS,
    RESULTS,
    SORTS,
    Frame,
    became,
    exhausts,
    next_group,
    received,
    sorted_already,
    told_aside,
    within,
)
from wenzhi.text.numerals import Number

_BY = as_pattern("[从按依以]|答复|办理|处理")
_WAYS = as_pattern("渠道|途径|平台|方式|载体|路径")
_UNMARKED_KINDS = LIST_KINDS | {"channel"}
_PREDICATED = as_pattern(
    "[为系是属由被给查引讲谈问要涉交寄在到没未尚撤告判转延]|来自|通过|经由|采[取用]|因|予以|不予|关于|用于|针对|面向"
    "|维持|纠正|胜诉|败诉|同意|公开|办结"
)
_REST = 20
"""Characters behind a list in which its rest is told."""
_SET_OFF = as_pattern(r",[^,;。、:()\n\d]{1,12}")
_BESIDE = as_pattern(r"、[^,;。、:()\n\d]{1,12}")
_AND_SO_ON = as_pattern(r"等(?:[,;。]|$|[^,;。:()\n\d级待同于]{0,6}[,;。])")
"""From a total to an open list right behind it, from item to item, and behind the last."""
_ENCLOSED = as_pattern(
    "[^,;。\n]{0,4}(?:均|都|皆|已|全)?(?:在其内|在内|包含在内|包括在内|含在内|计算在内|算在里头|在里头)"
)
_SLIP = 1.25
"""How much more a list may come to than its total and still be of it. Own judgement."""
_PLAINLY = as_pattern(r"(?:[,、;][^,、;。:()\n含转]{1,10})+")
_PLAIN_TOTAL = 10
"""From here on, figures in a row that add up exactly to the one before are taken to be its parts;
smaller ones add up by chance (会议2次、培训1次、检查1次). Own judgement."""
_HALVES = as_pattern(
    "(?:其中)?(?:线[上下]|[上下]半年|室[内外]|城区|农村|现场|网上|集中|对[内外]|[省市县区镇乡村校院局本][级里内])"
)
"""A small total may be told by halves: 直播9场,线上6场,线下3场."""


def _said_of(mention: Mention) -> bool:
    """Whether a figure stands alone before what is said of it: 两件为征迁补偿, 1件通过信函."""
    return mention.lead in _ALONE and _PREDICATED.match(mention.tail) is not None


_ALONE = ("", "其中", "有", "另", "另有", "还有", "其余")


_LAST_YEAR = as_pattern("(?:而|其中)?(?:上一?年|去年|前一年)")


@dataclass(slots=True)
class Unmarked:
    """The figures of one page, and the breakdowns found so far."""

    page: Page
    taken: list[tuple[Mention, Cue]]
    finished: list[Frame]

    def link_lists(self) -> None:
        """收到申请5件,自然人4件,企业1件: a list of one kind right behind its total."""
        for place, (total, cue) in enumerate(self.taken, 1):
            listed = cue.kind in LIST_KINDS and cue.kind != "block"
            if total.parent is not None or total.value is None:
                continue
            if listed and not (cue.row == "new_received" and self._described(place, total)):
                continue
            run = (
                self._alike_behind(place, total, cue)
                or self._adding_up(place, total)
                or self._before_a_rest(place, total)
                or self._and_so_on(place, total)
            )
            if ANSWERED.search(total.label):
                run = [(item, other) for item, other in run if other.row != "carried_forward"]
            if run and self._fits(run, total, cue):
                self._link(run, total)

    def _described(self, place: int, total: Mention) -> bool:
        """居民申请3件,两件为…,一件为…: of what follows, each figure is only said something of."""
        run = self._adding_up(place, total)
        return bool(run) and all(_said_of(mention) for mention, _ in run)

    def _fits(self, run: list[tuple[Mention, Cue]], total: Mention, cue: Cue) -> bool:
        """Whether a list told without a mark may be taken for its total's parts."""
        told = [frame for frame in self.finished if frame.total is total]
        kind = run[0][1].kind
        if cue.kind == "block" and any(other.kind != "outcome" for _, other in run):
            return False
        if len(run) < 2 and not self._lone(run, total, cue):
            return False
        if received(cue) and kind in RESULTS and not exhausts(run, total):
            return False
        return not told or (kind in SORTS and not any(sorted_already(frame) for frame in told))

    def _link(self, run: list[tuple[Mention, Cue]], total: Mention) -> None:
        """Make a list a breakdown of its total, beside those it has."""
        group = next_group(self.finished, total)
        for item, _ in run:
            item.parent, item.group = total, group
        self.finished.append(Frame(total, group, "list", None, run))

    def _behind(self, place: int, total: Mention) -> Iterator[tuple[Mention, Cue]]:
        """The free figures of the total's unit right behind it in its sentence."""
        end = self.page.sentence_end(total.start)
        if CHANGED_TO.match(self.page.text, total.end):
            return  # 由23项减为19项,减去的4项…
        aside = self._last_year(total)
        yielded: list[Mention] = []
        for mention, cue in self.taken[place:]:
            if mention.start > (aside[1] if aside else end):
                return
            if not aside and self._last_year(mention):
                continue
            if _WAYS.match(mention.object or ""):
                continue  # 经由线上线下两条渠道
            if told_aside(mention):
                continue
            if any(mention.parent is passed for passed in yielded):
                continue
            if mention.parent is not None or mention.unit != total.unit:
                return
            yielded.append(mention)
            yield mention, cue

    def _last_year(self, mention: Mention) -> Span | None:
        """64件(上年50件),公开31件: the bracket in which a figure is of the year before; it holds no part of now."""
        bracket = self.page.bracket(mention.start)
        told = bracket and _LAST_YEAR.match(self.page.text, bracket[0] + 1)
        return bracket if told else None

    def link_enclosed(self) -> None:
        """发布4521条,地灾预警388条、土地出让1290条均在其内: said behind a list to be in the figure before it."""
        for place, (total, _) in enumerate(self.taken, 1):
            if total.parent is not None or not total.value:
                continue
            run = list(self._behind(place, total))
            behind = self.page.text[run[-1][0].end :][:_REST] if run else ""
            if _ENCLOSED.match(behind) and all(within(mention, total) for mention, _ in run):
                self._link(run, total)

    def _lone(self, run: list[tuple[Mention, Cue]], total: Mention, cue: Cue) -> bool:
        """复议8件,维持5件: one outcome in the clause right behind its total."""
        if not run or run[0][1].kind not in ("outcome", "applicant") or cue.table is None:
            return False
        gap = self.page.text[total.end : run[0][0].lead_start]
        disputed = cue.kind in ("root", "block")
        return gap == "," and run[0][1].kind == ("outcome" if disputed else "applicant")

    def drop_results_of_received(self) -> None:
        """Results told 从办理看 are of what was handled: parts of what was received only if they
        make it up exactly."""
        cues = {id(mention): cue for mention, cue in self.taken}
        for frame in list(self.finished):
            by = _BY.match(frame.marker) is not None and frame.kind_of_items.kind in RESULTS
            if by and received(cues[id(frame.total)]) and not frame.complete:
                self.finished.remove(frame)
                for item, _ in frame.items:
                    item.parent, item.group = None, 0

    def link_results(self) -> None:
        """收到申请18件。…同意公开11件,部分公开2件,不掌握5件。: results that make up what was received,
        told later in its paragraph."""
        for place, (total, cue) in enumerate(self.taken):
            if not (received(cue) and total.parent is None and total.value):
                continue
            run = self._results_behind(place + 1, total)
            if len(run) < 2 or not exhausts(run, total):
                continue
            self._link(run, total)

    def link_said(self) -> None:
        """更新3412条。207条是公告,96条是解读,还有其他若干类: figures first, each said to be something."""
        for place, (first, _) in enumerate(self.taken[1:], 1):
            start = self.page.sentence_start(first.start)
            if first.parent is not None or self.page.text[start : first.start].strip():
                continue
            total = self._total_before(place, start)
            run = self._said(place) if total is not None else []
            together = sum(mention.value or 0 for mention, _ in run)
            if total is not None and len(run) > 1 and together <= (total.value or 0):
                self._link(run, total)

    def _total_before(self, place: int, start: int) -> Mention | None:
        """The first figure of the sentence right before the one that begins at `start`, if it has no list."""
        if not start or self.page.text[start - 1] == "\n":
            return None
        floor = self.page.sentence_start(start - 1)
        before = [told for told in self.taken[:place] if told[0].start >= floor]
        if not before:
            return None
        total, cue = before[0]
        listed = any(frame.total is total for frame in self.finished)
        alike = total.unit == self.taken[place][0].unit and cue.kind not in LIST_KINDS
        return total if alike and not listed and total.parent is None else None

    def _said(self, place: int) -> list[tuple[Mention, Cue]]:
        """The figures of a sentence from its first on, where each is told before what it is."""
        first = self.taken[place][0]
        end = self.page.sentence_end(first.start)
        run = [told for told in self.taken[place:] if told[0].start < end]
        plain = all(
            mention.unit == first.unit
            and mention.parent is None
            and cue.kind not in ("flow", "root")
            and _said_of(mention)
            for mention, cue in run
        )
        return run if plain else []

    def _results_behind(self, place: int, total: Mention) -> list[tuple[Mention, Cue]]:
        """The first row of free figures behind a total that are results, up to the next total."""
        run: list[tuple[Mention, Cue]] = []
        for mention, cue in self.taken[place:]:
            apart = self.page.text[total.end : mention.start]
            if "\n" in apart or cue.kind in ("flow", "root"):
                break
            free = mention.parent is None and mention.unit == total.unit
            if free and (cue.kind in RESULTS or (cue.kind is None and run)):
                run.append((mention, cue))
            elif free and cue.kind is None and not run:
                run = [(mention, cue)]
            elif free or run:
                break
        return run if sum(cue.kind in RESULTS for _, cue in run) > 1 else []

    def _alike_behind(self, place: int, total: Mention, cue: Cue) -> list[tuple[Mention, Cue]]:
        run: list[tuple[Mention, Cue]] = []
        for mention, other in self._behind(place, total):
            if other.kind not in _UNMARKED_KINDS or (run and not same_family(other, run[0][1])):
                break
            run.append((mention, other))
        fits = run and cue.kind != "channel" and cue.table in (None, run[0][1].table)
        if not fits or (run[0][1].kind == "block" and cue.row == "review"):
            return []
        # With a rest named at its end (其他渠道22条) it is a division even where its sum is too high.
        divides = len(run) > 2 and vocabulary().parts.rest.search(run[-1][0].lead) is not None
        exceeds = sum(m.value or 0 for m, _ in run) > (total.value or 0)
        slip = exceeds and self._slip([mention for mention, _ in run], total)
        slip = slip and run[0][1].kind == "applicant"
        return run if not exceeds or slip or (divides and within(run[0][0], total)) else []

    def _slip(self, run: list[Mention], total: Mention) -> bool:
        """收到8件,个人5件,企业4件: told straight behind its total a list may come to a little more than it."""
        told = self.page.text[total.end : run[-1].start]
        most = _SLIP * (total.value or 0)
        near = len(run) > 1 and sum(one.value or 0 for one in run) <= most
        return near and _PLAINLY.fullmatch(told) is not None and all(within(m, total) for m in run)

    def _before_a_rest(self, place: int, total: Mention) -> list[tuple[Mention, Cue]]:
        """共455条,通知120条,动态200条,其余为转载: the rest of a list is told without a figure."""
        run = [
            (mention, cue)
            for mention, cue in self._behind(place, total)
            if cue.kind not in ("flow", "root")
        ]
        if len(run) < 2 or (total.value or 0) < _PLAIN_TOTAL:
            return []
        behind = self.page.text[run[-1][0].end :][:_REST]
        rest = vocabulary().parts.remainder.match(behind)
        together = sum(mention.value or 0 for mention, _ in run)
        return run if rest and together < (total.value or 0) else []

    def _and_so_on(self, place: int, total: Mention) -> list[tuple[Mention, Cue]]:
        """许可57件,营业性演出29件、娱乐场所11件等: a list right behind its total that says that it is open."""
        run: list[tuple[Mention, Cue]] = []
        last, step = total, _SET_OFF
        for mention, cue in self._behind(place, total):
            told = self.page.text[last.end : mention.start]
            if not step.fullmatch(told) or cue.kind in ("flow", "root"):
                break
            run.append((mention, cue))
            last, step = mention, _BESIDE
        behind = self.page.text[last.end : last.end + _REST]
        whole = sum(mention.value or 0 for mention, _ in run) > (total.value or 0)
        return run if len(run) > 1 and not whole and _AND_SO_ON.match(behind) else []

    def _adding_up(self, place: int, total: Mention) -> list[tuple[Mention, Cue]]:
        run: list[tuple[Mention, Cue]] = []
        reached: Number = 0
        for mention, cue in self._behind(place, total):
            if cue.kind in ("flow", "root") and not _PREDICATED.match(mention.tail):
                break
            few = (total.value or 0) < _PLAIN_TOTAL
            if few and not (_said_of(mention) or _HALVES.match(mention.lead)):
                break
            if became(mention):
                return []
            run.append((mention, cue))
            reached += mention.value or 0
            if reached >= (total.value or 0):
                break
        return run if reached == total.value else []
