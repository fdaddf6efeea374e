"""Floor 2: the figures of a page in reading order, each given its total by the marks of a breakdown.

Reads the marks in order: 其中, 包括, 含, 分别, a colon, a bracket behind a figure; then follows the list by
its punctuation and by what its items are. A sum is looked at only to decide between readings, never to
make parts of figures that nothing connects. It must not know indicators.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from wenzhi.base.patterns import as_pattern
from wenzhi.base.records import Span
from wenzhi.parse.figures.cues import Cue, same_family
from wenzhi.parse.figures.mentions import BULLETS, Mention, Page
from wenzhi.parse.figures.vocabulary import vocabulary
from wenzhi.parse.parts.frames import (
    ANSWERED,
    BODIES,
    LIST_KINDS,
    RESULTS,
    SORTS,
    Frame,
    mixes,
    next_group,
    same_unit,
    same_unit_within,
    times,
    told_aside,
    within,
)
from wenzhi.parse.parts.sums import parts_before
from wenzhi.parse.parts.unmarked import Unmarked
from wenzhi.parse.parts.wholes import link_wholes

_STRONG = ("其中", "分别", "具体")
_LOOSE = ("涉及", "涵盖")
_TO_OWNER = as_pattern(r"[^,;。:!?\n()]{0,16}$")
_COLON = as_pattern(
    r"^(?:[^,;。:()\n]{0,14}|,[^,;。:()\n]{0,12}(?:办结|答复|办理|处理|公开|发布|完毕)[^,;。:()\n]{0,6})"
    r":[^,;。\n]*$"
)
_AMONG = (
    "(?:(?<![年期其集空])(?:之|当)?中(?![心学小国央介层标文共级等秋专药医西部型间断午餐考长])"
    "|(?<!公)里(?:[头面边])?(?!程))"
)
_OUT_OF = as_pattern(rf"[^,;。:()\n]{{0,10}}{_AMONG}[,:][^,;。:\n]{{0,24}}$")
_RETOLD = as_pattern(
    rf"(?:^|[,;。:\n])(?:在|而)?(?P<what>[^,;。:()\n\d]{{2,12}}?)的?{_AMONG}[,:]?[^,;。:\n]{{0,16}}$"
)
"""A list of those just told (直接起诉的3件中,…), or told before and named again (…;单位中企业5件,…)."""
_LATTER = as_pattern(r"^[,;。](?P<what>后者)(?:又|则|主要)?(?:之?中|里)?[,:]?[^,;。:\n]{0,12}$")
_RIGHT_BEHIND = as_pattern(r"[^,;。:()\n]{0,10},(?:其中)?(?:已有|只有|仅有|有|仅)?$")
_ACTS = as_pattern("已|均|仍|尚|未|没|达|为|是|在|用|设|建|开|发|来|通过")
_ANOTHER = as_pattern("另有|另外")
_BUSY = frozenset(
    {"推送", "关停", "注销", "整合", "公示", "移送", "接待", "播放", "审核", "转办", "抽查"}
)
_ASIDE = as_pattern(r"\([^()]*\)")
_STRAIGHT = as_pattern(
    r"[,:]?(?:按[^,;。]{2,12},)?(?:[^,;。\n]{1,16}(?:最多|居首|最少|居多|为首|最大),)?[^,;。\n]*$"
)
"""From a mark of a breakdown to its first figure: 按内容划分,通告最多,为611条."""
_OPENING = as_pattern(
    "(?:主要)?(?:内容|信息|数量)?|后者|当中|若|如果|[^,;。]{0,6}(?:占比|比重|数量|排名|排序)[^,;。]{0,6}"
)
_ITEM_HEAD = as_pattern(r"\n[□\d.、)①-⑳●○◆■▪•·-]*$")
_WITHIN_A_LINE = as_pattern(rf"(?<!\n)[{BULLETS}]")
_LISTED = as_pattern(r"\n(?:\d+[.、)]|[①-⑳]|\(\d+\)|-|[一二三四五六七八九十]+是)")
_NOT_ONLY = as_pattern("既(?=[有是包含])|不仅有|不仅包括")
_HELD = as_pattern(",(?:包?含|包括)")
"""Right behind a figure: what it holds."""
_ALSO = as_pattern("[,;、](?:同时|此外)?(?:还|更|又|亦)(?:有|包括|包含|含|是)")
_ONLY_THEN = as_pattern("仅[^,;。:()]{1,8}就[^,;。:()]{0,8}$")
_SIDE = as_pattern(r"另(?:有|外|收)?|除此")
_BY = as_pattern("[从按依以]|答复|办理|处理")
_LACKING = as_pattern("另|其[余他它]|剩|余下|尚|仍|还有|未|不|解释|说明")
"""With these begins what a subset leaves: 采纳29条,未采纳的17条."""
_BORNE = as_pattern(
    r"(?:[^,;。、:()\n\d]|\([^()\n\d]{1,4}\)){1,8}[\d,]+(?P<rest>[^,;。、:()\n]{0,3})"
)
_NAME = 4
"""Characters by which a figure is named again."""
_SUMMED = as_pattern("(?:合计|总计|共计|小计|总共|相加)[为是共达有]{0,2}$")
_FOUND = as_pattern("发现|反馈|查[出找摆]|排查|检出|指出|交办|找出|梳理|意见|问题|隐患|错")
_MENDED = as_pattern(
    r"[^,;。:\n]{0,8}[,、](?:目前|现|年内|当年|均|都|全部|已经?|并|完成|及时|督促)*"
    r"(?:整改|更[换正新]|改正|修[复正改]|纠正|销号|解决|化解|处置|清理|补齐|撤换|替换|采纳|吸收)"
    r"(?:完成|到位|完毕|销号)*了?$"
)
"""From what was found wrong to how much of it was mended: 发现错链11处,已更换."""
_MOST = "(?:最多|居多|居首|为主|为最|占大头|占比最[高大]|数量最多|位居第一|排第一|最为集中)"
_FOREMOST = as_pattern(
    rf",(?:其中)?(?:以|数)?[^,;。:()\n\d]{{1,12}}{_MOST},?(?:共?有|达|为|计|共|占)?"
)
"""Between a figure and the greatest part of it: 处罚88件,以运输类最多,有61件."""
_NAMED_ALONE = as_pattern(r",(?:其中)?[^,;。:()\n\d]{1,12}")
_IS_FOREMOST = as_pattern(_MOST)
_OLDER = as_pattern("累计|历年|往年|以前|此前|上年|去年|遗留|存量|结转|含|20\\d\\d年")
_ANEW = as_pattern("[。:\n]")
"""Between two figures without units: a list of its own (申请人:个人23,企业3。渠道:网络19,信函7)."""
_BREAK = as_pattern("[,;。:\n]")
_NOT = "不未没"
_NAMED = ("数", "类", "的")
"""Behind a verb these make a name of it: 同意公开答复数11件."""
_BY_MARK = as_pattern("[从按依以]")
_YEAR = as_pattern(r"20\d\d(?=年)")


class Linker:
    """Follows the figures of one page in reading order and gives each its total."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frames: list[Frame] = []
        self.finished: list[Frame] = []
        self.taken: list[tuple[Mention, Cue]] = []
        self.untotalled: list[Mention] = []

    def take(self, mention: Mention, cue: Cue) -> None:
        """Place one figure: into a new breakdown, into an open one, or by itself."""
        self._leave_brackets(mention)
        if mention.listed:
            self._borrow(mention, cue)
            return
        if told_aside(mention) or self._bears(mention):
            self.taken.append((mention, cue))
            return
        frame = self._opened(mention, cue) or self._continued(mention, cue)
        if self._of_no_total(mention, frame):
            self._close_to(0)
            frame = None
            self.untotalled.append(mention)
        if frame is not None and self._left_over(frame, cue):
            self._close_to(0)
        elif frame is not None:
            self._add(frame, mention, cue)
        elif self._sums_up(mention):
            pass
        else:
            self._close_to(0)
        self.taken.append((mention, cue))

    def _bears(self, mention: Mention) -> bool:
        """9个村167期 in a list of 期: whether a figure only counts those whose part is told right behind."""
        if not self.frames or mention.unit == self.frames[-1].total.unit:
            return False
        behind = _BORNE.match(self.page.text, mention.end)
        return behind is not None and behind["rest"].startswith(self.frames[-1].total.unit or "#")

    def _borrow(self, mention: Mention, cue: Cue) -> None:
        """A figure of a list without units: part of the figure whose unit it has, or of none."""
        if mention.whole is not None:
            known = (frame for frame in self.finished if frame.total is mention.whole)
            frame = next((one for one in reversed([*known]) if one.kind == "borrowed"), None)
            last = frame.items[-1][0].end if frame is not None else 0
            if frame is None or _ANEW.search(self.page.text, last, mention.start):
                frame = self._frame(mention.whole, "borrowed", None, "")
                self.finished.append(frame)
            mention.parent, mention.group = mention.whole, frame.group
            frame.items.append((mention, cue))
        self.taken.append((mention, cue))

    def finish(self) -> list[Frame]:
        """All breakdowns found."""
        self._close_to(0)
        unmarked = Unmarked(self.page, self.taken, self.finished)
        unmarked.drop_results_of_received()
        unmarked.link_lists()
        unmarked.link_results()
        unmarked.link_said()
        unmarked.link_enclosed()
        link_wholes(self.page, self.taken, self.finished)
        return self.finished

    def _of_no_total(self, mention: Mention, frame: Frame | None) -> bool:
        """按渠道分:平台22件、邮寄9件;按结果分:公开17件: lists whose total is not told."""
        if frame is not None:
            total = frame.total
            while total.parent is not None:
                total = total.parent
            return _BY_MARK.match(frame.marker) is not None and total in self.untotalled
        gap = self._gap(mention) if self.taken else self.page.text[: mention.start]
        marker = _last_marker(gap)
        if marker is not None:
            return _BY_MARK.match(marker[0]) is not None
        listed = gap.startswith(("、", ",")) and "。" not in gap and bool(self.taken)
        return listed and self.taken[-1][0] in self.untotalled

    def _left_over(self, frame: Frame, cue: Cue) -> bool:
        """答复1645件:公开671件…,其余69件结转: what is carried forward is no part of the answered."""
        return cue.row == "carried_forward" and ANSWERED.search(frame.total.label) is not None

    def _add(self, frame: Frame, mention: Mention, cue: Cue) -> None:
        total = frame.total
        if mention.unit != total.unit and not mixes(mention, total):
            other = self._beside(total, mention.unit)
            if other is not None:
                total = other
        mention.parent, mention.group = total, frame.group
        if total is frame.total:
            frame.items.append((mention, cue))
            frame.segment += 1

    def _close_to(self, depth: int) -> None:
        while len(self.frames) > depth:
            self.finished.append(self.frames.pop())

    def _leave_brackets(self, mention: Mention) -> None:
        while self.frames:
            bracket = self.frames[-1].bracket
            if bracket is None or bracket[0] < mention.start <= bracket[1]:
                return
            self._close_to(len(self.frames) - 1)

    # -- opening ------------------------------------------------------------------------------

    def _opened(self, mention: Mention, cue: Cue) -> Frame | None:
        if not self.taken:
            return None
        gap = self._gap(mention)
        frame = self._bracketed(mention, cue) or self._marked(mention, cue, gap)
        frame = frame or self._out_of(mention, gap) or self._of_retold(mention, gap)
        frame = frame or self._subset(mention, gap)
        frame = frame or self._after_colon(mention, gap)
        if frame is not None:
            self.frames.append(frame)
        return frame

    def _gap(self, mention: Mention) -> str:
        """The text since the last figure; brackets that hold no figure are blanked."""
        text = self.page.text[self.taken[-1][0].end : mention.start]
        text = _ASIDE.sub(lambda match: "□" * len(match[0]), text)
        return _WITHIN_A_LINE.sub(";", text).replace("——", "::").replace("/", "、")

    def _bracketed(self, mention: Mention, cue: Cue) -> Frame | None:
        owner = self.taken[-1][0]
        bracket = self.page.bracket(mention.start)
        if bracket is None or bracket[0] < owner.end or mention.lead_start <= bracket[0]:
            return None
        between = self.page.text[owner.end : bracket[0]]
        inside = self.page.text[bracket[0] + 1 : mention.start]
        if not _TO_OWNER.match(between) or _SIDE.match(inside):
            return None
        if cue.row == "carried_over":
            return None  # 收办9件(含上年结转1件): a sum of two rows, not a breakdown
        marker = vocabulary().parts.markers_in(inside).search(inside)
        fits = mention.unit == owner.unit or mixes(mention, owner)
        if not fits or (marker is None and not within(mention, owner)):
            return None
        return self._frame(owner, "bracket", bracket, marker[0] if marker else "")

    def _marked(self, mention: Mention, cue: Cue, gap: str) -> Frame | None:
        marker = _last_marker(gap)
        if marker is None:
            return None
        told = cue.kind == "root" and marker[0] in _LOOSE
        if told or (cue.kind in ("flow", "root") and _BY.match(marker[0])):
            return None  # 按结果统计,办结897件: a total of its own
        if marker[0].startswith("分别") and self._beside_its_kind(cue):
            return None  # 企业14件,自然人、律所分别为9件和3件
        if marker[0] == "涉" and (self._among_items() or self._beside_a_result(cue)):
            return None  # 公开1件,涉他人未公开1件,涉密1件: beside each other
        if marker[0] in _LOOSE and (
            marker[0] in self.taken[-1][0].lead or self._beside_a_result(cue)
        ):
            # 涉及征收的17件,涉及规划的18件; 部分公开1件、涉及商业秘密不予公开2件: beside each other
            return None
        if marker[0] in _LOOSE and mention.unit in BODIES:
            return None  # 批次31个,涉及9个镇街: things of another kind
        total = self._named_before(mention, gap[: marker.start()], marker[0])
        total = total or self._total(mention, cue, gap[: marker.start()], gap)
        if marker[0].endswith("中") and marker[0] != "其中":
            total = self._told_again(mention, marker[0][:2]) or total
        if total is not None and marker[0] in _LOOSE and mention.unit != total.unit:
            return None
        if total is not None and _BY_MARK.match(marker[0]):
            aside = mention.unit in BODIES and mention.unit != total.unit
            if not within(mention, total) or (aside and self.page.bracket(mention.start)):
                return None  # 其他处理122件。⏎从申请方式看,网上801件; 从层级看,市级机关(含32个部门)193件
        if total is None:
            return None
        return self._frame(total, "marker", self.page.bracket(mention.start), marker[0])

    def _beside_its_kind(self, cue: Cue) -> bool:
        """Whether the last figure tells of another applicant or result as this one does."""
        last, told = self.taken[-1]
        return cue.kind in LIST_KINDS and cue.kind == told.kind and last.parent is None

    def _beside_a_result(self, cue: Cue) -> bool:
        """Whether the last figure tells of a result in the same list as this one."""
        last, told = self.taken[-1]
        return cue.kind in LIST_KINDS and same_family(cue, told) and last.parent is None

    def _among_items(self) -> bool:
        """Whether the last figure is an item of an open list."""
        last = self.taken[-1][0]
        return bool(self.frames) and any(item is last for item, _ in self.frames[-1].items)

    def _named_before(self, mention: Mention, before: str, marker: str) -> Mention | None:
        """不予公开74件,…,其他6件。不予公开的类型分别为…: the figure that a new sentence names again."""
        clause = re.split(r"[,;。:(\n]", before)[-1]
        if not marker.startswith("分别") or "。" not in before or len(clause) < _NAME:
            return None
        return self._told_again(mention, clause[:_NAME])

    def _told_again(self, mention: Mention, word: str) -> Mention | None:
        """新增1126条。新增信息中,…: the figure that was told with the word a mark takes up."""
        floor = self.page.paragraph_start(mention.start)
        for told, _ in reversed(self.taken):
            if told.start < floor:
                return None
            # 13名信息员,信息员中机关2名: named again behind a break
            again = told.tail.startswith(word) and _BREAK.search(
                self.page.text, told.end, mention.start
            )
            if (word in told.lead or again) and same_unit_within(mention, told):
                return told
        return None

    def _total(self, mention: Mention, cue: Cue, before: str, gap: str) -> Mention | None:
        """The figure that a mark such as 其中 breaks down."""
        if "\n" in before and not before.endswith("\n"):
            by = _BY_MARK.match(gap[len(before) :]) and _ITEM_HEAD.search(before)
            if not by:
                return None  # unless the next item says by what: ⏎(2)按主题看:
        previous, previous_cue = self._previous(mention)
        if previous is None:
            return None
        hard = re.search(r"[。;\n]", before) is not None
        apart = hard and gap[len(before) :].startswith("分别")
        if apart and not within(mention, previous):
            return None  # 废止4件;现行有效的规章和文件分别为27件和96件
        inner = self.frames[-1] if self.frames and self.frames[-1].items else None
        if inner is None or inner.bracket != self.page.bracket(mention.start):
            candidates = [self._top(previous), *self._roots_before()] if hard else [previous]
            best = self._best(mention, self._ranked(candidates, cue))
            if best is None and not hard and gap.startswith("其中", len(before)):
                # 培训3次210人次,其中专题1次: of the figure of its unit
                told = (one for one in self._roots_before() if same_unit_within(mention, one))
                best = next(told, None)
            return best
        up = hard or not within(mention, previous)
        alike = same_family(cue, inner.kind_of_items) and cue.kind == previous_cue.kind
        if alike and cue.kind and not _HELD.match(gap):
            up = True  # not 单位18件,含企业11件、律所7件
        if not up and mention.unit == previous.unit:
            return previous
        if hard:
            self._close_to(len(self.frames) - 1)
            return self._best(mention, [self._top(previous), inner.total, *self._roots_before()])
        self._close_to(len(self.frames) - 1)
        fits = same_unit(mention, inner.total) or mixes(mention, inner.total)
        # 药品1165种,其中基本药物492种,…,最多的一种从14.5元降到0.9元: of nothing told before
        return inner.total if fits or self._beside(inner.total, mention.unit) else None

    def _previous(self, mention: Mention) -> tuple[Mention | None, Cue]:
        """The nearest figure before that stands outside every closed bracket."""
        for earlier, cue in reversed(self.taken):
            if told_aside(earlier):
                continue
            bracket = self.page.bracket(earlier.start)
            if bracket is None or bracket[0] < mention.start <= bracket[1]:
                return earlier, cue
        return None, Cue(None)

    def _top(self, mention: Mention) -> Mention:
        while mention.parent is not None:
            mention = mention.parent
        return mention

    def _roots_before(self) -> list[Mention]:
        """Figures without a total in the last figure's sentence, the nearest first."""
        if not self.taken:
            return []
        start = self.page.sentence_start(self._top(self.taken[-1][0]).start)
        return [
            mention
            for mention, _ in reversed(self.taken)
            if mention.parent is None and mention.start >= start and not told_aside(mention)
        ]

    def _ranked(self, candidates: list[Mention], cue: Cue) -> list[Mention]:
        """来自村民3件,来自企业1件。其中2件予以公开: results are of all, not of one applicant's."""
        told = {id(mention): other.kind for mention, other in self.taken}
        if (
            cue.kind in RESULTS
        ):  # 收到52件,结转而来4件。结果是:公开20件,…: not of what was carried over
            over = {id(mention) for mention, other in self.taken if other.row == "carried_over"}
            candidates = [total for total in candidates if id(total) not in over]
        # 2024年公开672条,2023年为600条。按内容分,…: of the later year
        years = {id(total): _year_told(total) for total in candidates}
        latest = max(years.values(), default=0)
        candidates = sorted(candidates, key=lambda total: 0 < years[id(total)] < latest)
        if cue.kind in SORTS:
            return candidates
        return sorted(candidates, key=lambda total: told.get(id(total)) in SORTS)

    def _best(self, mention: Mention, candidates: Sequence[Mention]) -> Mention | None:
        """The first candidate whose unit the figure has, else one whose parts may mix with it."""
        for test in (same_unit_within, same_unit, mixes):
            for candidate in candidates:
                if test(mention, candidate):
                    return candidate
        return None

    def _after_colon(self, mention: Mention, gap: str) -> Frame | None:
        owner = self.taken[-1][0]
        fits = same_unit(mention, owner) or mixes(mention, owner)
        if not _COLON.match(gap) or not (fits and within(mention, owner)):
            return None
        return self._frame(owner, "colon", self.page.bracket(mention.start), ":")

    def _out_of(self, mention: Mention, gap: str) -> Frame | None:
        """直接起诉的3件中,驳回2件,…; 2890条中,政策类146条、…: a list of those just told."""
        owner = self.taken[-1][0]
        if not _OUT_OF.match(gap) or not same_unit_within(mention, owner):
            return None
        return self._frame(owner, "marker", self.page.bracket(mention.start), "其中")

    def _of_retold(self, mention: Mention, gap: str) -> Frame | None:
        """单位7件;单位中企业5件,…: a list of what was told before, named again."""
        taken_up = "中" in gap or "里" in gap
        named = (_RETOLD.search(gap) if taken_up else None) or _LATTER.search(gap)
        total = self._told_again(mention, named["what"][:2]) if named else None
        if named and named["what"] == "后者":
            total = self.taken[-1][0] if same_unit_within(mention, self.taken[-1][0]) else None
        if total is None:
            return None
        return self._frame(total, "retold", self.page.bracket(mention.start), "其中")

    def _subset(self, mention: Mention, gap: str) -> Frame | None:
        """14件政策文件中只有11件, 收到意见62条,采纳24条: some of the figure before."""
        owner = self.taken[-1][0]
        if _ONLY_THEN.search(mention.lead):
            floor = self.page.sentence_start(mention.start)
            told = (one for one, _ in reversed(self.taken) if one.start >= floor)
            owner = next((one for one in told if same_unit_within(mention, one)), owner)
            gap = ",仅一季度就"  # 推送426期,阅读135万次,仅一季度就推送168期: figures of another unit between
        if self._mends_too_many(mention, owner, gap) or _foremost(mention, owner, gap):
            return self._frame(owner, "subset", self.page.bracket(mention.start), "中")
        some = vocabulary().parts.subset.match(gap) or self._some_of_those(mention, owner, gap)
        if not some or not same_unit_within(mention, owner) or _denies(mention, owner):
            return None
        if "季度" in owner.lead and "季度" in mention.lead:
            return None  # 一季度102条,二季度131条: beside each other
        return self._frame(owner, "subset", self.page.bracket(mention.start), "中")

    def _mends_too_many(self, mention: Mention, owner: Mention, gap: str) -> bool:
        """反馈问题8条,已整改9条: more was mended than found, all of it this year's."""
        if not _MENDED.match(gap) or not same_unit(mention, owner) or within(mention, owner):
            return False
        sentence = self.page.text[self.page.sentence_start(owner.start) : mention.start]
        return _FOUND.search(owner.label) is not None and _OLDER.search(sentence) is None

    def _some_of_those(self, mention: Mention, owner: Mention, gap: str) -> bool:
        """18个社区,12个建成示范点; 12个村,9个村设了公开栏: the things of the figure before, some of which do."""
        if owner.unit not in BODIES or not _RIGHT_BEHIND.match(gap):
            return False
        thing = owner.object or ""
        again = bool(thing) and mention.tail.startswith(thing) and owner.tail == thing
        return again or (_ACTS.match(mention.tail) is not None and owner.tail != "")

    def _frame(self, total: Mention, kind: str, bracket: Span | None, marker: str) -> Frame:
        group = next_group((*self.frames, *self.finished), total)
        while self.frames and not self._nests(total):
            self._close_to(len(self.frames) - 1)
        return Frame(total, group, kind, bracket, marker=marker)

    def _nests(self, total: Mention) -> bool:
        return any(item is total for item, _ in self.frames[-1].items)

    def _beside(self, total: Mention, unit: str | None) -> Mention | None:
        """A figure of `unit` told in one sentence with `total`: 25件申请收取了2950元."""
        start = self.page.sentence_start(total.start)
        for mention, _ in reversed(self.taken):
            if mention.start < start:
                break
            if mention.unit == unit and mention.parent is None:
                return mention
        return None

    # -- continuing ---------------------------------------------------------------------------

    def _continued(self, mention: Mention, cue: Cue) -> Frame | None:
        if not self.frames:
            return None
        gap = self._gap(mention)
        while self.frames:
            frame = self.frames[-1]
            verdict = self._verdict(frame, mention, cue, gap)
            if verdict == "same":
                if ";" in gap:
                    frame.segment = 0
                return frame
            if verdict == "group":
                self._close_to(len(self.frames) - 1)
                opened = self._frame(frame.total, frame.kind, frame.bracket, frame.marker)
                self.frames.append(opened)
                return opened
            self._close_to(len(self.frames) - 1)
        return None

    def _verdict(self, frame: Frame, mention: Mention, cue: Cue, gap: str) -> str:
        """`same` breakdown, a new `group` of its total, or `none` of it."""
        if _SUMMED.search(mention.lead) and len(frame.items) > 1 and frame.sum() == mention.value:
            return "none"  # 近3000条:办公室1412条、规划局1562条,两个部门合计2974条
        if frame.complete and mention.value == frame.total.value and not mention.lead:
            return "none"  # 收到5件,其中居民4件、企业1件;5件均已答复: the total told again
        if cue.row == "result.total" and any(one.row == "carried_over" for _, one in frame.items):
            return "none"  # 收到10件,其中上年结转1件,办结9件: it comes to 10 as nothing more is carried on
        known = frame.kind_of_items
        alike = cue.kind is not None and same_family(cue, known)
        alike = alike or (cue.row == "carried_forward" and known.kind == "flow")
        completes = self._completes(frame, mention, gap) or _opposes(frame, mention)
        if frame.kind == "subset" and not (alike or completes) and len(frame.items) == 1:
            return "none"
        if cue.kind == "block" and known.kind == "outcome":
            return "none"
        if completes or self._both(frame, cue):
            return "same"
        if known.kind in SORTS and cue.row in ("carried_over", "carried_forward"):
            return "none"  # 自然人5件、企业2件;上年转入3件
        if cue.kind == "root" or self._breaks(frame, mention, gap, alike):
            return "none"
        if self._beside_its_total(frame, cue):
            return "none"
        if not self._fits(frame, mention, gap):
            return "none"
        if len(self.frames) > 1 and not alike and self._belongs_outside(cue, gap):
            return "none"
        switched = cue.kind is not None and cue.table == known.table and not alike
        if (
            ";" in gap
            and frame.kind != "bracket"
            and (frame.segment > 1 or frame.complete or frame.sum() > (frame.total.value or 0))
        ):
            if len(self.frames) > 1:
                return "none"
            if alike and not frame.complete:
                return "same"
            return "group" if switched and mention.unit == frame.total.unit else "none"
        if alike or (frame.complete and mention.value == 0):
            return "same"
        if frame.complete or (known.kind is not None and switched):
            if frame.kind == "bracket" and not frame.complete:
                return "same"
            return "group" if switched else "none"
        return "same"

    def _beside_its_total(self, frame: Frame, cue: Cue) -> bool:
        """不予公开4件,包括过程性信息2件、执法案卷2件,不予处理3件: whether a result is another than the total's."""
        known = frame.kind_of_items.kind
        if cue.kind not in RESULTS or known not in RESULTS or cue.kind == known:
            return False
        told = next((other for mention, other in self.taken if mention is frame.total), None)
        if told is None or told.kind not in RESULTS:
            return False
        # 无法提供6件,其中5件不掌握;不予处理3件: behind some rows of a kind, another kind
        return frame.complete or cue.kind == told.kind

    def _both(self, frame: Frame, cue: Cue) -> bool:
        """复议、诉讼共9件,其中复议6件、诉讼3件: reviews and law suits are parts of both together."""
        told = next((other for mention, other in self.taken if mention is frame.total), None)
        both = told is not None and told.kind == "root" and told.row == "both"
        return both and cue.kind == "root" and cue.row in ("review", "litigation")

    def _breaks(self, frame: Frame, mention: Mention, gap: str, alike: bool) -> bool:
        """Whether the words before a figure begin another statement."""
        if "\n" in gap and not (_LISTED.search(gap) and within(mention, frame.total)):
            return True
        # In a sentence of its own it is a part only if there is room for it.
        room = frame.sum() + (mention.value or 0) <= (frame.total.value or 0)
        if re.search(r"[。!?]", gap) and not (alike and room and "\n" not in gap):
            return True
        words = vocabulary()
        head = re.sub(r"^[^,;。、:()\n]*", "", gap) if frame.items else gap
        sort = alike and room and frame.kind_of_items.kind in SORTS
        goes_on = (sort and _ANOTHER.search(head)) or self._both_and(frame, head)
        if words.parts.breaks.search(head) and not goes_on:
            return True
        if ";" in gap and not alike and self._begins_anew(frame, mention):
            return True
        if (
            alike
            or frame.bracket is not None
            or mention.unit not in (frame.total.unit, *words.documents)
        ):
            return False
        first = frame.items[0][0].lead if frame.items else ""
        # A verb of its own before more than the whole: 文件132件,其中规范性文件45件,配发解读168件.
        breaking = words.parts.break_verbs
        if frame.items and not within(mention, frame.total):
            breaking = breaking | words.verbs
        if frame.items and gap.startswith("、") and same_unit_within(mention, frame.total):
            return False  # 继续有效96件、废止22件、宣布失效13件: a list of what was done
        # 教师队伍388条、校外培训260条: inside the name of an item of a list it is no verb of its own.
        lead = self.page.text[mention.lead_start : mention.start]
        named = mention.start - len(lead.lstrip("、")) if gap.startswith("、") else mention.start
        return any(
            (word := self.page.text[left:right]) in breaking
            and left <= named
            and word not in first
            and (";" in gap or self.page.text[right : right + 1] not in _NAMED)
            for left, right in self.page.tokens(mention.lead_start, mention.start)
        )

    def _both_and(self, frame: Frame, head: str) -> bool:
        """既有公告37条,也有政策214条,还有指南90条: whether a list announced so goes on."""
        if not frame.items or not _ALSO.match(head):
            return False
        first = self.page.text[frame.total.end : frame.items[0][0].start]
        return _NOT_ONLY.search(first) is not None

    def _begins_anew(self, frame: Frame, mention: Mention) -> bool:
        """其中许可120条;推送处罚30条: a verb at the head of its clause where the first part has none."""
        if not frame.items or frame.bracket is not None:
            return False
        heads = [
            next(self.page.tokens(one.lead_start, one.start), (0, 0))
            for one in (mention, frame.items[0][0])
        ]
        own, first = (self.page.text[left:right] for left, right in heads)
        first_verb = any(verb in frame.items[0][0].lead for verb in _BUSY)
        return own in _BUSY and first not in _BUSY and not first_verb

    def _completes(self, frame: Frame, mention: Mention, gap: str) -> bool:
        """其中原创182篇、转载35篇: it makes up what the parts before it leave of the total."""
        if not frame.items or mention.unit != frame.total.unit or not mention.value:
            return False
        told = self.page.text[frame.items[0][0].end : frame.items[-1][0].end]
        broken = r"[。!?\n]" if ";" in told else r"[。!?;\n]"
        if re.search(broken, gap) or vocabulary().parts.breaks.search(gap):
            return False
        alone = mention.unit in BODIES and not mention.lead
        if frame.kind == "subset" and not (alone or _LACKING.match(mention.lead)):
            return False
        return frame.sum() + mention.value * times(mention) == frame.total.value

    def _fits(self, frame: Frame, mention: Mention, gap: str) -> bool:
        if mention.unit == frame.total.unit:
            return True
        if self.page.text.startswith(f"({mention.unit})", frame.total.end):
            return True  # 活动26场(次)
        if ";" not in gap and mixes(mention, frame.total) and within(mention, frame.total):
            return True
        return self._beside(frame.total, mention.unit) is not None

    def _belongs_outside(self, cue: Cue, gap: str) -> bool:
        """Whether, in a breakdown within a breakdown, a figure goes back to the outer one."""
        inner, outer = self.frames[-1], self.frames[-2]
        if inner.bracket is not None and inner.bracket != outer.bracket:
            return False
        return (
            inner.complete
            or ";" in gap
            or (cue.kind is not None and same_family(cue, outer.kind_of_items))
        )

    # -- behind its parts

    def _sums_up(self, mention: Mention) -> bool:
        """网站100条、微信50条,共计150条: a total told behind its parts."""
        run = parts_before(self.page, self.taken, mention)
        if not run:
            return False
        self._close_to(0)
        mention.adds = tuple(part for part, _ in run)
        if all(cue.kind == "flow" for _, cue in run):
            return True  # 新收3件,结转1件,合计4件: a sum of two rows, not a breakdown
        for part, _ in run:
            part.parent = mention
        self.finished.append(Frame(mention, 0, "sum", None, run, marker="合计"))
        return True


@lru_cache(maxsize=256)
def _last_marker(gap: str) -> re.Match[str] | None:
    """The last mark of a breakdown in `gap` that leads straight to the next figure."""
    found = None
    for match in vocabulary().parts.markers_in(gap).finditer(gap):
        behind = gap[match.end() :]
        if not _STRAIGHT.match(behind):
            continue
        clause = re.split(r"[,;。:(\n]", gap[: match.start()])[-1]
        at_start = not clause or _OPENING.fullmatch(clause)
        if match[0] in _STRONG or at_start or clause == gap[: match.start()]:
            found = match
    return found


def _foremost(mention: Mention, owner: Mention, gap: str) -> bool:
    """处罚412件,超限运输198件居首; 处罚88件,以运输类最多,有61件: the greatest part of the figure before."""
    told = _FOREMOST.fullmatch(gap) or (
        _NAMED_ALONE.fullmatch(gap) and _IS_FOREMOST.match(mention.tail)
    )
    return bool(told) and same_unit_within(mention, owner)


def _year_told(mention: Mention) -> int:
    """The year that a figure's own clause names; 0 where it names none."""
    told = _YEAR.search(mention.lead)
    return int(told[0]) if told else 0


def _denies(mention: Mention, other: Mention) -> bool:
    """满意88张,不满意3张: whether a figure is of those of whom the other is not told."""
    told = other.lead.lstrip(",、;")
    return len(told) > 1 and mention.lead.lstrip(",、;") in {word + told for word in _NOT}


def _opposes(frame: Frame, mention: Mention) -> bool:
    """Whether a figure is told as the opposite of the last item, so that both are of one total."""
    same = bool(frame.items) and mention.unit == frame.total.unit
    return same and _denies(mention, frame.items[-1][0])
