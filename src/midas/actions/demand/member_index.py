"""The words of a cluster's members as an index in the data folder, brought up to date before every use.

The file says how far the changes in it reach; what members changed since is added when it is opened. A file that is
missing, damaged or of another release is made anew, and so is one to which much was added: losing it loses nothing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from midas.solvers.relevance import Index, StaleIndex
from midas.solvers.relevance.stored import load
from midas.store.models import TextRevision
from midas.store.queries import matches as queries


def fresh_index(cluster_id: int, folder: Path, on: date) -> tuple[Index, int]:
    """The index of the cluster one works for, and the transaction from which on changes are not in it."""
    path, reaches = path_of(cluster_id, folder), queries.horizon()
    try:
        index, label = load(path)
        index = _caught_up(index, int(label), on)
    except (StaleIndex, ValueError):
        index = _built(on)
    if index.is_due:
        index = _built(on)
    folder.mkdir(parents=True, exist_ok=True)
    index.save(path, label=str(reaches))
    return index, reaches


def saved_index(cluster_id: int, folder: Path, on: date) -> Index:
    """The index as last saved; made where there is none that can be used. Nothing is written."""
    try:
        return load(path_of(cluster_id, folder))[0]
    except StaleIndex:
        return _built(on)


def path_of(cluster_id: int, folder: Path) -> Path:
    """Where the index of a cluster lies."""
    return folder / f"members-{cluster_id}.index"


def _built(on: date) -> Index:
    keys = queries.admitted().values_list("pk", flat=True)
    return Index.build((one.key, one.text) for one in queries.speakers(keys, on))


def _caught_up(index: Index, since: int, on: date) -> Index:
    keys = queries.changed_since(TextRevision.Kind.MEMBER, since)
    if not keys:
        return index
    said = [(one.key, one.text) for one in queries.speakers(keys, on)]
    return index.with_changes(added=said, removed=set(keys) - {key for key, _ in said})
