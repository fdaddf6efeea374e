"""Floor 8: commands on trained models: build, info."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wenzhi.surfaces.cli.printing import Bar, Json, guarded, show
from wenzhi.surfaces.cli.reports import Quiet

app = typer.Typer(help="模型 / trained models", no_args_is_help=True, rich_markup_mode=None)


@app.command()
@guarded
def build(
    name: Annotated[str, typer.Argument(help="模型名称，如 embedding")],
    corpora: Annotated[Path, typer.Option(help="文本与标注所在的文件夹")] = Path("corpora"),
    out: Annotated[Path | None, typer.Option(help="写到这个文件夹；默认随附模型处")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """由词表、标注与教师模型重做一个模型 / make a model anew."""
    from wenzhi import api

    with Bar(quiet=quiet) as bar:
        folder = api.build_model(name, corpora, out, progress=bar)
    show("wenzhi.model/1", {"folder": folder.as_posix()}, f"模型写到 {folder}", as_json)


@app.command()
@guarded
def info(as_json: Json = False) -> None:
    """随附了哪些模型、怎样做成、是否完好 / the models, how they were made, whether they are whole."""
    from wenzhi import api
    from wenzhi.surfaces.cli import telling

    cards = api.models()
    show("wenzhi.models/1", cards, telling.tell_models(cards), as_json)
    raise typer.Exit(4 if any(card.error for card in cards) else 0)
