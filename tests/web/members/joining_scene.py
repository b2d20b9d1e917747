"""A firm's complete answers, and a cluster that takes applications, for tests of joining."""

from __future__ import annotations

from typing import Any

from tests import builders
from tests.web.members.complete_answers import COMPLETE

from midas.actions.members.answer import save_step
from midas.actions.members.applying import ask_for_link
from midas.actions.members.write_rules import first_rules
from midas.core.members.application import STEPS
from midas.store import tenancy
from midas.store.models import Application, Cluster


def a_joinable_cluster(**more: Any) -> Cluster:
    """With a sector group and the standard rules in force."""
    cluster = builders.a_cluster(**more)
    builders.a_sector(cluster)
    with tenancy.tenant(cluster.pk):
        first_rules(cluster, at=builders.AT)
    return cluster


def an_application(
    cluster: Cluster,
    answers: dict[str, Any] = COMPLETE,
    email: str = "ada@loxley.example",
    at: Any = builders.AT,
) -> Application:
    """Begun by that address, with those answers saved."""
    application = ask_for_link(cluster, email, person=None, address=str, at=at)
    with tenancy.tenant(cluster.pk):
        for step in STEPS:
            if step.slug in answers:
                version = Application.objects.get(pk=application.pk).version
                save_step(application.pk, step.slug, answers[step.slug], opened=version, at=at)
        return Application.objects.select_related("cluster").get(pk=application.pk)


def as_form(step: str, opened: int = 99) -> dict[str, str]:
    """The complete answers of a group as a browser sends them."""
    sent = {"opened": str(opened)}
    for name, value in COMPLETE[step].items():
        if isinstance(value, str):
            sent[name] = value
        else:
            sent |= {f"{name}-{n}-{key}": text for n, row in enumerate(value) for key, text in row.items()}
    return sent
