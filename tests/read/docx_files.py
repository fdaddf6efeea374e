"""Writes small Word files whose truth the tests know: raw parts in a package, nothing more."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from wenzhi.read.compound import SIGNATURE

OPEN = "http://schemas.openxmlformats.org"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": f"{OPEN}/wordprocessingml/2006/main",
        "r": f"{OPEN}/officeDocument/2006/relationships",
        "mc": f"{OPEN}/markup-compatibility/2006",
        "wp": f"{OPEN}/drawingml/2006/wordprocessingDrawing",
        "a": f"{OPEN}/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_RELATIONS = f'<Relationships xmlns="{OPEN}/package/2006/relationships">'
_TYPES = f"{OPEN}/officeDocument/2006/relationships"


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content="", properties=""):
    """A paragraph; plain text becomes one run."""
    inner = content if content.startswith("<") else run(content) if content else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(content="", properties=""):
    inner = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells, properties=""):
    inner = "".join(item if item.startswith("<w:tc") else cell(item) for item in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows):
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def span(columns):
    return f'<w:gridSpan w:val="{columns}"/>'


def part(name, inner):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{inner}</w:{name}>'


def relation(number, type_, target, mode=""):
    external = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="r{number}" Type="{_TYPES}/{type_}" Target="{target}"{external}/>'


def package(body, parts=None, relations="", main="word/document.xml"):
    """The bytes of a Word file. `parts` are more parts of the folder word by name: styles, numbering."""
    parts = parts or {}
    folder, _, name = main.rpartition("/")
    for number, stem in enumerate(parts):
        type_ = stem.rstrip("0123456789")
        relations += relation(number, type_, f"{stem}.xml")
    members = {
        "[Content_Types].xml": f'<Types xmlns="{OPEN}/package/2006/content-types"/>',
        "_rels/.rels": _RELATIONS + relation(0, "officeDocument", main) + "</Relationships>",
        f"{folder}/_rels/{name}.rels": _RELATIONS + relations + "</Relationships>",
        main: part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
        **{f"{folder}/{stem}.xml": text for stem, text in parts.items()},
    }
    return archive(members)


def archive(members):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return made.getvalue()


def contents(content):
    """The members of an archive by name."""
    with zipfile.ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def compound(*streams, flags=0, version=0xC1):
    """A compound file as far as its directory goes; `flags` and `version` are those of the Word document."""
    file = bytearray(SIGNATURE + bytes(504))
    file[30:32] = (9).to_bytes(2, "little")
    header = bytes(2) + version.to_bytes(2, "little") + bytes(6) + flags.to_bytes(2, "little")
    file += header.ljust(512, b"\x00")
    for stream in streams:
        name = stream.encode("utf-16-le") + b"\x00\x00"
        entry = name.ljust(64, b"\x00") + len(name).to_bytes(2, "little")
        file += entry.ljust(128, b"\x00")
    return bytes(file)
