"""What a workflow is made of: steps, and what a state waits for. A workflow file is one table of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.kit.words import Words
from marketplace.workflows.parties import ACTS, Party, Role


@dataclass(frozen=True)
class Step:
    """One permitted move: who may make it, from where to where, and what must be true first.

    guards: names of properties of the row
    asks:    of those, the ones that the step's own page fills in: unmet, they do not close the page
    roles:  what a member needs to take it for the organisation
    follows: what happens next, for the reader of the picture
    by_hand: a person takes it on a page; otherwise the clock or the platform does
    """

    name: str
    sources: tuple[StrEnum, ...]
    target: StrEnum
    by: Party
    label: str
    guards: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    roles: frozenset[Role] = ACTS
    follows: str = ""

    @property
    def by_hand(self) -> bool:
        return self.by not in {Party.CLOCK, Party.PLATFORM}


@dataclass(frozen=True)
class Wait:
    """What a state waits for: whose turn, the question put to them, and what silence does."""

    party: Party
    question: str
    if_nothing: str


@dataclass(frozen=True)
class Workflow:
    """A table of steps.

    road:    the states of the main road in order, for drawings; the others hang below as exits
    names:   what people call each state
    waits:   state → whose turn it is
    reasons: guard → why it refuses and what cures it
    """

    name: str
    title: str
    states: type[StrEnum]
    initial: StrEnum
    steps: tuple[Step, ...]
    road: tuple[StrEnum, ...]
    names: Mapping[StrEnum, str]
    waits: Mapping[StrEnum, Wait] = field(default_factory=dict)
    reasons: Mapping[str, Words] = field(default_factory=dict)
    source: str = ""

    def has(self, name: str) -> bool:
        return any(step.name == name for step in self.steps)

    def step(self, name: str, state: StrEnum | None = None) -> Step:
        """The step of that name that leaves `state` (any, when none is given).

        Raises KeyError when the workflow has no such step.
        """
        named = [step for step in self.steps if step.name == name]
        if not named:
            raise KeyError(name)
        return next((step for step in named if state in step.sources), named[0])

    def leaving(self, state: StrEnum) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if state in step.sources)

    def is_final(self, state: StrEnum) -> bool:
        return not self.leaving(state)
