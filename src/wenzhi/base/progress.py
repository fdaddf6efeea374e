"""Floor 0: how long work tells how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A listener for long work; surfaces show it as a bar with rate and time left."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage called `name` begins; it has `total` steps, or an unknown number."""
        ...

    def advance(self, steps: int = 1) -> None:
        """`steps` steps of the current stage are done."""
        ...


class Silent:
    """Nobody listens."""

    def stage(self, name: str, total: int | None) -> None:
        """Ignored."""

    def advance(self, steps: int = 1) -> None:
        """Ignored."""
