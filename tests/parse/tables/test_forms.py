"""The official forms as data."""

from __future__ import annotations

import pytest

from wenzhi.base.errors import UsageError
from wenzhi.parse.tables.forms import (
    FORM_IDS,
    fact_ids,
    fact_label,
    form_cells,
    load_form,
    table_cells,
)


def test_forms_have_as_many_cells_as_the_notices_print():
    assert len(fact_ids("2019")) == 22 + 23 * 7 + 15
    assert len(fact_ids("2021")) == 10 + 25 * 7 + 15


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_ids_are_unique_and_every_one_has_a_label_of_its_own(form_id):
    ids = fact_ids(form_id)
    assert len(set(ids)) == len(ids)
    labels = [fact_label(name) for name in ids]
    assert len(set(labels)) == len(labels)


def test_labels_say_table_row_and_column():
    assert fact_label("applications.new_received.total") == "表三·一、本年新收·总计"
    assert fact_label("applications.result.other_misc.total") == "表三·（六）3.其他·总计"
    assert fact_label("active.fees.change") == "表二·行政事业性收费·本年增/减"
    assert fact_label("litigation.direct.pending") == "表四·未经复议直接起诉·尚未审结"


def test_only_the_fees_of_2021_carry_a_unit():
    units = {cell.id: cell.unit for form in FORM_IDS for cell in form_cells(form) if cell.unit}
    assert units == {"active.fees.amount": "万元"}


def test_rows_and_columns_count_from_zero_within_a_table():
    cells = table_cells("2021", "applications")
    assert (cells[0].row, cells[0].column) == (0, 0)
    assert (cells[-1].row, cells[-1].column) == (24, 6)


def test_the_sixth_group_is_what_tells_the_forms_of_table_three_apart():
    old = {row.id for row in load_form("2019").applications.rows}
    new = {row.id for row in load_form("2021").applications.rows}
    assert old - new == {"result.other"}
    assert new - old == {
        "result.other_no_correction",
        "result.other_fee_unpaid",
        "result.other_misc",
    }


def test_unknown_forms_and_facts_are_refused():
    with pytest.raises(UsageError, match="没有表式"):
        load_form("2008")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="没有单元格"):
        fact_label("applications.nothing.total")
