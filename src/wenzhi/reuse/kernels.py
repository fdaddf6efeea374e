"""Floor 3, reuse: the innermost loops of alignment, compiled.

Arrays in, arrays out; what they mean is told in `passages` and `links`, which import this module where
they need it, for loading the compiler takes a third of a second. Machine code is kept between runs.
Constants come as arguments: code is compiled anew when this file changes, not when another does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba
import numpy as np
import numpy.typing as npt

from wenzhi.text.shingles import MULTIPLIER

P = ParamSpec("P")
R = TypeVar("R")
Codes = npt.NDArray[np.uint32]
Edges = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Rules = tuple[int, int, int, int]
"""Characters of a seed and of an anchor, most characters bridged, most repeats of a seed."""


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """`function` compiled at its first call; kept on disk where some folder can be written."""
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # Nowhere to keep it: neither beside the file nor in the user's cache.
        return numba.njit(nogil=True)(function)


@compiled
def number_seeds(codes: Codes, size: int) -> npt.NDArray[np.uint64]:
    """A hash of the `size` characters from each position on."""
    count = max(len(codes) - size + 1, 0)
    found = np.zeros(count, np.uint64)
    for place in range(count):
        total = np.uint64(0)
        for offset in range(size):
            total = total * np.uint64(MULTIPLIER) + np.uint64(codes[place + offset])
        found[place] = total ^ (total >> np.uint64(29))
    return found


@compiled
def name_seeds(
    a: npt.NDArray[np.uint64], b: npt.NDArray[np.uint64], most: int
) -> tuple[Edges, Edges, Edges]:
    """Equal seeds of `a` and `b` get one number, the first place in `a`; -1 where there is none.

    Third: for each place of `a` the next that has the same seed, -1 at the last. Seeds that `a` has
    more than `most` times are -1 in `b`.
    """
    size = 64
    while size < 2 * len(a):
        size *= 2
    table = np.full(size, -1, np.int32)
    mask = np.uint64(size - 1)
    in_a, following = np.empty(len(a), np.int32), np.full(len(a), -1, np.int32)
    last, repeats = np.empty(len(a), np.int32), np.zeros(len(a), np.int32)
    for place in range(len(a)):
        slot = a[place] & mask
        while table[slot] >= 0 and a[table[slot]] != a[place]:
            slot = (slot + np.uint64(1)) & mask
        first = table[slot]
        if first < 0:
            table[slot] = first = place
        else:
            following[last[first]] = place
        in_a[place], last[first] = first, place
        repeats[first] += 1
    in_b = np.full(len(b), -1, np.int32)
    for place in range(len(b)):
        slot = b[place] & mask
        while table[slot] >= 0 and a[table[slot]] != b[place]:
            slot = (slot + np.uint64(1)) & mask
        if table[slot] >= 0 and repeats[table[slot]] <= most:
            in_b[place] = table[slot]
    return in_a, in_b, following


@compiled
def find_runs(a: Codes, b: Codes, seed: int, most: int) -> Ints:
    """Maximal runs of equal characters of at least `seed`: rows start in a, start in b, length."""
    in_a, in_b, following = name_seeds(number_seeds(a, seed), number_seeds(b, seed), most)
    found = np.empty((64, 3), np.int64)
    count = 0
    for right in range(len(in_b)):
        left = in_b[right]
        while left >= 0:
            inside = left > 0 and right > 0 and in_b[right - 1] == in_a[left - 1]
            if not inside:
                size = 1
                while (
                    left + size < len(in_a)
                    and right + size < len(in_b)
                    and in_b[right + size] == in_a[left + size]
                ):
                    size += 1
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[count, 0], found[count, 1], found[count, 2] = left, right, size + seed - 1
                count += 1
            left = following[left]
    return found[:count]


@compiled
def order_runs(runs: Ints) -> Ints:
    """Indexes of `runs`, the longest first; of equal ones those nearest to the main diagonal.

    Texts are shorter than 2²⁰ characters.
    """
    keys = np.empty(len(runs), np.int64)
    for index in range(len(runs)):
        a, b, size = runs[index, 0], runs[index, 1], runs[index, 2]
        keys[index] = ((((1 << 20) - size) << 20 | abs(a - b)) << 20 | a) << 1 | (b > a)
    return np.argsort(keys)


@compiled
def claim_blocks(runs: Ints, size_a: int, size_b: int, rules: Rules) -> Ints:
    """Disjoint blocks in both texts, the longest first, the rest trimmed to what is left.

    Runs shorter than an anchor count only near the diagonal of one that was claimed. In order of a.
    """
    seed, anchor, gap, _ = rules
    free_a, free_b = np.ones(size_a, np.bool_), np.ones(size_b, np.bool_)
    stripes = np.zeros((size_a + size_b) // gap + 4, np.bool_)
    claimed = np.empty_like(runs)
    count = 0
    for index in order_runs(runs):
        a, b, size = runs[index, 0], runs[index, 1], runs[index, 2]
        stripe = (a - b + size_b) // gap + 1
        if size < anchor and not stripes[stripe]:
            continue
        start, length, run = 0, 0, 0
        for place in range(size):
            run = run + 1 if free_a[a + place] and free_b[b + place] else 0
            if run > length:
                start, length = place - run + 1, run
        if length >= seed:
            free_a[a + start : a + start + length] = False
            free_b[b + start : b + start + length] = False
            claimed[count, 0], claimed[count, 1], claimed[count, 2] = a + start, b + start, length
            count += 1
            stripes[stripe - 1 : stripe + 2] = True
    claimed = claimed[:count]
    return claimed[np.argsort(claimed[:, 0])]


@compiled
def link_blocks(blocks: Ints, rules: Rules) -> tuple[Edges, Edges]:
    """The block that each block goes on after, and the one that goes on after it; -1 for none.

    The nearest that it may go on after: a block of another place in b may stand between the two.
    """
    _, anchor, gap, _ = rules
    before, after = np.full(len(blocks), -1, np.int32), np.full(len(blocks), -1, np.int32)
    for index in range(len(blocks)):
        best = -1
        least = 2 * gap + 1
        other = index - 1
        while other >= 0 and blocks[index, 0] - blocks[other, 0] - blocks[other, 2] <= gap:
            if after[other] < 0 and continues(blocks[other], blocks[index], anchor, gap):
                apart = blocks[index, 0] + blocks[index, 1] - blocks[other, 0] - blocks[other, 1]
                apart -= 2 * blocks[other, 2]
                if apart < least:
                    best, least = other, apart
            other -= 1
        if best >= 0:
            before[index], after[best] = best, index
    return before, after


@compiled
def chain_blocks(blocks: Ints, rules: Rules) -> Edges:
    """The number of the chain that each block belongs to, -1 for none; in order of a.

    Chains ascend in both texts, bridge gaps of at most `gap`, and hold an anchor.
    """
    before, after = link_blocks(blocks, rules)
    anchor = rules[1]
    chains = np.full(len(blocks), -1, np.int32)
    number = 0
    for first in range(len(blocks)):
        if before[first] >= 0:
            continue
        left = last = first
        longest = blocks[first, 2]
        while after[last] >= 0:
            last = after[last]
            longest = max(longest, blocks[last, 2])
        if longest < anchor:
            continue
        while left != last and is_loose(blocks[left], blocks[left], blocks[after[left]], anchor):
            left = after[left]
        while left != last and is_loose(blocks[last], blocks[before[last]], blocks[last], anchor):
            last = before[last]
        chains[left] = number
        while left != last:
            left = after[left]
            chains[left] = number
        number += 1
    return chains


@compiled
def continues(last: Ints, block: Ints, anchor: int, gap: int) -> bool:
    """Whether `block` goes on after `last`. A short run bridges a short gap only."""
    gap_a, gap_b = block[0] - last[0] - last[2], block[1] - last[1] - last[2]
    limit = min(gap, max(anchor, last[2] + block[2]))
    return bool(0 <= gap_b <= limit and 0 <= gap_a <= limit)


@compiled
def is_loose(end: Ints, left: Ints, right: Ints, anchor: int) -> bool:
    """Whether a short run at an end hangs on by a gap longer than itself."""
    gap = max(right[0] - left[0] - left[2], right[1] - left[1] - left[2])
    return bool(end[2] < anchor and gap > end[2])


@compiled
def find_chains(a: Codes, b: Codes, rules: Rules) -> tuple[Ints, Edges]:
    """Blocks of two texts in order of a and the chain of each; see `passages`."""
    runs = find_runs(a, b, rules[0], rules[3])
    blocks = claim_blocks(runs, len(a), len(b), rules)
    return blocks, chain_blocks(blocks, rules)


@compiled
def weigh_chains(
    blocks: Ints, numbers: Edges, first_a: Edges, first_b: Edges
) -> tuple[npt.NDArray[np.float64], Ints, Ints]:
    """By chain: 2 × equal characters / characters of both sides, and the width of either side."""
    size = max(numbers.max() + 1, 1)
    same, start = np.zeros(size, np.int64), np.full(size, -1, np.int64)
    width_a, width_b = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for index in range(len(blocks)):
        number = numbers[index]
        if number < 0:
            continue
        if start[number] < 0:
            start[number] = index
        a, b, length = blocks[index, 0], blocks[index, 1], blocks[index, 2]
        begin_a, begin_b = blocks[start[number], 0], blocks[start[number], 1]
        same[number] += first_a[a + length] - first_a[a] + first_b[b + length] - first_b[b]
        width_a[number] = first_a[a + length] - first_a[begin_a]
        width_b[number] = first_b[b + length] - first_b[begin_b]
    return same / np.maximum(width_a + width_b, 1), width_a, width_b


@compiled
def count_identical(blocks: Ints, marks_a: Codes, marks_b: Codes, first_a: Edges) -> int:
    """Folded characters in `blocks` that are the same in both: slots must have equal fillings."""
    total = 0
    for index in range(len(blocks)):
        a, b = blocks[index, 0], blocks[index, 1]
        for place in range(blocks[index, 2]):
            if marks_a[a + place] == marks_b[b + place]:
                total += first_a[a + place + 1] - first_a[a + place]
    return total


@compiled
def count_inside(spans: Ints, first: Edges) -> int:
    """Folded characters of a text inside the union of masked `spans`."""
    inside = np.zeros(len(first) - 1, np.bool_)
    for index in range(len(spans)):
        inside[spans[index, 0] : spans[index, 1]] = True
    total = 0
    for place in range(len(inside)):
        if inside[place]:
            total += first[place + 1] - first[place]
    return total


@compiled
def find_passages(
    a: Codes,
    b: Codes,
    firsts: tuple[Edges, Edges],
    owned: tuple[Edges, Edges],
    rules: Rules,
    least: int,
    alike: float,
) -> tuple[Ints, Ints, Ints, npt.NDArray[np.float64]]:
    """The chains of two texts that amount to a passage, in order of a: their blocks, where those of
    each begin and end, the rows start and end in a, start and end in b, and their likeness.

    A passage is of at least `least` characters on either side, those that `owned` counts, and its sides
    are `alike`.
    """
    blocks, numbers = find_chains(a, b, rules)
    if len(blocks) == 0:
        return blocks, np.zeros(1, np.int64), np.empty((0, 4), np.int64), np.empty(0)
    likeness, _, _ = weigh_chains(blocks, numbers, firsts[0], firsts[1])
    _, width_a, width_b = weigh_chains(blocks, numbers, owned[0], owned[1])
    good = (likeness >= alike) & (width_a >= least) & (width_b >= least)
    found, kept = np.empty_like(blocks), np.full(len(good), -1, np.int64)
    cuts, spans = np.zeros(len(good) + 1, np.int64), np.empty((len(good), 4), np.int64)
    made = count = 0
    # Chains are numbered in order of a, but one may run through another.
    for number in range(len(good)):
        if not good[number]:
            continue
        begin = made
        for index in range(len(blocks)):
            if numbers[index] == number:
                found[made] = blocks[index]
                made += 1
        if made > begin:
            first, last = found[begin], found[made - 1]
            spans[count, 0], spans[count, 1] = first[0], last[0] + last[2]
            spans[count, 2], spans[count, 3] = first[1], last[1] + last[2]
            kept[count], cuts[count + 1] = number, made
            count += 1
    return found[:made], cuts[: count + 1], spans[:count], likeness[kept[:count]]


@compiled
def find_outside(sentences: Ints, spans: Ints, size: int) -> npt.NDArray[np.bool_]:
    """Which `sentences` of a text of `size` lie for less than half inside masked `spans`."""
    inside = np.zeros(size, np.bool_)
    for index in range(len(spans)):
        inside[spans[index, 0] : spans[index, 1]] = True
    outside = np.zeros(len(sentences), np.bool_)
    for index in range(len(sentences)):
        start, end = sentences[index, 0], sentences[index, 1]
        outside[index] = 2 * np.count_nonzero(inside[start:end]) < end - start
    return outside


@compiled
def count_phrases(
    flags: npt.NDArray[np.uint8], start: int, size: int, phrase: int
) -> tuple[int, int]:
    """Telling (1) and common (2) phrases that lie wholly in `flags[start : start + size]`."""
    told = common = 0
    for place in range(max(start, 0), min(start + size - phrase + 1, len(flags))):
        told += flags[place] == 1
        common += flags[place] == 2
    return told, common


@compiled
def count_telling(
    blocks: Ints,
    flags_a: npt.NDArray[np.uint8],
    flags_b: npt.NDArray[np.uint8],
    phrase: int,
    mostly: float,
) -> float:
    """Folded characters of `blocks` as far as phrases in them are telling.

    A block in which telling phrases are not more than `mostly` as many as common ones tells nothing.
    In a block that is shorter than a phrase those that reach into it decide.
    """
    total = 0.0
    for index in range(len(blocks)):
        a, b, size = blocks[index, 0], blocks[index, 1], blocks[index, 2]
        reach = phrase - 1 if size < phrase else 0
        told_a, common_a = count_phrases(flags_a, a - reach, size + 2 * reach, phrase)
        told_b, common_b = count_phrases(flags_b, b - reach, size + 2 * reach, phrase)
        told, common = told_a + told_b, common_a + common_b
        if told > mostly * common:
            total += size * told / (told + common)
    return total


@compiled
def ends_sentence(code: int) -> bool:
    """Whether a masked character is 。, !, ? or ; – folding has made all widths one."""
    return code == 0x3002 or code == 0x21 or code == 0x3F or code == 0x3B


@compiled
def pair_at(codes: Codes, place: int, end: int) -> int:
    """The two ideographs at `place` as one number, -1 where there are not two."""
    if place + 1 >= end:
        return -1
    one, other = int(codes[place]) - 0x4E00, int(codes[place + 1]) - 0x4E00
    if one < 0 or other < 0 or one >= 0x5200 or other >= 0x5200:
        return -1
    return one * 0x5200 + other


@compiled
def mix(value: np.uint64) -> np.uint64:
    """The finaliser of splitmix64, as `shingles.scramble`."""
    value ^= value >> np.uint64(30)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(27)
    value *= np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@compiled
def list_sentences(codes: Codes, least: int) -> tuple[Ints, Ints, Edges]:
    """The sentences of a text: `[start, end)` of each, where its pairs of ideographs begin and end
    in the third, which holds them sentence by sentence, each once and ascending.
    """
    size = len(codes) // least + 1
    spans, cuts = np.empty((size, 2), np.int64), np.empty((size, 2), np.int64)
    pairs = np.empty(len(codes), np.int32)
    made = start = held = 0
    first = 0
    for place in range(len(codes)):
        pair = pair_at(codes, place, len(codes))
        if pair >= 0:
            pairs[held] = pair
            held += 1
        if ends_sentence(codes[place]) or place + 1 == len(codes):
            if held - first >= least:
                own = np.unique(pairs[first:held])
                pairs[first : first + len(own)] = own
                held = first + len(own)
                spans[made, 0], spans[made, 1] = start, place + 1
                cuts[made, 0], cuts[made, 1] = first, held
                made += 1
            else:
                held = first
            start, first = place + 1, held
    return spans[:made], cuts[:made], pairs[:held]


@compiled
def count_shared(a: Edges, b: Edges) -> int:
    """Values that are in both of two ascending arrays."""
    left = right = shared = 0
    while left < len(a) and right < len(b):
        if a[left] == b[right]:
            shared += 1
            left += 1
            right += 1
        elif a[left] < b[right]:
            left += 1
        else:
            right += 1
    return shared


@compiled
def match_sentences(
    cuts_a: Ints,
    pairs_a: Edges,
    open_a: npt.NDArray[np.bool_],
    cuts_b: Ints,
    pairs_b: Edges,
    open_b: npt.NDArray[np.bool_],
    least: float,
) -> tuple[Ints, npt.NDArray[np.float64]]:
    """Open sentences of two texts that are like each other by at least `least`: rows of two numbers,
    in order of a, and the likeness (Dice) of each. No sentence is matched twice; the likest first.
    """
    count = 0
    rows = np.empty((len(cuts_a) * len(cuts_b), 2), np.int64)
    likeness = np.empty(len(rows), np.float64)
    for one in range(len(cuts_a)):
        for other in range(len(cuts_b)):
            size_a = cuts_a[one, 1] - cuts_a[one, 0]
            size_b = cuts_b[other, 1] - cuts_b[other, 0]
            most = 2 * min(size_a, size_b) / (size_a + size_b)
            if not open_a[one] or not open_b[other] or most < least:
                continue
            shared = count_shared(
                pairs_a[cuts_a[one, 0] : cuts_a[one, 1]],
                pairs_b[cuts_b[other, 0] : cuts_b[other, 1]],
            )
            dice = 2 * shared / (size_a + size_b)
            if dice >= least:
                rows[count, 0], rows[count, 1] = one, other
                likeness[count] = dice
                count += 1
    free_a, free_b = open_a.copy(), open_b.copy()
    chosen = np.zeros(count, np.bool_)
    for index in np.argsort(-likeness[:count], kind="mergesort"):
        one, other = rows[index, 0], rows[index, 1]
        if free_a[one] and free_b[other]:
            chosen[index] = True
            free_a[one] = free_b[other] = False
    return rows[:count][chosen], likeness[:count][chosen]
