"""Strands and pairs: what stands together is told together, and figures are names."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wenzhi.base.records import Narrative
from wenzhi.scores.answering import TOLD_AGAIN, link_units, told_again
from wenzhi.scores.pairs import PAIR_NAMES, Rarity, Sheet, learn_rarity, read_sheet
from wenzhi.scores.strands import STRAND_NAMES, chain, going_on
from wenzhi.scores.units import Unit
from wenzhi.text.normalize import fold, squeeze

_NONE = Narrative()


def units_of(*texts: str) -> list[Unit]:
    """Units of one paragraph, end to end."""
    found, place = [], 0
    for text in texts:
        folded = squeeze(fold(text)).text
        found.append(Unit(place, place := place + len(folded), folded, 0))
    return found


def sure(kinds: str) -> np.ndarray:
    """P, M and anything else as certain probabilities of being a problem, and a measure."""
    return np.array([(kind == "P", kind == "M") for kind in kinds], np.float64)


def sheet_of(texts: list[str], kinds: str) -> Sheet:
    units = units_of(*texts)
    rarity = learn_rarity([unit.text for unit in units])
    sheet = read_sheet(units, sure(kinds), _NONE, rarity)
    assert sheet is not None
    return sheet


def links(texts: list[str], kinds: str) -> set[tuple[int, int]]:
    return {(p, m) for p, m, _ in link_units(units_of(*texts), sure(kinds), _NONE)}


@given(st.lists(st.floats(0, 1), max_size=6))
def test_a_strand_is_no_longer_than_its_weakest_link(goes_on: list[float]) -> None:
    table = chain(np.array(goes_on))
    assert np.array_equal(table, table.T)
    assert np.all(np.diag(table) == 1)
    for first in range(len(goes_on)):
        for last in range(first + 1, len(goes_on) + 1):
            assert table[first, last] <= min(goes_on[first:last]) + 1e-12


def test_every_column_has_a_name() -> None:
    sheet = sheet_of(
        ["窗口不设收件牌。", "原因在于经费没有着落。", "秋天起每个窗口立收件牌。"], "PPM"
    )
    assert sheet.table.shape == (2, len(PAIR_NAMES))
    assert sheet.on_problem.shape == (1, len(STRAND_NAMES))
    assert sheet.on_measure.shape == (0, len(STRAND_NAMES))
    again = told_again(sheet, np.array([0.9, 0.2]), (np.array([0.8]), np.zeros(0)))
    assert again.shape == (2, len(PAIR_NAMES) + len(TOLD_AGAIN))
    assert np.isfinite(again).all()


def test_a_cause_goes_on_and_a_mark_does_not() -> None:
    units = units_of("一是收件牌不全。", "究其原因，是经费没有着落。", "二是目录两年没有核对。")
    numbers = [1, None, 2]
    table = going_on(units, [0, 1, 2], np.ones(3), np.eye(3), numbers)
    column = dict(zip(STRAND_NAMES, table.T, strict=True))
    assert column["cause"].tolist() == [1, 0]
    assert column["goes on with an item"].tolist() == [1, 0]
    assert column["another"].tolist() == [0, 1]


def test_a_section_of_one_side_has_no_pairs() -> None:
    rarity = Rarity(np.zeros(0, np.uint32), np.zeros(1))
    assert read_sheet(units_of("目录没有核对。"), sure("P"), _NONE, rarity) is None
    assert links(["今后每季核对目录。"], "M") == set()


def test_rare_characters_weigh_and_common_ones_do_not() -> None:
    rarity = learn_rarity([*["公开工作"] * 400, "公平秤"])
    assert rarity.of("公") == 0
    assert rarity.of("秤") > 2
    assert rarity.of("鼎") >= rarity.of("秤")


def test_a_figure_is_a_name_and_a_list_number_is_none() -> None:
    sheet = sheet_of(
        [
            "1.船检合格证到期的有47条船没有公布。",
            "2.渔港收费没有张贴。",
            "2.47条船的名单年内补发。",
        ],
        "PPM",
    )
    figures = sheet.table[:, PAIR_NAMES.index("figures")]
    assert figures[0] > 0
    assert figures[1] == 0


def test_answers_in_another_order_find_their_problems() -> None:
    found = links(
        [
            "一是泄洪通知发得太晚，下游两个村只提前了一刻钟。",
            "二是库区鱼塘的补偿名单没有张贴。",
            "三是大坝参观预约的电话常年没有人接。",
            "一是参观预约改在网上，电话转到值班室，响三声必须有人接。",
            "二是补偿名单由征补股贴到每个村民小组。",
            "三是泄洪前两小时向下游各村发通知，村里回执。",
        ],
        "PPPMMM",
    )
    assert found == {(2, 3), (1, 4), (0, 5)}


def test_a_measure_that_takes_up_a_problem_takes_up_its_cause() -> None:
    found = links(
        [
            "（一）处罚决定上网晚。",
            "三个中队的处罚决定平均晚了四十天才上网。",
            "（二）窗口答复口径不一。",
            "同一件事两个窗口说法不同。",
            "（一）处罚决定做出后第五天由系统自动上网，法制科只核对不转手。",
            "（二）窗口答复统一使用问答手册，手册由办证科每月修订。",
        ],
        "PPPPMM",
    )
    assert found == {(0, 4), (1, 4), (2, 5), (3, 5)}
