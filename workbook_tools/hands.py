"""Work on many files, done in this process, on all cores, or on the computers of a cluster.

The work is a function that can be pickled, and does not know where it runs. It is given what
is small, and answers with what is small: a file goes by its path. Answers come in the order of
the files, whoever is done first. A process that the system ends takes nothing with it but
the one file that it was ended by.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from workbook_tools.problems import LaaError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from distributed import Client

FEW = 24
"""Below so many files one process is as quick as others that have to be started first."""

_AHEAD = 4
"""Files for each process that are handed out before their turn to be told."""

_PATIENCE = 10
"""Seconds in which a cluster has to answer."""

_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Lost:
    """In the place of an answer: a file whose process was ended by the system."""

    reason: str = (
        "the process that worked on it was ended by the system, as when memory runs out; please "
        "report this with the file"
    )


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does the work."""

    jobs: int = 0
    """How many processes; 0 for one to each core where there is much to do, else this one."""
    scheduler: str = ""
    """The address of the scheduler of a Dask cluster; empty for this computer."""

    @property
    def is_far(self) -> bool:
        """Whether the work is done in a cluster."""
        return bool(self.scheduler)

    def processes(self, tasks: int) -> int:
        """Return in how many processes of this computer so many tasks are done."""
        if self.jobs:
            return min(self.jobs, tasks)
        return 1 if tasks < FEW else min(_cores(), tasks)

    def is_alone(self, tasks: int) -> bool:
        """Whether so many tasks are done in this very process."""
        return not self.is_far and self.processes(tasks) <= 1


ALONE = Hands(1)
"""This process does it all."""


def each_done(
    hands: Hands, work: Callable[[_Task], _Answer], tasks: Sequence[_Task]
) -> Iterator[_Answer | Lost]:
    """Yield what some work answers to each of some tasks, in their order.

    Args:
        hands: who does it.
        work: what is done; where others do it, it and what it takes and gives are pickled.
        tasks: what it is done to.

    Raises:
        LaaError: there is no such cluster, or it went away.
    """
    if hands.is_alone(len(tasks)):
        yield from map(work, tasks)
    elif hands.is_far:
        yield from _on_cluster(hands.scheduler, work, tasks)
    else:
        yield from _on_cores(hands.processes(len(tasks)), work, tasks)


def _on_cores(
    processes: int, work: Callable[[_Task], _Answer], tasks: Sequence[_Task]
) -> Iterator[_Answer | Lost]:
    # Imported late, here and below: most commands do all by themselves.
    from concurrent.futures import BrokenExecutor

    done, window = 0, _AHEAD * processes
    while done < len(tasks):
        try:
            with _pool(processes) as pool:
                for answer in _in_order(pool, work, tasks[done:], window):
                    yield answer
                    done += 1
        except BrokenExecutor:
            # One of those handed out has ended its process, and the others with it.
            for answer in _one_by_one(work, tasks[done : done + window]):
                yield answer
                done += 1


def _one_by_one(
    work: Callable[[_Task], _Answer], tasks: Sequence[_Task]
) -> Iterator[_Answer | Lost]:
    """Yield the answers to tasks of which one ends its process."""
    from concurrent.futures import BrokenExecutor

    left = deque(tasks)
    while left:
        with _pool(1) as pool:
            is_whole = True
            while left and is_whole:
                try:
                    answer: _Answer | Lost = pool.submit(work, left[0]).result()
                except BrokenExecutor:
                    answer, is_whole = Lost(), False
                left.popleft()
                yield answer


def _in_order(
    executor: Executor,
    work: Callable[[_Task], _Answer],
    tasks: Sequence[_Task],
    window: int,
    lost: type[Exception] | tuple[()] = (),
) -> Iterator[_Answer | Lost]:
    """Yield answers in the order of the tasks; no more are waiting than fit in the window.

    ``lost`` is the error by which an executor tells that it gave up a task which ended several
    processes, one after the other.
    """
    rest = iter(tasks)
    waiting = deque(executor.submit(work, task) for task in islice(rest, window))
    while waiting:
        try:
            answer: _Answer | Lost = waiting.popleft().result()
        except lost:
            answer = Lost()
        waiting.extend(executor.submit(work, task) for task in islice(rest, 1))
        yield answer


@contextmanager
def _pool(processes: int) -> Iterator[Executor]:
    """Start processes, and end them whatever happens: what is not begun is not begun then."""
    import gc
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Not a copy of this process: that may hold locks, and threads, which a copy has not.
    has_server = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if has_server else "spawn")
    pool = ProcessPoolExecutor(processes, context, _begin, gc.get_threshold())
    try:
        with _undisturbed(has_server=has_server):
            for _ in range(processes):
                pool.submit(_nothing)  # They are started one by one, as there is work for them.
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _undisturbed(*, has_server: bool) -> Iterator[None]:
    """Start processes whom Ctrl-C does not reach, not even half begun; it waits for that.

    This process ends them: they write nothing, so nothing is half written.
    """
    if not has_server:
        yield
        return
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)


def _nothing() -> None:
    """Do nothing: for that, a process has to be there."""


def _begin(*thresholds: int) -> None:
    """Have a process leave Ctrl-C to the one that has started it, and collect garbage as that."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*thresholds)


def _on_cluster(
    address: str, work: Callable[[_Task], _Answer], tasks: Sequence[_Task]
) -> Iterator[_Answer | Lost]:
    from concurrent.futures import CancelledError

    with _client(address) as client:
        from distributed import KilledWorker

        threads = sum(client.nthreads().values())
        if not threads:
            raise LaaError(
                f"The cluster at {address} has no workers; start some: dask worker {address}"
            )
        executor: Executor = client.get_executor(pure=False)
        try:
            yield from _in_order(executor, work, tasks, _AHEAD * threads, KilledWorker)
        except CancelledError as error:
            raise LaaError(
                f"The cluster at {address} went away before all was done; start it again, and "
                "then this command."
            ) from error
        finally:
            executor.shutdown(wait=False)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    import socket

    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        raise LaaError(
            "--scheduler needs Dask; install it with the toolkit: "
            "pip install 'laa-workbook-toolkit[scale]'"
        ) from error

    class Quiet(Client):  # type: ignore[misc]
        """A client that says nothing of its end where it never came to a beginning."""

        def __del__(self) -> None:
            with suppress(Exception):
                super().__del__()

    try:
        # Whether anybody is there is found out at once; a client takes half a minute for it.
        socket.create_connection(get_address_host_port(address), _PATIENCE).close()
        client = Quiet(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise LaaError(
            f"No cluster answers at {address}; give the address that its scheduler tells when it "
            "starts, such as tcp://127.0.0.1:8786."
        ) from error
    with client:
        yield client


def _cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
