"""Floor 1, read: the bytes of a Word file → its parts as XML, bounded and without side effects.

Takes bytes, gives parsed parts and their relations. Nothing is fetched, no entity is expanded, no part
is unpacked past its bound. It must not know what the parts mean.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from wenzhi.base.errors import InputError
from wenzhi.read.ooxml.flat import is_flat, unflatten

if TYPE_CHECKING:
    from lxml import etree

    Element: TypeAlias = etree._Element

MAX_PART = 16 * 1024 * 1024
"""Largest part unpacked, in bytes. The text of a report is 0.1–2 MB of XML; 16 MB take 10 s to read."""

MAX_UNPACKED = 32 * 1024 * 1024
"""Most bytes unpacked of one file, all its parts together."""

MAX_MEMBERS = 4_096
"""Most members of a package. A Word file with a hundred pictures has two hundred."""

_STRICT_HOST = b"purl.oclc.org"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math",
     b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/",
     b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip
"""Namespaces of ISO/IEC 29500 Strict and the Transitional ones that the readers know."""

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = "/officeDocument"
_DAMAGED = "请用 Word 或 WPS 打开并另存为 .docx，或重新下载"


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another; `type` is the last word of its type (header, image)."""

    id: str
    type: str
    target: str
    external: bool


class Package:
    """An opened Word file. `name` names it in errors."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        if is_flat(content):
            content = unflatten(content, name)
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise damaged(name, "压缩结构不完整") from error
        members = self._archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise damaged(name, f"里面有 {len(members)} 个文件，不是正常的 Word 文档")
        # Some writers use backslashes, and part names are compared without case (ECMA-376-2, 9.1.1).
        self._members = {_key(member.filename): member for member in members}
        self._left = MAX_UNPACKED
        self._relations: dict[str, list[Relation]] = {}
        self.main = self._main()

    @property
    def members(self) -> tuple[str, ...]:
        """Names of all parts, lower case, sorted."""
        return tuple(sorted(self._members))

    def xml(self, part: str) -> Element:
        """The root of an XML part.

        Raises InputError (E308) where it is absent, too large, not well formed or holds a DTD.
        """
        from lxml import etree

        content = self.content(part)
        if _declares_entities(content):
            raise damaged(self.name, f"{part} 里有实体定义（DTD），Word 文档不会有，没有读取")
        for strict, transitional in _STRICT if _STRICT_HOST in content else ():
            content = content.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root: Element = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise damaged(self.name, f"{part} 不是完整的 XML（第 {error.lineno} 行）") from error
        return root

    def optional(self, part: str | None) -> Element | None:
        """The root of a part that a document can be read without; None where it is not usable."""
        if part is None or _key(part) not in self._members:
            return None
        try:
            return self.xml(part)
        except InputError:
            return None

    def related(self, type_: str) -> list[str]:
        """Parts that the main part relates to as `type_`, in order of id."""
        return [
            relation.target
            for relation in self.relations(self.main)
            if relation.type == type_ and not relation.external
        ]

    def relations(self, part: str) -> list[Relation]:
        """All relations of a part; of the package itself where `part` is empty."""
        if part not in self._relations:
            folder, name = posixpath.split(part)
            root = self.optional(posixpath.join(folder, "_rels", f"{name}.rels"))
            found = [] if root is None else list(_relations(root, folder))
            self._relations[part] = sorted(found, key=lambda relation: relation.id)
        return self._relations[part]

    def _main(self) -> str:
        for relation in self.relations(""):
            if relation.type == _MAIN[1:] and _key(relation.target) in self._members:
                return relation.target
        if "word/document.xml" in self._members:
            return "word/document.xml"
        raise damaged(self.name, "没有找到正文（word/document.xml）")

    def content(self, part: str) -> bytes:
        """The bytes of a part. Raises InputError (E308, E309)."""
        member = self._members.get(_key(part))
        if member is None:
            raise damaged(self.name, f"缺少 {part}")
        if member.flag_bits & 1:
            raise InputError(
                "E309", "文件加了密码", where=self.name, hint="请取消密码后另存，再试一次"
            )
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(self.name, f"{part} 的压缩方式不认识")
        bound = min(MAX_PART, self._left)
        try:
            with self._archive.open(member) as stream:
                # The size that the archive declares may be a lie: what comes out is counted.
                content = stream.read(bound + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            raise damaged(self.name, f"{part} 解不开") from error
        self._left = max(self._left - len(content), 0)
        if len(content) > bound:
            raise damaged(self.name, f"{part} 解开后大得反常，没有读取")
        return content


def damaged(name: str, what: str) -> InputError:
    """The error of a Word file that cannot be read as one."""
    return InputError("E308", f"Word 文档已损坏：{what}", where=name, hint=_DAMAGED)


def _relations(root: Element, folder: str) -> Iterator[Relation]:
    for element in root.iter(_RELATION):
        target = (element.get("Target") or "").replace("\\", "/")
        external = element.get("TargetMode") == "External"
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = (element.get("Type") or "").rpartition("/")[2]
        yield Relation(element.get("Id") or "", kind, target, external)


def _key(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def _declares_entities(content: bytes) -> bool:
    """Whether there is a document type declaration, in UTF-8 or in UTF-16."""
    return b"<!DOCTYPE" in content.replace(b"\x00", b"")
