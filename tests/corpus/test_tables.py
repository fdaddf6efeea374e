"""What the tables of a snapshot keep of a report: who named a count, and how sure of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from wenzhi import api
from wenzhi.corpus.tables import TableWriter, report_rows

TEXT = """鹿鸣滩街道办事处2023年政府信息公开工作年度报告
一、总体情况
全年收到政府信息公开申请12件。党工委上会研究公开工作3次。
"""


def test_how_sure_a_name_is_stands_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, "utf-8")
    found = api.inspect(path)
    first, *others = found.report.counts
    told = (msgspec.structs.replace(first, indicator_probability=0.875), *others)
    report = msgspec.structs.replace(found.report, counts=told)
    writer = TableWriter(tmp_path, "counts")
    writer.add(dict(report_rows(report, found.judgement, {}))["counts"])
    writer.close()
    rows = pq.read_table(tmp_path / "counts.parquet").to_pylist()
    assert [row["indicator_probability"] for row in rows] == [
        count.indicator_probability for count in told
    ]
    assert rows[0]["indicator"] == "applications.new_received.total"
