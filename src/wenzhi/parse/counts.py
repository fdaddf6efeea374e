"""Floor 2: the counts of a report's prose, told in order.

1. figures and zeros that count something (`mentions`, `zeros`); 2. the words around them; 3. what those
words say of table, row and kind of list (`indicators`); 4. totals and parts (`breakdowns`); 5. period,
body and channel (`scopes`); 6. indicators, and parts by their family (`families`), by an exact sum
(`exact_sums`) or by a share told beside them (`rates`); 7. what ratios are of. Takes folded paragraphs;
gives `Count` and `Claim` records with spans in the original text. It must not see tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from wenzhi.base.records import Claim, Count, SectionKind
from wenzhi.parse.figures.claims import find_claims
from wenzhi.parse.figures.contexts import read_contexts
from wenzhi.parse.figures.cues import RECEIPT, read_cues
from wenzhi.parse.figures.indicators import read_indicators
from wenzhi.parse.figures.listings import borrow_units
from wenzhi.parse.figures.loose import find_loose_figures
from wenzhi.parse.figures.mentions import Mention, Page, find_figures
from wenzhi.parse.figures.neighbours import ask_neighbours
from wenzhi.parse.figures.publications import publishes
from wenzhi.parse.figures.scopes import correct_stock, read_scopes
from wenzhi.parse.figures.zeros import find_zeros
from wenzhi.parse.naming import name_counts
from wenzhi.parse.parts.breakdowns import link_parts
from wenzhi.parse.parts.divided_again import link_divided_again
from wenzhi.parse.parts.exact_sums import link_exact_sums, move_misfits
from wenzhi.parse.parts.families import link_families, link_handled
from wenzhi.parse.parts.near_sums import link_near_sums
from wenzhi.parse.parts.rates import link_rates
from wenzhi.parse.parts.ratios import link_bases
from wenzhi.parse.parts.receipts import link_receipts
from wenzhi.parse.parts.told_before import link_told_before
from wenzhi.parse.surroundings import Stretch
from wenzhi.text.normalize import Folded
from wenzhi.text.words import AskedWords

_CHANNELLED = ("published.", "applications.", "visits", "followers")


def read_counts(
    paragraphs: Sequence[tuple[SectionKind, Folded]],
    *,
    year: int | None,
    named: bool = False,
) -> tuple[tuple[Count, ...], tuple[Claim, ...]]:
    """Counts and claims of a report's prose, each with the kind of its section.

    `paragraphs` are in reading order, tables and headings left out; `year` is the reported year.
    Spans are in the original text, counts are ordered by start, and parents, bases and claims point into
    the returned counts. With `named` the trained model
    (`naming`) is asked what a count is of where the grammar cannot tell.
    """
    read = read_stretches(paragraphs, year=year)
    stretches = [stretch for stretch, _ in read]
    found = name_counts(stretches, year) if named else [stretch.counts for stretch in stretches]
    counts: list[Count] = []
    claims: list[Claim] = []
    for (stretch, said), told in zip(read, found, strict=True):
        shift = len(counts)
        counts += [_moved(count, stretch.body, shift) for count in told]
        claims += [_moved_claim(claim, stretch.body, shift) for claim in said]
    return tuple(counts), tuple(claims)


def read_stretches(
    paragraphs: Sequence[tuple[SectionKind, Folded]], *, year: int | None
) -> list[tuple[Stretch, tuple[Claim, ...]]]:
    """The prose of each section in turn with its counts, and its claims, as the grammar reads them.

    Spans are in `Stretch.body.text`; parents, bases and claims point into the counts of the stretch.
    """
    read: list[tuple[Stretch, tuple[Claim, ...]]] = []
    for section, group in groupby(paragraphs, key=lambda pair: pair[0]):
        joined = join_paragraphs([folded for _, folded in group])
        counts, claims = _read_section(joined.text, section, year)
        read.append((Stretch(section, joined, counts), claims))
    return read


def join_paragraphs(paragraphs: Sequence[Folded]) -> Folded:
    """Several paragraphs of one text as one, with a line break between."""
    original = paragraphs[0].original
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    offsets: list[int] = []
    for paragraph in paragraphs:
        if offsets:
            offsets.append(offsets[-1] + 1)
        offsets += paragraph.offsets
    return Folded(original, text, tuple(offsets))


def _read_section(
    text: str, section: SectionKind, year: int | None
) -> tuple[tuple[Count, ...], tuple[Claim, ...]]:
    page = Page(text, AskedWords(text))
    counts = find_counts(page, section=section, year=year)
    return counts, find_claims(page, counts, section=section)


def _moved(count: Count, joined: Folded, shift: int) -> Count:
    start, end = joined.span(count.start, count.end)
    return msgspec.structs.replace(
        count,
        start=start,
        end=end,
        text=joined.original[start:end],
        parent=None if count.parent is None else count.parent + shift,
        base=None if count.base is None else count.base + shift,
    )


def _moved_claim(claim: Claim, joined: Folded, shift: int) -> Claim:
    start, end = joined.span(claim.start, claim.end)
    return msgspec.structs.replace(
        claim,
        start=start,
        end=end,
        text=joined.original[start:end],
        from_count=None if claim.from_count is None else claim.from_count + shift,
    )


def find_counts(page: Page, *, section: SectionKind, year: int | None) -> tuple[Count, ...]:
    """The counts of the folded prose of one section, with spans in `page.text`."""
    mentions = find_mentions(page)
    if not mentions:
        return ()
    read_contexts(page, mentions)
    cues = ask_neighbours(page, mentions, read_cues(page, mentions, section))
    link_parts(page, mentions, cues)
    read_scopes(page, mentions, cues, year)
    move_misfits(page, mentions)
    read_indicators(mentions, cues, year)
    link_families(page, mentions)
    link_exact_sums(page, mentions)
    link_rates(page, mentions)
    link_near_sums(page, mentions)
    link_told_before(page, mentions)
    link_divided_again(page, mentions)
    link_receipts(page, mentions)
    link_handled(page, mentions)
    link_bases(page, mentions)
    for mention in mentions:
        if not mention.countable and mention.base is not None:
            mention.object = mention.base.object  # 占60%, 同比增长6%: of what they are told
        if not _has_channel(mention):
            mention.channel = None
        correct_stock(mention)
    places = {id(mention): place for place, mention in enumerate(mentions)}
    return tuple(_record(mention, places, page, section) for mention in mentions)


def find_mentions(page: Page) -> list[Mention]:
    """Figures and zeros of a page in reading order; a figure inside a denied phrase is no figure."""
    zeros = find_zeros(page)
    figures = [
        figure
        for figure in (*find_figures(page), *find_loose_figures(page))
        if not any(zero.start < figure.end and figure.start < zero.end for zero in zeros)
    ]
    told = sorted([*zeros, *figures], key=lambda mention: mention.start)
    listed = borrow_units(page, told)
    return sorted([*told, *listed], key=lambda mention: mention.start)


def _has_channel(mention: Mention) -> bool:
    """Whether a channel says how something came in or went out; 专栏3个 counts the channel itself."""
    indicator = mention.indicator or ""
    if indicator == "channels":
        return False
    if mention.channel in RECEIPT:
        return True
    return publishes(mention) or indicator.startswith(_CHANNELLED)


def _record(mention: Mention, places: dict[int, int], page: Page, section: SectionKind) -> Count:
    role = mention.role
    if role is None and mention.indicator and mention.indicator.endswith(".total"):
        role = "total"
    return Count(
        text=page.text[mention.start : mention.end],
        start=mention.start,
        end=mention.end,
        value=mention.value,
        low=mention.low,
        high=mention.high,
        unit=mention.unit,
        approx=mention.approx,
        zero_by_negation=mention.zero,
        object=mention.object,
        scope=mention.scope,
        subject=mention.subject,
        channel=mention.channel,
        role=role,
        parent=None if mention.parent is None else places[id(mention.parent)],
        group=mention.group,
        closed=mention.closed,
        base=None if mention.base is None else places[id(mention.base)],
        indicator=mention.indicator,
        section=section,
    )
