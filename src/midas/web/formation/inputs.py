"""What several searches were asked, in words, with what differs from the first of them marked.

Of firms it tells who is there and what about them changed, never at which price.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from midas.core.formation.inputs import Inputs, differing
from midas.core.values.words import listing
from midas.rules import regions
from midas.store.models import Formation
from midas.web.demand.policy_form import LABELS
from midas.web.formation.plans import Snapshot
from midas.web.formation.words import Words, rule_words, tag_words
from midas.web.templatetags.midas import money, percent, quantity

NOTHING = "–"
NAMED = 6
"""How many firms a cell names before it counts the others."""

FIELDS: dict[str, Words] = {
    "offerings": gettext_lazy("what it offers, or at which price"),
    "certificates": gettext_lazy("certificates"),
    "reliability": gettext_lazy("reliability"),
    "turnover": gettext_lazy("turnover"),
    "engagement_cost": gettext_lazy("cost of taking it in"),
    "can_lead": gettext_lazy("fitness to lead"),
    "blocked": gettext_lazy("what bars it"),
    "resources": gettext_lazy("shared resources"),
    "region": gettext_lazy("region"),
    "tags": gettext_lazy("marks"),
    "name": gettext_lazy("name"),
    "at_most": gettext_lazy("At most some of a group"),
    "familiar": gettext_lazy("Pairs that know each other"),
    "competency": gettext_lazy("kind of work"),
    "quantity": gettext_lazy("quantity"),
    "unit": gettext_lazy("unit"),
    "value": gettext_lazy("value"),
    "window": gettext_lazy("from when to when"),
    "min_quality": gettext_lazy("least quality"),
    "place": gettext_lazy("place"),
    "position": gettext_lazy("point on the map"),
    "criticality": gettext_lazy("how critical it is"),
    "after": gettext_lazy("what comes before it"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one search has there; `differs` from what the first has."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One setting or input of all the searches."""

    label: Words
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        return any(cell.differs for cell in self.cells)


def input_rows(runs: Sequence[Formation]) -> list[Row]:
    """The settings of all searches, and those rules, packages and firms that are not the same in all."""
    snapshots = [Snapshot(run) for run in runs]
    against = [differing(runs[0].problem, run.problem) for run in runs]
    return [
        _row(_("Version of the requirement"), [str(run.requirement_version) for run in runs]),
        _row(_("Time for the search"), [_("%g seconds") % run.time_limit for run in runs]),
        _row(_("Seed"), [str(run.seed) for run in runs]),
        _row(_("Engine"), [run.engine_version or NOTHING for run in runs]),
        *_policy_rows(snapshots, against),
        *_package_rows(snapshots, against),
        *_firm_rows(snapshots, against),
    ]


def _row(label: Words, texts: Sequence[str]) -> Row:
    return Row(label, tuple(Cell(text, text != texts[0]) for text in texts))


def _policy_rows(snapshots: Sequence[Snapshot], against: Sequence[Inputs]) -> Iterator[Row]:
    for key in dict.fromkeys(key for one in against for key in one.policy):
        texts = [_told(snapshot, key, snapshot.policy.get(key)) for snapshot in snapshots]
        yield Row(
            _name(key), tuple(Cell(t, key in one.policy) for t, one in zip(texts, against, strict=True))
        )


def _package_rows(snapshots: Sequence[Snapshot], against: Sequence[Inputs]) -> Iterator[Row]:
    found = dict.fromkeys(
        (key, name) for one in against for key, fields in one.packages.items() for name in fields
    )
    for key, name in found:
        title = next(snapshot.titles[key] for snapshot in snapshots if key in snapshot.titles)
        cells = []
        for snapshot, one in zip(snapshots, against, strict=True):
            package = snapshot.packages.get(key)
            text = _part(snapshot, package, name) if package is not None else _("not in it")
            cells.append(Cell(text, name in one.packages.get(key, {})))
        yield Row(f"{title}: {_name(name)}" if name else title, tuple(cells))


def _firm_rows(snapshots: Sequence[Snapshot], against: Sequence[Inputs]) -> Iterator[Row]:
    yield _row(_("Members considered"), [str(len(snapshot.firms)) for snapshot in snapshots])
    if any(one.firms_new for one in against):
        yield _firms(_("Members the first has not"), snapshots, [one.firms_new for one in against])
    if any(one.firms_gone for one in against):
        first = [snapshots[0]] * len(snapshots)
        yield _firms(_("Members only the first has"), first, [one.firms_gone for one in against])
    if any(one.firms_changed for one in against):
        names = [one.firms_changed for one in against]
        cells = [_changes(snapshot, one) for snapshot, one in zip(snapshots, names, strict=True)]
        yield Row(_("Members that changed"), tuple(Cell(text, text != NOTHING) for text in cells))


def _firms(label: Words, snapshots: Sequence[Snapshot], firms: Sequence[Sequence[str]]) -> Row:
    texts = [_few(map(one.name, some)) for one, some in zip(snapshots, firms, strict=True)]
    return Row(label, tuple(Cell(text, text != NOTHING) for text in texts))


def _changes(snapshot: Snapshot, changed: Mapping[str, Sequence[str]]) -> str:
    return _few(
        f"{snapshot.name(firm)} ({', '.join(str(_name(field)) for field in fields)})"
        for firm, fields in changed.items()
    )


def _few(names: Iterable[str]) -> str:
    every = list(names)
    rest = len(every) - NAMED
    shown = every if rest <= 0 else [*every[:NAMED], ngettext("%d other", "%d others", rest) % rest]
    return listing(shown) if shown else NOTHING


def _name(field: str) -> Words:
    return LABELS.get(field) or FIELDS.get(field) or rule_words(field)


def _part(snapshot: Snapshot, package: Mapping[str, Any], name: str) -> str:
    if not name:
        return _("in it")
    if name == "quantity":
        return quantity(package["quantity"], package.get("unit"))
    return _told(snapshot, name, package.get(name))


def _told(snapshot: Snapshot, key: str, value: Any) -> str:
    """A value of the formation format as a broker would write it."""
    if value is None or value == [] or value == {}:
        return NOTHING
    if key in TELL:
        return TELL[key](snapshot, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _money(snapshot: Snapshot, value: Any) -> str:
    return money(value, snapshot.currency)


def _share(_snapshot: Snapshot, value: Any) -> str:
    return percent(value, 1)


def _local(_snapshot: Snapshot, value: Mapping[str, Any]) -> str:
    places = listing(map(regions.name, value.get("regions", ())))
    return f"{places}: {percent(value.get('min_share', 0), 1)}"


def _tags(_snapshot: Snapshot, value: Mapping[str, Any]) -> str:
    return ", ".join(f"{tag_words(tag)}: {percent(share, 1)}" for tag, share in value.items())


def _pairs(_snapshot: Snapshot, value: Sequence[Any]) -> str:
    return ngettext("%d pair", "%d pairs", len(value)) % len(value)


def _named(snapshot: Snapshot, value: Sequence[str]) -> str:
    return _few(map(snapshot.name, value))


def _conflicts(snapshot: Snapshot, value: Sequence[Sequence[str]]) -> str:
    return "; ".join(listing(map(snapshot.name, pair)) for pair in value)


def _groups(snapshot: Snapshot, value: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(f"{group['count']}: {_named(snapshot, group['firms'])}" for group in value)


def _day(_snapshot: Snapshot, value: str) -> str:
    return date_format(date.fromisoformat(value), "j M Y")


def _days(snapshot: Snapshot, value: Sequence[str]) -> str:
    return " – ".join(_day(snapshot, day) for day in value)


def _place(_snapshot: Snapshot, value: str) -> str:
    return regions.name(value)


TELL: dict[str, Callable[[Snapshot, Any], str]] = {
    **dict.fromkeys(("ceiling", "contract_value", "haulage_per_km", "value"), _money),
    **dict.fromkeys(
        ("share_cap", "min_value_share", "loss_given_failure", "min_split", "min_quality"), _share
    ),
    **dict.fromkeys(("require", "exclude"), _named),
    "local": _local,
    "tag_min_share": _tags,
    "familiar": _pairs,
    "conflicts": _conflicts,
    "at_most": _groups,
    "as_of": _day,
    "window": _days,
    "place": _place,
}
"""How each field is told that is more than a number or a text."""
