"""Floor 1: a zip archive → the names of its files and the bytes of one of them, within bounds.

Takes a file or bytes; never writes to disk. Nothing an archive says of itself is trusted: names are
looked at before they are shown, sizes before anything is unpacked, and unpacking stops at a limit.
It must not know what the files in an archive are.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from wenzhi.base.errors import InputError
from wenzhi.base.patterns import as_pattern
from wenzhi.read.plain import plausible

MAX_MEMBERS = 200_000
"""Files in one archive. All organs of the country publish some 150,000 reports a year."""

MAX_RATIO = 200
"""Unpacked to packed. Web pages reach 20, tables of blanks 100; deflate itself ends at 1,032."""

HARMLESS = 1 << 20
"""Bytes below which no ratio is a danger."""

MAX_TOTAL = 100 << 20
"""Unpacked bytes of an archive from which on its ratio as a whole is looked at."""

LONGEST_NAME = 500
LONGEST_DIRECTORY = MAX_MEMBERS * (46 + 2 * LONGEST_NAME)
"""Bytes of a central directory: 46 an entry (APPNOTE 4.3.12), its name and extra fields."""

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""The others may fill memory by what a few bytes ask for, and are hardly met."""

_PACKAGES = {"[content_types].xml", "mimetype", "ofd.xml"}
"""A member that says that the archive is one document: Word, Excel, OpenDocument, OFD."""

_LITTER = as_pattern(
    r"(?:^|/)(?:__MACOSX/|\.(?!\.?(?:/|$))|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE
)

_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    LookupError,
)
"""What the standard library raises on a damaged archive, found by fuzzing."""


def open_archive(source: Path | bytes, name: str) -> zipfile.ZipFile:
    """The archive on disk or in bytes. Raises InputError: E301, E320 damaged, E323 past a limit."""
    try:
        with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
            packed = _bound_directory(file, name)
        # Given a path, the archive closes its file when it is let go of.
        archive = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source))
        _bound_contents(archive, packed, name)
    except _BROKEN as error:
        raise _damaged(name, error) from error
    return archive


def is_litter(name: str) -> bool:
    """Whether a file is the droppings of a system: hidden files, lock files, thumbnails."""
    return _LITTER.search(name) is not None


def is_package(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is one document (Word, Excel, OpenDocument, OFD) and no container."""
    return not _PACKAGES.isdisjoint(info.filename.lower() for info in archive.infolist())


def list_members(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[int, str] | InputError]:
    """Number and name of each file worth reading, or why it is refused (E321–E323).

    Folders and the droppings of systems are left out. Of several files of one name the last stands,
    as for any program that unpacks; the others are told.
    """
    last: dict[str, int] = {}
    for number, info in enumerate(archive.infolist()):
        last[_file_name(info)] = number
    for number, info in enumerate(archive.infolist()):
        inner = _file_name(info)
        if inner.endswith("/") or is_litter(inner):
            continue
        refused = _refusal(info, inner, f"{name}/{_visible(inner)}")
        if refused is None and last[inner] != number:
            refused = InputError(
                "E322",
                "压缩包里有几个同名文件，只读最后一个",
                where=f"{name}/{inner}",
                hint="如果前面的也要，请改名后重新打包",
            )
        yield refused or (number, inner)


def read_member(archive: zipfile.ZipFile, number: int, name: str, limit: int) -> bytes:
    """The bytes of one file. Raises InputError: E304 larger than `limit`, E320 damaged, E321, E323."""
    try:
        info = archive.infolist()[number]
        refused = _refusal(info, _file_name(info), name)
        if refused is not None:
            raise refused
        if info.file_size > limit:
            raise too_large(name, info.file_size, limit)
        with archive.open(info) as file:
            # Asked for no more than the size it claims, it unpacks no more, whatever it holds.
            return file.read(info.file_size + 1)
    except _BROKEN as error:
        raise _damaged(name, error) from error


def read_head(archive: zipfile.ZipFile, number: int, size: int) -> bytes:
    """The first bytes of one file; none where they cannot be had: reading it all will tell why."""
    try:
        with archive.open(archive.infolist()[number]) as file:
            return file.read(size)
    except _BROKEN:
        return b""


def too_large(name: str, size: int, limit: int) -> InputError:
    """The refusal of something larger than what is read."""
    return InputError(
        "E304",
        f"文件有 {size / 1e6:.0f} MB，超过上限 {limit / 1e6:.0f} MB",
        where=name,
        hint="年报正文一般只有几十 KB，请确认文件；如为合订本，请先拆分",
    )


def _refusal(info: zipfile.ZipInfo, inner: str, name: str) -> InputError | None:
    """Why a file of an archive is not read, by what its entry says."""
    unsafe = _unsafe(inner)
    if unsafe:
        return InputError(
            "E322",
            f"压缩包里的文件名不安全：{unsafe}，读到 {_visible(inner)!r}",
            where=name,
            hint="这样的文件不读；请确认压缩包的来源，改名后重新打包",
        )
    if info.flag_bits & _ENCRYPTED:
        return InputError(
            "E321", "压缩包里的文件加了密码", where=name, hint="请先解压，或去掉密码重新打包"
        )
    if info.compress_type not in _METHODS:
        return InputError(
            "E320",
            f"压缩方法 {info.compress_type} 不支持",
            where=name,
            hint="请用普通的 zip（deflate）方式重新打包",
        )
    if info.file_size > HARMLESS and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        return _past_limit(name, f"解开后是压缩时的 {MAX_RATIO} 倍以上")
    return None


def _unsafe(inner: str) -> str | None:
    """What is wrong with a name: it leads out of the folder, or cannot be shown as it is."""
    if inner.startswith("/") or re.match(r"[A-Za-z]:", inner):
        return "绝对路径"
    if ".." in inner.split("/"):
        return "含有 .."
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in inner):
        return "含有控制字符"
    return "名字过长" if len(inner) > LONGEST_NAME else None


def _visible(inner: str) -> str:
    """A name fit to be shown: what cannot be seen is written out, what is too long is cut."""
    shown = "".join(
        character
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs")
        else f"\\u{ord(character):04x}"
        for character in inner[:LONGEST_NAME]
    )
    return shown + "…" if len(inner) > LONGEST_NAME else shown


def _file_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry, as whoever packed it read it.

    Where the flag for UTF-8 is unset the standard says cp437; Chinese Windows writes GBK instead, and
    macOS UTF-8. Backslashes are those of archives made on Windows.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        name = _redecode(name)
    return name.replace("\\", "/").removeprefix("./")


def _redecode(name: str) -> str:
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            read = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any("\u4e00" <= character <= "\u9fff" for character in read) and plausible(read):
            return read
    return name


def _bound_directory(file: BinaryIO, name: str) -> int:
    """Refuse a directory too large to be loaded, by the record at the end; gives the bytes of the file.

    APPNOTE 4.3.16: signature, …, entries (2 bytes at 10), size of the directory (4 bytes at 12); where
    they are all ones, the ZIP64 record (4.3.14) has 8 bytes each at 32 and 40.
    """
    file.seek(0, 2)
    length = file.tell()
    file.seek(max(0, length - 65_557 - 20 - 56))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise zipfile.BadZipFile("no end of central directory")
    entries, size = struct.unpack_from("<HI", tail, at + 10)
    wide = tail.rfind(b"PK\x06\x06", 0, at)
    if wide >= 0 and at - wide >= 56:
        entries, size = struct.unpack_from("<QQ", tail, wide + 32)
    if entries > MAX_MEMBERS or size > LONGEST_DIRECTORY:
        raise _past_limit(name, f"文件数超过 {MAX_MEMBERS}")
    return length


def _bound_contents(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    """`packed` is the size of the whole file: entries may claim the same bytes many times."""
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise _past_limit(name, f"文件数超过 {MAX_MEMBERS}")
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL and total > MAX_RATIO * max(packed, 1):
        raise _past_limit(name, f"解开后共 {total / 1e6:.0f} MB，是压缩时的 {MAX_RATIO} 倍以上")


def _past_limit(name: str, what: str) -> InputError:
    return InputError(
        "E323",
        f"压缩包超出限制：{what}",
        where=name,
        hint="可能是有意撑爆磁盘的压缩包；确为年报的，请自行解压后再读",
    )


def _damaged(name: str, error: Exception) -> InputError:
    return InputError(
        "E320",
        f"压缩包损坏或不完整：{error or type(error).__name__}",
        where=name,
        hint="常见于下载中断，请重新下载；其余文件照常读",
    )
