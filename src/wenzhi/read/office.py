"""Floor 1: what only an office program opens (`.doc`, `.wps`, `.rtf`, `.odt`) → `.docx` → text.

Takes bytes, gives the `Composition` of the same document saved as `.docx` by LibreOffice, which runs
without a window, in a profile of its own that is thrown away, with macros and links switched off, and is
ended when it takes too long.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from wenzhi.base.errors import InputError
from wenzhi.read import word
from wenzhi.read.composition import Composition
from wenzhi.read.compound import SIGNATURE, find_entry, is_before_word_97, is_encrypted

SECONDS = 45
"""Longest conversion. A report takes 1–4 s; what hangs must end before a whole file is given up."""

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">\
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
"""Settings of the throw-away profile: no macro runs, no link is followed, the proxy leads nowhere."""


def compose(content: bytes, name: str) -> Composition:
    """Read `content` by way of LibreOffice; `name` names it in errors.

    Raises InputError: E308 damaged, E309 encrypted, E311 LibreOffice is not there or did not end.
    """
    if content.startswith(SIGNATURE) and is_encrypted(content):
        raise InputError(
            "E309", "文件加了密码", where=name, hint="请用 Word 或 WPS 取消密码后另存，再试一次"
        )
    return word.compose(convert(content, name), name)


def find_program() -> str | None:
    """Where LibreOffice is installed, null where it is not."""
    found = (shutil.which(program) for program in _PROGRAMS)
    return next((path for path in found if path), None) or next(
        (place for place in _PLACES if Path(place).is_file()), None
    )


def convert(content: bytes, name: str) -> bytes:
    """The document saved as `.docx`. Raises InputError (E308, E311)."""
    program = find_program()
    if program is None:
        raise InputError(
            "E311",
            "旧版 Word、WPS、RTF 文档要借助 LibreOffice 来读，这台机器上没有找到它",
            where=name,
            hint="请安装 LibreOffice，或用 Word、WPS 打开后另存为 .docx",
        )
    with tempfile.TemporaryDirectory(prefix="wenzhi-office-") as folder:
        place = Path(folder)
        (place / "profile" / "user").mkdir(parents=True)
        settings = place / "profile" / "user" / "registrymodifications.xcu"
        settings.write_text(_SETTINGS, encoding="utf-8")
        (place / "report").write_bytes(content)
        _run(program, place, _filter(content, name), name)
        made = place / "made" / "report.docx"
        if not made.is_file():
            raise _unreadable(name)
        return made.read_bytes()


def _filter(content: bytes, name: str) -> str:
    """The reader that LibreOffice must use: left to choose, it reads a damaged file as plain text.

    Raises InputError (E308) for a compound file of no kind that holds text.
    """
    if content.startswith(SIGNATURE):
        if find_entry(content, "WordDocument") is not None:
            return "MS Word 95" if is_before_word_97(content) else "MS Word 97"
        if find_entry(content, "MatOST") is not None:
            return "MS_Works"
        raise _unreadable(name)
    if content.startswith(b"PK"):
        return "writer8"
    return "MS Word 2003 XML" if content.lstrip()[:1] == b"<" else "Rich Text Format"


def _unreadable(name: str) -> InputError:
    return InputError(
        "E308",
        "文档已损坏：LibreOffice 也打不开",
        where=name,
        hint="请用 Word 或 WPS 打开并另存为 .docx，或重新下载",
    )


def _run(program: str, folder: Path, reader: str, name: str) -> None:
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard",
        f"--infilter={reader}",
        "--convert-to", "docx:MS Word 2007 XML",
        "--outdir", str(folder / "made"),
        str(folder / "report"),
    ]  # fmt: skip
    process = subprocess.Popen(
        [*_guard(), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        start_new_session=True,
    )
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise InputError(
            "E311",
            f"LibreOffice 在 {SECONDS} 秒内没有转换完，已经停止",
            where=name,
            hint="请用 Word 或 WPS 打开后另存为 .docx",
        ) from error
    finally:
        _end(process)


def _guard() -> list[str]:
    """A keeper of time that outlives this process: whoever reads may be ended while it waits."""
    keeper = shutil.which("timeout") if sys.platform == "linux" else None
    return [keeper, "--signal=KILL", str(SECONDS + 5)] if keeper else []


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program with those it started: `soffice` itself only starts another one."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
