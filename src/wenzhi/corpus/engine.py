"""Floor 5: where the batch plan runs: Daft's native runner here, or a Ray cluster elsewhere.

The plan is the same on either; only this module knows which.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Literal, TypeAlias

from wenzhi.base.errors import UsageError

Runner = Literal["native", "ray"]
Work: TypeAlias = Callable[[], Callable[[bytes], bytes]]
"""Makes, once in each worker process, what answers tasks; it and what it holds can be pickled."""


ATTEMPTS = 4
"""Plans that a cluster may fail, each time with fewer nodes, before the run gives up."""

_chosen: list[Runner] = []
"""The runner of this process, once it is chosen."""


def runs_here() -> bool:
    """Whether plans of this process run, or may run, on this machine and not on a cluster."""
    return _chosen != ["ray"]


@cache
def use_runner(runner: Runner) -> None:
    """Choose the runner for this process, before the first plan runs; Daft takes one choice only.

    Raises UsageError (E203) if Ray is asked for and not installed.
    """
    # Daft draws bars of its own and reports usage home by default; progress is ours to show, and
    # nothing leaves the machine.
    os.environ.setdefault("DAFT_PROGRESS_BAR", "0")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    os.environ.setdefault("DAFT_ANALYTICS_ENABLED", "0")
    import daft

    _chosen[:] = [runner]
    if runner == "native":
        daft.set_runner_native()
        return
    try:
        import ray  # type: ignore[import-not-found, unused-ignore] # noqa: F401
    except ImportError as error:
        raise UsageError(
            "E203", "没有安装 Ray", where="--runner ray", hint="pip install 'wenzhi[ray]'"
        ) from error
    daft.set_runner_ray(address=os.environ.get("RAY_ADDRESS"))


def worker_count(runner: Runner = "native") -> int:
    """Processes to work with: the cores this process may use, or those of the cluster."""
    if runner == "ray":
        import ray

        held = ray.cluster_resources()  # type: ignore[no-untyped-call, unused-ignore]
        return max(1, int(held.get("CPU", 1)))
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Windows and macOS do not tell affinity.
        return os.cpu_count() or 1


def spread(
    work: Work, tasks: Sequence[bytes], batch: int, runner: Runner = "native"
) -> Iterator[bytes]:
    """The answers to `tasks`, in any order, as worker processes give them, `batch` tasks at a time.

    On a cluster, what a lost node owes is asked of the others. Raises KeyboardInterrupt where
    somebody interrupted.
    """
    use_runner(runner)
    waiting = dict(enumerate(tasks))
    for left in reversed(range(ATTEMPTS if runner == "ray" else 1)):
        try:
            for number, answer in _ask(work, dict(waiting), batch, runner):
                del waiting[number]
                yield answer
        except Exception:
            if not left:
                raise
        if not waiting:
            return
    raise KeyboardInterrupt  # Daft takes Ctrl-C for itself and ends as if that were all.


def _ask(
    work: Work, tasks: dict[int, bytes], batch: int, runner: Runner
) -> Iterator[tuple[int, bytes]]:
    """One plan: the answers that come, by the number of the task."""
    import daft
    from daft import DataType, col

    # A class, so that each worker process loads what it needs once.
    @daft.cls(use_process=True, max_concurrency=worker_count(runner))  # type: ignore[misc, unused-ignore]
    class Worker:
        def __init__(self) -> None:
            self.answer = work()

        @daft.method.batch(return_dtype=DataType.binary())  # type: ignore[misc, unused-ignore]
        def run(self, tasks: Any) -> list[bytes]:  # noqa: ANN401 # a Daft series
            return [self.answer(task) for task in tasks.to_pylist()]

    frame = daft.from_pydict({"number": list(tasks), "task": list(tasks.values())})
    # Called with columns the method answers with a column, which its annotation cannot say.
    answer: Any = Worker().run(col("task"))
    plan = frame.into_batches(batch).select(col("number"), answer.alias("answer"))
    for part in plan.to_arrow_iter():
        yield from zip(part.column(0).to_pylist(), part.column(1).to_pylist(), strict=True)
