"""`wenzhi explain`: why a report scores as it does, for people and as JSON, alone and beside a corpus."""

from __future__ import annotations

import json
from pathlib import Path

import command
import jsonschema
import pytest
from command import Done, schema

from wenzhi import api

PROBLEMS = (
    "一是河道整治公示只登了网站，十二个沿河村有五个没有贴出；二是答复书由水政科一人起草，有两件在第十九天才送出。\n"
    "下一步，一是由办公室每月底到村查看公示栏并拍照存档；二是六月底前由法规科再培训三名起草人员。"
)
OTHERS = (
    "一是粮库轮换的公示晚了九天；二是三个收购点没有张贴质价标准。\n"
    "下一步，由仓储科在轮换前两天把公示贴到收购点。",
    "一是老旧小区加梯的答复口径不一；二是物业招标公告少登了四份。\n"
    "下一步，由物业科每月五日前把招标公告汇总上网。",
    "一是学区示意图没有画出新路；二是招生咨询电话占线，六月接通不到一半。\n"
    "下一步，基教股四月底前重画示意图，另开两条线路。",
)


def text(organ: str, year: int, problems: str) -> str:
    return (
        f"{organ}{year}年政府信息公开工作年度报告\n一、总体情况\n全年公开信息12条。\n"
        f"五、存在的主要问题及改进情况\n{problems}\n六、其他需要报告的事项\n未收取信息处理费。\n"
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with the bureau's report on 2022, and its report on 2023 outside it."""
    root = tmp_path_factory.mktemp("explain")
    reports = root / "reports"
    reports.mkdir()
    organs = ("云川县粮食和物资储备局", "云川县住房和城乡建设局", "云川县教育局")
    (reports / "a.txt").write_text(text("云川县水务局", 2022, PROBLEMS), encoding="utf-8")
    for organ, problems in zip(organs, OTHERS, strict=True):
        (reports / f"{organ}.txt").write_text(text(organ, 2022, problems), encoding="utf-8")
    (root / "now.txt").write_text(text("云川县水务局", 2023, PROBLEMS), encoding="utf-8")
    (root / "copy.txt").write_text(text("云川县林业局", 2023, PROBLEMS), encoding="utf-8")
    (root / "weights.toml").write_text(
        'name = "candid"\n[weights]\ncandour = 1\n', encoding="utf-8"
    )
    api.score([reports], root / "corpus", root / "out")
    return root


def run(*arguments: object, **environment: str) -> Done:
    return command.run("explain", *arguments, env=environment)


def test_a_clerk_reads_why_what_would_help_and_what_to_do(place: Path) -> None:
    done = run(place / "now.txt")
    assert done.returncode == 0, done.stderr
    for words in (
        "充实程度",
        "区间 ",
        "第五节逐句：",
        "依据",
        "这个分数不能说明：",
        "不同意怎么办：",
    ):
        assert words in done.stdout


def test_json_answers_to_its_schema(place: Path) -> None:
    done = run(place / "now.txt", "--json")
    answer = json.loads(done.stdout)
    jsonschema.validate(answer, schema("explain-1"))
    data = answer["data"]
    document = data["document"]
    for sentence in data["sentences"]:
        assert document["text"][sentence["start"] : sentence["end"]].split() == (
            sentence["text"].split()
        )
    parts = {part["name"]: part for part in data["components"]}
    assert parts["candour"]["sentences"]
    assert parts["follow_through"]["value"] is None


def test_beside_a_corpus_copies_and_last_year_are_told(place: Path) -> None:
    found = api.explain(place / "now.txt", against=place / "corpus")
    followed = found.judgement.follow_through
    assert followed is not None
    assert {item.outcome for item in followed.items} == {"verbatim"}
    assert found.judgement.scores["follow_through"].value == 0
    copied = api.explain(place / "copy.txt", against=place / "corpus")
    parts = copied.judgement.scores["substance"].components
    alone = api.explain(place / "copy.txt").judgement.scores["substance"].value
    assert parts is not None
    assert parts["originality"].value is not None
    assert parts["originality"].value < 0.2  # concrete, and another's
    assert copied.judgement.scores["substance"].value < alone  # type: ignore[operator]
    assert copied.judgement.grounds["distinct"].verdict == "fail"


def test_a_corpus_holds_its_own_report_without_calling_it_a_copy(place: Path) -> None:
    found = api.explain(place / "reports" / "a.txt", against=place / "corpus")
    parts = found.judgement.scores["substance"].components
    assert parts is not None
    assert parts["originality"].value == 1.0


def test_the_profile_names_the_score(place: Path) -> None:
    done = run(place / "now.txt", "--profile", place / "weights.toml", "--json")
    assert json.loads(done.stdout)["data"]["substance"]["version"] == "substance.v1/candid"
    told = run(place / "now.txt", WENZHI_PROFILE=str(place / "weights.toml"))
    assert "substance.v1/candid" in told.stdout


def test_a_bad_profile_or_another_than_was_stored_is_told(place: Path) -> None:
    bad = place / "bad.toml"
    bad.write_text('name = "x"\n[weights]\ncandor = 1\n', encoding="utf-8")
    done = run(place / "now.txt", "--profile", bad)
    assert done.returncode == 2
    assert "E221" in done.stderr
    assert "weights.candor" in done.stderr
    stored = run(
        place / "reports" / "a.txt",
        "--corpus",
        place / "corpus",
        "--profile",
        place / "weights.toml",
    )
    assert stored.returncode == 2
    assert "E222" in stored.stderr
