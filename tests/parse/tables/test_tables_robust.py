"""Whatever is thrown at the reader, offsets hold and nothing fails."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wenzhi.parse.tables.forms import FORM_IDS, load_form
from wenzhi.parse.tables.official import read_tables
from wenzhi.text.normalize import fold

LABELS = [
    row.label
    for form in FORM_IDS
    for row in (
        *load_form(form).applications.rows,
        *(row for block in load_form(form).active.blocks for row in block.rows),
    )
] + ["结果维持", "总计", "复议后起诉", "自然人", "（三）不予公开", "信息内容", "某地一行"]
PIECES = st.one_of(
    st.sampled_from(LABELS),
    st.sampled_from(["0", "12", "/", "00", "-3-", "[bookmark: _GoBack]", "⼀", "件", "。", "无"]),
    st.sampled_from(["\t", "\n", " | ", "|", " ", "\n\n", "\n\t", "<br>", "　"]),
    st.text(max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_offsets_hold_on_any_text(pieces):
    text = "".join(pieces)
    reading = read_tables(fold(text), ())
    ids = [fact.id for fact in reading.facts]
    assert len(ids) == len(set(ids))
    for fact in reading.facts:
        assert (fact.start is None) == (fact.state == "missing")
        if fact.start is not None:
            assert text[fact.start : fact.end] == fact.raw
        assert (fact.value is not None) or fact.state not in ("ok", "zero")
    for row in reading.local:
        assert 0 <= row.start < row.end <= len(text)
    ends = [edge for span in reading.spans for edge in span]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in reading.spans)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_text_that_is_no_report_has_no_facts(text):
    reading = read_tables(fold(text), ())
    assert reading.facts == () and reading.spans == ()
