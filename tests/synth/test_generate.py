from __future__ import annotations

import json
from collections import Counter
from itertools import islice

import pytest

from wenzhi.synth import generate, write_reports
from wenzhi.synth.faults import KINDS
from wenzhi.synth.figures import BLOCKS, COLUMNS, OUTCOMES, result_rows
from wenzhi.synth.generate import gold_name
from wenzhi.synth.layouts import LAYOUTS

COUNT, SEED = 480, 11


@pytest.fixture(scope="module")
def reports():
    return list(generate(COUNT, SEED))


def test_every_span_names_its_text(reports):
    for report in reports:
        truth, text = report.truth, report.text
        items = (*truth.narrative.problems, *truth.narrative.measures)
        for mark in (*truth.counts, *truth.claims, *truth.not_counts, *items):
            assert text[mark.start : mark.end] == mark.text
        for told in (*truth.findings, *truth.clean_traps):
            for span in told.spans:
                assert text[span.start : span.end] == span.text


def test_sections_tile_the_text(reports):
    for report in reports:
        at = 0
        for section in report.truth.sections:
            assert section.start == at
            at = section.end
            assert section.heading is None or report.text.startswith(section.heading, section.start)
        assert at == len(report.text)


def test_cells_stand_where_the_truth_says(reports):
    for report in reports:
        for fact, cell in report.truth.facts.items():
            if cell.state in ("ok", "zero"):
                assert cell.start is not None, fact
                raw = report.text[cell.start : cell.end].replace(",", "").replace("０", "0")
                assert float(raw) == cell.value
            else:
                assert cell.value is None or cell.state == "malformed"


def value(report, fact):
    return report.truth.facts[fact].value


def broken(report) -> list[str]:
    """Identities that the cells of a report do not meet; unknown cells judge nothing."""
    facts = report.truth.facts
    found = []

    def differ(name, left, right):
        values = [facts[fact].value if fact in facts else None for fact in (*left, *right)]
        if None not in values and sum(values[: len(left)]) != sum(values[len(left) :]):
            found.append(name)

    if "applications.new_received.total" in facts:
        form = "2021" if "applications.result.other_misc.total" in facts else "2019"
        a = "applications."
        rows = result_rows(form)
        for c in (*COLUMNS, "total"):
            left = [f"{a}new_received.{c}", f"{a}carried_over.{c}"]
            differ(f"balance {c}", left, [f"{a}result.total.{c}", f"{a}carried_forward.{c}"])
            differ(f"results {c}", [f"{a}{row}.{c}" for row in rows], [f"{a}result.total.{c}"])
        for row in ("new_received", "carried_over", *rows, "result.total", "carried_forward"):
            differ(f"row {row}", [f"{a}{row}.{c}" for c in COLUMNS], [f"{a}{row}.total"])
    for block in BLOCKS:
        differ(block, [f"{block}.{name}" for name in OUTCOMES], [f"{block}.total"])
    return found


def test_identities_hold_unless_an_error_is_planted(reports):
    for report in reports:
        planted = any(kind.startswith("T.") for kind in report.truth.planted)
        assert bool(broken(report)) == planted, (report.path, report.truth.planted)


def test_years_follow_on_unless_an_error_is_planted(reports):
    known = {(r.roster.organ, r.path.rsplit("/", 1)[0], r.roster.year): r for r in reports}
    column = "natural_person"
    checked = 0
    for (organ, folder, year), report in known.items():
        before = known.get((organ, folder, year - 1))
        fact = f"applications.carried_over.{column}"
        if before is None or fact not in report.truth.facts or fact not in before.truth.facts:
            continue
        left = value(before, f"applications.carried_forward.{column}")
        right = value(report, fact)
        if left is None or right is None or "T.balance" in before.truth.planted:
            continue
        checked += 1
        assert (left == right) != ("Y.carry" in report.truth.planted)
    assert checked > 50


def test_closed_totals_equal_their_parts_unless_planted(reports):
    checked = 0
    for report in reports:
        counts = report.truth.counts
        for index, total in enumerate(counts):
            if total.closed:
                parts = [c.value for c in counts if c.parent == index and c.approx is None]
                planted = {"P.sum_over", "P.sum_under", "P.table", "P.review"} & set(
                    report.truth.planted
                )
                checked += 1
                assert sum(parts) == total.value or planted, total.text
    assert checked > 100


def test_prose_agrees_with_the_tables_unless_planted(reports):
    checked = 0
    for report in reports:
        if any(kind[0] in "TPFY" for kind in report.truth.planted):
            continue
        for count in report.truth.counts:
            cell = report.truth.facts.get(count.indicator or "")
            if (
                cell
                and cell.value is not None
                and count.scope == "report_year"
                and not count.approx
            ):
                checked += 1
                assert count.value == cell.value, count.text
    assert checked > 150


def test_every_layout_kind_form_and_encoding_appears(reports):
    assert set(LAYOUTS) <= {report.truth.layout for report in reports}
    assert set(KINDS) <= {kind for report in reports for kind in report.truth.planted}
    assert {"2019", "2021", "pre2019"} <= {report.truth.meta.form for report in reports}
    assert {report.encoding for report in reports} == {"utf-8", "utf-8-sig", "gb18030", "utf-16"}
    origins = {report.origin for report in reports}
    assert origins >= {
        "exact",
        "swapped",
        "refilled",
        "shuffled",
        "partial",
        "reworded",
        "self",
        "upstream",
        "mandated",
        "template",
    }
    levels = {report.truth.narrative.substance for report in reports}
    assert levels >= {0, 1, 2, 3, 4}


def test_about_three_fifths_are_clean(reports):
    clean = sum(not report.truth.planted for report in reports)
    assert 0.52 <= clean / len(reports) <= 0.72


def test_clean_reports_expect_nothing_but_hold_traps(reports):
    clean = [report for report in reports if not report.truth.planted]
    assert all(finding.optional for report in clean for finding in report.truth.findings)
    assert sum(bool(report.truth.clean_traps) for report in clean) > len(clean) // 2


def test_planted_errors_are_expected(reports):
    for report in reports:
        demanded = [f for f in report.truth.findings if not f.optional or f.peers]
        lost = report.truth.planted.count("F.lost")
        assert len(demanded) >= len(report.truth.planted) - lost


def test_copies_point_into_both_texts(reports):
    by_path = {report.path: report for report in reports}
    kinds = Counter()
    for report in reports:
        for copy in report.truth.copies:
            kinds[copy.kind] += 1
            source = by_path[copy.source].text
            for passage in copy.passages:
                a = "".join(source[slice(*passage.a)].split())
                b = "".join(report.text[slice(*passage.b)].split())
                assert min(len(a), len(b)) >= 15
                if (
                    passage.kind == "verbatim"
                    and report.truth.layout == by_path[copy.source].truth.layout
                ):
                    # Between joined sentences only list markers may differ.
                    assert abs(len(a) - len(b)) <= 12
    assert kinds["exact"] and kinds["sibling"] and kinds["reworded"]


def test_a_report_does_not_depend_on_how_many_are_asked_for(reports):
    few = list(generate(30, SEED))
    assert [r.encode() for r in few] == [r.encode() for r in reports[:30]]
    assert [r.truth for r in few] == [r.truth for r in reports[:30]]


def test_paths_are_distinct_also_far_on():
    paths = [report.path for report in islice(generate(24 * 60, 3), None)]
    assert len(set(paths)) == len(paths)


def test_seeds_differ():
    assert [r.text for r in generate(24, 1)] != [r.text for r in generate(24, 2)]


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        list(generate(-1, 1))


def test_write_reports_lays_out_a_folder(tmp_path):
    seen = []
    manifest = write_reports(25, 4, tmp_path, progress=seen.append)
    assert manifest.reports == 25 and seen == list(range(1, 26))
    files = sorted(tmp_path.glob("reports/**/*.txt"))
    assert len(files) == 25
    roster = (tmp_path / "roster.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (
        roster[0] == "organ,former_names,level,kind,region_code,parent,year,deadline,published,url"
    )
    assert len(roster) == 26
    copies = json.loads((tmp_path / "copies.json").read_text(encoding="utf-8"))
    assert len(copies["pairs"]) == manifest.pairs
    for file in files:
        path = file.relative_to(tmp_path / "reports").as_posix()
        gold = json.loads((tmp_path / "gold" / gold_name(path)).read_text(encoding="utf-8"))
        assert (tmp_path / gold["file"]).read_bytes() == file.read_bytes()
