"""The pages: whole, inert, self-contained, the same twice, and true to the text they show."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from jinja2 import Environment, PackageLoader

from wenzhi.base.records import Suppressed
from wenzhi.outputs import site
from wenzhi.outputs.html import write_html, write_sheets
from wenzhi.outputs.site import page_name

VOID = {"meta", "br", "link", "img", "input", "hr", "col", "path", "line", "rect", "circle"}


class Reader(HTMLParser):
    """Reads a page: checks that tags nest, collects ids, links, text and what would be fetched."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: set[str] = set()
        self.lang: str | None = None
        self.text: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        values = dict(attrs)
        if tag == "html":
            self.lang = values.get("lang")
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        self.loads += [values[n] for n in ("src", "srcset", "data", "xlink:href") if n in values]
        assert not [name for name in values if name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_there_is_a_page_for_each_report_pair_and_family(site):
    names = {path.relative_to(site).as_posix() for path in pages(site)}
    assert "index.html" in names
    assert len([name for name in names if name.startswith("reports/")]) == 12
    assert "pairs/r000--r002.html" in names
    assert "families/fam-1.html" in names


def test_every_page_nests_has_landmarks_and_unique_ids(site):
    for path in pages(site):
        page = Reader(path.read_text(encoding="utf-8"))
        assert page.lang == "zh-CN"
        assert {"main", "nav", "header", "footer", "h1"} <= page.tags
        assert ("script" in page.tags) == (path.parent.name == "families")
        assert "link" not in page.tags
        assert len(page.ids) == len(set(page.ids)), path


def test_the_one_script_is_ours_and_no_other_may_run(site):
    script = (PackageLoader("wenzhi.outputs").get_source(Environment(), "sort.js")[0]).rstrip("\n")
    page = (site / "families" / "fam-1.html").read_text(encoding="utf-8")
    assert page.count("<script>") == 1 and f"<script>{script}</script>" in page
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy and policy[1].endswith(f"img-src data:; script-src 'sha256-{digest}'")
    assert "unsafe" not in policy[1].replace("style-src 'unsafe-inline'", "")
    assert 'class="list sortable"' in page


def test_every_link_leads_to_a_page_and_a_fragment_that_exist(site):
    read = {path: Reader(path.read_text(encoding="utf-8")) for path in pages(site)}
    for path, page in read.items():
        for link in page.links:
            target, _, fragment = link.partition("#")
            goal = (path.parent / target).resolve() if target else path
            assert goal in read, f"{path.name}: {link}"
            assert not fragment or fragment in read[goal].ids, f"{path.name}: {link}"


def test_nothing_is_fetched_from_anywhere(site):
    for path in pages(site):
        page = path.read_text(encoding="utf-8")
        assert Reader(page).loads == []
        assert "http://" not in page and "https://" not in page and "@import" not in page
        assert not re.search(r"url\(", page)


def test_a_hostile_report_is_inert(sample, tmp_path):
    hostile = "</p></div><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"
    view = sample.make_view(3, note=hostile)
    broken = {ref.report: _renamed(view.load(ref.report), hostile) for ref in view.reports}
    hostile_view = sample.CorpusView(
        reports=tuple(one.ref for one in broken.values()),
        load=broken.__getitem__,
        copies=view.copies,
        failures=(sample.Failure(path=hostile, code="E301", message=hostile, hint=hostile),),
        versions={"wenzhi": hostile},
    )
    for path in write_html(hostile_view, tmp_path):
        text = path.read_text(encoding="utf-8")
        page = Reader(text)
        assert "img" not in page.tags
        assert text.count("<script") == (path.parent.name == "families")
        assert "49" not in "".join(page.text)[:200]
    report = (tmp_path / "reports" / "r000.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in report and "{{ 7*7 }}" in "".join(Reader(report).text)


def _renamed(view, name):
    ref = msgspec.structs.replace(view.ref, organization=name, path=name)
    meta = msgspec.structs.replace(view.report.meta, organization=name, title=name)
    finding = msgspec.structs.replace(
        view.judgement.findings[0],
        message=type(view.judgement.findings[0].message)(zh=name, en=name),
    )
    return msgspec.structs.replace(
        view,
        ref=ref,
        report=msgspec.structs.replace(view.report, meta=meta),
        judgement=msgspec.structs.replace(view.judgement, findings=(finding,)),
    )


def test_two_runs_write_the_same_bytes_whatever_the_order(sample, site, tmp_path):
    view = sample.make_view(12, roster=True)
    shuffled = sample.CorpusView(
        reports=tuple(sorted(view.reports, key=lambda ref: ref.report[::-1])),
        load=view.load,
        copies=view.copies,
        failures=view.failures,
        roster=view.roster,
        versions=dict(reversed(view.versions.items())),
    )
    write_html(shuffled, tmp_path)
    for path in pages(site):
        assert path.read_bytes() == (tmp_path / path.relative_to(site)).read_bytes()


def test_the_page_shows_the_whole_text_unaltered(view, site):
    report = view.load("r001").report
    page = (site / "reports" / "r001.html").read_text(encoding="utf-8")
    shown = page[page.index('<div class="text"') :]
    shown = re.sub(r'<(a|span) class="tag[^>]*>.*?</\1>', "", shown)
    plain = "".join(re.sub(r"<[^>]+>", "", shown).split())
    for section in report.sections:
        if section.kind in ("overview", "problems", "other"):
            wanted = "".join(report.text[section.start : section.end].split())
            assert wanted in plain


def test_cells_show_their_state_in_words_and_failing_cells_a_mark(site):
    page = (site / "reports" / "r001.html").read_text(encoding="utf-8")

    def cell(fact):
        return re.search(rf'<td id="cell-{re.escape(fact)}".*?</td>', page, re.S)[0]

    assert "✗P101" in cell("applications.new_received.total")
    assert ">8<" in cell("applications.new_received.total")
    assert "空白" in cell("applications.carried_over.research")
    assert ">/<" in cell("applications.carried_over.other_org")
    assert "※" in cell("applications.result.granted.enterprise")
    assert "？" in cell("applications.result.partial.legal_service")
    assert 'class="zero"' in cell("active.rules.issued")


def test_a_count_links_to_its_cell_and_back(site):
    page = (site / "reports" / "r001.html").read_text(encoding="utf-8")
    assert 'href="#cell-applications.new_received.total"' in page
    assert 'href="#c1"' in page and 'id="c1"' in page


def test_without_a_roster_the_overview_says_that_absence_was_not_checked(sample, tmp_path):
    write_html(sample.make_view(2), tmp_path)
    assert "未检查应报未报" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_with_a_roster_missing_organs_are_listed(site):
    assert "云溪市青石县林业局" in (site / "index.html").read_text(encoding="utf-8")


def test_without_scores_there_are_no_charts_of_them_and_a_sentence_instead(sample, tmp_path):
    view = sample.make_view(2)
    bare = {
        ref.report: msgspec.structs.replace(
            view.load(ref.report),
            judgement=msgspec.structs.replace(view.load(ref.report).judgement, scores={}),
        )
        for ref in view.reports
    }
    write_html(sample.CorpusView(reports=view.reports, load=bare.__getitem__), tmp_path)
    assert "没有报告得到这项分值" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_an_empty_corpus_has_an_overview(sample, tmp_path):
    paths = write_html(sample.CorpusView(reports=(), load=lambda _: None), tmp_path)
    assert [path.name for path in paths] == ["index.html"]
    Reader(paths[0].read_text(encoding="utf-8"))


def test_a_huge_report_stays_below_a_megabyte_and_says_what_is_left_out(sample, tmp_path):
    view = sample.make_view(1, note="公开。" * 200_000)
    write_html(view, tmp_path)
    page = tmp_path / "reports" / "r000.html"
    assert page.stat().st_size <= site.LARGEST_PAGE
    assert "此处显示前" in page.read_text(encoding="utf-8")


def test_long_lists_are_cut_and_say_so(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(site, "LIST_LIMITS", (5,))
    monkeypatch.setattr(site, "TEXT_LIMITS", (120_000,))
    write_html(sample.make_view(9), tmp_path)
    assert "此处列出 5 项，共 9 项" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_english_pages_have_no_key_missing(sample, tmp_path):
    for path in write_html(sample.make_view(6, roster=True), tmp_path, "en"):
        assert Reader(path.read_text(encoding="utf-8")).lang == "en"


def test_a_sheet_of_a_single_report_stands_alone(view, tmp_path):
    paths = write_sheets([view.load("r003")], tmp_path, versions={"wenzhi": "0"})
    name = "核查单-云溪市白鹭县民政局-2023"
    assert [path.name for path in paths] == [
        f"{name}.html", f"{name}.xlsx", f"{name}.report.html",
    ]  # fmt: skip
    for path in (paths[0], paths[2]):
        page = Reader(path.read_text(encoding="utf-8"))
        assert all(link.startswith("#") for link in page.links) and not page.loads


def test_phrases_and_cells_of_a_finding_are_marked_together_without_script(site):
    page = (site / "reports" / "r001.html").read_text(encoding="utf-8")
    together = re.findall(r'class="([^"]*\bm-0001aa\b[^"]*)"', page)
    assert any("fd-fail" in one for one in together) and any("fail" in one for one in together)
    cell = re.search(r'<td id="cell-applications.new_received.total".*?</td>', page, re.S)[0]
    assert "m-0001aa" in cell and "P101<sup>1</sup>" in cell
    (rule,) = re.findall(r"^:root:has\(#f-0001aa:target.*$", page, re.M)
    assert ") .m-0001aa {" in rule and "<script" not in page
    phrase = re.search(r'<a class="tag fail" href="#f-0001aa">[^<]*<sup>(\d+)</sup>', page)
    assert phrase[1] == "1" and "P101<sup>1</sup></span>" in page


def test_a_card_shows_the_evidence_within_its_sentence(site):
    page = (site / "reports" / "r001.html").read_text(encoding="utf-8")
    card = re.search(r'<article class="finding error" id="f-0001aa">.*?</article>', page, re.S)[0]
    assert re.search(r"收到政府信息公开申请</span><mark><a [^>]*>7件</a></mark>", card)
    assert "均已按时办结。</span>" in card and "<strong>8</strong>" in card


def test_a_false_alarm_is_listed_apart_with_its_reason(sample, tmp_path):
    view = sample.make_view(1)
    one = view.load("r000")
    marked = Suppressed(reason="<b>口径不同</b>", where="suppressions.toml#1", who="李某")
    first, *rest = one.judgement.findings
    findings = (msgspec.structs.replace(first, suppressed=marked), *rest)
    judgement = msgspec.structs.replace(one.judgement, findings=findings)
    now = msgspec.structs.replace(one, judgement=judgement)
    write_html(sample.CorpusView(reports=view.reports, load=lambda _: now), tmp_path)
    page = (tmp_path / "reports" / "r000.html").read_text(encoding="utf-8")
    Reader(page)
    assert '<article class="finding suppressed" id="f-0000aa">' in page and "<b>口径" not in page
    assert page.index('id="contested"') < page.index('id="f-0000aa"')
    assert "&lt;b&gt;口径不同&lt;/b&gt;（李某, suppressions.toml#1）" in page
    cell = re.search(r'<td id="cell-applications.new_received.total".*?</td>', page, re.S)[0]
    assert "tag suppressed" in cell and " fail " not in cell.split(">")[0]
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "错误 0" in index and "已标误报 1" in index


@pytest.mark.parametrize("identity", ["../../etc", "a/b", "", "县", "x" * 80, "a.b"])
def test_page_names_never_leave_their_folder(identity):
    assert re.fullmatch(r"[0-9a-f]{16}", page_name(identity))


def test_pages_of_an_earlier_run_go_and_files_of_others_stay(sample, tmp_path):
    write_html(sample.make_view(4), tmp_path)
    foreign = tmp_path / "reports" / "别人的.html"
    foreign.write_text("<html>", encoding="utf-8")
    write_html(sample.make_view(2), tmp_path)
    names = {path.name for path in (tmp_path / "reports").iterdir()}
    assert names == {"r000.html", "r001.html", "别人的.html"}
    assert not list((tmp_path / "pairs").iterdir())
