"""What members are found by: their words as an index in the data folder, their codes, and what they won before.

The file says how far the changes in it reach; what members changed since is added when it is opened. A file that is
missing, damaged or of another release is made anew, and so is one to which much was added: losing it loses nothing.
Codes and past work are read from the database each time, which takes moments.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from midas.solvers.relevance import Codes, Index, Matcher, StaleIndex
from midas.solvers.relevance.stored import load
from midas.store.models import TextRevision
from midas.store.queries import matches as queries


def fresh_matcher(cluster_id: int, folder: Path, on: date) -> tuple[Matcher, int]:
    """The members of the cluster one works for, and the transaction from which on changes are not in it."""
    path, reaches = path_of(cluster_id, folder), queries.horizon()
    try:
        index = _caught_up(*_ours(path, cluster_id), on)
    except StaleIndex:
        index = _words(on)
    if index.is_due:
        index = _words(on)
    folder.mkdir(parents=True, exist_ok=True)
    index.save(path, label=f"{reaches} {queries.database_of(cluster_id)}")
    return _with(index, on), reaches


def saved_matcher(cluster_id: int, folder: Path, on: date) -> Matcher:
    """The members with their words as last saved, read anew where there is nothing that can be used; writes nothing."""
    try:
        return _with(_ours(path_of(cluster_id, folder), cluster_id)[0], on)
    except StaleIndex:
        return matcher(on)


def _ours(path: Path, cluster_id: int) -> tuple[Index, int]:
    """The saved index and how far it reaches. Raises `StaleIndex` for one of another database, or of a later one that
    was restored from a copy: their numbers mean nothing here."""
    index, label = load(path)
    reaches, _, database = label.partition(" ")
    if database != queries.database_of(cluster_id) or not reaches.isdecimal():
        raise StaleIndex("the index is of another database")
    if int(reaches) > queries.horizon():
        raise StaleIndex("the index is newer than the database")
    return index, int(reaches)


def matcher(on: date) -> Matcher:
    """The members of the cluster one works for, read from the database alone."""
    return _with(_words(on), on)


def path_of(cluster_id: int, folder: Path) -> Path:
    """Where the index of a cluster lies."""
    return folder / f"members-{cluster_id}.index"


def _with(words: Index, on: date) -> Matcher:
    return Matcher(words, Codes.build(queries.codes_held(on)), Index.build(queries.won_before()))


def _words(on: date) -> Index:
    keys = queries.admitted().values_list("pk", flat=True)
    return Index.build((one.key, one.text) for one in queries.speakers(keys, on))


def _caught_up(index: Index, since: int, on: date) -> Index:
    keys = queries.changed_since(TextRevision.Kind.MEMBER, since)
    if not keys:
        return index
    said = [(one.key, one.text) for one in queries.speakers(keys, on)]
    return index.with_changes(added=said, removed=set(keys) - {key for key, _ in said})
