"""Floor 3, reuse: the innermost loops of phrases and candidates, compiled.

Arrays in, arrays out; what they mean is told in `phrases` and `candidates`, which import this module
where they need it. They go over texts and postings in order and keep no array of all pairs or places.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wenzhi.reuse.kernels import Codes, Edges, Ints, compiled, ends_sentence, mix, pair_at
from wenzhi.text.shingles import MULTIPLIER


@compiled
def hash_windows(codes: Codes, phrase: int, values: npt.NDArray[np.uint64]) -> int:
    """Fills `values` with the hashes of all phrases of a text; their number. See `shingles.hash_grams`."""
    count = len(codes) - phrase + 1
    if count <= 0:
        return 0
    total, top = np.uint64(0), np.uint64(1)
    for place in range(phrase):
        total = total * np.uint64(MULTIPLIER) + np.uint64(codes[place])
        top *= np.uint64(MULTIPLIER)
    values[0] = mix(total)
    for place in range(1, count):
        gone = top * np.uint64(codes[place - 1])
        total = total * np.uint64(MULTIPLIER) + np.uint64(codes[place + phrase - 1]) - gone
        values[place] = mix(total)
    return count


@compiled
def keep_least(values: npt.NDArray[np.uint64], window: int, places: Ints) -> int:
    """Fills `places` with the positions that are the least of some window; their number.

    As `shingles.winnow`: windows reach over both ends, and of equal values all are kept.
    """
    count = len(values)
    made = at = 0
    for last in range(count + window - 1):
        first = last - window + 1
        if last < count and (last == 0 or (values[last] <= values[at] and at >= first)):
            if last == 0 or values[last] < values[at]:
                at = last
            places[made] = last
            made += 1
        elif at < first < count:
            end = min(last + 1, count)
            at = first
            for place in range(first + 1, end):
                if values[place] < values[at]:
                    at = place
            for place in range(at, end):
                if values[place] == values[at] and (made == 0 or place > places[made - 1]):
                    places[made] = place
                    made += 1
    return made


@compiled
def select_phrases(
    codes: Codes, bounds: Ints, phrase: int, window: int
) -> tuple[Ints, npt.NDArray[np.uint64], Edges]:
    """Place, hash and text of every phrase that winnowing keeps, in order of place.

    As `shingles.hash_texts` and `shingles.winnow` choose them, without an array of all positions.
    """
    longest = max(int(np.max(np.diff(bounds))), phrase) if len(bounds) > 1 else phrase
    values, chosen = np.empty(longest, np.uint64), np.empty(longest, np.int64)
    size = max(len(codes), 1)
    places, owners = np.empty(size, np.int64), np.empty(size, np.int32)
    hashes = np.empty(size, np.uint64)
    made = 0
    for text in range(len(bounds) - 1):
        count = hash_windows(codes[bounds[text] : bounds[text + 1]], phrase, values)
        for index in range(keep_least(values[:count], window, chosen)):
            places[made], owners[made] = bounds[text] + chosen[index], text
            hashes[made] = values[chosen[index]]
            made += 1
    return places[:made].copy(), hashes[:made].copy(), owners[:made].copy()


@compiled
def hash_at(codes: Codes, places: Ints, phrase: int) -> npt.NDArray[np.uint64]:
    """The hash of the phrase at each of `places`."""
    found = np.empty(len(places), np.uint64)
    for index in range(len(places)):
        total = np.uint64(0)
        for offset in range(phrase):
            total = total * np.uint64(MULTIPLIER) + np.uint64(codes[places[index] + offset])
        found[index] = mix(total)
    return found


@compiled
def find_covered(
    codes: Codes,
    phrase: int,
    pool: npt.NDArray[np.uint64],
    table: npt.NDArray[np.bool_],
) -> Ints:
    """The union of the phrases of a text that are in `pool`, as disjoint rows `[start, end)`.

    `pool` ascends; `table` says of the last bits of a hash whether one of its values ends so. Phrases
    that touch are one stretch.
    """
    values = np.empty(max(len(codes), 1), np.uint64)
    rows, made = np.empty((len(codes) // phrase + 1, 2), np.int64), 0
    for place in range(hash_windows(codes, phrase, values)):
        if not table[values[place] & np.uint64(len(table) - 1)]:
            continue
        found = np.searchsorted(pool, values[place])
        if found == len(pool) or pool[found] != values[place]:
            continue
        if made and place <= rows[made - 1, 1]:
            rows[made - 1, 1] = place + phrase
        else:
            rows[made, 0], rows[made, 1] = place, place + phrase
            made += 1
    return rows[:made].copy()


@compiled
def sort_postings(
    values: npt.NDArray[np.uint64], holders: Edges, skip: int, few: int
) -> tuple[npt.NDArray[np.uint64], Edges]:
    """(value, holder) pairs by value, each once; holders ascend, and do so within equal values.

    All values have the same first `skip` bits. The next bits part them into lots of some eight, in
    which each is put in its place among those before it; a lot of more than `few`, which many equal
    values make, is merged instead.
    """
    bits = 1
    while bits < 16 and len(values) >> (bits + 3):
        bits += 1
    head, tail = np.uint64(skip), np.uint64(64 - bits)
    cuts = np.zeros((1 << bits) + 1, np.int64)
    for value in values:
        cuts[((value << head) >> tail) + np.uint64(1)] += 1
    cuts = np.cumsum(cuts)
    filled = cuts[:-1].copy()
    result, owners = np.empty_like(values), np.empty_like(holders)
    for index in range(len(values)):
        lot = (values[index] << head) >> tail
        result[filled[lot]], owners[filled[lot]] = values[index], holders[index]
        filled[lot] += 1
    for lot in range(len(cuts) - 1):
        first, end = cuts[lot], cuts[lot + 1]
        if end - first > few:
            order = np.argsort(result[first:end], kind="mergesort")
            result[first:end] = result[first:end][order]
            owners[first:end] = owners[first:end][order]
            continue
        for index in range(first + 1, end):
            value, owner, place = result[index], owners[index], index
            while place > first and result[place - 1] > value:
                result[place], owners[place] = result[place - 1], owners[place - 1]
                place -= 1
            result[place], owners[place] = value, owner
    made = 0
    for index in range(len(result)):
        if made and result[index] == result[made - 1] and owners[index] == owners[made - 1]:
            continue
        result[made], owners[made] = result[index], owners[index]
        made += 1
    return result[:made].copy(), owners[:made].copy()


@compiled
def find_repeated(values: npt.NDArray[np.uint64], skip: int) -> npt.NDArray[np.bool_]:
    """Whether each value may stand there twice: it does, or, seldom, another with the same bits after
    the first `skip`.
    """
    bits = 8
    while bits < 24 and len(values) >> (bits - 2):
        bits += 1
    head, tail = np.uint64(skip), np.uint64(64 - bits)
    seen = np.zeros(1 << bits, np.uint8)
    for value in values:
        cell = (value << head) >> tail
        seen[cell] = min(seen[cell] + 1, 2)
    repeated = np.empty(len(values), np.bool_)
    for index in range(len(values)):
        repeated[index] = seen[(values[index] << head) >> tail] > 1
    return repeated


@compiled
def fill_sketches(
    sketches: Codes,
    values: npt.NDArray[np.uint64],
    holders: Edges,
    left_out: npt.NDArray[np.bool_],
) -> None:
    """Enter phrases, ascending, in the sketches of their texts: the last in a bin stays."""
    shift = np.uint64(64 - 7)  # 2⁷ bins
    for index in range(len(values)):
        if left_out[index]:
            continue
        mixed = mix(values[index])
        cell = mixed >> shift
        sketches[holders[index], cell] = np.uint32(mixed & np.uint64(0xFFFFFFFF)) | np.uint32(1)


@compiled
def draw_lots(codes: Codes, bounds: Ints) -> npt.NDArray[np.uint64]:
    """A number for each text that only its characters decide; text `i` is `codes[bounds[i]:bounds[i + 1]]`."""
    lots = np.empty(len(bounds) - 1, np.uint64)
    for text in range(len(lots)):
        total = np.uint64(bounds[text + 1] - bounds[text])
        for place in range(bounds[text], bounds[text + 1]):
            total = total * np.uint64(MULTIPLIER) + np.uint64(codes[place])
        lots[text] = mix(total)
    return lots


@compiled
def digest_marks(flags: npt.NDArray[np.uint8], bounds: Ints, phrase: int) -> npt.NDArray[np.uint64]:
    """A number for each text that the marks of its phrases, of `phrase` characters, decide."""
    found = np.empty(len(bounds) - 1, np.uint64)
    for text in range(len(found)):
        total = np.uint64(phrase)
        for place in range(bounds[text], bounds[text + 1]):
            if flags[place]:
                mark = np.uint64(place - bounds[text]) << np.uint64(2) | np.uint64(flags[place])
                total = mix(total * np.uint64(MULTIPLIER) + mark)
        found[text] = total
    return found


@compiled
def find_sentences(codes: Codes, least: int) -> Ints:
    """The spans of the sentences of a text that have `least` pairs of ideographs, as `list_sentences`."""
    spans = np.empty((len(codes) // least + 1, 2), np.int64)
    made = start = held = 0
    for place in range(len(codes)):
        held += pair_at(codes, place, len(codes)) >= 0
        if ends_sentence(codes[place]) or place + 1 == len(codes):
            if held >= least:
                spans[made, 0], spans[made, 1] = start, place + 1
                made += 1
            start, held = place + 1, 0
    return spans[:made]


@compiled
def find_own(
    spans: Ints, flags: npt.NDArray[np.uint8], phrase: int, mostly: float
) -> tuple[npt.NDArray[np.bool_], int, int]:
    """Which `spans` of a text are not everybody's: more than `mostly` as many of the phrases that begin
    and end in them are telling (1) as are common (2). And telling phrases of the text, and all.
    """
    told, chosen = np.zeros(len(flags) + 1, np.int64), np.zeros(len(flags) + 1, np.int64)
    for place in range(len(flags)):
        told[place + 1] = told[place] + (flags[place] == 1)
        chosen[place + 1] = chosen[place] + (flags[place] != 0)
    own = np.empty(len(spans), np.bool_)
    for index in range(len(spans)):
        start = spans[index, 0]
        end = max(start, min(spans[index, 1] - phrase + 1, len(flags)))
        telling = told[end] - told[start]
        own[index] = telling > mostly * (chosen[end] - chosen[start] - telling)
    return own, told[-1], chosen[-1]


@compiled
def draw_pairs(
    values: npt.NDArray[np.uint64],
    starts: Ints,
    sizes: Ints,
    holders: Edges,
    lots: npt.NDArray[np.uint64],
    number: int,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """For each phrase `number` pairs of different texts, a row a phrase.

    The texts of phrase `i`, two at least, are `sizes[i]` of `holders` from `starts[i]` on. For each side
    of each draw that text is taken for which the hash of phrase, draw and the text's lot is least.
    """
    left = np.empty((len(values), number), np.int32)
    right = np.empty((len(values), number), np.int32)
    for phrase in range(len(values)):
        begin, end = starts[phrase], starts[phrase] + sizes[phrase]
        for draw in range(2 * number):
            seed = mix(values[phrase] + np.uint64(draw + 1))
            other = -1 if draw < number else left[phrase, draw - number]
            least, chosen = np.uint64(0), -1
            for place in range(begin, end):
                text = holders[place]
                weight = mix(lots[text] ^ seed)
                if text != other and (chosen < 0 or weight < least):
                    least, chosen = weight, text
            if draw < number:
                left[phrase, draw] = chosen
            else:
                right[phrase, draw - number] = chosen
    return left, right


@compiled
def compare_sketches(sketches: Codes, left: Edges, right: Edges) -> npt.NDArray[np.float64]:
    """For each pair of texts the bins that agree among those that either fills."""
    found = np.empty(left.shape, np.float64)
    for row in range(left.shape[0]):
        for column in range(left.shape[1]):
            one, other = sketches[left[row, column]], sketches[right[row, column]]
            same = either = 0
            for cell in range(len(one)):
                filled = one[cell] | other[cell]
                either += filled != 0
                same += (one[cell] == other[cell]) & (filled != 0)
            found[row, column] = same / max(either, 1)
    return found


@compiled
def find_shared(values: npt.NDArray[np.uint64]) -> tuple[Ints, Edges]:
    """Start and length of each run of two or more equal values in an ascending array."""
    count = 0
    for fill in range(2):
        if fill:
            starts, sizes = np.empty(count, np.int64), np.empty(count, np.int32)
        count = start = 0
        for place in range(1, len(values) + 1):
            if place < len(values) and values[place] == values[start]:
                continue
            if place - start > 1:
                if fill:
                    starts[count], sizes[count] = start, place - start
                count += 1
            start = place
    return starts, sizes


@compiled
def list_held(starts: Ints, sizes: Edges, holders: Edges, total: int) -> tuple[Ints, Edges]:
    """The runs that each of `total` texts is in: text `i` in those of `held[cuts[i]:cuts[i + 1]]`."""
    cuts = np.zeros(total + 1, np.int64)
    for run in range(len(starts)):
        for place in range(starts[run], starts[run] + sizes[run]):
            cuts[holders[place] + 1] += 1
    cuts = np.cumsum(cuts)
    held, filled = np.empty(cuts[-1], np.int32), cuts[:-1].copy()
    for run in range(len(starts)):
        for place in range(starts[run], starts[run] + sizes[run]):
            held[filled[holders[place]]] = run
            filled[holders[place]] += 1
    return cuts, held


@compiled
def choose_anchors(
    starts: Ints, sizes: Edges, holders: Edges, total: int, most: int, count: int
) -> tuple[Edges, Edges]:
    """For each run of more than `most` texts a row of the `count` that are in most such runs, the
    lowest first of equal ones; and the row of each run, -1 for a smaller one.
    """
    rows, weight, made = np.full(len(starts), -1, np.int32), np.zeros(total, np.int32), 0
    for run in range(len(starts)):
        if sizes[run] > most:
            rows[run] = made
            made += 1
            for place in range(starts[run], starts[run] + sizes[run]):
                weight[holders[place]] += 1
    anchors = np.full((made, count), -1, np.int32)
    for run in range(len(starts)):
        if rows[run] < 0:
            continue
        best = anchors[rows[run]]
        for place in range(starts[run], starts[run] + sizes[run]):
            text, rank = holders[place], count
            while rank > 0 and (best[rank - 1] < 0 or weight[text] > weight[best[rank - 1]]):
                rank -= 1
            if rank < count:
                for behind in range(count - 1, rank, -1):
                    best[behind] = best[behind - 1]
                best[rank] = text
    return anchors, rows


@compiled
def count_pairs(
    runs: tuple[Ints, Edges],
    holders: Edges,
    held: tuple[Ints, Edges],
    anchors: tuple[Edges, Edges],
    least: int,
) -> tuple[Edges, Edges, Edges]:
    """Pairs `left < right` of texts that are in at least `least` runs together, ascending, and in how
    many. In a run that has anchors only those of an anchor with another text count.
    """
    starts, sizes = runs
    cuts, numbers = held
    chosen, rows = anchors
    total = len(cuts) - 1
    shared, touched = np.zeros(total, np.int32), np.empty(total, np.int32)
    lefts, rights = np.empty(1024, np.int32), np.empty(1024, np.int32)
    counts, made = np.empty(1024, np.int32), 0
    for left in range(total):
        seen = 0
        for place in range(cuts[left], cuts[left + 1]):
            run = numbers[place]
            others = holders[starts[run] : starts[run] + sizes[run]]
            if rows[run] >= 0 and not np.any(chosen[rows[run]] == left):
                others = chosen[rows[run]]
            for other in others:
                if other > left:
                    if shared[other] == 0:
                        touched[seen] = other
                        seen += 1
                    shared[other] += 1
        kept = 0
        for index in range(seen):
            if shared[touched[index]] >= least:
                touched[kept], kept = touched[index], kept + 1
            else:
                shared[touched[index]] = 0
        while made + kept > len(lefts):
            lefts = np.concatenate((lefts, np.empty_like(lefts)))
            rights = np.concatenate((rights, np.empty_like(rights)))
            counts = np.concatenate((counts, np.empty_like(counts)))
        for other in np.sort(touched[:kept]):
            lefts[made], rights[made], counts[made] = left, other, shared[other]
            shared[other] = 0
            made += 1
    return lefts[:made].copy(), rights[:made].copy(), counts[:made].copy()


@compiled
def sketch_sentences(
    codes: Codes, bounds: Ints, rows: int, bands: int, least: int
) -> tuple[npt.NDArray[np.uint64], Edges]:
    """`bands` marks of each sentence of each text, and the text of each mark.

    A mark hashes `rows` minima over the sentence's pairs of ideographs: two sentences have one in
    common with the `rows`-th power of the likeness of their pairs (Broder 1997). Sentences of fewer
    than `least` pairs have none. Each minimum is of another linear function of the pairs' hashes, of 32
    bits, so that many are reckoned at once.
    """
    marks = np.empty((len(codes) // least + 1) * bands, np.uint64)
    owners = np.empty(len(marks), np.int32)
    minima = np.empty(rows * bands, np.uint32)
    factors, terms = np.empty(len(minima), np.uint32), np.empty(len(minima), np.uint32)
    for index in range(len(minima)):
        drawn = mix(np.uint64(index + 1))
        factors[index] = np.uint32(drawn & np.uint64(0xFFFFFFFF)) | np.uint32(1)
        terms[index] = np.uint32(drawn >> np.uint64(32))
    made = 0
    for text in range(len(bounds) - 1):
        count = 0
        for place in range(bounds[text], bounds[text + 1]):
            pair = pair_at(codes, place, bounds[text + 1])
            if pair >= 0:
                if count == 0:
                    minima[:] = np.uint32(0xFFFFFFFF)
                count += 1
                seed = np.uint32(mix(np.uint64(pair + 1)) >> np.uint64(32))
                for index in range(len(minima)):
                    value = np.uint32(seed * factors[index] + terms[index])
                    minima[index] = min(minima[index], value)
            if ends_sentence(codes[place]) or place + 1 == bounds[text + 1]:
                if count >= least:
                    for band in range(bands):
                        mark = np.uint64(band)
                        for row in range(rows):
                            least_of = np.uint64(minima[band * rows + row])
                            mark = mix(mark * np.uint64(MULTIPLIER) + least_of)
                        marks[made], owners[made] = mark, text
                        made += 1
                count = 0
    return marks[:made], owners[:made]


@compiled
def find_spread(values: npt.NDArray[np.uint64], homes: Edges, least: int) -> Ints:
    """Where each run of equal values in an ascending array begins that is at home in `least` places."""
    found = np.empty(len(values), np.int64)
    seen = np.empty(least, np.int32)
    made = start = 0
    while start < len(values):
        end, count = start, 0
        while end < len(values) and values[end] == values[start]:
            if count < least and not np.any(seen[:count] == homes[end]):
                seen[count] = homes[end]
                count += 1
            end += 1
        if count == least:
            found[made] = start
            made += 1
        start = end
    return found[:made].copy()
