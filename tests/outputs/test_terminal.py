"""Text for terminals and SARIF."""

from __future__ import annotations

import json
import re

import msgspec
import pytest

from wenzhi.base.records import Failure, Suppressed
from wenzhi.outputs.document import encode_json
from wenzhi.outputs.evidence import Places
from wenzhi.outputs.explanation import explain
from wenzhi.outputs.overview import summarise, survey
from wenzhi.outputs.sarif import file_uri, sarif_log
from wenzhi.outputs.terminal import render_explanation, render_findings, render_summary


def test_a_finding_names_its_place_and_points_at_it(view):
    lines = list(render_findings([view.load("r001")]))
    head = next(line for line in lines if " P101 " in line)
    assert re.match(r"2023/云溪市青石县教育局\.txt:5:\d+ P101 \[错误\] 正文称", head)
    source, carets = lines[lines.index(head) + 2], lines[lines.index(head) + 3]
    from rich.cells import cell_len

    at = carets.index("^")
    before = source[: source.index("7件")]
    assert cell_len(before) == at and carets.count("^") == cell_len("7件")


def test_totals_come_last_and_unjudged_is_not_among_the_findings(view):
    lines = list(render_findings(view.views()))
    assert lines[-1] == (
        "共 24 项：错误 12，疑点 12，提示 0；另有 36 处无法判断。"
        "还有 1 条规则缺上年年报、名单、语料等材料，没有执行（见 wenzhi explain）。"
    )


def test_a_clean_report_says_what_could_not_be_judged(view):
    one = view.load("r001")
    clean = msgspec.structs.replace(one, judgement=type(one.judgement)())
    assert list(render_findings([clean], "en")) == ["No findings; 0 places not judged."]


def test_nothing_read_is_not_nothing_found():
    assert list(render_findings([], "en")) == ["No report was read; nothing was checked."]


def test_control_characters_of_a_report_do_not_reach_the_terminal(view):
    one = view.load("r001")
    finding = one.judgement.findings[0]
    start, end = finding.spans[0]
    text = one.report.text[:start] + "\x1b[2"[: end - start] + one.report.text[end:]
    report = msgspec.structs.replace(one.report, text=text)
    lines = "\n".join(render_findings([msgspec.structs.replace(one, report=report)]))
    assert "\x1b" not in lines


def test_colour_only_where_asked_for(view):
    plain = "\n".join(render_findings([view.load("r001")]))
    painted = "\n".join(render_findings([view.load("r001")], colour=True))
    assert "\x1b[" not in plain and re.sub(r"\x1b\[\d+m", "", painted) == plain


def test_an_explanation_gives_verdicts_scores_and_what_was_not_judged(view):
    text = render_explanation(view.load("r001"), explain(view.load("r001"), ()))
    assert "准确全面  ✗ 不通过  不通过的规则：P101" in text
    assert "区间 " in text and "没有上一年度报告" in text
    assert text == render_explanation(view.load("r001"), explain(view.load("r001"), ()))


def test_a_summary_counts_grounds_and_says_whether_absence_was_checked(sample, view):
    text = render_summary(summarise(survey(view), view), roster=view.roster)
    assert "✗ 不通过 12" in text and "应报 13 份，收到 12 份" in text
    bare = sample.make_view(2)
    text = render_summary(summarise(survey(bare), bare), lang="en")
    assert "No roster" in text and text.splitlines()[-1].startswith("Found")


def test_lines_and_columns_are_those_of_the_text(view):
    report = view.load("r001").report
    places = Places(report)
    lines = report.text.split("\n")
    for offset in range(0, len(report.text), 7):
        at = places.position(offset)
        assert (lines[at.line - 1] + "\n")[at.column - 1] == report.text[offset]
        start, end = places.line_span(offset)
        assert report.text[start:end] == lines[at.line - 1]


def test_sarif_has_the_shape_code_hosts_read(view):
    log = json.loads(encode_json(sarif_log(view.views(), "0.1.0")))
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints" and len(run["results"]) == 36
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["kind"], result["level"]) != ("open", "error")
        assert (result["kind"] == "open") == (result["level"] == "none")
        assert len(result["locations"]) == 1
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            place = location["physicalLocation"]
            quoted = location.get("message", {"text": ""})["text"]
            assert location["logicalLocations"] and quoted == place["region"]["snippet"]["text"]
            assert place["artifactLocation"]["uri"].isascii()
            assert place["region"]["startLine"] >= 1


def test_sarif_gives_no_lines_for_extracted_text(view):
    one = view.load("r001")
    source = msgspec.structs.replace(one.report.source, format="docx")
    docx = msgspec.structs.replace(one, report=msgspec.structs.replace(one.report, source=source))
    log = json.loads(encode_json(sarif_log([docx], "0.1.0", "en")))
    assert all(
        "region" not in location["physicalLocation"]
        for result in log["runs"][0]["results"]
        for location in (*result["locations"], *result.get("relatedLocations", ()))
    )
    compared = [one for one in log["runs"][0]["results"] if "relatedLocations" in one]
    assert any(
        place["name"].startswith("table 3 · ")
        for one in compared
        for other in one["relatedLocations"]
        for place in other["logicalLocations"]
    )


def marked(one):
    """The report with its first finding called a false alarm."""
    word = Suppressed(reason="口径\x1b[2J不同", where="suppressions.toml#1", when="2024-03-05")
    first, *rest = one.judgement.findings
    findings = (msgspec.structs.replace(first, suppressed=word), *rest)
    judgement = msgspec.structs.replace(one.judgement, findings=findings)
    return msgspec.structs.replace(one, judgement=judgement)


def test_every_finding_names_its_id(view):
    lines = list(render_findings([view.load("r001")]))
    assert sum("指纹 0001" in line for line in lines) == 2


def test_a_false_alarm_is_told_in_two_lines_and_not_counted(view):
    lines = list(render_findings([marked(view.load("r001"))]))
    head = next(n for n, line in enumerate(lines) if "P101" in line)
    assert re.match(r"2023/云溪市青石县教育局\.txt:5:\d+ P101 \[已标误报\] 正文称", lines[head])
    assert lines[head + 1] == (
        "   = 误报理由: 口径 [2J不同（2024-03-05, suppressions.toml#1） · 指纹 0001aa"
    )
    assert lines[head + 2] == "" and "[错误]" not in "".join(lines)
    assert lines[-1] == (
        "共 1 项：错误 0，疑点 1，提示 0；另有 3 处无法判断。"
        "还有 1 条规则缺上年年报、名单、语料等材料，没有执行（见 wenzhi explain）。已标误报 1 项，不计入上数。"
    )


def test_two_thousand_findings_are_told_quickly(view):
    import time

    one = view.load("r001")
    first = one.judgement.findings[0]
    many = tuple(msgspec.structs.replace(first, id=f"{n:016x}") for n in range(2000))
    judgement = msgspec.structs.replace(one.judgement, findings=many)
    began = time.perf_counter()
    lines = list(render_findings([msgspec.structs.replace(one, judgement=judgement)]))
    assert lines[-1].startswith("共 2000 项") and time.perf_counter() - began < 10


def test_sarif_keeps_false_alarms_as_suppressed_results(view):
    views = [marked(view.load("r001")), view.load("r002")]
    failure = Failure(path="坏.pdf", code="E304", message="文件已损坏")
    log = json.loads(
        encode_json(sarif_log(views, "0.1.0", failures=[failure], warnings=["没有用上"]))
    )
    (run,) = log["runs"]
    # SARIF 2.1.0, 3.27.23: in all results or in none; 3.35: kind, status, justification
    assert all("suppressions" in result for result in run["results"])
    ((found,),) = [r["suppressions"] for r in run["results"] if r["suppressions"]]
    assert (found["kind"], found["status"]) == ("external", "accepted")
    assert found["properties"] == {"where": "suppressions.toml#1", "when": "2024-03-05"}
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    (unread,) = invocation["toolExecutionNotifications"]
    assert unread["level"] == "error" and "坏.pdf" in unread["message"]["text"]
    (warned,) = invocation["toolConfigurationNotifications"]
    assert warned == {"level": "warning", "message": {"text": "没有用上"}}


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("年报/甲 乙.txt", "%E5%B9%B4%E6%8A%A5/%E7%94%B2%20%E4%B9%99.txt"),
        ("年报\\a.txt", "%E5%B9%B4%E6%8A%A5/a.txt"),
        ("C:\\年报\\a#1.txt", "file:///C:/%E5%B9%B4%E6%8A%A5/a%231.txt"),
        ("\\\\server\\share\\a.txt", "file://server/share/a.txt"),
        ("/srv/a.txt", "file:///srv/a.txt"),
    ],
)
def test_paths_of_any_system_become_uris(path, uri):
    assert file_uri(path) == uri


def test_what_a_finding_compares_stands_below_it_named(view):
    lines = list(render_findings([view.load("r001")]))
    head = next(i for i, line in enumerate(lines) if " P101 " in line)
    shown = lines[head + 1 : lines.index("", head)]
    dashes = [line for line in shown if re.search(r"\| +-+", line)]
    assert dashes and all("表三 · " in line for line in dashes)


def test_several_figures_of_one_line_are_marked_together_and_a_long_list_is_cut(view):
    one = view.load("r001")
    finding = next(f for f in one.judgement.findings if f.spans)
    text = "信息12条，其中网站5条、微信4条。\n" + "甲1条\n" * 9
    starts = [m.span() for m in re.finditer(r"\d+条", text)]
    made = msgspec.structs.replace(finding, spans=tuple(starts), facts=(), counts=())
    judgement = type(one.judgement)(findings=(made,))
    report = msgspec.structs.replace(one.report, text=text)
    lines = list(
        render_findings([msgspec.structs.replace(one, report=report, judgement=judgement)])
    )
    marks = next(line for line in lines if "^" in line)
    assert re.fullmatch(r"  \| +\^{4} +-{3} +-{3}", marks)
    assert any(line.startswith("   = 还涉及 7 处，在第 4, 5, 6, 7, 8, 9… 行") for line in lines)
