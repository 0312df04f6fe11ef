"""Which jobs there are, what is due when, what is looked at each minute: upper rooms register here, jobs calls them.

@job("night", _("Night"), of_teams=True)
def night(run: Run) -> None: ...

@schedule
def due(at: datetime) -> Iterable[Due]: ...

@each_minute
def look(at: datetime) -> object: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What a job is given: for whom, for which day, when it began, and where to say how far it is (done, total)."""

    scope: str
    day: date
    at: datetime
    progress: Progress


@dataclass(frozen=True, slots=True)
class Due:
    """A run that should exist by now."""

    name: str
    scope: str
    day: date


Function = Callable[[Run], None]
Schedule = Callable[[datetime], Iterable[Due]]
Look = Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs by itself, for each team or, with the empty scope, for the whole house."""

    name: str
    label: Any
    function: Function
    is_of_teams: bool


_jobs: dict[str, Job] = {}
_schedules: dict[str, Schedule] = {}
_each_minute: dict[str, Look] = {}


def job(name: str, label: Any, *, of_teams: bool) -> Callable[[Function], Function]:
    """Register a function as the job ``name``. It must be safe to repeat. Raise ``ValueError`` if the name is taken."""

    def register(function: Function) -> Function:
        known = _jobs.setdefault(name, Job(name, label, function, of_teams))
        if _origin(known.function) != _origin(function):
            msg = f"The job {name} is already {_origin(known.function)}."
            raise ValueError(msg)
        return function

    return register


def schedule(function: Schedule) -> Schedule:
    """Register a function that says which runs should exist by a moment. It is asked at each tick."""
    _schedules[_origin(function)] = function
    return function


def each_minute(function: Look) -> Look:
    """Register something short that is done at each tick: it looks at rows and is safe to repeat."""
    _each_minute[_origin(function)] = function
    return function


def looks() -> list[Look]:
    return list(_each_minute.values())


def named(name: str) -> Job:
    """The job of that name. Raise ``LookupError`` if nobody registered it."""
    if name not in _jobs:
        msg = f"No job is called {name}."
        raise LookupError(msg)
    return _jobs[name]


def label_of(name: str) -> str:
    """A job's words; the bare name of one that is no more."""
    return str(_jobs[name].label) if name in _jobs else name


def jobs_of_teams() -> list[Job]:
    return [one for one in _jobs.values() if one.is_of_teams]


def due(at: datetime) -> list[Due]:
    """Everything that should exist by ``at``."""
    return [one for ask in _schedules.values() for one in ask(at)]


def _origin(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
