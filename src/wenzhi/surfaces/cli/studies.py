"""Floor 8: commands of coding studies: a blind sample to be coded, and how far the coders agree."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wenzhi.surfaces.cli.corpora import Corpus
from wenzhi.surfaces.cli.printing import Json, show


class Unit(StrEnum):
    """What is coded."""

    sentence = "sentence"
    problem = "problem"
    measure = "measure"
    narrative = "narrative"
    finding = "finding"


def sample(
    corpus: Corpus,
    size: Annotated[int, typer.Option("--n", help="抽多少条")],
    out: Annotated[Path, typer.Option(help="编码表写到这个 CSV；底稿在旁边")],
    seed: Annotated[int, typer.Option(help="随机种子，相同的种子抽出相同的样本")] = 1,
    unit: Annotated[Unit, typer.Option(help="抽什么")] = Unit.sentence,
    by: Annotated[
        str, typer.Option(help="分层：year level province region kind form organ")
    ] = "year",
    where: Annotated[str | None, typer.Option(help="只从符合条件的年报里抽")] = None,
    as_json: Json = False,
) -> None:
    """分层抽样，写出不带判断的编码表 / a blind coding sheet of a stratified sample."""
    from wenzhi import api
    from wenzhi.surfaces.cli.telling import tell_written

    strata = [part.strip() for part in by.split(",") if part.strip()]
    written = api.sample(corpus, size, seed, out, unit=unit.value, by=strata, where=where)
    files = {"files": [path.as_posix() for path in written]}
    show("wenzhi.corpus-sample/1", files, tell_written(written), as_json)


def agree(
    sheets: Annotated[list[Path], typer.Argument(help="各编码员填好的编码表")],
    key: Annotated[Path | None, typer.Option(help="底稿：另与文质的判断比较")] = None,
    as_json: Json = False,
) -> None:
    """编码员之间、编码员与文质之间是否一致 / agreement of coders, with intervals."""
    from wenzhi import api

    found = api.agree(sheets, key)
    lines = [
        f"{one.a} × {one.b}\tn={one.n}\t一致 {one.share:.3f} [{one.share_low:.3f}, {one.share_high:.3f}]\t"
        + (
            "κ 无从计算"
            if one.kappa is None
            else f"κ {one.kappa:.3f} [{one.kappa_low:.3f}, {one.kappa_high:.3f}]"
        )
        for one in found.pairs
    ]
    lines += [
        f"{one.label}\t误判 {_share(one.false, one.said, one.false_low, one.false_high)}\t"
        f"漏判 {_share(one.missed, one.coded, one.missed_low, one.missed_high)}"
        for one in found.rates
    ]
    lines += [f"{one.id}\t{one.labels}\t{one.text}" for one in found.disagreements]
    lines.append(f"（{len(found.disagreements)} 条不一致，{found.unlabelled} 条没有都填）")
    show("wenzhi.corpus-agree/1", found, "\n".join(lines), as_json)


def _share(count: int, of: int, low: float, high: float) -> str:
    """A rate with what it is of and its interval."""
    return f"{count}/{of}" + (f" [{low:.3f}, {high:.3f}]" if of else "")
