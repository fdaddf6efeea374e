"""Packed texts come out as they went in."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.reuse.packed import PackedTexts, Recent
from wenzhi.text.slots import Draft, mask, mask_block

pieces = st.sampled_from(
    [
        "二〇二三年1月",
        "３ ０件",
        "我局",
        "青禾县",
        " \n",
        "㎏",
        "½",
        "😀",
        "[bookmark: _GoBack]",
        "办理",
    ]
)
written = st.lists(st.lists(pieces, max_size=8).map("".join), max_size=5)


@settings(max_examples=80, deadline=None)
@given(written, st.integers(0, 3000))
def test_masked_texts_come_back_equal(texts, base):
    names = (("青禾县", "place"),)
    made = [mask(text, names, base) for text in texts]
    drafts = [Draft(text, names, base) for text in texts]
    packed = PackedTexts.of(mask_block(part) for part in (drafts[:2], drafts[2:]))
    assert len(packed) == len(made)
    for number, (old, new) in enumerate(zip(made, packed, strict=True)):
        for name in ("codes", "first", "offsets"):
            one, other = getattr(old, name), getattr(new, name)
            assert one.dtype == other.dtype
            assert one.tolist() == other.tolist()
        assert (old.folded, old.types) == (new.folded, new.types)
        assert packed.width(number) == len(old.folded)
    assert len(packed[1:]) == max(0, len(made) - 1)


@settings(max_examples=80, deadline=None)
@given(written, written, st.randoms(use_true_random=False))
def test_texts_of_two_sources_are_spliced(held, new, shuffled):
    def pack(texts):
        return PackedTexts.of([mask_block([Draft(text) for text in texts])] if texts else [])

    numbers = [*range(len(held)), *[-1] * len(new)]
    shuffled.shuffle(numbers)
    numbers = numbers[: len(numbers) * 3 // 4]
    fresh = iter(new)
    wanted = [next(fresh) if number < 0 else held[number] for number in numbers]
    spliced = PackedTexts.spliced(
        pack(held).arrays(), pack(new[: numbers.count(-1)]), np.array(numbers, np.int32)
    )
    for name, array in pack(wanted).arrays().items():
        assert spliced.arrays()[name].dtype == array.dtype, name
        assert spliced.arrays()[name].tolist() == array.tolist(), name


def test_characters_are_held_once():
    packed = PackedTexts.of([mask_block([Draft("窗口排队过长"), Draft("叫号机老旧")])])
    assert np.shares_memory(packed[1].codes, packed.laid.codes)


def test_recent_things_are_kept_and_old_ones_made_again():
    made = []
    recent = Recent(lambda number: made.append(number) or number * number, 2)
    assert [recent(number) for number in (1, 2, 1, 3, 1)] == [1, 4, 1, 9, 1]
    assert made == [1, 2, 3, 1]
