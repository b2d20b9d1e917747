"""Which texts changed since an index was made, kept by the database whoever writes.

Triggers note, for every firm and demand whose words changed, the number of the transaction. Whoever reads takes with
the rows the oldest transaction still open (`horizon`); asking later for all from there on misses nothing, whatever the
order in which transactions commit, and tells a row or two twice, which does no harm. `store.queries.matches` asks.
"""

from __future__ import annotations

_NOTE = """
        if current_setting('midas.forget', true) = 'on' then
            return null; -- a cluster is taken away, or set-up keeps its books
        end if;
        insert into store_textrevision as r (cluster_id, kind, thing, changed_in)
        select distinct cluster, '{kind}', thing, pg_current_xact_id()::text::bigint from ({rows}) as changed
        on conflict (kind, thing) do update set changed_in = excluded.changed_in
        where r.changed_in <> excluded.changed_in;
        return null;
"""


def _function(name: str, kind: str, rows: str) -> str:
    body = _NOTE.format(kind=kind, rows=rows)
    return f"create function {name}() returns trigger language plpgsql as $$ begin {body} end $$"


_MEMBER = "(n.summary, n.tags, n.organisation_id, n.state)"
_OLD_MEMBER = _MEMBER.replace("n.", "o.")
_FIRM = "(n.name, n.locality, n.region, n.size)"
_OLD_FIRM = _FIRM.replace("n.", "o.")
_DEMAND = (
    "(n.title, n.description, n.cpv, n.cpv_additional, n.region, n.state, n.deadline_at, n.items, n.lots)"
)
_OLD_DEMAND = _DEMAND.replace("n.", "o.")

FUNCTIONS = (
    _function("midas_note_new_members", "member", "select cluster_id as cluster, id as thing from fresh"),
    _function(
        "midas_note_members",
        "member",
        "select n.cluster_id as cluster, n.id as thing from fresh n join stale o on o.id = n.id"
        f" where {_MEMBER} is distinct from {_OLD_MEMBER}",
    ),
    _function(
        "midas_note_firms",
        "member",
        "select m.cluster_id as cluster, m.id as thing from fresh n join stale o on o.id = n.id"
        f" join store_membership m on m.organisation_id = n.id where {_FIRM} is distinct from {_OLD_FIRM}",
    ),
    _function(
        "midas_note_claims", "member", "select cluster_id as cluster, membership_id as thing from rows_of"
    ),
    _function(
        "midas_note_new_demands", "opportunity", "select cluster_id as cluster, id as thing from fresh"
    ),
    _function(
        "midas_note_demands",
        "opportunity",
        "select n.cluster_id as cluster, n.id as thing from fresh n join stale o on o.id = n.id"
        f" where {_DEMAND} is distinct from {_OLD_DEMAND}",
    ),
)


def _trigger(name: str, event: str, table: str, tables: str, function: str) -> str:
    return (
        f"create trigger {name} after {event} on {table} referencing {tables}"
        f" for each statement execute function {function}()"
    )


_NEW, _BOTH, _ROWS = "new table as fresh", "old table as stale new table as fresh", "new table as rows_of"
_GONE = "old table as rows_of"

TRIGGERS = (
    _trigger("member_noted", "insert", "store_membership", _NEW, "midas_note_new_members"),
    _trigger("member_noted_anew", "update", "store_membership", _BOTH, "midas_note_members"),
    _trigger("firm_noted_anew", "update", "store_organisation", _BOTH, "midas_note_firms"),
    _trigger("claim_noted", "insert", "store_offering", _ROWS, "midas_note_claims"),
    _trigger("claim_noted_anew", "update", "store_offering", _ROWS, "midas_note_claims"),
    _trigger("claim_gone", "delete", "store_offering", _GONE, "midas_note_claims"),
    _trigger("paper_noted", "insert", "store_certificate", _ROWS, "midas_note_claims"),
    _trigger("paper_noted_anew", "update", "store_certificate", _ROWS, "midas_note_claims"),
    _trigger("paper_gone", "delete", "store_certificate", _GONE, "midas_note_claims"),
    _trigger("demand_noted", "insert", "store_opportunity", _NEW, "midas_note_new_demands"),
    _trigger("demand_noted_anew", "update", "store_opportunity", _BOTH, "midas_note_demands"),
)

NOTE_WHAT_IS_THERE = """
do $$
declare
    one record;
begin
    for one in select id from store_cluster loop
        perform set_config('midas.cluster', one.id::text, true);
        insert into store_textrevision (cluster_id, kind, thing, changed_in)
            select cluster_id, 'member', id, pg_current_xact_id()::text::bigint from store_membership
            union all
            select cluster_id, 'opportunity', id, pg_current_xact_id()::text::bigint from store_opportunity;
    end loop;
    perform set_config('midas.cluster', '', true);
end $$
"""
"""Revisions for the firms and demands of an installation that had none."""
