"""The kinds of job: what each does outside, and what it writes when that is done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from marketplace.kit.jobs.models import Job

Act = Callable[[dict[str, Any]], Any]
Finish = Callable[[Job, Any], None]
Timer = Callable[[Job], None]
SetAside = Callable[[Job], None]
F = TypeVar("F", bound=Callable[..., Any])

QUEUES = {"io": 12, "cpu": 2}  # name → jobs at once in one process; the engine has 16 threads


@dataclass(frozen=True)
class Kind:
    """How one kind of job is done.

    act:    runs outside any transaction, may be slow, may be repeated after a crash; is given the payload with the
            job's key under "key", to be handed to the outside world so that it can tell a repeat
    finish: runs inside the finishing transaction, together with the mark that the job is done
    set_aside: runs inside the transaction that parks the job: tells whoever waits for it
    """

    name: str
    queue: str = "io"
    act: Act | None = None
    finish: Finish | None = None
    set_aside: SetAside | None = None


_KINDS: dict[str, Kind] = {}


def _same(old: Callable[..., Any] | None, new: Callable[..., Any]) -> bool:
    return old is None or (old.__module__, old.__qualname__) == (new.__module__, new.__qualname__)


def kind(name: str) -> Kind:
    """Raises KeyError for a kind nobody registered."""
    return _KINDS[name]


def queue_of(name: str) -> str:
    """The queue of a kind; of one that this version no longer knows, "io" (its run fails and says so)."""
    return _KINDS.get(name, Kind(name)).queue


def tell_set_aside(job: Job) -> None:
    """Tell whoever waits for a job that is being parked, if its kind says who that is."""
    told = _KINDS.get(job.kind, Kind(job.kind)).set_aside
    if told is not None:
        told(job)


def names() -> tuple[str, ...]:
    return tuple(sorted(_KINDS))


def job(name: str, queue: str = "io") -> Callable[[F], F]:
    """Register the outside part of a kind: `@job("contract_pdf", queue="cpu") def draw(payload) -> result`."""
    if queue not in QUEUES:
        raise ValueError(f"no queue {queue!r}")

    def register(act: F) -> F:
        known = _KINDS.get(name, Kind(name))
        if not _same(known.act, act):
            raise ValueError(f"two acts for job {name!r}")
        _KINDS[name] = replace(known, queue=queue, act=act)
        return act

    return register


def finish(name: str) -> Callable[[F], F]:
    """Register the written part of a kind: `@finish("contract_pdf") def store(job, result) -> None`."""

    def register(written: F) -> F:
        known = _KINDS.get(name, Kind(name))
        if not _same(known.finish, written):
            raise ValueError(f"two finishes for job {name!r}")
        _KINDS[name] = replace(known, finish=written)
        return written

    return register


def on_set_aside(name: str) -> Callable[[F], F]:
    """Register who is told when a job is given up: `@on_set_aside("contract_pdf") def alarm(job) -> None`.

    It may refuse or fail; the job is parked all the same.
    """

    def register(told: F) -> F:
        known = _KINDS.get(name, Kind(name))
        if not _same(known.set_aside, told):
            raise ValueError(f"two to be told of job {name!r}")
        _KINDS[name] = replace(known, set_aside=told)
        return told

    return register


def timer(name: str) -> Callable[[F], F]:
    """Register a kind that does nothing outside: `@timer("signing_lapses") def lapse(job) -> None`."""

    def register(strike: F) -> F:
        known = _KINDS.get(name)
        if known is not None and not _same(known.act or known.finish, strike):
            raise ValueError(f"two timers for job {name!r}")

        def written(row: Job, _result: Any) -> None:
            strike(row)

        written.__module__, written.__qualname__ = strike.__module__, strike.__qualname__
        _KINDS[name] = replace(known or Kind(name), finish=written)
        return strike

    return register
