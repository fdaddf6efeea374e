"""Who reports on which year: titles, signatures, page metadata, places. All organs are fictional or bare places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wenzhi.parse.meta.identity import identify, read_identity
from wenzhi.parse.meta.timestamps import DATE, find_period, read_date, years_in
from wenzhi.parse.sections.outline import read_outline
from wenzhi.text.normalize import fold

BODY = """一、总体情况
我局认真落实条例。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
更新不够及时。
六、其他需要报告的事项
无。
"""


def read(head="", tail="", form="2021", path="", body=BODY):
    folded = fold(head + body + tail)
    return read_identity(folded, read_outline(folded), form, path)


T = "政府信息公开工作年度报告\n"

# head, organization, year, level, kind
TITLES = [
    ("云川县水务局2023年" + T, "云川县水务局", 2023, "county", "department"),
    ("2020年云川县青禾街道" + T, "云川县青禾街道", 2020, "township", "street"),
    ("云川县水务局\n2021年" + T, "云川县水务局", 2021, "county", "department"),
    ("云川县水务局\n2021 年度\n政府信息公开年度报告\n", "云川县水务局", 2021, "county", "department"),
    ("附件1\n2022年云川县司法局政府信息公开年报\n", "云川县司法局", 2022, "county", "department"),
    ("云川县水务局关于2019年度政府信息公开工作的年度报告\n", "云川县水务局", 2019, "county", "department"),
    ("关于云川县水务局2016年政府信息公开工作情况的报告\n", "云川县水务局", 2016, "county", "department"),
    ("云 川 县 水 务 局\n2020年" + T, "云川县水务局", 2020, "county", "department"),
    ("云川县人民政府2022年" + T, "云川县人民政府", 2022, "county", "government"),
    ("云川县政府信息公开工作2015年年度报告\n", "云川县", 2015, "county", "government"),
    ("云川县人民政府信息公开工作年度报告（2018年度）\n", "云川县人民政府", 2018, "county", "government"),
    ("云川县人民政府办公室2021年" + T, "云川县人民政府办公室", 2021, "county", "office"),
    ("云川县石桥镇人民政府2021年" + T, "云川县石桥镇人民政府", 2021, "township", "town"),
    ("石桥镇2021年" + T, "石桥镇", 2021, "township", "town"),
    ("国家税务总局云川县税务局2021年" + T, "国家税务总局云川县税务局", 2021, "county", "vertical"),
    ("云川县气象局2021年" + T, "云川县气象局", 2021, "county", "vertical"),
    ("云川县人民医院2020年信息公开工作年度报告\n", "云川县人民医院", 2020, "county", "public_institution"),
    ("云川市青禾区发展和改革委员会2023年度" + T, "云川市青禾区发展和改革委员会", 2023, "county", "department"),
    ("云川市财政局2023年" + T, "云川市财政局", 2023, None, "department"),
    ("青禾经济开发区管理委员会2023年" + T, "青禾经济开发区管理委员会", 2023, None, "government"),
    ("云川县住房和城乡建设局2021年" + T, "云川县住房和城乡建设局", 2021, "county", "department"),
    ("云川县城市管理综合行政执法局2021年" + T, "云川县城市管理综合行政执法局", 2021, "county", "department"),
    ("云川省教育厅2021年" + T, "云川省教育厅", 2021, "province", "department"),
    ("扬州市人民政府2021年" + T, "扬州市人民政府", 2021, "prefecture", "government"),
    ("泰州市2022年" + T, "泰州市", 2022, "prefecture", "government"),
    ("北京市教育委员会2023年" + T, "北京市教育委员会", 2023, "province", "department"),
    ("二〇二一年云川县审计局" + T, "云川县审计局", 2021, "county", "department"),
    ("云川县水务局二○二○年度政府信息公开年度报告\n", "云川县水务局", 2020, "county", "department"),
    ("# 云川县水务局2021年" + T, "云川县水务局", 2021, "county", "department"),
    ("标题：云川县水务局2021年" + T, "云川县水务局", 2021, "county", "department"),
    ("首页 > 公开年报\n云川县水务局2021年" + T, "云川县水务局", 2021, "county", "department"),
    ("水利部2021年" + T, "水利部", 2021, "central", "department"),
    ("国家林业和草原局2020年" + T, "国家林业和草原局", 2020, "central", "department"),
    ("云川县水务局2021年政务公开工作总结\n", "云川县水务局", 2021, "county", "department"),
    ("云川县水务局2021年度政府信息公开和政务公开工作年度报告\n", "云川县水务局", 2021, "county", "department"),
    ("云川县人民政府关于2013年政府信息公开工作情况的年度报告\n", "云川县人民政府", 2013, "county", "government"),
    ("云川县公安局交通警察大队2021年" + T, "云川县公安局交通警察大队", 2021, "county", "department"),
    ("云川县图书馆2021年信息公开年度报告\n", "云川县图书馆", 2021, "county", "public_institution"),
    ("云川县供销合作社2021年" + T, "云川县供销合作社", 2021, "county", "public_institution"),
    ("云川自治州林业局2021年" + T, "云川自治州林业局", 2021, "prefecture", "department"),
    ("云川旗草原站2021年" + T, "云川旗草原站", 2021, "county", "public_institution"),
    ("云川县水务局2020年政府信息公开工作年度报告根据条例公布如下。\n", "云川县水务局", 2020, "county", "department"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "organization", "year", "level", "kind"), TITLES)
def test_reads_the_title(head, organization, year, level, kind):
    meta = read(head)
    assert (meta.organization, meta.year) == (organization, year)
    assert (meta.level, meta.organ_kind) == (level, kind)
    assert meta.sources["organization"] in ("title", "page")
    assert meta.title is not None


OTHER_PLACES = [
    ("", "\n云川县水务局\n2021年1月20日\n", "云川县水务局", "signature"),
    ("2020年" + T, "\n云川县水务局  2021年1月20日\n", "云川县水务局", "signature"),
    ("根据条例要求，由云川县水务局编制2020年度报告。\n", "", "云川县水务局", "preamble"),
    ("本报告由云川县人民政府办公室根据《条例》编制。\n", "", "云川县人民政府办公室", "preamble"),
    ("根据《条例》规定，现公布云川县水务局2020年度政府信息公开年度报告。\n", "", "云川县水务局", "preamble"),
    ("云川县水务局（以下简称“我局”）按照《条例》编制本报告。\n", "", "云川县水务局", "preamble"),
    ("索引号：0001 发布机构：云川县水务局 发布日期：2021-01-22\n", "", "云川县水务局", "page"),
    ("发布机构\t云川县水务局\t文号\t\n", "", "云川县水务局", "page"),
    ("信息来源：云川县水务局　发布时间：2021-01-22 10:20　浏览次数：7\n", "", "云川县水务局", "page"),
    ("云川县国资局\n根据《条例》，现公布区政府国资局2022年政府信息公开工作年度报告。\n", "", "云川县国资局", "title"),
    ("特向社会公布2019年度云川县石桥镇政府信息公开年度报告。\n", "", "云川县石桥镇", "preamble"),
    ("区水务局2020年" + T, "\n青禾区水务局\n2021年1月20日\n", "青禾区水务局", "signature"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "tail", "organization", "source"), OTHER_PLACES)
def test_reads_the_organ_elsewhere(head, tail, organization, source):
    meta = read(head, tail)
    assert meta.organization == organization
    assert meta.sources["organization"] == source


@pytest.mark.parametrize(
    "head",
    [
        "",
        "根据《中华人民共和国政府信息公开条例》公布2020年度我局信息公开工作年度报告。\n",
        "2020年政府信息公开工作年度报告\n",
        "我局2020年政府信息公开工作年度报告\n",
        "按照国务院办公厅政府信息与政务公开办公室要求，编制本报告。\n",
    ],
)
def test_no_organ_is_named(head):
    meta = read(head)
    assert meta.organization is None
    assert (meta.organ_id, meta.level, meta.organ_kind, meta.region) == (None, None, None, None)


YEARS = [
    ("云川县水务局2020年政府信息公开年度报告\n结合我局2021年工作要点，现报告如下。\n", "", "", 2020, "title"),
    ("所列数据的统计期限自2022年1月1日至2022年12月31日止。\n", "", "", 2022, "preamble"),
    ("现公布我局2019年度政府信息公开工作年度报告。\n", "", "", 2019, "preamble"),
    ("", "2021年公开20条。2021年培训2次。依据2019年通知。\n", "", 2021, "text"),
    ("云川县水务局政府信息公开年度报告\n(2021年度)\n统计期限:2020年1月1日至2020年12月31日。\n", "", "", 2021, "title"),
    ("", "", "2023", 2023, "filename"),
    ("", "", "2023 2022", None, None),
    ("", "2020年公开3条，2021年公开4条。\n", "", None, None),
    ("云川县水务局政府信息公开年度报告\n", "\n云川县水务局\n2021年1月20日\n", "", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("head", "tail", "path", "year", "source"), YEARS)
def test_reads_the_year(head, tail, path, year, source):
    meta = read(head, tail, path=path)
    assert meta.year == year
    assert meta.sources.get("year") == source


PERIODS = [
    ("统计期限自2020年1月1日至2020年12月31日。", ("2020-01-01", "2020-12-31")),
    ("从2020年1月1日起至12月31日止", ("2020-01-01", "2020-12-31")),
    ("2020年1月1日—2020年12月31日", ("2020-01-01", "2020-12-31")),
    ("自二〇二〇年一月一日至十二月三十一日", ("2020-01-01", "2020-12-31")),
    ("截至2020年12月31日", None),
    ("自2020年13月1日至2020年12月31日", None),
]


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_reads_the_period(text, period):
    assert find_period(fold(text).text) == period


def test_a_signature_date_is_no_publication_date():
    meta = read("云川县水务局2020年政府信息公开年度报告\n", "\n云川县水务局\n2021年1月28日\n")
    assert (meta.signed, meta.published) == ("2021-01-28", None)
    assert meta.sources["signed"] == "signature"


@pytest.mark.parametrize("signed", ["云川县水务局\n2017年4月18日", "云川县水务局　2017年4月18日"])
def test_a_report_is_signed_above_the_table_of_figures_behind_it(signed):
    table = "政府信息公开情况统计表\n一、主动公开情况\n（一）主动公开政府信息数：120条\n二、回应解读情况\n"
    body = "一、概述\n本局认真做好公开工作。\n二、主动公开情况\n公开信息120条。\n三、存在的问题\n公开不及时。\n"
    text = f"云川县水务局2016年政府信息公开年度报告\n{body}{signed}\n{table}"
    assert read(body=text, form=None).signed == "2017-04-18"


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("发布日期：2021-01-22\n", "2021-01-22"),
        ("发布时间: 2021年1月22日 来源: 本站\n", "2021-01-22"),
        ("发布日期\n2021-01-22\n", "2021-01-22"),
        ("日期：2021/1/22 浏览次数：30\n", "2021-01-22"),
        ("信息提供日期 : 2021-01-22 00:00来源 :\n", "2021-01-22"),
        ("来源：政府办公室 时间：2021-01-22 10:01\n", "2021-01-22"),
        ("成文日期：2021-01-22\n", None),
        ("发布日期：2021-02-30\n", None),
        ("（2021年1月20日发布）\n", "2021-01-20"),
        ("（2021年1月20日发布会纪要）\n", None),
    ],
)
def test_reads_a_page_date(head, published):
    meta = read(head)
    assert meta.published == published
    assert meta.sources.get("published") == ("page" if published else None)


def test_form_is_that_of_the_tables_or_older():
    head = "云川县水务局2016年政府信息公开年度报告\n"
    assert read(head, form=None).form == "pre2019"
    assert read(head.replace("2016", "2021"), form=None).form is None
    assert read(head.replace("2016", "2021"), form="2019").form == "2019"


def test_one_organ_has_one_id():
    spellings = [
        "淮安市清江浦区望湖街道",
        "清江浦区望湖街道办事处",
        "江苏省淮安市清江浦区望湖街道办事处",
    ]
    assert len({identify(name).organ_id for name in spellings}) == 1
    assert identify("泰州市").organ_id == identify("泰州市人民政府").organ_id
    assert identify("云川县石桥镇").organ_id == identify("云川县石桥镇人民政府").organ_id
    assert identify("泰州市").organ_id != identify("泰州市人民政府办公室").organ_id
    assert identify("云川县水务局").organ_id == "云川县水务局"


def test_a_shared_place_name_needs_another_place():
    head = "鼓楼区水务局2021年政府信息公开工作年度报告\n"
    assert read(head).region is None
    assert read(head).level == "county"
    beside = read(head + "如有疑问，请与本局联系（地址：江苏省徐州市鼓楼区）。\n")
    assert beside.region is not None
    assert beside.region.path == ("江苏省", "徐州市", "鼓楼区")


def test_a_city_with_counties_is_a_prefecture():
    meta = read(
        "云川市水务局2021年政府信息公开年度报告\n", "督促各县（市、区）水务部门做好公开。\n"
    )
    assert meta.level == "prefecture"


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2021年1月28日", "2021-01-28"),
        ("二〇二一年一月二十八日", "2021-01-28"),
        ("二○二一年十月三十日", "2021-10-30"),
        ("2021-01-28", "2021-01-28"),
        ("2021.1.8", "2021-01-08"),
        ("2021年2月30日", None),
    ],
)
def test_reads_dates(printed, iso):
    match = DATE.fullmatch(fold(printed).text)
    assert match is not None
    assert read_date(match) == iso


def test_reads_years_in_reading_order():
    assert years_in("2020年和二〇二一年，电话52020111") == [2020, 2021]


def test_real_reports():
    shared = Path(__file__).parents[4] / "shared"
    golds = sorted(shared.glob("*/gold/*.json"))
    if not golds:
        pytest.skip("no real reports beside the checkout")
    for path in golds:
        wanted = json.loads(path.read_text(encoding="utf-8"))["meta"]
        source = path.parents[1] / f"{path.stem}.txt"
        folded = fold(source.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
        meta = read_identity(folded, read_outline(folded), wanted["form"], "")
        assert meta.year == wanted["year"]
        assert meta.organization == wanted["organization"]
        assert list(meta.period or ()) == (wanted["period"] or [])
