"""Floor 1: an export of a crawl (CSV, JSON lines, JSON) → its rows, and what one row holds.

Takes an open file and reads it row by row, whatever its length; gives the place of each row in the
file, so that it can be read again alone. A row that cannot be read is told and the rest goes on. It
must not know what a report says.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Literal

import msgspec

from wenzhi.base.errors import InputError
from wenzhi.read.export_columns import Columns, Row, choose, has_text
from wenzhi.read.export_lines import MAX_LINE, Line, encoding_of, read_lines

MAX_ROWS = 500_000
"""Rows of one export: more than all organs of the country publish in three years."""

MAX_WHOLE = 100 << 20
"""Bytes of a JSON file that is one value: it has to be held whole, which JSON lines have not."""

HEAD = 1 << 16
"""Bytes that are looked at to tell what a file is."""

_SAMPLE = 50
"""Rows of which one must have a body for a file of JSON lines to be an export."""

_WASTE = 4
"""How many times its own size a CSV may be read over because of quotes that do not close."""

Shape = Literal["csv", "jsonl", "json"]


class Layout(msgspec.Struct, frozen=True):
    """How the rows of one export are written; shared by all of them.

    `header` are the columns of a CSV, `columns` what the user said is where.
    """

    shape: Shape
    encoding: str
    columns: Columns
    delimiter: str = ","
    header: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """Where a row stands: its number as people count it, its bytes in the file.

    `number` counts lines of JSON lines, elements of a JSON list, and rows of a CSV as a spreadsheet
    does, where the first row is the header.
    """

    number: int
    start: int
    length: int
    layout: Layout


def shape_of(head: bytes, suffix: str) -> Shape | None:
    """What kind of export a file is by its beginning, or None where it is something else.

    A name that ends in `.csv`, `.tsv`, `.jsonl` or `.ndjson` is believed; a text file is an export only
    where its first line is a JSON object or a header with a body and something else beside it.
    """
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    if suffix in (".csv", ".tsv"):
        return "csv"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix == ".json" or re.match(rb"\{\s*[\"}]|\[\s*\{", start):
        return "jsonl" if re.match(rb"\{[^\n]*\}\s*\n\s*\{", start) else "json"
    return "csv" if suffix == ".txt" and _is_header(head) else None


def find_rows(
    file: BinaryIO, shape: Shape, name: str, columns: Columns
) -> Iterator[tuple[Place, str | None] | InputError]:
    """The place of every row and its address, in order; a row that cannot be read as an error (E324).

    Raises InputError: E303 unknown encoding, E304 too large, E323 too many rows, E325 where the file is
    no export of reports (a roster) or lacks a column that `columns` names.
    """
    finders = {"csv": _csv_rows, "jsonl": _line_rows, "json": _json_rows}
    for number, found in enumerate(finders[shape](file, name, columns)):
        if number >= MAX_ROWS:
            raise InputError(
                "E323",
                f"超过 {MAX_ROWS} 行，后面的没有读",
                where=name,
                hint="请把导出文件拆成几个",
            )
        yield found


def is_answer(file: BinaryIO, columns: Columns) -> bool:
    """Whether a JSON file is one object with neither rows nor a body among its own entries.

    Such is what a server answers to a script of a page: one document, somewhere inside.
    """
    file.seek(0)
    content = file.read(MAX_WHOLE).removeprefix(b"\xef\xbb\xbf").strip()
    try:
        elements = _elements(content)
        if len(elements) != 1 or bytes(elements[0]) != content:
            return False
        return not has_text(columns.names(_object(content, "utf-8")), columns)
    except (ValueError, RecursionError):
        return False


def read_row(content: bytes, place: Place, name: str) -> Row:
    """What the row with these bytes holds. Raises InputError (E302 no body, E324)."""
    layout = place.layout
    try:
        if layout.shape == "csv":
            cells = next(_reader(iter([content.decode(layout.encoding)]), layout.delimiter))
            return choose(dict(zip(layout.header, cells, strict=False)), layout.columns, name)
        return choose(_object(content, layout.encoding), layout.columns, name)
    except (ValueError, csv.Error, StopIteration, RecursionError) as error:
        raise _bad_row(name, str(error)) from error


# CSV ----------------------------------------------------------------------------------------------


class _Lines:
    """Lines of a file as the CSV reader takes them, which can be set back to where a row began."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self.place = self.number = self.taken = 0
        self._lines = read_lines(file, encoding)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.place, self.number = line.end, self.number + 1
        self.taken += line.end - line.start
        if line.content is None or self.taken > MAX_LINE:
            raise ValueError(f"一行超过 {MAX_LINE >> 20} MB")
        return line.content.decode(self._encoding)

    def go(self, line: Line) -> None:
        """Go on behind `line`, or from the beginning of the row that follows it."""
        self.place = line.end
        self._lines = read_lines(self._file, self._encoding, line.end)


def _csv_rows(
    file: BinaryIO, name: str, columns: Columns
) -> Iterator[tuple[Place, str | None] | InputError]:
    encoding, size = encoding_of(file, name), file.seek(0, 2)
    delimiter, lines = _delimiter(file, encoding), _Lines(file, encoding)
    header = _header(lines, delimiter, name, columns)
    layout = Layout("csv", encoding, columns, delimiter, header)
    number, wasted = 1, 0
    lost: InputError | None = None
    while True:
        start, first = lines.place, lines.number
        try:
            cells = _next_row(lines, delimiter)
        except (ValueError, csv.Error) as error:
            wasted += lines.place - start
            if lost is None:
                number += 1
                yield (lost := _bad_row(f"{name}#{number}", f"{error}（文件第 {first + 1} 行起）"))
            if wasted > _WASTE * size + MAX_LINE:
                yield _bad_row(f"{name}#{number}", f"第 {first + 1} 行以后引号错乱，其余没有读")
                return
            _skip_line(lines, start, first)
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            number += lost is None
            continue
        wrong = _wrong_width(cells, header)
        if wrong and lost is not None:
            continue  # a line in the middle of the row that was lost
        lost, number = None, number + 1
        if wrong:
            yield _bad_row(f"{name}#{number}", wrong)
            continue
        row = dict(zip(header, cells, strict=False))
        place = Place(number, start, lines.place - start, layout)
        yield place, columns.text_of(row, "url")


def _next_row(lines: _Lines, delimiter: str) -> list[str] | None:
    lines.taken = 0
    return next(_reader(lines, delimiter), None)


def _skip_line(lines: _Lines, start: int, number: int) -> None:
    """Go to the line behind the one at which a bad row began."""
    lines.go(Line(start, start, None))
    try:
        next(lines)
    except ValueError:
        pass  # it is the line that cannot be decoded
    except StopIteration:
        pass
    lines.number = number + 1


def _reader(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_LINE)  # bodies are longer than the 128 KB it begins with
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _header(lines: _Lines, delimiter: str, name: str, columns: Columns) -> tuple[str, ...]:
    """The first row that is not blank. Raises InputError (E325) where no column is a body."""
    cells: list[str] | None = []
    try:
        while cells is not None and not any(cell.strip() for cell in cells):
            cells = _next_row(lines, delimiter)
    except (ValueError, csv.Error) as error:
        raise no_export(name, f"第一行读不懂：{error}", columns) from error
    if cells is None:
        raise InputError("E302", "文件是空的", where=name, hint="请重新导出或下载")
    header = tuple(cell.lstrip("\ufeff").strip() for cell in cells)
    columns.require(dict.fromkeys(header, ""), name)
    if not has_text(header, columns):
        raise no_export(name, "没有正文一列，读到的列名是：" + _listed(header), columns)
    return header


def _wrong_width(cells: list[str], header: tuple[str, ...]) -> str | None:
    """What is wrong with the number of cells; blank ones at the end, more or fewer, are not."""
    if any(cell.strip() for cell in cells[len(header) :]):
        return f"有 {len(cells)} 格，列名只有 {len(header)} 个：正文里的分隔符可能没有加引号"
    return f"只有 {len(cells)} 格，列名有 {len(header)} 个" if len(cells) < len(header) else None


def _delimiter(file: BinaryIO, encoding: str) -> str:
    """The character that cuts the first line into most columns."""
    line = next(read_lines(file, encoding), None)
    text = (line.content or b"").decode(encoding, errors="replace") if line else ""
    return max(",\t;|", key=text.count)


def _is_header(head: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            line = head.split(b"\n", 1)[0].decode(encoding)
        except UnicodeDecodeError:
            continue
        cells = [cell.strip(' "\r') for cell in line.split(max(",\t", key=line.count))]
        return len(cells) > 1 and has_text(cells, Columns()) and Columns().known(cells) > 1
    return False


# JSON ---------------------------------------------------------------------------------------------


def _line_rows(
    file: BinaryIO, name: str, columns: Columns
) -> Iterator[tuple[Place, str | None] | InputError]:
    encoding = encoding_of(file, name)
    layout = Layout("jsonl", encoding, columns)
    waiting: list[tuple[Place, str | None] | InputError] | None = []
    seen: list[str] = []
    for number, line in enumerate(read_lines(file, encoding), start=1):
        if line.content is not None and not line.content.strip(b"\x00 \t\r\n"):
            continue
        found, keys = _line_row(line, number, layout, name)
        if waiting is None:
            yield found
            continue
        waiting.append(found)
        seen += [key for key in keys if key not in seen]
        if has_text(keys, columns):
            yield from waiting
            waiting = None
        elif len(waiting) >= _SAMPLE:
            break
    if waiting is not None:
        raise _no_body(name, seen, columns, waiting)


def _line_row(
    line: Line, number: int, layout: Layout, name: str
) -> tuple[tuple[Place, str | None] | InputError, list[str]]:
    where = f"{name}#{number}"
    if line.content is None:
        return _bad_row(where, f"一行超过 {MAX_LINE >> 20} MB"), []
    try:
        row = _object(line.content, layout.encoding)
    except (ValueError, RecursionError) as error:
        return _bad_row(where, str(error)), []
    place = Place(number, line.start, line.end - line.start, layout)
    return (place, layout.columns.text_of(row, "url")), list(layout.columns.names(row))


def _json_rows(
    file: BinaryIO, name: str, columns: Columns
) -> Iterator[tuple[Place, str | None] | InputError]:
    size = file.seek(0, 2)
    file.seek(0)
    content = file.read(MAX_WHOLE)
    try:
        elements = _elements(content.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
            yield from _line_rows(file, name, columns)  # JSON lines whose first is long or broken
            return
        if size > MAX_WHOLE:
            raise InputError(
                "E304",
                f"JSON 文件有 {size / 1e6:.0f} MB，超过上限 {MAX_WHOLE / 1e6:.0f} MB",
                where=name,
                hint="请导出成 JSONL（一行一份），大小不限",
            ) from error
        raise no_export(name, f"不是完好的 JSON：{error}", columns) from error
    layout = Layout("json", "utf-8", columns)
    place, found, seen = 0, [], list[str]()
    for number, element in enumerate(elements, start=1):
        raw = bytes(element)
        place = content.index(raw, place)
        line = Line(place, place + len(raw), raw)
        row, keys = _line_row(line, number, layout, name)
        found.append(row)
        seen += [key for key in keys[:_SAMPLE] if key not in seen]
        place += len(raw)
    if not has_text(seen, columns):
        raise _no_body(name, seen, columns, found)
    yield from found


def _elements(content: bytes) -> list[msgspec.Raw]:
    """The objects of a list; of a list inside one or two objects; or the one object there is."""
    if content.lstrip().startswith(b"["):
        return msgspec.json.decode(content, type=list[msgspec.Raw])
    whole = msgspec.json.decode(content, type=msgspec.Raw)
    inside = msgspec.json.decode(whole, type=dict[str, msgspec.Raw])
    for value in inside.values():
        if bytes(value).lstrip().startswith(b"[{"):
            return msgspec.json.decode(value, type=list[msgspec.Raw])
        if bytes(value).lstrip().startswith(b"{"):
            for inner in msgspec.json.decode(value, type=dict[str, msgspec.Raw]).values():
                if bytes(inner).lstrip().startswith(b"[{"):
                    return msgspec.json.decode(inner, type=list[msgspec.Raw])
    return [whole]


def _object(content: bytes, encoding: str) -> Mapping[str, object]:
    """A JSON object. Raises ValueError for any other value."""
    text = content.decode(encoding).lstrip("\ufeff")
    return msgspec.json.decode(text, type=dict[str, object])


# Refusals -----------------------------------------------------------------------------------------


def no_export(name: str, what: str, columns: Columns) -> InputError:
    """The refusal of a table that holds no reports."""
    said = f"（按 --map，正文在 {columns.text} 一列）" if columns.text else ""
    return InputError(
        "E325",
        f"这个表不是年报的导出文件：{what}{said}",
        where=name,
        hint="应报名单请用 --roster 给出；确为年报导出的，请用 --map text=列名 说明正文在哪一列",
    )


def _no_body(
    name: str, seen: list[str], columns: Columns, found: list[tuple[Place, str | None] | InputError]
) -> InputError:
    if not found:
        return InputError("E302", "文件是空的", where=name, hint="请重新导出或下载")
    if not seen:
        first = next(one for one in found if isinstance(one, InputError))
        return no_export(name, f"没有一行读得懂，如 {first.where}：{first.message}", columns)
    return no_export(name, "没有正文一项，读到的是：" + _listed(seen), columns)


def _bad_row(where: str, what: str) -> InputError:
    return InputError(
        "E324",
        f"这一行读不懂：{what}",
        where=where,
        hint="请改正或重新导出这一行；其余各行照常读",
    )


def _listed(names: list[str] | tuple[str, ...]) -> str:
    shown = "、".join(name[:40] for name in names[:20])
    return shown + ("…" if len(names) > 20 else "")
