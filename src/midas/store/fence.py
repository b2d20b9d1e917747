"""The row-level-security statements, kept beside the setting names they compare with.

`midas.cluster` is the tenant, `midas.person` lets one person see their own roles, `midas.token` finds one API key.
Policies are FORCEd: they bind the owner of the tables as well as the role the site runs as.
"""

from __future__ import annotations

_HERE = "cluster_id = nullif(current_setting('midas.cluster', true), '')::bigint"
_ME = "person_id = nullif(current_setting('midas.person', true), '')::bigint"
_KEY = "digest = nullif(current_setting('midas.token', true), '')"
_SERIAL = "serial::text = nullif(current_setting('midas.token', true), '')"
# A session that no tenant has been set for, as the tables' owner: set-up, which makes clusters and shared codes.
_SET_UP = "current_user <> 'midas_app'"


def _enable(table: str) -> list[str]:
    return [f"alter table {table} enable row level security", f"alter table {table} force row level security"]


def _policy(table: str, name: str, command: str, using: str = "", check: str = "") -> str:
    parts = [f"create policy {name} on {table} for {command}"]
    parts += [f"using ({using})"] if using else []
    parts += [f"with check ({check})"] if check else []
    return " ".join(parts)


def fence(table: str) -> list[str]:
    """Show and take rows of the current cluster only."""
    return [*_enable(table), _policy(table, "tenant", "all", _HERE, _HERE)]


def fence_role(table: str) -> list[str]:
    """As `fence`, and each person may also read their own."""
    return [*fence(table), _policy(table, "own", "select", _ME)]


def fence_token(table: str) -> list[str]:
    """As `fence`, and whoever holds the secret may find its row."""
    return [*fence(table), _policy(table, "bearer", "select", _KEY)]


def fence_serial(table: str) -> list[str]:
    """As `fence`, and whoever names the serial number may find its row."""
    return [*fence(table), _policy(table, "bearer", "select", _SERIAL)]


def fence_shared(table: str) -> list[str]:
    """Rows without a cluster are everybody's to read and only set-up's to write."""
    write = f"({_HERE}) or (cluster_id is null and {_SET_UP})"
    return [
        *_enable(table),
        _policy(table, "readable", "select", f"cluster_id is null or {_HERE}"),
        _policy(table, "insertable", "insert", check=write),
        _policy(table, "updatable", "update", write, write),
        _policy(table, "deletable", "delete", write),
    ]


def fence_cluster(table: str) -> list[str]:
    """The cluster one works for, and those one holds a role in; only set-up makes or removes one."""
    mine = "id = nullif(current_setting('midas.cluster', true), '')::bigint"
    role = f"exists (select 1 from store_role r where r.cluster_id = {table}.id and r.{_ME})"
    return [
        *_enable(table),
        _policy(table, "readable", "select", f"{mine} or {role} or {_SET_UP}"),
        _policy(table, "insertable", "insert", check=_SET_UP),
        _policy(table, "updatable", "update", f"{mine} or {_SET_UP}", f"{mine} or {_SET_UP}"),
        _policy(table, "deletable", "delete", _SET_UP),
    ]


def find_cluster_by_name(table: str) -> str:
    """Whoever names a cluster by its slug may find that one, and no list of them."""
    return _policy(table, "named", "select", "slug = nullif(current_setting('midas.token', true), '')")


def show_published(table: str) -> str:
    """What a cluster publishes may be read across clusters by the one function that asks for it as the owner."""
    asked = f"current_setting('midas.published', true) = 'on' and {_SET_UP}"
    return _policy(table, "published", "select", asked)
