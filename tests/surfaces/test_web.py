"""The page in which to ask: through the real server, its answers are those of the command line."""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from lxml import html
from typer.testing import CliRunner

from wenzhi import api
from wenzhi.base.errors import QueryError
from wenzhi.surfaces.cli.main import app

WAIT = 60
"""Seconds after which a test gives up."""
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
COPIED = "三是栏目更新不及时,共有{}处逾期。"
ORGANS = ("云川县水务局", "云川县民政局", "浣沚县司法局")


def told(organ: str, year: int, problem: str) -> str:
    return (
        f"{organ}{year}年政府信息公开工作年度报告\n"
        f"一、总体情况\n{year}年,本机关主动公开政府信息12条,收到依申请公开政府信息申请3件。\n"
        f"五、存在的主要问题及改进情况\n存在问题:{problem}\n改进措施:下一步加强培训<b>。\n"
        "六、其他需要报告的事项\n无其他需要报告的事项。\n"
    )


def fill(folder: Path, years: range) -> None:
    for organ in ORGANS:
        for year in years:
            problem = (
                COPIED.format(year % 7 + 2) if organ != ORGANS[2] else "解读更新偏慢,人手不足。"
            )
            (folder / organ).mkdir(parents=True, exist_ok=True)
            path = folder / organ / f"{year}.txt"
            path.write_text(told(organ, year, problem), encoding="utf-8")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve reports of three organs, two of which copy each other."""
    root = tmp_path_factory.mktemp("web")
    fill(root / "reports", range(2020, 2024))
    api.add(root / "corpus", [root / "reports"])
    return root / "corpus"


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)


class Server(NamedTuple):
    process: subprocess.Popen[str]
    port: int

    def get(
        self,
        path: str,
        /,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        **asked: object,
    ) -> Reply:
        query = urlencode({name: str(text) for name, text in asked.items()}, quote_via=quote)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            connection.request(method, f"{path}?{query}" if query else path, headers=headers or {})
            answer = connection.getresponse()
            return Reply(
                answer.status,
                {name.lower(): text for name, text in answer.getheaders()},
                answer.read(),
            )
        finally:
            connection.close()


def started(corpus: Path, *options: str) -> Server:
    process = subprocess.Popen(
        [sys.executable, "-m", "wenzhi", "serve", str(corpus), "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    watch = threading.Timer(WAIT, process.kill)
    watch.start()
    assert process.stdout is not None
    line = process.stdout.readline()
    watch.cancel()
    return Server(process, int(urlsplit(line.strip()).port or 0))


def ended(server: Server) -> None:
    server.process.terminate()
    server.process.communicate(timeout=WAIT)


@pytest.fixture(scope="session")
def server(corpus: Path) -> Iterator[Server]:
    running = started(corpus)
    yield running
    ended(running)


def printed(*arguments: str) -> bytes:
    """What the command line prints."""
    found = CliRunner().invoke(app, ["query", *arguments])
    return found.stdout_bytes


# The same answers ------------------------------------------------------------------------------

QUESTIONS = {
    "kwic": ({"text": "更新", "sort": "right", "limit": 4}, ["更新", "--sort=right", "--limit=4"]),
    "kwic-where": (
        {"text": "更新", "where": "year = 2021", "collapse": "family", "section": "problems"},
        ["更新", "--where=year = 2021", "--collapse=family", "--section=problems"],
    ),
    "kwic-several": ({"text": "更新", "more": "逾期\n人手"}, ["更新", "逾期", "人手"]),
    "kwic-regexes": (
        {"text": r"\d处", "more": "人.", "language": "regex"},
        [r"\d处", "人.", "--regex"],
    ),
    "kwic-regex": ({"text": r"\d处", "language": "regex"}, [r"\d处", "--regex"]),
    "freq": ({"text": "更新", "by": "year,level"}, ["更新", "--by=year,level"]),
    "first": ({"text": "更新", "by": "organ"}, ["更新", "--by=organ"]),
    "facets": ({"text": "更新", "most": 3}, ["更新", "--most=3"]),
    "ngrams": ({"size": 2, "least": 4}, ["--n=2", "--least=4"]),
    "collocates": ({"text": "更新", "order": "ll"}, ["更新", "--order=ll"]),
    "keyness": (
        {"focus": "year = 2023", "reference": "year < 2023", "least": 2},
        ["year = 2023", "year < 2023", "--least=2"],
    ),
    "dispersion": ({"text": "更新"}, ["更新"]),
    "similar": ({"text": "栏目更新太慢", "least": 0.2}, ["栏目更新太慢", "--least=0.2"]),
    "templates": ({}, []),
    "panel": ({"variables": "substance finding:T"}, ["substance", "finding:T"]),
    "sql": (
        {"statement": "SELECT year, count(*) AS n FROM reports GROUP BY year ORDER BY year"},
        ["SELECT year, count(*) AS n FROM reports GROUP BY year ORDER BY year"],
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_is_that_of_the_command_line(server: Server, corpus: Path, name: str) -> None:
    asked, arguments = QUESTIONS[name]
    kind = name.partition("-")[0]
    found = server.get("/answer.json", ask=kind, **asked)
    assert found.status == 200
    assert found.body == printed(kind, str(corpus), *arguments, "--json")
    page = server.get("/", ask=kind, **asked)
    told = json.loads(found.body)
    assert page.status == 200
    for stamp in ("snapshot", "segmenter", "digest"):
        assert told["meta"][stamp] in page.text
    shown = page.tree.text_content()
    assert f"total {told['data']['total']} · total_is_exact true" in shown
    assert f"truncated {str(told['truncated']).lower()}" in shown


def test_a_pattern_is_asked_in_the_form_of_words(server: Server, corpus: Path) -> None:
    query = '[char="更"] within <problem> where year >= 2022'
    found = server.get("/answer.json", ask="kwic", text=query, language="cql")
    assert found.body == printed("cql", str(corpus), query, "--json")
    assert json.loads(found.body)["data"]["total"] == 6


def test_pages_put_together_are_the_answer(server: Server) -> None:
    whole = json.loads(server.get("/answer.json", ask="kwic", text="更新", limit=50).body)["data"]
    rows, asked = [], {"ask": "kwic", "text": "更新", "limit": "5"}
    while True:
        rows += json.loads(server.get("/answer.json", **asked).body)["data"]["rows"]
        links = server.get("/", **asked).tree.xpath('//a[@rel="next"]/@href')
        if not links:
            break
        asked = dict(parse_qsl(urlsplit(links[0]).query))
    assert rows == whole["rows"]
    assert len(rows) == whole["total"] == 12


# Files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_an_exported_file_has_every_row(server: Server, ending: str) -> None:
    found = server.get(f"/export.{ending}", ask="kwic", text="更新", limit=2)
    assert found.status == 200
    assert f"wenzhi-kwic.{ending}" in found.headers["content-disposition"]
    file = io.BytesIO(found.body)
    if ending == "csv":
        rows = len(pd.read_csv(file))
    elif ending == "jsonl":
        rows = len(found.text.splitlines())
    elif ending == "parquet":
        rows = pq.read_table(file).num_rows
    else:
        rows = openpyxl.load_workbook(file)["rows"].max_row - 1
    total = json.loads(server.get("/answer.json", ask="kwic", text="更新", limit=2).body)
    assert rows == total["data"]["total"] == 12


def test_a_panel_is_exported_with_its_codebook(server: Server) -> None:
    asked = {"ask": "panel", "variables": "substance, finding:T"}
    table = pd.read_stata(io.BytesIO(server.get("/export.dta", **asked).body))
    assert list(table.columns[-2:]) == ["substance", "finding_T"]
    assert len(table) == 12
    book = pd.read_csv(io.BytesIO(server.get("/codebook.csv", **asked).body))
    assert list(book["source"]) == ["substance", "finding:T"]


def test_a_kept_question_is_asked_again_from_its_file(
    server: Server, corpus: Path, tmp_path: Path
) -> None:
    file = tmp_path / "question.json"
    file.write_bytes(server.get("/question.json", ask="freq", text="更新").body)
    with api.Corpus(corpus) as opened:
        assert opened.reopen(file).same


def test_no_file_of_an_export_stays_behind(corpus: Path, tmp_path: Path) -> None:
    with api.Desk(corpus) as desk, pytest.raises(QueryError, match="foo"):
        desk.export({"ask": "kwic", "text": "更新"}, tmp_path / "rows.foo")
    assert list(tmp_path.iterdir()) == []


# Addresses -------------------------------------------------------------------------------------


def test_a_fixed_address_says_whether_the_answer_is_the_same(server: Server) -> None:
    page = server.get("/", ask="freq", text="更新", where="year > 2020").tree
    (fixed,) = page.xpath('//a[contains(@href, "digest=")]/@href')
    assert not page.xpath('//*[@role="status"]')
    again = server.get(fixed).tree.xpath('//*[@role="status"]')
    assert [one.get("class") for one in again] == ["same"]
    asked = dict(parse_qsl(urlsplit(fixed).query)) | {"digest": "0" * 64, "total": "7"}
    (changed,) = server.get("/", **asked).tree.xpath('//*[@role="status"]')
    assert changed.get("class") == "changed"
    assert "7 → 3" in changed.text_content()


def test_an_answer_of_a_grown_corpus_is_another(tmp_path: Path) -> None:
    fill(tmp_path / "reports", range(2020, 2022))
    api.add(tmp_path / "corpus", [tmp_path / "reports"])
    asked = {"ask": "kwic", "text": "更新"}
    with api.Desk(tmp_path / "corpus") as desk:
        before = desk.data(asked)
        fill(tmp_path / "reports", range(2020, 2023))
        api.add(tmp_path / "corpus", [tmp_path / "reports"])
        claimed = {name: before.meta[name] for name in ("snapshot", "segmenter", "digest")}
        page = desk.page({**asked, **claimed, "total": str(before.data.total)})
        assert (before.data.total, desk.data(asked).data.total) == (6, 9)
    assert "总数：6 → 9" in page.html


def test_a_facet_narrows_the_question_to_the_reports_it_counts(server: Server) -> None:
    part = html.fragment_fromstring(
        server.get("/beside", ask="kwic", text="更新", beside="facets").text, create_parent="div"
    )
    links = {
        item.text_content().split()[0]: (item.xpath("a/@href")[0], item.xpath("span/text()")[0])
        for item in part.xpath('//ul[@class="facet"]/li')
    }
    address, reports = links["2021"]
    asked = dict(parse_qsl(urlsplit(address).query))
    found = json.loads(server.get("/answer.json", **asked).body)["data"]
    assert len({row[0] for row in found["rows"]}) == int(reports) == 3
    again = server.get("/beside", **asked, beside="facets").text
    assert quote("(year = 2021) and ") in again


def test_both_figures_stand_beside_an_answer(server: Server) -> None:
    page = server.get("/", ask="kwic", text="逾期", beside="1", collapse="exact").tree
    figures = dict(zip(page.xpath("//dt/text()"), page.xpath("//dd/text()"), strict=True))
    assert (figures["命中"], figures["不同表述"]) == ("8", "4")


def test_a_hit_leads_to_its_place_in_the_report(server: Server) -> None:
    page = server.get("/", ask="kwic", text="更新不及时", limit=1).tree
    (link,) = page.xpath('//td[@class="match"]/a/@href')
    report = server.get(link.partition("#")[0])
    assert report.status == 200
    assert link.endswith("#hit")
    assert report.tree.xpath('//span[@id="hit"]')
    marked = report.tree.xpath('//*[contains(concat(" ", @class, " "), " hit ")]')
    assert "".join(one.text_content() for one in marked) == "更新不及时"


def test_a_row_of_sql_leads_to_its_report(server: Server) -> None:
    page = server.get("/", ask="sql", statement="SELECT report_id FROM reports LIMIT 1").tree
    (link,) = page.xpath("//tbody//a/@href")
    assert server.get(link).status == 200
    missing = server.get("/report/0000000000000000")
    assert (missing.status, "E204" in missing.text) == (404, True)


def test_a_number_of_a_frequency_leads_to_its_hits(server: Server) -> None:
    page = server.get("/", ask="freq", text="更新", by="year").tree
    for link in page.xpath("//tbody//td/a"):
        asked = dict(parse_qsl(urlsplit(link.get("href")).query))
        found = json.loads(server.get("/answer.json", **asked).body)["data"]["total"]
        assert found == int(link.text_content())


def test_other_kinds_are_asked_about_the_same_text(server: Server) -> None:
    page = server.get("/", ask="kwic", text="更新", where="year = 2021").tree
    tabs = page.xpath("//nav//a[@href]")
    assert len(tabs) == 12
    for tab in tabs:
        assert server.get(tab.get("href")).status == 200, tab.text_content()


def test_pictures_are_drawn_of_frequency_and_spread(server: Server) -> None:
    bars = server.get("/", ask="freq", text="更新").tree
    assert "3 / 3" in bars.xpath("//figure")[0].text_content()
    spread = server.get("/", ask="first", text="更新", by="organ").tree
    assert ORGANS[0] in spread.xpath("//figure")[0].text_content()


# What is refused -------------------------------------------------------------------------------

REFUSED = {
    "a condition": ({"ask": "kwic", "text": "更新", "where": "yaer = 2021"}, "E605", "▸yaer"),
    "a pattern": ({"ask": "kwic", "text": "[word=", "language": "cql"}, "E605", "▸"),
    "an expression": ({"ask": "kwic", "text": "(更", "language": "regex"}, "E604", "RE2"),
    "writing": ({"ask": "sql", "statement": "COPY reports TO 'x.csv'"}, "E601", "SELECT"),
    "two statements": ({"ask": "sql", "statement": "SELECT 1; DROP TABLE reports"}, "E601", ""),
    "a file": ({"ask": "sql", "statement": "SELECT * FROM read_csv('/etc/hosts')"}, "E602", ""),
    "a setting": ({"ask": "sql", "statement": "SELECT * FROM glob('/*')"}, "E602", ""),
    "a kind": ({"ask": "delete"}, "E620", "kwic"),
    "a method that is no question": ({"ask": "close"}, "E620", "kwic"),
    "a field": ({"ask": "kwic", "text": "更新", "path": "/etc"}, "E620", "path"),
    "a choice": ({"ask": "kwic", "text": "更新", "language": "python"}, "E620", "phrase"),
    "no number": ({"ask": "kwic", "text": "更新", "context": "-5"}, "E620", "context"),
    "all rows": ({"ask": "kwic", "text": "更新", "limit": "0"}, "E620", "1000"),
    "a token": ({"ask": "kwic", "text": "更新", "after": "p../../x"}, "E615", ""),
    "a variable": ({"ask": "panel", "variables": "substence"}, "E611", "substance"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_asked_is_told_with_a_hint(server: Server, what: str) -> None:
    asked, code, hint = REFUSED[what]
    page = server.get("/", **asked)
    assert page.status == 400
    (alert,) = page.tree.xpath('//*[@role="alert"]')
    assert code in alert.text_content()
    assert hint in alert.text_content()
    data = server.get("/answer.json", **asked)
    assert data.status == 400
    assert json.loads(data.body)["error"]["code"] == code


def test_an_error_is_told_as_the_command_line_tells_it(
    server: Server, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["kwic", str(corpus), "更新", "--where", "yaer = 2021", "--json"]
    monkeypatch.setattr(sys, "argv", ["wenzhi", "query", *arguments])
    found = server.get("/answer.json", ask="kwic", text="更新", where="yaer = 2021")
    assert json.loads(found.body) == json.loads(printed(*arguments))


def test_the_same_field_twice_is_refused(server: Server) -> None:
    found = server.get("/answer.json?ask=kwic&text=a&text=b")
    assert json.loads(found.body)["error"]["code"] == "E620"


def test_nothing_typed_comes_back_as_markup(server: Server) -> None:
    for field in ("text", "where", "more"):
        asked = {"ask": "kwic", "text": "更新", field: '"><script>alert(1)</script>'}
        page = server.get("/", **asked)
        assert "<script>alert" not in page.text
    assert "<b>。" not in server.get("/", ask="kwic", text="培训").text
    assert "<script>" not in server.get("/export.<script>", ask="kwic", text="更新").text


def test_only_this_machine_in_its_own_name_is_answered(server: Server) -> None:
    assert server.get("/", headers={"Host": f"localhost:{server.port}"}).status == 200
    assert server.get("/", headers={"Host": "evil.example"}).status == 400
    assert server.get("/", headers={"Host": f"evil.example:{server.port}"}).status == 400
    fetched = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert server.get("/answer.json", headers=fetched, ask="kwic", text="更新").status == 403
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert server.get("/", headers=followed).status == 200


def test_nothing_but_reading_is_done(server: Server, corpus: Path) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in corpus.rglob("*"))
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert server.get("/", method=method).status == 405
    for path in ("/../corpus.json", "/%2e%2e/corpus.json", "/report/..%2F..%2Fcorpus.json"):
        assert server.get(path).status == 404
    assert server.get("/export./etc/passwd", ask="kwic", text="更新").status == 404
    assert sorted((path, path.stat().st_mtime_ns) for path in corpus.rglob("*")) == before


def test_a_browser_is_told_to_keep_pages_to_itself(server: Server) -> None:
    for path in ("/", "/answer.json", "/nothing"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    page = server.get("/").text
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page)


# Time ------------------------------------------------------------------------------------------

SLOW = "SELECT count(*) FROM range(100000000) a, range(1000000) b WHERE a.range + b.range = 1"


def test_a_slow_question_is_stopped_and_leaves_room_for_others(corpus: Path) -> None:
    server = started(corpus, "--seconds", "3")
    found: list[Reply] = []
    slow = threading.Thread(
        target=lambda: found.append(server.get("/answer.json", ask="sql", statement=SLOW))
    )
    try:
        slow.start()
        time.sleep(0.5)
        begun = time.monotonic()
        assert server.get("/answer.json", ask="kwic", text="更新", limit=1).status == 200
        assert time.monotonic() - begun < WAIT / 4
        slow.join(WAIT)
        assert found[0].status == 503
        assert json.loads(found[0].body)["error"]["code"] == "E606"
    finally:
        ended(server)


def test_a_question_ends_where_the_browser_has_left(corpus: Path) -> None:
    server = started(corpus)
    try:
        server.get("/", ask="kwic", text="更新")
        for _ in range(2):  # as many as there are seats
            leaving = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT)
            leaving.request("GET", "/answer.json?" + urlencode({"ask": "sql", "statement": SLOW}))
            time.sleep(0.3)
            leaving.close()
        begun = time.monotonic()
        assert server.get("/answer.json", ask="kwic", text="更新").status == 200
        assert time.monotonic() - begun < WAIT / 3
    finally:
        ended(server)


def test_many_questions_at_once_are_answered_as_one_after_another(server: Server) -> None:
    asked = [
        ("/", {"ask": "freq", "text": text, "by": by, "beside": "1"})
        for text in ("更新", "逾期")
        for by in ("year", "organ", "year,level")
    ]
    alone = [server.get(path, **one).body for path, one in asked]
    with ThreadPoolExecutor(len(asked)) as pool:
        together = list(pool.map(lambda one: server.get(one[0], **one[1]).body, asked))
    assert together == alone


def test_who_comes_while_every_seat_is_taken_is_told(corpus: Path) -> None:
    with (
        api.Desk(corpus, seconds=0.1) as desk,
        desk._corpus(None),
        desk._corpus(None),
        pytest.raises(QueryError, match="还没有答完") as caught,
    ):
        desk.data({"ask": "kwic", "text": "更新"})
    assert caught.value.code == "E621"


# The command -----------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_told(server: Server, corpus: Path) -> None:
    found = CliRunner().invoke(app, ["serve", str(corpus), "--port", str(server.port)])
    assert found.exit_code == 2
    assert "E223" in found.stderr
    assert "--port" in found.stderr


def test_a_folder_that_is_no_corpus_is_told(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["serve", str(tmp_path), "--port", "0"])
    assert found.exit_code == 2
    assert "E501" in found.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a child")
def test_an_interruption_ends_it_quietly_whatever_is_being_asked(corpus: Path) -> None:
    server = started(corpus)
    asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT)
    with contextlib.closing(asking):
        asking.request("GET", "/answer.json?" + urlencode({"ask": "sql", "statement": SLOW}))
        time.sleep(0.5)
        server.process.send_signal(signal.SIGINT)
        _, said = server.process.communicate(timeout=WAIT / 2)
    assert server.process.returncode == 0
    assert said.splitlines()[-1] == "已停止"
    assert "Traceback" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
def test_a_service_that_is_stopped_leaves_nothing_behind(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    server = started(corpus)
    assert server.get("/answer.json", ask="sql", statement="SELECT 1").status == 200
    assert any(tmp_path.iterdir())
    ended(server)
    assert server.process.returncode == 0
    assert list(tmp_path.iterdir()) == []


# For everybody ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_field_has_a_label_and_no_text_is_missing(server: Server, lang: str) -> None:
    for kind in (one.partition("-")[0] for one in QUESTIONS):
        page = server.get("/", ask=kind, lang=lang).tree
        fields = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
        labels = set(page.xpath("//label/@for"))
        assert fields
        assert {field.get("id") for field in fields} == labels
        assert page.get("lang") == ("en" if lang == "en" else "zh-CN")
        for label in page.xpath("//label"):
            assert bool(re.search("[一-鿿]", label.text_content())) == (lang == "zh")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_fills_in_what_stands_beside(server: Server, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{server.port}/?ask=kwic&text={quote('更新')}"
    found = subprocess.run(
        [
            str(CHROMIUM),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            f"--user-data-dir={tmp_path}",
            "--virtual-time-budget=8000",
            "--dump-dom",
            address,
        ],
        capture_output=True,
        timeout=WAIT,
        check=True,
    )
    page = html.document_fromstring(found.stdout.decode())
    assert "12" in page.xpath('//aside[@id="beside"]//dd/text()')
    assert page.xpath('//aside[@id="beside"]//ul[@class="facet"]')
