"""Floor 1, read: a Word file saved as one XML (flat OPC) → the package it stands for.

Takes bytes, gives those of an archive with the same parts, so that all that follows is the same (the
format is that of `pkg:package`, MS-OE376 and Word's "Word XML document"). Nothing is fetched and no
entity expanded. It must not know what the parts mean.
"""

from __future__ import annotations

import base64
import binascii
import zipfile
from io import BytesIO

from wenzhi.base.errors import InputError

NAMESPACE = b"http://schemas.microsoft.com/office/2006/xmlPackage"
"""What every flat package names in its root element."""

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_HEAD = 4096


def is_flat(content: bytes) -> bool:
    """Whether bytes are such a file, in UTF-8 or UTF-16."""
    head = content[: 2 * _HEAD].replace(b"\x00", b"")[:_HEAD]
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and NAMESPACE in head


def unflatten(content: bytes, name: str) -> bytes:
    """The package as an archive. Raises InputError (E308) where it is damaged or declares entities."""
    from lxml import etree

    if b"<!DOCTYPE" in content.replace(b"\x00", b""):
        raise _damaged(name, "有实体定义（DTD），Word 文档不会有")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    target = BytesIO()
    try:
        root = etree.fromstring(content, parser)
        with zipfile.ZipFile(target, "w") as archive:
            for part in root.iterfind(_PKG + "part"):
                data = part.find(_PKG + "xmlData")
                binary = part.findtext(_PKG + "binaryData")
                inner = data[0] if data is not None and len(data) else None
                content = b"" if inner is None else etree.tostring(inner, encoding="utf-8")
                if binary is not None:
                    content = base64.b64decode(binary)
                archive.writestr((part.get(_PKG + "name") or "").lstrip("/"), content)
    except etree.XMLSyntaxError as error:
        raise _damaged(name, f"不是完整的 XML（第 {error.lineno} 行）") from error
    except (binascii.Error, ValueError) as error:
        raise _damaged(name, "里面的部分解不开") from error
    return target.getvalue()


def _damaged(name: str, what: str) -> InputError:
    return InputError(
        "E308",
        f"Word 文档已损坏：{what}",
        where=name,
        hint="请用 Word 或 WPS 打开并另存为 .docx，或重新下载",
    )
