"""Divisions: what a name begins with, of which level it is, and when it stays unresolved."""

from __future__ import annotations

import subprocess
import sys

import pytest

from wenzhi.parse.meta.identity import identify
from wenzhi.parse.meta.places import _codes, gazetteer, locate, places_in, resolve

LEVELS = [
    ("江苏省教育厅", "province"),
    ("广西壮族自治区水利厅", "province"),
    ("重庆市水利局", "province"),
    ("淮安市水务局", "prefecture"),
    ("延边州教育局", "prefecture"),
    ("延边朝鲜族自治州教育局", "prefecture"),
    ("喀什地区行政公署", "prefecture"),
    ("阿拉善盟林草局", "prefecture"),
    ("义乌市财政局", "county"),
    ("仙桃市财政局", "county"),
    ("济源市财政局", "county"),
    ("浦东新区城市管理局", "county"),
    ("前郭县水利局", "county"),
    ("莫力达瓦达斡尔族自治旗农牧局", "county"),
    ("镇江市句容市水利局", "county"),
    ("北京市海淀区教育委员会", "county"),
    ("南关区望湖街道", "township"),
    ("东莞市石桥镇人民政府", "township"),
    ("景德镇市浮梁县石桥镇", "township"),
    ("乡宁县水利局", "county"),
    ("清镇市城乡规划局", "county"),
    ("市中区市场监督管理局", "county"),
    # Places that no gazetteer has: the name itself must show the level.
    ("云川省水利厅", "province"),
    ("云川自治州水利局", "prefecture"),
    ("云川县水务局", "county"),
    ("云川旗农牧局", "county"),
    ("青禾区水务局", "county"),
    ("云川市青禾区水务局", "county"),
    ("云川县石桥镇", "township"),
    ("青禾区望湖街道办事处", "township"),
    ("云川县住房和城乡建设局", "county"),
    ("云川县乡镇企业局", "county"),
    ("云川市水务局", None),
    ("青禾高新技术产业开发区管理委员会", None),
    ("云川工业园区管委会", None),
    ("市水务局", None),
    ("省水利厅", "province"),
    ("县水利局", "county"),
    ("水务局", None),
]


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_tells_the_level(name, level):
    assert identify(name).level == level


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("淮安市人民政府", ("江苏省", "淮安市")),
        ("江苏省淮安市清江浦区水务局", ("江苏省", "淮安市", "清江浦区")),
        ("清江浦区水务局", ("江苏省", "淮安市", "清江浦区")),
        ("海淀区教育委员会", ("北京市", "海淀区")),
        ("仙桃市财政局", ("湖北省", "仙桃市")),
        ("南京市鼓楼区教育局", ("江苏省", "南京市", "鼓楼区")),
        ("国家税务总局淮安市税务局", ("江苏省", "淮安市")),
        ("三明市三元区财政局", ("福建省", "三明市", "三元区")),
        ("鼓楼区教育局", None),
        ("云川市鼓楼区教育局", None),
        ("云川县水务局", None),
        ("水务局", None),
    ],
)
def test_resolves_a_region_or_leaves_it(name, path):
    region = identify(name).region
    assert (region.path if region else None) == path


def test_a_place_named_beside_decides_between_namesakes():
    located = locate("鼓楼区水务局")
    assert len(located.divisions) > 1
    assert resolve(located, ["徐州市"]).path == ("江苏省", "徐州市", "鼓楼区")
    assert resolve(located, ["江苏省"]) is None
    assert resolve(located, ["江苏省", "徐州市"]).path[1] == "徐州市"
    assert resolve(located, ["山东省"]) is None


def test_finds_provinces_and_prefectures_in_text():
    assert places_in("地址：江苏省淮安市清江浦区，与徐州市无关") == ["江苏省", "淮安市", "徐州市"]


def test_the_gazetteer_holds_every_mainland_province():
    provinces = {d.name for found in gazetteer().values() for d in found if d.level == "province"}
    assert len(provinces) == 31
    assert "台湾省" not in provinces


def test_names_are_read_without_importing_the_package_that_ships_them():
    code = (
        "import sys; from wenzhi.parse.meta.places import gazetteer; gazetteer();"
        "sys.exit(int('cpca' in sys.modules or 'pandas' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("江苏省淮安市水务局", "320800"),
        ("上海市嘉定区人民政府", "310114"),
        ("湖北省仙桃市财政局", "429004"),
        ("云渚省云岭县水务局", None),
    ],
)
def test_a_known_division_has_its_code(name: str, code: str | None) -> None:
    region = resolve(locate(name), [])
    assert (region.code if region else None) == code


def test_hardly_a_division_lacks_its_code() -> None:
    paths = {division.path for divisions in gazetteer().values() for division in divisions}
    assert sum(path in _codes() for path in paths) >= 0.99 * len(paths)
