"""Whatever bytes an archive or export holds, only told errors come out, and never harm."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wenzhi.base.errors import InputError, UsageError
from wenzhi.read.export_columns import Columns
from wenzhi.read.folders import walk

ENDINGS = [".zip", ".csv", ".tsv", ".jsonl", ".json", ".txt", ".dat", ".docx"]
ROWS = [
    {"title": f"第{n}份", "content": "一、总体情况\n公开3条。", "url": f"u{n}"} for n in range(5)
]


def archive() -> bytes:
    """An archive with a file, an export and another archive in it."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("里.txt", "一、总体情况\n" * 20)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a/b.txt", "公开3条。\n" * 30)
        packed.writestr("c.jsonl", "\n".join(map(json.dumps, ROWS)))
        packed.writestr("d.zip", inner.getvalue())
    return outer.getvalue()


CSV = "标题,正文,网址\n" + "".join(f'第{n}份,"公开{n}条，\n""无""其他。",u{n}\n' for n in range(5))
SEEDS = {
    ".zip": archive(),
    ".csv": CSV.encode(),
    ".tsv": CSV.replace(",", "\t").encode("utf-16"),
    ".jsonl": "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS).encode("gb18030"),
    ".json": json.dumps({"data": {"list": ROWS}}).encode(),
    ".txt": CSV.encode("gb18030"),
}


def swallow(folder: Path, name: str, content: bytes, columns: Columns | None = None) -> int:
    """Read all a file holds; only told errors may come out. Gives the number of reports."""
    path = folder / name
    path.write_bytes(content)
    read = 0
    try:
        inputs = walk([path], columns=columns or Columns())
    except UsageError as error:
        assert error.code == "E202"  # a container of nothing but litter
        return 0
    for error in inputs.errors:
        assert error.code.startswith("E3")
        assert error.where and error.hint and error.where.startswith(name)
    for file in inputs.files:
        assert file.name.startswith(name)
        try:
            content_ = file.read()
            read += 1
            content_.document()
        except InputError as error:
            assert error.hint
    return read


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("ending", ENDINGS)
@SLOW
@given(content=st.binary(max_size=300))
def test_any_bytes(folder: Path, ending: str, content: bytes) -> None:
    swallow(folder, f"any{ending}", content)


@SLOW
@given(
    text=st.text(alphabet='",\n\r\t {}[]:\\\0ab一正文content標', max_size=200),
    ending=st.sampled_from(ENDINGS),
)
def test_any_text_with_marks_of_tables(folder: Path, text: str, ending: str) -> None:
    for head in ("", "正文,标题\n", '{"content": "'):
        swallow(folder, f"text{ending}", (head + text).encode())


@pytest.mark.parametrize("ending", sorted(SEEDS))
def test_damaged_containers(folder: Path, ending: str) -> None:
    chance = random.Random(ending)
    seed = SEEDS[ending]
    assert swallow(folder, f"whole{ending}", seed) >= 5 - 2 * (ending == ".zip")
    for number in range(120):
        content = bytearray(seed)
        for _ in range(chance.choice([1, 2, 8])):
            at = chance.randrange(len(content))
            match chance.randrange(4):
                case 0:
                    content[at] = chance.randrange(256)
                case 1:
                    content[at] ^= 1 << chance.randrange(8)
                case 2:
                    del content[at : at + chance.randrange(1, 40)]
                case _:
                    content[at:at] = content[chance.randrange(len(content)) :][:40]
            content = content or bytearray(b"P")
        swallow(folder, f"{number % 7}{ending}", bytes(content))


@SLOW
@given(
    name=st.text(max_size=30),
    flag=st.sampled_from([0, 1, 8, 0x800, 0x801]),
    method=st.sampled_from([0, 8, 9, 12, 14, 99]),
)
def test_any_name_flag_and_method(folder: Path, name: str, flag: int, method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x", "公开3条。")
    content = bytearray(packed.getvalue())
    raw = name.encode("utf-8", errors="surrogatepass")
    renamed = bytes(content).replace(b"x", raw or b"x")
    content = bytearray(renamed)
    for signature, flags, methods in ((b"PK\x03\x04", 6, 8), (b"PK\x01\x02", 8, 10)):
        at = content.find(signature)
        content[at + flags : at + flags + 2] = flag.to_bytes(2, "little")
        content[at + methods : at + methods + 2] = method.to_bytes(2, "little")
    swallow(folder, "named.zip", bytes(content))


@given(
    rows=st.lists(
        st.fixed_dictionaries({"正文": st.text(min_size=1), "标题": st.text(), "网址": st.text()}),
        min_size=1,
        max_size=6,
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_say_what_was_written(folder: Path, rows: list[dict[str, str]], encoding: str) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    path = folder / "written.jsonl"
    path.write_bytes(lines.encode(encoding))
    inputs = walk([path])
    assert len(inputs.files) + len(inputs.errors) == len(rows)
    for file in inputs.files:
        row = rows[int(file.name.rpartition("#")[2]) - 1]
        try:
            page = file.read().page
        except InputError as error:
            assert error.code == "E302" and not row["正文"].strip()
        else:
            assert page.title == (row["标题"].strip() or None)
