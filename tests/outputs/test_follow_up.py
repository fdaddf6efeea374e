"""What became of last year's problems: shown on the page and in the workbook as recorded, in doubt as doubt."""

from __future__ import annotations

import msgspec
import openpyxl
import pytest

from wenzhi.base.records import FollowThrough, FollowUp, ReportRef
from wenzhi.outputs.explanation import explain, render_score
from wenzhi.outputs.follow_up import follow_rows
from wenzhi.outputs.html import write_html
from wenzhi.outputs.view import CorpusView
from wenzhi.outputs.workbook import write_workbook

LAST = ReportRef(report="r000", path="2022/甲县局.txt", organization="甲县局", year=2022)


@pytest.fixture
def followed(sample):
    """A report whose first problem is repeated, another in doubt, a measure gone."""
    view = sample.make_report(0, "甲县局", 2023)
    problem = view.report.narrative.problems[0]
    now = (problem.start, problem.end)
    items = (
        FollowUp(
            kind="problem",
            outcome="verbatim",
            earlier=(5, 9),
            text="旧<b>问题",
            now=now,
            likelihood=0.9,
        ),
        FollowUp(
            kind="problem", outcome=None, earlier=(9, 12), text="难说的", now=now, likelihood=0.3
        ),
        FollowUp(kind="measure", outcome="gone", earlier=(12, 15), text="旧措施"),
    )
    judgement = msgspec.structs.replace(
        view.judgement, follow_through=FollowThrough(earlier=LAST, items=items)
    )
    return msgspec.structs.replace(view, judgement=judgement)


def test_rows_have_the_words_of_both_years(followed):
    rows = list(follow_rows(followed))
    assert [row.outcome for row in rows] == ["verbatim", None, "gone"]
    assert rows[0].now == "".join(followed.report.narrative.problems[0].text.split())
    assert rows[2].now is None
    assert not list(
        follow_rows(
            msgspec.structs.replace(
                followed, judgement=msgspec.structs.replace(followed.judgement, follow_through=None)
            )
        )
    )


def test_the_page_names_last_years_report_and_escapes_its_words(followed, tmp_path):
    view = CorpusView(reports=(followed.ref,), load=lambda _: followed)
    write_html(view, tmp_path)
    page = next((tmp_path / "reports").glob("*.html")).read_text("utf-8")
    part = page[page.index('id="follow"') :]
    part = part[: part.index("</section>")]
    assert "2022/甲县局.txt" in part and "照抄重提" in part and "不再提起" in part
    assert "旧&lt;b&gt;问题" in part and "旧<b>" not in part
    assert "无法判断" in part


def test_the_workbook_lists_every_item(followed, tmp_path):
    view = CorpusView(reports=(followed.ref,), load=lambda _: followed)
    path = write_workbook(view, tmp_path / "findings.xlsx")
    rows = list(openpyxl.load_workbook(path)["上年问题下文"].iter_rows(min_row=3, values_only=True))
    assert [(row[2], row[3], row[4]) for row in rows] == [
        ("问题", "旧<b>问题", "照抄重提"),
        ("问题", "难说的", None),
        ("措施", "旧措施", "不再提起"),
    ]


def test_the_terminal_tells_them_too(followed):
    text = "\n".join(render_score(followed, explain(followed, ())))
    assert "[问题] 旧<b>问题 → 照抄重提" in text and "[问题] 难说的 → 无法判断" in text
