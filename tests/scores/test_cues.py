import numpy as np
import pytest

from wenzhi.scores.cues import NAMES, read_cues


def cues(text: str) -> set[str]:
    return {name for name, held in zip(NAMES, read_cues([text])[0], strict=True) if held}


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("全年没有一条错链被通报。", "denied"),
        ("此后再未出现超期。", "denied"),
        ("栏目空白一项已经销号。", "gone"),
        ("平均用时由9天缩短到4天。", "moved"),
        ("应送1,300户,只有820户收到。", "only"),
        ("来办事的人都说方便。", "praised"),
        ("拟于明年改版。", "to come"),
        ("加强业务培训。", "to come"),
        ("解读不够通俗,加强审核。", "to come"),
        ("目录还不全。", "wanting"),
        ("由法规股逐件复核。", "by whom or when"),
        ("改什么?", "asked"),
        ("换牌以后,问路的少了。", "since"),
        ("答复一律复核。", "ruled"),
        ("上年的栏目空白。", "before"),
        ("主要有以下几点:", "framed"),
    ],
)
def test_a_cue_is_held(text: str, cue: str) -> None:
    assert cue in cues(text)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("没有专职人员。", "denied"),
        ("解读不够通俗。", "denied"),
        ("我们要求各股室加强审核。", "to come"),
        ("全年发布信息三千条。", "wanting"),
        ("两处改了。", "moved"),
    ],
)
def test_words_like_a_cue_are_none(text: str, cue: str) -> None:
    assert cue not in cues(text)


def test_a_text_is_read_alike_alone_and_among_others() -> None:
    texts = ["加强", "", "培训到:", "8日前换1块牌,贴2张,发3份,收4件,补5处", "由", "股,股"]
    assert np.array_equal(read_cues(texts), np.vstack([read_cues([text]) for text in texts]))
    assert read_cues([]).shape == (0, len(NAMES))


def test_shapes_are_counted_in_each_text() -> None:
    assert {"short", "two clauses"} <= cues("牌子新,字太小。")
    assert {"many clauses", "three digits"} <= cues("收1件,办2件,退3件,转4件,余0件。")
