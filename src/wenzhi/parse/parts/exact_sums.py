"""Floor 2: figures that come to exactly one beside them are its parts, whatever words tie them to it.

Takes the figures of a page with their indicators, gives those of a list without a total the one before or
behind it that they add up to: 网站741条，公众号165条，公示栏换了88次。三类加总994条次. That is no matter of
words, so it holds in wordings never seen; a list that does not fit is left alone, so that no sum can be
held against what is joined here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from wenzhi.base.patterns import as_pattern
from wenzhi.parse.figures.mentions import Mention, Page
from wenzhi.parse.figures.publications import publishes
from wenzhi.parse.parts.frames import (
    BODIES,
    PEOPLE,
    added,
    became,
    is_outcome,
    join_parts,
    lists_of,
    mixes,
    same_unit,
    times,
    told_aside,
)
from wenzhi.parse.parts.listings import Listings
from wenzhi.parse.parts.small_sums import are_tied, by_time
from wenzhi.parse.tables.forms import rows_under

_CHANCE = 10
"""Below this figures of other things may add up by chance: 会议2次、培训3次、印发5份."""
_MIXED = 100
"""From here on they may be of several units: 1,832条、467篇、16期."""
_FEWEST = 2
_MANY = 3
"""Figures from which a sum outweighs what two of them were taken for: 240条…120条…80条…40条."""
_SUMMED = as_pattern(
    "以上|加到一块|加一块|凑一块|凑到一块|全加上|通共|归总|统共|相加|加总|加起来|合起来|合计|小计|[总共]计|共|加在一起|之和|总和|拢共|累计|="
)
"""Words before a figure that say it is a sum: small ones too, and of the lines above."""
_ADDED = as_pattern("合计|总计|相加|加总|加起来|合起来|总和|之和")
"""Before a figure that sums up what was told in several units: 图解6个、直播2场,合计8次."""
_SO_FAR = as_pattern("^累计|累计[^,;。]{0,6}$")
_LEAST = 3
"""A smaller sum is none: two are one and one wherever something is told of both."""
_ONE_BY_ONE = as_pattern("[,:(]其?一[为是]")
"""书面申请两件,一为管网图(1件),一为水费依据(1件): the things are told one after the other."""
_DIVIDED_ANEW = as_pattern(r"。\s*[从按依以][^。]*$")
_DIVIDES = as_pattern("[从按依以](?!法)[^,;。]{1,12}(?:划分|区分|统计|来看|看|分),")
"""At the head of a sentence: it divides again what was told before (按受理层级划分,…)."""
_FINER = as_pattern("细分|再分|又分|拆开|再拆|其中又|这?一项")
_NAME = 3
"""Characters of a name by which a part is known again."""
_HALF = as_pattern("[上下]半年|[一二三四]季度")
_DECIDED = "applications.result.total.total"
_BOTH = "review.total+litigation.total"
_DISPUTED = frozenset(
    {
        "review.total",
        "litigation.total",
        "litigation.direct.total",
        "litigation.after_review.total",
        _BOTH,
    }
)
"""What was brought against the office: of small numbers too the next ones are told what became of them."""
_FLOWS = frozenset(
    {
        "applications.new_received.total",
        "applications.carried_over.total",
        "applications.received_and_carried.total",
        _DECIDED,
        "applications.carried_forward.total",
        "review.total",
        "litigation.total",
    }
)
"""Totals of the tables: 新收28件、结转2件、应办30件 balance, and none is a part of another."""
_RESULT = "applications.result."
_RECEIVED = "applications.new_received."
_PUBLISHED = "published."
_SUBJECT = "published.category"
_EXPLAINED = "interpretations"
_DOCUMENTS = "active."
_PERIODS = frozenset({"quarter", "other"})

Kind = Callable[[Mention, Mention], bool]


def link_exact_sums(page: Page, mentions: Sequence[Mention]) -> None:
    """Fill `parent`, `group`, `role` and `closed` for lists that add up to a figure of their paragraph."""
    move_misfits(page, mentions)
    free = [one for one in mentions if one.countable and not one.zero and not told_aside(one)]
    listings = Listings(page, free)
    for place, total in enumerate(free):
        # What is said to be a sum comes first: 14件,9件,5件,共28件 is not 14 out of 9 and 5.
        said = _SUMMED.search(total.lead) is not None and _plain(total)
        summed = any(one.parent is total and one.start < total.start for one in mentions)
        if said and not is_outcome(total) and not summed:
            run = _before(total, listings, place)
            if run:
                _join(mentions, run, total)
    for place, total in enumerate(free):
        if not _plain(total) or (total.value or 0) < 2:
            continue
        following = listings.behind(place)
        own = [one for one in mentions if one.parent is total]
        if own:
            _add_to(page, mentions, total, own, following)
            continue
        run = _behind(page, total, following)
        if not run and not is_outcome(total):
            run = _before(total, listings, place)
        if run:
            _join(mentions, run, total)
    _link_to_earlier(page, mentions, listings)
    _lift_misfits(page, mentions)


def _lift_misfits(page: Page, mentions: Sequence[Mention]) -> None:
    """共356条。网站203条、公告栏118条、其他35条。按内容,政策61条、通知94条等: a new sentence divides the whole."""
    for parts in lists_of(mentions):
        owner = parts[0].parent
        whole = owner.parent if owner is not None else None
        if owner is None or whole is None or len(parts) < _FEWEST:
            continue
        anew = _DIVIDED_ANEW.search(page.text[owner.end : max(owner.end, parts[0].start)])
        if anew and (owner.value or 0) < added(parts) <= (whole.value or 0):
            join_parts(mentions, parts, whole)


def _link_to_earlier(page: Page, mentions: Sequence[Mention], listings: Listings) -> None:
    """网站9920条。…⏎上述网站信息又分为:甲类130条,乙类6602条,…: a list of a line that comes to one told above."""
    for line in _sentences(page, listings.runs()):
        opening = page.text[page.sentence_start(line[0].start) : line[0].start]
        end = page.sentence_end(line[0].start)
        run = [one for one in line if one.start < end] if _DIVIDES.match(opening) else line
        value = added(run)
        joined = any(is_outcome(one) or one.parent is not None for one in run)
        if len(run) < _MANY or value < _MIXED or joined:
            continue
        for one in reversed(mentions):
            told = one.start < run[0].start and one.value == value and _exact(one)
            told = told and (one.parent is None or _named_again(one, opening))
            if told and same_unit(run[0], one) and one.scope == run[0].scope:
                _join(mentions, run, one)
                break


def _sentences(page: Page, runs: Sequence[list[Mention]]) -> Iterator[list[Mention]]:
    """Every run of a line, and what each of its sentences holds where there are several."""
    for line in runs:
        yield line
        if len(line) > _MANY:
            told = [
                list(one) for _, one in groupby(line, lambda one: page.sentence_start(one.start))
            ]
            yield from told if len(told) > 1 else ()


def _named_again(one: Mention, opening: str) -> bool:
    """重点领域类547条,…。重点领域类信息又包括甲类…: a part is divided by a sentence that opens with its name."""
    name = one.lead.strip(",、")
    if len(name) >= _NAME and opening.startswith(name):
        return True
    # 外网发布188条,…。外网一项细分:
    return (
        len(name) >= _NAME and opening.startswith(name[:2]) and _FINER.search(opening) is not None
    )


def _join(mentions: Sequence[Mention], run: Sequence[Mention], total: Mention) -> None:
    """Make figures the parts of what they come to, also those that were taken for parts of each other."""
    owners = {id(one.parent): one.parent for one in run if one.parent is not None}
    join_parts(mentions, run, total)
    for owner in owners.values():
        if owner is not total and not any(one.parent is owner for one in mentions):
            owner.closed = None
    _name_sum(run, total)
    _name_subjects(run, total)
    if total.scope in _PERIODS and len(run) > 1 and all(map(_by_half, run)):
        total.scope = "report_year"  # 上半年6个问题+下半年3个问题=9个
    if total.scope == "cumulative" and _SO_FAR.search(total.lead):
        total.scope = run[0].scope  # 首期60人次、第二期75人次,累计培训135人次


def _name_sum(parts: Sequence[Mention], total: Mention) -> None:
    """Name what channels come to, 网站166条,公众号90条;两者之和256条, and products that make up a sum of them."""
    told = {part.indicator for part in parts}
    by_channel = any((name or "").startswith(_PUBLISHED) and name != _SUBJECT for name in told)
    if total.indicator in (None, _SUBJECT) and by_channel and _SUMMED.search(total.lead):
        if len(told) == 1:
            total.indicator = parts[0].indicator  # 公众号四个季度分别推送76条、…,合计301条
        elif all((name or _PUBLISHED).startswith(_PUBLISHED) for name in told):
            total.indicator = "published.total"
    elif total.indicator == _SUBJECT and total.parent is None and _by_channels_only(parts):
        total.indicator = (
            "published.total"  # 公开水利信息412条,在网站、公示牌上公开的分别为205条、207条
        )
    elif total.indicator == _EXPLAINED and told <= {None, _SUBJECT, _EXPLAINED}:
        for part in parts:
            part.indicator = _EXPLAINED


def _by_channels_only(parts: Sequence[Mention]) -> bool:
    names = [part.indicator or "" for part in parts]
    told = all(name.startswith(_PUBLISHED) and name != _SUBJECT for name in names)
    return told and len(set(names)) > 1


def _name_subjects(parts: Sequence[Mention], total: Mention) -> None:
    """Parts of what was published are told by their subjects, unless they have a name of their own."""
    for part in parts if publishes(total) else ():
        if part.indicator in (None, total.indicator):
            part.indicator = _SUBJECT


def _add_to(
    page: Page,
    mentions: Sequence[Mention],
    total: Mention,
    own: Sequence[Mention],
    following: Sequence[Mention],
) -> None:
    """Complete a list that falls short of its total, or add the list that divides it another way.

    有100条讲防汛,50条讲防火,剩下30条…; 科级60人次、科级以下180人次;线上100人次、线下140人次.
    """
    small = (total.value or 0) < _CHANCE and total.indicator not in _DISPUTED
    if small or total.scope != own[-1].scope:
        return
    following = [one for one in following if one.unit == total.unit]
    run = _completed(page, total, own, following)
    if run:
        for one in run:
            one.parent, one.group, one.role = total, own[0].group, "component"
        _name_subjects(run, total)
        return
    others = [one for one in following if not any(one is part for part in own)]
    for flat in (False, True):
        run = _run(others, total, same_unit, flat=flat)
        whole = not flat or _whole_lists(run, others)
        if len(run) >= _FEWEST and added(run) == total.value and whole:
            _join(mentions, run, total)
            return


def _completed(
    page: Page, total: Mention, own: Sequence[Mention], following: Sequence[Mention]
) -> list[Mention]:
    """The one open list of a total with the figures of its sentence that it lacks; none if it has them."""
    alone = len({one.group for one in own}) == 1 and not total.closed
    if not alone or added(own) >= (total.value or 0):
        return []
    end = page.sentence_end(own[-1].end)
    run = _run([one for one in following if one.start < end], total, same_unit, own=own)
    kept = {id(one) for one in own} <= {id(one) for one in run}
    return run if kept and len(run) > len(own) and added(run) == total.value else []


def move_misfits(page: Page, mentions: Sequence[Mention]) -> None:
    """Give lists that come to more than their total the figure of their paragraph that they come to.

    镇网页286条；“微讯”197条。网页里头防汛41条、防疫103条、其他142条: the nearest total is not the right one.
    So with a list said to be whole that comes to less: 新收244件,结转10件,合计254件。⏎来源:自然人214件、企业30件.
    """
    for parts in lists_of(mentions):
        owner, value = parts[0].parent, added(parts)
        if owner is None or owner.value in (None, value) or value < _CHANCE:
            continue
        short = value < (owner.value or 0)
        if short and (len(parts) < _MANY or not owner.closed):
            continue  # what is left out of an open list may be anything
        fits = [
            one
            for one in mentions
            if one.value == value
            and one.start < parts[0].start
            and page.text.count("\n", one.end, parts[0].start) <= short
            and one.parent is not owner
            and one.scope == owner.scope
            and _of_one_kind(parts[0], one)
        ]
        if len(parts) >= _FEWEST and fits:
            for part in parts:
                part.parent = fits[-1]
            fits[-1].role, fits[-1].closed = fits[-1].role or "total", bool(fits[-1].closed)
            if not any(one.parent is owner for one in mentions):
                owner.role, owner.closed = "component" if owner.parent else None, None


def _behind(page: Page, total: Mention, following: Sequence[Mention]) -> list[Mention]:
    """The parts told behind their total in its line, or in a list of short lines below."""
    value = total.value or 0
    if total.indicator in _DISPUTED:
        end = page.sentence_end(page.sentence_end(total.end) + 1)
        return _fitting([one for one in following if one.start < end], total)
    one_by_one = _ONE_BY_ONE.match(page.text, total.end) is not None
    timed = bool(following) and by_time(following[0])
    run = _fitting(following, total) if value >= _LEAST or one_by_one or timed else []
    if not run or value >= _CHANCE:
        return run
    return run if are_tied(page, total, run, following) else []


def _by_half(one: Mention) -> bool:
    return _HALF.search(one.lead) is not None


def _before(total: Mention, listings: Listings, place: int) -> list[Mention]:
    """The parts told before their total, in reading order."""
    told = _SUMMED.search(total.lead) is not None
    value = total.value or 0
    if value < _LEAST or (not told and value < _CHANCE and total.indicator != _DECIDED):
        return []
    run = _fitting(listings.before(place, told=told)[::-1], total, told=told)[::-1]
    # 处罚事项增22项,收费项目减1项。解读23篇: of several units small figures add up by chance, too.
    plain = told or value >= _MIXED or all(same_unit(one, total) for one in run)
    return run if plain else []


def _fitting(beside: Sequence[Mention], total: Mention, *, told: bool = False) -> list[Mention]:
    """The figures next to `total` that come to it, nearest first; none where they do not.

    Of one kind, else of any, if the sum is too large for chance or `told` to be one; else with those that
    were taken for parts of each other.
    """
    value = total.value or 0
    kinds: list[Kind] = [_of_one_kind]
    if value >= _MIXED or (told and value >= _CHANCE):
        kinds.append(_of_any_kind)
    if told and _ADDED.search(total.lead) and value >= _CHANCE:
        kinds.append(_of_whatever)
    for kind in kinds:
        run = _run(beside, total, kind)
        if added(run) == value and sum(map(times, run)) >= _FEWEST:
            return run
    fewest = _MANY if value >= _CHANCE else _FEWEST
    if value < _CHANCE and total.indicator not in _DISPUTED:
        return []
    run = _run(beside, total, same_unit, flat=True)
    fits = len(run) >= fewest and added(run) == value and _whole_lists(run, beside)
    return run if fits else []


def _whole_lists(run: Sequence[Mention], beside: Sequence[Mention]) -> bool:
    """Whether a run breaks no list up: 35件(29件、6件) is not 35件 and 29件."""
    held = set(map(id, run))
    broken = (one for one in beside if id(one.parent) in held and id(one) not in held)
    return next(broken, None) is None


def _run(
    beside: Sequence[Mention],
    total: Mention,
    kind: Kind,
    *,
    flat: bool = False,
    own: Sequence[Mention] = (),
) -> list[Mention]:
    """The free figures next to `total`, nearest first, while they come to no more than it.

    `flat` counts those that are parts of figures in the run, too; `own` parts that it has already.
    """
    run: list[Mention] = []
    left = total.value or 0
    owners = set() if flat else {id(one) for one in beside}
    for one in beside:
        within = any(one.parent is part for part in run)
        if not _of_time(one, total) or (within and not flat) or not kind(one, total):
            continue
        above = one.parent
        if above and above.start < one.start and id(above) in owners and one not in own:
            continue  # 公众号94条,其中原创52条、转载42条;公开栏311条,以上共计405条: of one told further back
        free = within or any(one is part for part in own) or one.parent is None
        if not (_exact(one) and free) or _balances(one, total) or _beside(one, total):
            break
        if became(one) or any(_other_column(one, part) for part in run):
            break
        run.append(one)
        left -= added([one])
        if left <= 0:
            break
    return run


def _of_time(part: Mention, total: Mention) -> bool:
    """Whether both are of one period, or the part of a quarter or half of the total's year."""
    if part.scope == total.scope:
        return True
    if part.scope in _PERIODS and (
        total.lead.endswith(("全年", "=")) or "全年" in total.lead or by_time(part)
    ):
        return True
    return total.scope == "cumulative" and _SO_FAR.search(total.lead) is not None


def _balances(part: Mention, total: Mention) -> bool:
    """Whether a figure stands beside the total in a table, rather than in it."""
    cells = (part.indicator or "", total.indicator or "")
    if all(name.startswith(_DOCUMENTS) for name in cells):
        return True  # 规范性文件制作28件,公开26件
    return part.indicator in _FLOWS and total.indicator != _BOTH


def _other_column(one: Mention, other: Mention) -> bool:
    """制发3件、废止1件、有效14件: whether two figures are cells of one row of table two, which come to nothing."""
    row, _, column = (one.indicator or "").rpartition(".")
    beside, _, told = (other.indicator or "").rpartition(".")
    return row == beside and column != told and row.startswith(_DOCUMENTS)


def _exact(mention: Mention) -> bool:
    exact = mention.value is not None and mention.approx is None and not mention.zero
    return exact and mention.countable and (mention.value or 0) > 0


def _plain(mention: Mention) -> bool:
    """Whether a figure is exact, more than nothing and no part yet."""
    return _exact(mention) and mention.parent is None


def _beside(part: Mention, total: Mention) -> bool:
    """Outcomes stand beside each other, 予以公开17件、部分公开4件, and beside what was received."""
    received = (total.indicator or "").startswith(_RECEIVED)
    if not is_outcome(part) or not (received or is_outcome(total)):
        return False
    return not _heads(total.indicator or "", part.indicator or "")


def _heads(row: str, other: str) -> bool:
    """Whether a row of results is the head of another: 不予公开22件,系属国家秘密2件、内部事务20件."""
    kind = row.removeprefix(_RESULT).removesuffix(".total")
    return row.startswith(_RESULT) and other.removeprefix(_RESULT).startswith(rows_under(kind))


def _of_one_kind(part: Mention, total: Mention) -> bool:
    people = {part.unit, total.unit} <= PEOPLE  # 104人次,三期分别27人、36人、41人
    people = people or (total.unit == "个人" and part.unit == "个")  # 6个人,2个专职,4个兼职
    return same_unit(part, total) or people or (part.unit not in BODIES and mixes(part, total))


def _of_any_kind(part: Mention, total: Mention) -> bool:
    return same_unit(part, total) or part.unit not in BODIES


def _of_whatever(part: Mention, total: Mention) -> bool:
    return part.countable and total.countable
