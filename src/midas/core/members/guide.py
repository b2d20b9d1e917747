"""Short guides for firms that want to get readier: one for each stage, with a lesson for each question of it."""

from __future__ import annotations

from dataclasses import dataclass

from midas.core.members.collaboration import Stage


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to learn where the answer to a question is weak. `done` is how a firm sees that it has learnt it."""

    topic: str
    title: str
    why: str
    steps: tuple[str, ...]
    done: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Guide:
    """A stage in a few sentences, and its lessons."""

    stage: Stage
    opening: str
    lessons: tuple[Lesson, ...]

    @property
    def slug(self) -> str:
        """What the guide is called in an address."""
        return self.stage.value.replace(" ", "-")
