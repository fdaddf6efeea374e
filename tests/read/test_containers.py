"""Archives and exports give every report they hold, under a stable name; nothing in them does harm."""

from __future__ import annotations

import csv
import io
import json
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from wenzhi.base.errors import ErrorRecord, InputError, UsageError
from wenzhi.base.records import PageFields
from wenzhi.read import archives, exports, read_bytes
from wenzhi.read.export_columns import Columns, parse_columns
from wenzhi.read.folders import Inputs, walk, walk_file

REPORT = "云川县水务局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息128条，办理申请3件。\n"


def pack(members: dict[str, bytes | str]) -> bytes:
    """A zip archive of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def table(rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV of these rows."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def place(folder: Path, files: dict[str, bytes]) -> Inputs:
    """What a folder with these files stands for."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return walk([folder])


def names(inputs: Inputs) -> list[str]:
    return [file.name for file in inputs.files]


def texts(inputs: Inputs) -> list[str]:
    """What is read of each report."""
    contents = (file.read() for file in inputs.files)
    return [read_bytes(one.content, one.name).text for one in contents]


def told(inputs: Inputs) -> dict[str | None, str]:
    """Place → code of what was refused."""
    return {error.where: error.code for error in inputs.errors}


# Archives -----------------------------------------------------------------------------------------


def test_an_archive_gives_its_files_under_its_own_name(tmp_path: Path) -> None:
    inner = pack({"区/b.txt": REPORT})
    inputs = place(tmp_path, {"crawl.zip": pack({"2023/a.txt": REPORT, "年.zip": inner})})
    assert names(inputs) == ["crawl.zip/2023/a.txt", "crawl.zip/年.zip/区/b.txt"]
    assert texts(inputs) == [REPORT, REPORT]
    assert inputs.errors == ()


def test_the_droppings_of_systems_are_left_out(tmp_path: Path) -> None:
    litter = ["__MACOSX/._a.txt", ".DS_Store", "x/Thumbs.db", "desktop.ini", "~$年报.docx", "空/"]
    inputs = place(tmp_path, {"a.zip": pack(dict.fromkeys([*litter, "a.txt"], REPORT))})
    assert names(inputs) == ["a.zip/a.txt"]
    assert inputs.errors == ()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "年报/../../x.txt",
        "..\\x.txt",
        "/etc/x.txt",
        "C:\\Windows\\x.txt",
        "c:x.txt",
        "a\x07.txt",
        "a\x00.txt",
        "\u202etxt.exe",
        "长" * 600,
    ],
)
def test_a_name_that_leads_out_or_cannot_be_shown_is_refused(tmp_path: Path, name: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(info, REPORT)
        archive.writestr("good.txt", REPORT)
    inputs = place(tmp_path, {"a.zip": packed.getvalue()})
    assert names(inputs) == ["a.zip/good.txt"]
    (error,) = inputs.errors
    assert error.code == "E322"
    assert error.where is not None and error.where.startswith("a.zip/")
    assert "\x00" not in error.where and "\u202e" not in error.where
    assert not list(tmp_path.parent.glob("x.txt"))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_the_flag_are_read_as_who_packed_them_wrote(
    tmp_path: Path, encoding: str
) -> None:
    name = "云川县/水务局年报.txt"
    content = pack({"x" * len(name.encode(encoding)): REPORT})
    raw = content.replace(b"x" * len(name.encode(encoding)), name.encode(encoding))
    inputs = place(tmp_path, {"旧.zip": raw})
    assert names(inputs) == [f"旧.zip/{name}"]


def test_a_western_name_is_not_taken_for_chinese(tmp_path: Path) -> None:
    content = pack({"xxxx.txt": REPORT}).replace(b"xxxx.txt", b"caf\x82.txt")
    assert names(place(tmp_path, {"a.zip": content})) == ["a.zip/café.txt"]


def test_a_member_behind_a_password_is_told(tmp_path: Path) -> None:
    content = bytearray(pack({"secret.txt": REPORT, "open.txt": REPORT}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + at] |= 1
    inputs = place(tmp_path, {"a.zip": bytes(content)})
    assert names(inputs) == ["a.zip/open.txt"]
    assert told(inputs) == {"a.zip/secret.txt": "E321"}


def test_a_damaged_member_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    content = bytearray(pack({"bad.txt": REPORT, "good.txt": REPORT}))
    at = content.index(b"bad.txt") + 7
    content[at : at + 20] = b"\xff" * 20
    bad, good = place(tmp_path, {"a.zip": bytes(content)}).files
    with pytest.raises(InputError) as caught:
        bad.read()
    assert (caught.value.code, caught.value.where) == ("E320", "a.zip/bad.txt")
    assert good.read().content.decode() == REPORT


def test_a_download_cut_off_is_told(tmp_path: Path) -> None:
    content = pack({f"{number}.txt": REPORT * number for number in range(1, 9)})
    inputs = place(tmp_path, {"a.zip": content[: len(content) // 2], "b.txt": REPORT.encode()})
    assert told(inputs) == {"a.zip": "E320"}
    assert names(inputs) == ["b.txt"]


def test_of_equal_names_the_last_stands_and_the_others_are_told(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", "旧")
            archive.writestr("a.txt", REPORT)
    inputs = place(tmp_path, {"a.zip": packed.getvalue()})
    assert texts(inputs) == [REPORT]
    assert told(inputs) == {"a.zip/a.txt": "E322"}


def test_archives_nested_deeper_than_two_are_told(tmp_path: Path) -> None:
    deepest = pack({"c.txt": REPORT})
    content = pack({"b.zip": pack({"c.zip": deepest, "b.txt": REPORT})})
    inputs = place(tmp_path, {"a.zip": content})
    assert names(inputs) == ["a.zip/b.zip/b.txt"]
    assert told(inputs) == {"a.zip/b.zip/c.zip": "E323"}


def test_a_bomb_is_told_and_costs_no_memory(tmp_path: Path) -> None:
    bomb = pack({f"{number}.txt": bytes(18 << 20) for number in range(3)})
    many = pack({f"{number}.txt": bytes(40_000) for number in range(4_000)})
    lying = bytearray(pack({"lie.txt": bytes(30 << 20)}))
    directory = lying.index(b"PK\x01\x02")
    struct.pack_into("<I", lying, directory + 24, 1000)  # the size it says it has
    files = {"one.zip": pack({"a.txt": bytes(19 << 20), "b.txt": REPORT}), "many.zip": many}
    tracemalloc.start()
    inputs = place(tmp_path, files | {"three.zip": bomb, "lying.zip": bytes(lying)})
    errors = told(inputs)
    for file in inputs.files:
        try:
            file.read()
        except InputError as error:
            errors[error.where] = error.code
    assert tracemalloc.get_traced_memory()[1] < 30 << 20
    tracemalloc.stop()
    assert errors["many.zip"] == errors["one.zip/a.txt"] == errors["three.zip/2.txt"] == "E323"
    assert errors["lying.zip/lie.txt"] == "E320"
    assert names(inputs) == ["lying.zip/lie.txt", "one.zip/b.txt"]


def test_a_member_past_the_limit_is_told(tmp_path: Path) -> None:
    noise = bytes((number * number >> 3) % 251 for number in range(1 << 20)) * 21
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("big.txt", noise)
    (file,) = place(tmp_path, {"a.zip": packed.getvalue()}).files
    with pytest.raises(InputError) as caught:
        file.read()
    assert caught.value.code == "E304"


def test_too_many_files_are_refused_before_the_directory_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    inputs = place(tmp_path, {"a.zip": pack(dict.fromkeys("abcd", REPORT))})
    assert told(inputs) == {"a.zip": "E323"}


def test_a_document_that_is_an_archive_is_no_container(tmp_path: Path) -> None:
    word = pack({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"})
    sheet = pack({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"})
    files = {"a.docx": word, "无后缀": word, "b.zip": pack({"c.docx": word, "d": sheet})}
    inputs = place(tmp_path, files)
    assert names(inputs) == ["a.docx", "b.zip/c.docx", "b.zip/d", "无后缀"]


def test_an_archive_is_known_by_its_content(tmp_path: Path) -> None:
    assert names(place(tmp_path, {"download.do": pack({"a.txt": REPORT})})) == ["download.do/a.txt"]


# Exports ------------------------------------------------------------------------------------------

ROWS = [
    {
        "标题": f"云川县第{number}中学2022年政府信息公开工作年度报告",
        "正文": f'一、总体情况\n本校"主动公开"信息{number}条，\n上年{number}条。',
        "发布机构": "云川县教育局",
        "发布日期": "2023-01-2" + str(number),
        "网址": f"http://example.invalid/{number}",
    }
    for number in range(4)
]
CELLS = [list(ROWS[0]), *(list(row.values()) for row in ROWS)]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)


@pytest.mark.parametrize(
    ("name", "content", "first"),
    [
        ("a.csv", table(CELLS), 2),
        ("a.csv", table(CELLS, "utf-8-sig"), 2),
        ("a.csv", table(CELLS, "gb18030"), 2),
        ("a.csv", table(CELLS, "utf-16", "\t"), 2),
        ("a.csv", b"\xfe\xff" + table(CELLS, "utf-16-be", ";"), 2),
        ("a.tsv", table(CELLS, "gbk", "\t"), 2),
        ("导出.txt", table(CELLS), 2),
        ("a.jsonl", LINES.encode(), 1),
        ("a.jsonl", LINES.encode("utf-8-sig"), 1),
        ("a.ndjson", LINES.encode("gb18030"), 1),
        ("a.jsonl", LINES.encode("utf-16"), 1),
        ("a.txt", LINES.encode(), 1),
        ("a.json", LINES.encode(), 1),
        ("a.json", json.dumps(ROWS).encode(), 1),
        ("a.json", json.dumps(ROWS, indent=2, ensure_ascii=False).encode("utf-8-sig"), 1),
        ("a.json", json.dumps({"code": 0, "data": {"total": 4, "list": ROWS}}).encode(), 1),
    ],
)
def test_every_shape_of_export_gives_the_same_rows(
    tmp_path: Path, name: str, content: bytes, first: int
) -> None:
    inputs = place(tmp_path, {name: content})
    assert inputs.errors == ()
    assert names(inputs) == [f"{name}#{first + number}" for number in range(4)]
    for row, file in zip(ROWS, inputs.files, strict=True):
        read = file.read()
        assert read_bytes(read.content, read.name).text == row["正文"]
        assert read.page == PageFields(
            title=row["标题"],
            publisher=row["发布机构"],
            published=row["发布日期"],
            url=row["网址"],
        )


def test_equal_rows_have_equal_hashes_whatever_file_they_stand_in(tmp_path: Path) -> None:
    inputs = place(tmp_path, {"a.csv": table(CELLS), "b.jsonl": LINES.encode("gb18030")})
    hashes = [file.read().sha256 for file in inputs.files]
    assert hashes[:4] == hashes[4:]
    assert len(set(hashes)) == 4


def test_rows_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"content": f"第{n}份"}) + "\n" for n in range(1, 13))
    inputs = place(tmp_path, {"a.jsonl": lines.encode()})
    assert [file.read().content.decode() for file in inputs.files][-1] == "第12份"


def test_an_export_in_an_archive_is_read(tmp_path: Path) -> None:
    inputs = place(tmp_path, {"a.zip": pack({"库/dump.csv": table(CELLS)})})
    assert names(inputs)[0] == "a.zip/库/dump.csv#2"
    assert texts(inputs) == [row["正文"] for row in ROWS]


def test_columns_that_the_user_names_go_before_the_usual(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"content": "摘要", "raw": {"main": "正文"}, "y": "2022年"}\n'
    )
    (file,) = walk([tmp_path], columns=parse_columns("text=raw.main，year=y")).files
    read = file.read()
    assert (read.content.decode(), read.page.year) == ("正文", 2022)


@pytest.mark.parametrize("said", ["text", "body=content", "text=", "=a"])
def test_a_map_that_makes_no_sense_is_a_usage_error(said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_columns(said)
    assert caught.value.code == "E209"


def test_a_column_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(table(CELLS))
    (error,) = walk([tmp_path], columns=Columns(text="正 文")).errors
    assert error.code == "E325"
    assert "发布机构" in error.message


@pytest.mark.parametrize(
    "content",
    [
        table([["机关名称", "层级", "网址"], ["云川县水务局", "县级", "http://example.invalid"]]),
        table([["地区", "件数"], ["云川县", "12"]], "gb18030"),
    ],
)
def test_a_roster_is_told_as_no_export(tmp_path: Path, content: bytes) -> None:
    inputs = place(tmp_path, {"名单.csv": content, "a.txt": REPORT.encode()})
    (error,) = inputs.errors
    assert (error.where, error.code) == ("名单.csv", "E325")
    assert "--roster" in (error.hint or "")
    assert names(inputs) == ["a.txt"]


@pytest.mark.parametrize(
    "content", [b'[{"a": 1}]', b"[1, 2]", b"{", b"[" * 5000, b'{"a":' * 5000, b"[]"]
)
def test_other_json_is_told(tmp_path: Path, content: bytes) -> None:
    (error,) = place(tmp_path, {"a.json": content}).errors
    assert error.code in ("E325", "E302")


def test_an_answer_of_a_server_is_one_document(tmp_path: Path) -> None:
    answer = json.dumps({"code": 0, "data": {"article": {"html": "<p>一、总体情况</p>"}}}).encode()
    inputs = place(tmp_path, {"a.json": answer, "b.zip": pack({"c.json": answer})})
    assert names(inputs) == ["a.json", "b.zip/c.json"]


def test_a_bad_line_of_json_is_told_with_its_number(tmp_path: Path) -> None:
    lines = LINES.splitlines()
    lines[1:1] = ['{"正文": ', "", "[1]"]
    inputs = place(tmp_path, {"a.jsonl": "\n".join(lines).encode()})
    assert told(inputs) == {"a.jsonl#2": "E324", "a.jsonl#4": "E324"}
    assert names(inputs) == ["a.jsonl#1", "a.jsonl#5", "a.jsonl#6", "a.jsonl#7"]


@pytest.mark.parametrize(
    ("bad", "codes"),
    [
        ("一,二\n", 1),  # too few cells
        ("一,二,三,四,五,六,七\n", 1),
        ('题,"正文没有收尾,机构,2023-01-01,http://example.invalid\n', 1),
        ('题,"正"文",机构,2023-01-01,http://example.invalid\n', 1),
        ('题,"正\n文"多\n余的\n几行,机构\n', 1),
    ],
)
def test_a_bad_row_of_a_csv_costs_itself_alone(tmp_path: Path, bad: str, codes: int) -> None:
    lines = table(CELLS).decode().replace("\r\n", "\n")
    second = lines.index("云川县第1中学")
    content = (lines[:second] + bad + lines[second:]).encode()
    inputs = place(tmp_path, {"a.csv": content})
    assert told(inputs) == {"a.csv#3": "E324"}
    assert [file.read().page.title for file in inputs.files] == [row["标题"] for row in ROWS]
    assert names(inputs)[-1] == "a.csv#6"


def test_a_row_in_another_encoding_is_told(tmp_path: Path) -> None:
    lines = LINES.encode().splitlines(keepends=True)
    lines.insert(2, LINES.encode("gb18030").splitlines(keepends=True)[0])
    inputs = place(tmp_path, {"a.jsonl": b"".join(lines)})
    assert told(inputs) == {"a.jsonl#3": "E324"}


def test_a_row_without_a_body_is_told_when_it_is_read(tmp_path: Path) -> None:
    rows = [dict(ROWS[0], 正文="  "), ROWS[1]]
    content = "\n".join(json.dumps(row) for row in rows).encode()
    empty, full = place(tmp_path, {"a.jsonl": content}).files
    with pytest.raises(InputError) as caught:
        empty.read()
    assert (caught.value.code, caught.value.where) == ("E302", "a.jsonl#1")
    assert full.read().content


def test_quotes_that_never_close_end_in_a_word_not_in_an_hour(tmp_path: Path) -> None:
    rows = "".join(f'题{number},"没有收尾{"正" * 200}\n' for number in range(3000))
    inputs = place(tmp_path, {"a.csv": ("标题,正文\n" + rows).encode()})
    assert not inputs.files
    assert 1 <= len(inputs.errors) <= 2


def test_a_body_of_markup_is_a_page(tmp_path: Path) -> None:
    bodies = [
        "<p>一、总体情况</p><table><tr><td>1</td></tr></table>",
        "&lt;p&gt;甲&lt;/p&gt;&lt;p&gt;",
    ]
    content = "\n".join(json.dumps({"content": body}) for body in bodies).encode()
    for file in place(tmp_path, {"a.jsonl": content}).files:
        page = file.read().content
        assert page.startswith(b"<!DOCTYPE html>")
        assert b"<p>" in page


def test_times_of_programs_are_days(tmp_path: Path) -> None:
    times: list[object] = [1706400000, 1706400000000, "20240128", "2024年1月28日", None]
    lines = "\n".join(json.dumps({"content": "文", "pub_time": time}) for time in times)
    inputs = place(tmp_path, {"a.jsonl": lines.encode()})
    days = [file.read().page.published for file in inputs.files]
    assert days == ["2024-01-28", "2024-01-28", "2024-01-28", "2024年1月28日", None]


def test_a_long_export_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    body = "全年主动公开信息若干条，办理申请若干件。" * 40
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["标题", "正文"])
        writer.writerows([f"第{number}份", f"第{number}份\n{body}"] for number in range(10_000))
    tracemalloc.start()
    inputs = walk([path])
    assert tracemalloc.get_traced_memory()[1] < path.stat().st_size
    tracemalloc.stop()
    assert len(inputs.files) == 10_000
    assert inputs.files[9_999].read().page.title == "第9999份"


def test_rows_past_the_limit_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MAX_ROWS", 2)
    inputs = place(tmp_path, {"a.csv": table(CELLS)})
    assert len(inputs.files) == 2
    assert told(inputs) == {"a.csv": "E323"}


# Paths --------------------------------------------------------------------------------------------


def test_a_path_may_go_on_inside_a_container(tmp_path: Path) -> None:
    place(tmp_path, {"a.zip": pack({"x/b.txt": REPORT, "x/c.txt": "c"}), "d.csv": table(CELLS)})
    assert names(walk([tmp_path / "a.zip/x/b.txt"])) == ["a.zip/x/b.txt"]
    assert names(walk([tmp_path / "a.zip/x"])) == ["a.zip/x/b.txt", "a.zip/x/c.txt"]
    assert names(walk([tmp_path / "d.csv#3"])) == ["d.csv#3"]
    (file,) = walk_file(tmp_path / "d.csv#3").files
    assert file.name == f"{(tmp_path / 'd.csv').as_posix()}#3"
    with pytest.raises(InputError) as caught:
        walk([tmp_path / "a.zip/y.txt"])
    assert caught.value.code == "E301"


def test_a_file_reached_twice_is_one_report(tmp_path: Path) -> None:
    place(tmp_path, {"a/b.txt": REPORT.encode()})
    assert len(walk([tmp_path, tmp_path / "a", tmp_path / "a" / "b.txt"]).files) == 1


def test_equal_names_in_several_folders_are_told_apart(tmp_path: Path) -> None:
    place(tmp_path, {f"{folder}/x/1.txt": folder.encode() for folder in "abc"})
    inputs = walk([tmp_path / folder / "x" for folder in "abc"])
    assert sorted(names(inputs)) == ["1.txt", "c/x/1.txt", "x/1.txt"]
    assert {file.read().content for file in inputs.files} == {b"a", b"b", b"c"}


def test_a_row_is_known_by_its_address_wherever_it_moves(tmp_path: Path) -> None:
    before = place(tmp_path, {"a.jsonl": LINES.encode()})
    moved = "".join(reversed(LINES.splitlines(keepends=True))).encode()
    after = place(tmp_path, {"a.jsonl": moved})
    assert {file.place for file in before.files} == {file.place for file in after.files}
    assert before.files[0].place == after.files[3].place == "a.jsonl#http://example.invalid/0"


def test_errors_are_records_with_a_hint(tmp_path: Path) -> None:
    inputs = place(tmp_path, {"a.zip": b"PK\x05\x06 no archive", "b.csv": b"a,b\n1,2\n"})
    assert all(isinstance(error, ErrorRecord) and error.hint for error in inputs.errors)
    assert len(inputs.errors) == 2
