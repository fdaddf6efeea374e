"""A list of renamed and merged organs: which id a report gets, and what is wrong with a list, by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from wenzhi import api
from wenzhi.base.errors import InputError
from wenzhi.base.records import Meta
from wenzhi.corpus.build import JudgementReader
from wenzhi.corpus.organs import OrganMap, OrganRow, id_of, read_organ_map, read_organs
from wenzhi.corpus.store import Store
from wenzhi.parse.meta.identity import identify

HEAD = "原名称,现名称,并入,机关编号,起始年度,截止年度\n"


def listed(folder: Path, *lines: str) -> OrganMap:
    path = folder / "对照表.csv"
    path.write_bytes((HEAD + "\n".join(lines)).encode("gb18030"))
    return read_organs(path)


def of(name: str, year: int | None = 2020) -> Meta:
    meta = identify(name)
    return Meta(organization=name, organ_id=meta.organ_id, year=year)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云川县双桥街道", "云川县双桥街道办事处"),
        ("云川县双桥街道", "云川县双桥街道办"),
        ("云川县人民政府双桥街道办事处", "云川县双桥街道"),
        ("云川县", "云川县人民政府"),
        ("云川县", "云川县政府"),
        ("云川县青石镇", "云川县青石镇人民政府"),
        ("云川县水务局", "云川县 水务局"),
    ],
)
def test_spellings_of_one_organ_have_one_id_without_any_list(one: str, other: str) -> None:
    assert id_of(one) == id_of(other)


def test_organs_of_one_place_keep_apart() -> None:
    names = ("云川县", "云川县水务局", "云川县人民政府办公室", "云川县双桥街道", "云川县双桥镇")
    assert len({id_of(name) for name in names}) == len(names)


def test_renamed_merged_and_misspelt_organs_get_the_lasting_id(tmp_path: Path) -> None:
    organs = listed(
        tmp_path,
        "云川县文化局,云川县文化和旅游局,,,,2018",
        "云川县旅游局,,云川县文化和旅游局,,,2018",
        "云川县水利水务局,云川县水务局,,,,",
        "云川县档案馆,,,YC-071,,",
    )
    lasting = id_of("云川县文化和旅游局")
    renamed = organs.apply(of("云川县文化局", 2016))
    assert renamed.organ_id == lasting and renamed.organization == "云川县文化局"
    assert renamed.sources["organ_id"] == "mapping"
    assert organs.apply(of("云川县旅游局", 2018)).organ_id == lasting
    assert organs.apply(of("云川县文化局", 2019)).organ_id == id_of("云川县文化局")
    assert organs.apply(of("云川县水利水务局", None)).organ_id == id_of("云川县水务局")
    assert organs.apply(of("云川县档案馆")).organ_id == "YC-071"
    assert organs.apply(of("云川县民政局")) == of("云川县民政局")
    assert organs.parted(lasting, 2018, 2019) and organs.parted(lasting, 2019, 2018)
    assert not organs.parted(lasting, 2019, 2020)


def test_renamings_follow_each_other(tmp_path: Path) -> None:
    organs = listed(tmp_path, "甲县一局,甲县二局,,,,2012", "甲县二局,甲县三局,,,2013,2018")
    assert organs.apply(of("甲县一局", 2010)).organ_id == id_of("甲县三局")


def test_a_workbook_and_a_toml_file_say_the_same(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["name", "merged_into", "to"])
    book.active.append(["云川县旅游局", "云川县文化和旅游局", 2018])
    book.save(tmp_path / "organs.xlsx")
    (tmp_path / "organs.toml").write_text(
        '[[organs]]\nname = "云川县旅游局"\nmerged_into = "云川县文化和旅游局"\nto = 2018\n',
        encoding="utf-8",
    )
    one, other = (read_organs(tmp_path / f"organs.{kind}").rows[0] for kind in ("xlsx", "toml"))
    assert (one.name, one.merged_into, one.last) == (other.name, other.merged_into, other.last)


@pytest.mark.parametrize(
    ("lines", "row", "said"),
    [
        ([",云川县水务局,,,,"], 2, "空"),
        (["甲县一局,甲县二局,,,,", "甲县三局,,,,,"], 3, "都是空的"),
        (["甲县一局,甲县二局,甲县三局,,,"], 2, "不止一个"),
        (["甲县一局,甲县二局,,,去年,"], 2, "去年"),
        (["甲县一局,甲县二局,,,2020,2018"], 2, "晚于"),
        (["甲县一局,甲县二局,,,,", "", "甲县一局,甲县三局,,,,"], 4, "矛盾"),
        (["甲县一局,甲县二局,,,,", "甲县二局,甲县一局,,,,"], 2, "圈"),
    ],
)
def test_a_faulty_list_is_refused_with_its_row(
    tmp_path: Path, lines: list[str], row: int, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        listed(tmp_path, *lines)
    assert caught.value.code == "E326" and caught.value.hint
    assert said in caught.value.message
    assert f"第 {row} 行" in (caught.value.where or "")


@pytest.mark.parametrize(
    "content",
    ["", "名,年\n甲,2020\n", "原名称,起\n甲县一局,2020\n", "organs = 3", "[[organs]]\nx = 1"],
)
def test_what_is_no_list_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / ("o.toml" if "organs" in content else "o.csv")
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_organs(path)
    assert caught.value.code == "E326"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8))
def test_any_list_ends_in_one_id_or_is_refused(links: list[tuple[int, int]]) -> None:
    rows = [
        OrganRow(name=f"甲县{a}号局", current=f"甲县{b}号局", where=f"第 {n} 行")
        for n, (a, b) in enumerate(links)
        if a != b
    ]
    try:
        organs = OrganMap.of(rows)
    except InputError as error:
        assert error.code == "E326"
        return
    for number in range(7):
        once = organs.apply(of(f"甲县{number}号局"))
        again = organs.trace(once.organ_id or "", 2020)
        assert again.organ_id == once.organ_id


REPORT = """{organ}{year}年政府信息公开工作年度报告
一、总体情况
{year}年，主动公开信息{n}条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
未收到政府信息公开申请。
四、政府信息公开行政复议、行政诉讼情况
未发生行政复议、行政诉讼。
五、存在的主要问题及改进情况
{problems}
六、其他需要报告的事项
无其他事项。
"""
PROBLEMS = (
    "一是栏目更新有时要等经办人休假回来，去年三月有一条招标公告晚了九天；二是老年读者看不清手机页面的小字。"
    "我们让两人互为备份，并在六月底前把页面字号调到十六号，由办公室每月抽看二十条。"
)


def test_the_corpus_keeps_the_list_and_compares_over_a_renaming(tmp_path: Path) -> None:
    folder, corpus = tmp_path / "reports", tmp_path / "corpus"
    folder.mkdir()
    for organ, year in (("云川县文化局", 2022), ("云川县文化和旅游局", 2023)):
        said = REPORT.format(organ=organ, year=year, n=year - 2000, problems=PROBLEMS)
        (folder / f"{year}.txt").write_text(said, encoding="utf-8")
    (folder / "对照表.csv").write_bytes(
        (HEAD + "云川县文化局,云川县文化和旅游局,,,,\n").encode("gb18030")
    )
    data = api.score([folder], corpus, tmp_path / "out", organs=folder / "对照表.csv")
    assert not data.failures
    reader = JudgementReader(Store(corpus).require_snapshot())
    heads = {head.meta.year: head for head in reader.heads()}
    assert heads[2022].meta.organ_id == heads[2023].meta.organ_id
    assert heads[2022].meta.organization == "云川县文化局"
    later = reader.load(heads[2023].ref.report).judgement
    assert "C102" in {finding.code for finding in later.findings}
    api.add(corpus, [folder / "2022.txt"])
    assert len(read_organ_map(Store(corpus).snapshot).rows) == 1
    (tmp_path / "空.csv").write_text(HEAD, encoding="utf-8")
    api.add(corpus, [folder / "2022.txt"], organs=tmp_path / "空.csv")
    assert read_organ_map(Store(corpus).snapshot).rows == ()
