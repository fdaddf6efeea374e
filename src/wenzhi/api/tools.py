"""Floor 7, tools around the product: rules, synthetic reports, models, the state of the installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wenzhi.base.progress import Progress, Silent
from wenzhi.base.resources import models_folder
from wenzhi.base.rules import RuleCard, card, catalogue

if TYPE_CHECKING:
    from wenzhi.corpus.health import Symptom
    from wenzhi.corpus.modelling import ModelCard
    from wenzhi.synth import SynthManifest


def rule(code: str) -> RuleCard:
    """The card of a rule. Raises UsageError (E201) naming the nearest codes."""
    return card(code.upper())


def rules() -> tuple[RuleCard, ...]:
    """All cards, in order of code."""
    return tuple(catalogue().values())


def synth(reports: int, seed: int, out: Path, *, progress: Progress | None = None) -> SynthManifest:
    """Write `reports` synthetic reports with their truth to `out`; the same seed, the same bytes."""
    from wenzhi.synth import write_reports

    listener = progress or Silent()
    listener.stage("synth", reports)
    return write_reports(reports, seed, out, progress=listener.advance)


def build_model(
    name: str, corpora: Path, out: Path | None = None, *, progress: Progress | None = None
) -> Path:
    """Make the trained model `name` anew from the texts and labels in `corpora`; gives its folder.

    Raises UsageError (E406) for an unknown name, ResourceError (E401, E405) naming what is missing.
    """
    from wenzhi.corpus import modelling

    return modelling.build_model(name, corpora, out or models_folder(), progress or Silent())


def models() -> tuple[ModelCard, ...]:
    """The trained models that ship with wenzhi, each compared with its manifest."""
    from wenzhi.corpus.modelling import describe_models

    return describe_models(models_folder())


def doctor(corpus: Path | None = None) -> tuple[Symptom, ...]:
    """Look over the installation and, if given, a corpus."""
    from wenzhi.corpus.health import examine

    return examine(corpus)
