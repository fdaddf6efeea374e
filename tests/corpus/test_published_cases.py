"""Three cases that newspapers told of, re-enacted in other words and by fictional organs, and two
that look like them and are none.

A notice 98 % the same with names exchanged; a note of some 390 characters that shares 320; a plan that
kept the rivers and towns of another county.
"""

from __future__ import annotations

from wenzhi.base.progress import Silent
from wenzhi.base.records import Document, Finding, Level, Region, Report, SectionText, Source
from wenzhi.checks.run import check
from wenzhi.corpus.context import compare_sections
from wenzhi.corpus.sections import section_text
from wenzhi.parse.report import parse
from wenzhi.reuse.findings import copy_findings

NOTICE = (
    "{organ}在自查中发现，窗口受理的纸质申请有三件没有当天登记，靠收件人的记忆补录；"
    "{place}各乡镇报来的惠农补贴名单格式不一，有的缺身份证后四位，有的把两户并作一行。"
    "政策问答栏目自六月起无人更新，群众在留言里问了七次，答复都是同一句话。"
    "{organ}拟在明年三月前把登记簿换成带编号的联单，由值班长每天收工时清点；"
    "名单样表由农经股印成彩页，发到{place}每一个村；"
    "问答栏目交给政策法规股，每逢周五从来电中挑两个问题写成白话。"
    "到年底请两位退休教师把全年答复读一遍，看不懂的当场标出来重写。"
)
NOTE = (
    "机房搬迁那一周，信息公开专栏停了五天，没有挂出告示，来电问询由保安代接。"
    "公开指南里的邮箱已经停用，仍有十一封申请寄到那里，最久的一封压了四十天。"
    "各股室把会议纪要一律标作不公开，问起缘由，只说一向如此。"
    "财政专户的支出明细拍成照片上传，放大后字迹模糊，盲人读屏软件读不出来。"
    "今后凡停机超过半天，提前三日在首页与门口电子屏同时告示；旧邮箱设自动转寄，信息员每天早晚各查一次。"
    "会议纪要逐份写明不公开的依据，由法律顾问每季抽看十份。照片全部换成可以检索的表格，"
    "从去年的支出补起，每补完一个月就请财政股的同事照单核一遍。"
)
TAIL_ONE = (
    "此外，档案室的查阅点冬天没有暖气，老人不愿久坐，"
    "明年加一台油汀和两把扶手椅，开放到晚上七点，由两名志愿者轮班照看。"
)
TAIL_TWO = (
    "还有，渡口广播站只念标题不念正文，船工听了还是不明白，"
    "打算请县剧团的演员录成短剧，赶集日循环播放，并在候船亭张贴全文。"
)
PLAN = (
    "{county}辖区内的柳溪、白石、东塘三个集镇的公开栏年久失修，雨季里纸张泡烂，群众到渡口才听说征地的事。"
    "沿清水河的七个村子没有信号，短信通知送不到户，只好托摆渡人捎话。"
    "集镇上的电子屏由广告公司代管，公示内容常常排在酒水广告后面，一晚上只闪两回。"
    "准备在柳溪集镇和白石集镇各装一座带雨棚的公开亭，沿清水河每两个村配一名骑摩托的信息员，逢五逢十送公告上门。"
    "电子屏与广告公司另签协议，早中晚三个时段先播公示，由东塘集镇的居民代表记下播出时间。"
)
FILLER = "{organ}的{what}台账{gap}，经办人{why}，{when}才补齐；打算{how}，由{who}盯着，做完在门口黑板上写一句。"
WORDS = (
    ("采砂", "漏了半页", "调去修闸"), ("校车", "换了三个版本", "住院一月"), ("蔬菜", "缺公章", "忙着换届"),
    ("殡葬", "写错年份", "不会用扫描仪"), ("渔船", "存在旧电脑里", "下乡未归"), ("路灯", "只有草稿", "产假未满"),
)  # fmt: skip


def read(organ: str, problems: str, level: Level = "county", year: int = 2024) -> Report:
    text = (
        f"{organ}{year}年政府信息公开工作年度报告\n一、总体情况\n本年按要求做好各项工作。\n"
        f"五、存在的主要问题及改进情况\n{problems}\n六、其他需要报告的事项\n没有收取信息处理费。\n"
    )
    return parse(
        Document(source=Source(path=f"{organ}{year}.txt", sha256="", format="txt"), text=text)
    )


def judge(*reports: Report) -> list[dict[str, Finding]]:
    """Findings of family C on each report, among six others that share nothing with them."""
    others = [
        read(f"石桥县{name}局", "".join(_filler(name, turn) for turn in range(4)))
        for name in ("盐务", "茶叶", "渔政", "林草", "气象", "地震")
    ]
    texts = [_section(report, number) for number, report in enumerate([*reports, *others])]
    context = compare_sections(texts, Silent())
    found = []
    for report, text in zip(reports, texts, strict=False):
        name = text.ref.report
        answer = copy_findings(
            report, text, context.pairs.get(name, ()), context.families.get(name)
        )
        found.append({finding.code: finding for finding in answer[0]})
    return found


def _filler(name: str, turn: int) -> str:
    what, gap, why = WORDS[(len(name) + ord(name[0]) + turn) % len(WORDS)]
    organ = f"{name}{'甲乙丙丁'[turn]}组"
    how, who = (
        f"把{name}{what}拆成{turn + 2}本",
        f"{name}{'会计出纳司机门卫'[2 * turn : 2 * turn + 2]}",
    )
    return FILLER.format(
        organ=organ, what=what, gap=gap, why=why, when=f"{turn + 3}月", how=how, who=who
    )


def _section(report: Report, number: int) -> SectionText:
    import msgspec

    text = section_text(report)
    assert text is not None
    name = report.meta.organization or ""
    county = name[:3]
    kind: Level = "prefecture" if name.startswith("临川市") else "county"
    path = ("云岭省", "临川市") if kind == "prefecture" else ("云岭省", "临川市", county)
    return msgspec.structs.replace(
        text,
        ref=msgspec.structs.replace(text.ref, report=f"r{number}", organization=name),
        organ_id=f"o{name}",
        level=kind,
        region=Region(code=f"9{number:05d}", name=path[-1], path=path),
    )


def test_a_notice_with_names_exchanged_is_told_as_such() -> None:
    one = read("青禾县农业农村局", NOTICE.format(organ="青禾县农业农村局", place="青禾县"))
    two = read("松岗县农业农村局", NOTICE.format(organ="松岗县农业农村局", place="松岗县"))
    for found in judge(one, two):
        assert found["C105"].severity == "error"
        assert "C101" not in found


def test_a_note_that_shares_320_of_390_characters_is_highly_alike() -> None:
    one, two = read("青禾县水务局", NOTE + TAIL_ONE), read("松岗县教育局", NOTE + TAIL_TWO)
    share = len(NOTE) / len(NOTE + TAIL_ONE)
    assert 0.78 < share < 0.88
    for found in judge(one, two):
        assert set(found) == {"C101"}
        assert found["C101"].severity == "error"


def test_towns_of_another_county_left_in_are_residue_and_a_copy() -> None:
    theirs = read("青禾县自然资源局", PLAN.format(county="青禾县"))
    kept = read("松岗县自然资源局", PLAN.format(county="青禾县"))
    codes = {finding.code: finding for finding in check(kept)[0]}
    (span,) = codes["R203"].spans
    assert kept.text[slice(*span)] == "青禾县"
    found = judge(theirs, kept)[1]
    assert found["C101"].severity == "error"
    assert "青禾县自然资源局" in found["C101"].message.zh
    assert "R203" not in {finding.code for finding in check(theirs)[0]}


LAW = (
    "行政机关公开政府信息，应当坚持以公开为常态、不公开为例外，遵循公正、公平、合法、便民的原则。"
    "行政机关应当及时、准确地公开政府信息。"
    "涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开。"
)


def test_two_organs_that_quote_the_regulation_at_length_share_nothing() -> None:
    one, two = read("青禾县水务局", LAW + TAIL_ONE), read("松岗县教育局", LAW + TAIL_TWO)
    assert judge(one, two) == [{}, {}]


def test_offices_that_take_over_their_citys_text_are_not_held_to_have_copied_each_other() -> None:
    city = read("临川市人民政府", NOTE)
    offices = [
        read(f"{place}水务局", NOTE + tail)
        for place, tail in (("青禾县", TAIL_ONE), ("松岗县", TAIL_TWO))
    ]
    for found in judge(city, *offices)[1:]:
        assert not {"C101", "C103", "C105"} & set(found)
        assert "C106" in found
