"""Floor 4: what each character of a text costs, in bits: under the register, and after having read others.

The innermost loops of templatedness, compiled. Arrays in, arrays out; `templatedness` says what they
mean and imports this module where it needs it, for loading the compiler takes a third of a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenzhi.reuse.kernels import compiled, mix
from wenzhi.text.shingles import MULTIPLIER, Hashes

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint32]

LONGEST = 8
"""Room for orders; the models used are shorter."""

HUGE, TINY = 1e200, 1e-200
"""A product of ratios is put into logarithms beyond these: one more ratio, from 10⁻¹² to 10⁷, still fits."""

PATIENCE = 16
"""Ratios of one reading multiplied before their logarithm is taken, for the same reason."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Where each of some hashes stands in a list: open addressing, at most half full."""

    slots: Ints
    keys: Hashes

    @classmethod
    def of(cls, keys: Hashes) -> Table:
        """A table of `keys`, which are distinct."""
        return cls(place_keys(keys), keys)


@compiled
def place_keys(keys: Hashes) -> Ints:
    """Open addressing by the low bits of each key; -1 marks an empty slot."""
    size = 64
    while size < 2 * len(keys):
        size *= 2
    slots = np.full(size, -1, np.int32)
    low = np.uint64(size - 1)
    for index in range(len(keys)):
        slot = keys[index] & low
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & low
        slots[slot] = index
    return slots


@compiled
def find_key(slots: Ints, keys: Hashes, key: np.uint64) -> int:
    """Where `key` stands in `keys`, or -1."""
    low = np.uint64(len(slots) - 1)
    slot = key & low
    while slots[slot] >= 0:
        if keys[slots[slot]] == key:
            return int(slots[slot])
        slot = (slot + np.uint64(1)) & low
    return -1


@compiled
def cost_register(
    codes: Codes,
    bounds: npt.NDArray[np.int64],
    slots: Ints,
    keys: Hashes,
    share: npt.NDArray[np.float32],
    left: npt.NDArray[np.float32],
    unseen: float,
    order: int,
) -> Floats:
    """The probability of each character under the register; text `i` is `codes[bounds[i]:bounds[i + 1]]`.

    `unseen` is that of a character which the register never saw.
    """
    likely = np.empty(len(codes), np.float64)
    before = np.full(LONGEST + 1, -1, np.int64)
    now = np.full(LONGEST + 1, -1, np.int64)
    for text in range(len(bounds) - 1):
        before[:] = -1
        for place in range(bounds[text], bounds[text + 1]):
            total, power = np.uint64(0), np.uint64(1)
            value = unseen
            now[:] = -1
            for size in range(1, min(order, place - bounds[text] + 1) + 1):
                total += np.uint64(codes[place - size + 1]) * power
                power *= np.uint64(MULTIPLIER)
                if size > 1:
                    if before[size - 1] < 0:
                        break  # the context was never seen, and so was no longer one
                    value *= left[before[size - 1]]
                now[size] = find_key(slots, keys, mix(total))
                if now[size] >= 0:
                    value += share[now[size]]
            likely[place] = value
            before, now = now, before
    return likely


@compiled
def cost_readings(
    codes: Codes,
    bounds: npt.NDArray[np.int64],
    likely: Floats,
    usable: npt.NDArray[np.bool_],
    slots: Ints,
    keys: Hashes,
    firsts: npt.NDArray[np.int64],
    readings: Ints,
    kept: npt.NDArray[np.float32],
    added: npt.NDArray[np.float32],
    orders: tuple[int, int],
) -> tuple[Floats, Floats]:
    """Bits of each text after each reading, and of each character in the mean over usable readings.

    Text `i` is `codes[bounds[i]:bounds[i + 1]]`, `likely` the register's probabilities, and `usable`
    has a row a text and a column a reading. For `j` from `firsts[g]` to `firsts[g + 1]`: after gram
    `g`, reading `readings[j]` leaves `kept[j]` to shorter contexts; it has given `added[j]` to the last
    character of `g` after the others.
    """
    shortest, longest = orders
    number = usable.shape[1]
    totals = np.zeros((len(bounds) - 1, number), np.float64)
    means = np.zeros(len(codes), np.float64)
    ratio = np.ones(number, np.float64)
    gained = np.ones(number, np.float64)
    chosen = np.empty(number, np.int64)
    before = np.full(LONGEST + 1, -1, np.int64)
    now = np.full(LONGEST + 1, -1, np.int64)
    for text in range(len(bounds) - 1):
        begin, end = bounds[text], bounds[text + 1]
        count = 0
        for reading in range(number):
            if usable[text, reading]:
                chosen[count] = reading
                count += 1
        if count == 0:
            continue
        common, waiting = 0.0, 0
        before[:] = -1
        for place in range(begin, end):
            base = likely[place]
            plain = -np.log2(base)
            common += plain
            means[place] = plain
            touched = False
            now[:] = -1
            total, power = np.uint64(0), np.uint64(1)
            for size in range(1, min(longest, place - begin + 1) + 1):
                total += np.uint64(codes[place - size + 1]) * power
                power *= np.uint64(MULTIPLIER)
                if size < shortest - 1:
                    continue
                if size >= shortest:
                    head = before[size - 1]
                    if head < 0:
                        break
                    touched = True
                    for at in range(firsts[head], firsts[head + 1]):
                        ratio[readings[at]] *= kept[at]
                now[size] = find_key(slots, keys, mix(total))
                if size >= shortest and now[size] >= 0:
                    for at in range(firsts[now[size]], firsts[now[size] + 1]):
                        ratio[readings[at]] += added[at] / base
            before, now = now, before
            if not touched:
                continue
            product, bits = 1.0, 0.0
            for index in range(count):
                product *= ratio[chosen[index]]
                if product > HUGE or product < TINY:  # logarithms are dear, products cheap
                    bits += np.log2(product)
                    product = 1.0
            means[place] = plain - (bits + np.log2(product)) / count
            for reading in range(number):
                gained[reading] *= ratio[reading]
                ratio[reading] = 1.0
            waiting += 1
            if waiting == PATIENCE:
                waiting = 0
                for reading in range(number):
                    totals[text, reading] -= np.log2(gained[reading])
                    gained[reading] = 1.0
        for reading in range(number):
            totals[text, reading] += common - np.log2(gained[reading])
            gained[reading] = 1.0
    return totals, means
