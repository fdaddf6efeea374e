"""Corpora to be asked: synthetic reports, and a few planted ones whose answers are known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wenzhi import api
from wenzhi.synth import write_reports

COPIED = "三是栏目更新不及时,共有5处逾期。"
PLANTED = {
    "苕汀区/苕汀区水务局/2021.txt": ("苕汀区水务局", 2021, COPIED, "培训2次"),
    "苕汀区/苕汀区水务局/2022.txt": ("苕汀区水务局", 2022, COPIED.replace("5", "7"), "培训3次"),
    "苕汀区/苕汀区民政局/2021.txt": ("苕汀区民政局", 2021, COPIED, "培训4次"),
    "苕汀区/苕汀区民政局/2023.txt": ("苕汀区民政局", 2023, "四是解读更新偏慢。", "学习"),
    "浣沚县/浣沚县司法局/2022.txt": ("浣沚县司法局", 2022, "五是人手不足。", "更新更新目录"),
}


def planted_text(organ: str, year: int, problem: str, measure: str) -> str:
    """A short report of a fictional organ with one problem and one measure of its own."""
    return (
        f"{organ}{year}年政府信息公开工作年度报告\n"
        f"一、总体情况\n{year}年,本机关主动公\n开政府信息12条,收到依申请公开政府信息申请3件。\n"
        "五、存在的主要问题及改进情况\n"
        f"存在问题:{problem}\n改进措施:下一步加强{measure}。\n"
        "六、其他需要报告的事项\n无其他需要报告的事项。\n"
    )


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of 25 synthetic reports."""
    root = tmp_path_factory.mktemp("query")
    write_reports(25, 9, root / "synth")
    api.add(root / "corpus", [root / "synth" / "reports"])
    return root / "corpus"


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of five planted reports."""
    root = tmp_path_factory.mktemp("planted")
    for name, words in PLANTED.items():
        path = root / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(planted_text(*words), encoding="utf-8")
    api.add(root / "corpus", [root / "reports"])
    return root / "corpus"


@pytest.fixture(scope="session")
def asked(planted: Path) -> Iterator[api.Corpus]:
    """The planted corpus, opened."""
    with api.Corpus(planted) as opened:
        yield opened


@pytest.fixture(scope="session")
def opened(corpus: Path) -> Iterator[api.Corpus]:
    """The synthetic corpus, opened."""
    with api.Corpus(corpus) as one:
        yield one
