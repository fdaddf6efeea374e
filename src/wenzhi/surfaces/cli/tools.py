"""Floor 8: rule, rules, demo, doctor, synth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wenzhi.surfaces.cli.printing import Bar, Json, show
from wenzhi.surfaces.cli.reports import Lang, Language, Quiet


def rule(
    code: Annotated[str, typer.Argument(help="规则代码，如 T101")],
    lang: Language = Lang.zh,
    as_json: Json = False,
) -> None:
    """说明一条规则 / describe a rule."""
    from wenzhi import api
    from wenzhi.surfaces.cli import telling

    card = api.rule(code)
    show("wenzhi.rule/1", card, telling.tell_rule(card, lang.value), as_json)


def rules(lang: Language = Lang.zh, as_json: Json = False) -> None:
    """列出全部规则 / list all rules."""
    from wenzhi import api
    from wenzhi.surfaces.cli import telling

    cards = api.rules()
    show("wenzhi.rules/1", cards, telling.tell_rules(cards, lang.value), as_json)


def demo(
    out: Annotated[Path, typer.Option(help="结果写到这里")] = Path("reports_out"),
    lang: Language = Lang.zh,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """用随附的虚构年报走一遍 / run the main job on the bundled demo corpus."""
    from wenzhi import api
    from wenzhi.outputs import envelopes
    from wenzhi.surfaces.cli import telling

    with Bar(quiet=quiet) as bar:
        data = api.demo(out, lang=lang.value, progress=bar)
    show(envelopes.SCORE_SCHEMA, data, telling.tell_score(data, lang.value), as_json)


def doctor(
    corpus: Annotated[Path | None, typer.Option(help="顺便检查这个语料库")] = None,
    as_json: Json = False,
) -> None:
    """检查安装是否完好 / check the installation."""
    from wenzhi import api
    from wenzhi.surfaces.cli import telling

    found = api.doctor(corpus)
    show("wenzhi.doctor/1", found, telling.tell_symptoms(found), as_json)
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
    show("wenzhi.synth/1", manifest, f"{manifest.reports} 份报告写到 {out}", as_json)
