"""Floor 8: rule, rules, demo, doctor, synth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wenzhi.surfaces.cli.printing import Bar, Json, envelope, write
from wenzhi.surfaces.cli.reports import Lang, Language, Quiet


def rule(
    code: Annotated[str, typer.Argument(help="规则代码，如 T101")],
    lang: Language = Lang.zh,
    as_json: Json = False,
) -> None:
    """说明一条规则 / describe a rule."""
    from wenzhi import api

    card = api.rule(code)
    if as_json:
        envelope("wenzhi.rule/1", card)
    else:
        write(api.show_rule(card, lang.value))


def rules(lang: Language = Lang.zh, as_json: Json = False) -> None:
    """列出全部规则 / list all rules."""
    from wenzhi import api

    cards = api.rules()
    if as_json:
        envelope("wenzhi.rules/1", cards)
    else:
        write(api.show_rules(cards, lang.value))


def demo(
    out: Annotated[Path, typer.Option(help="结果写到这里")] = Path("reports_out"),
    lang: Language = Lang.zh,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """用随附的虚构年报走一遍 / run the main job on the bundled demo corpus."""
    from wenzhi import api
    from wenzhi.outputs import envelopes

    with Bar(quiet=quiet) as bar:
        data = api.demo(out, lang=lang.value, progress=bar)
    if as_json:
        envelope(envelopes.SCORE_SCHEMA, data)
    else:
        write(api.show_score(data, lang.value))


def doctor(
    corpus: Annotated[Path | None, typer.Option(help="顺便检查这个语料库")] = None,
    as_json: Json = False,
) -> None:
    """检查安装是否完好 / check the installation."""
    from wenzhi import api

    found = api.doctor(corpus)
    if as_json:
        envelope("wenzhi.doctor/1", found)
    else:
        write(api.show_doctor(found))
    raise typer.Exit(0 if all(item.ok for item in found) else 1)


def synth(
    reports: Annotated[int, typer.Option(help="写多少份")],
    out: Annotated[Path, typer.Option(help="写到这个文件夹")],
    seed: Annotated[int, typer.Option(help="随机种子；同种子同结果")] = 0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """写出任意多份虚构年报及其答案 / write synthetic reports with their truth."""
    from wenzhi import api

    with Bar(quiet=quiet) as bar:
        manifest = api.synth(reports, seed, out, progress=bar)
    if as_json:
        envelope("wenzhi.synth/1", manifest)
    else:
        write(f"{manifest.reports} 份报告写到 {out}")
