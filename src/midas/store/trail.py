"""The database's own memory: what every row was before it was changed, and a chain that shows if that was touched.

Written by triggers, so that bulk writes and raw statements leave the same trail. An event says who did something and
why; the changes of its transaction say from what to what. Each event and each change is sealed when its transaction
ends: a link holds the SHA-256 of the link before it and of the row's own text (`midas_sealed`). Whoever changes or
takes away a row afterwards breaks the chain there; `midas audit verify` reads it from the first link to the last.
Links of one cluster are made one after another (an advisory lock, held from the end of a transaction's work to its
commit), so two transactions never continue the same one.
"""

from __future__ import annotations

FUNCTIONS = (
    # One text for one row, whatever the session's time zone: jsonb writes its keys in an order of its own, always the
    # same, and moments are seconds.
    """
    create function midas_sealed(row_of text, row_id bigint) returns text language sql stable as $$
        select case row_of
            when 'event' then (
                select jsonb_build_array(id, cluster_id, extract(epoch from at), by_id, actor, verb, subject_kind,
                    subject_id, before, after, reason, details, transaction)::text
                from store_event where id = row_id)
            else (
                select jsonb_build_array(id, cluster_id, extract(epoch from at), transaction, thing, thing_id,
                    before, after)::text
                from store_change where id = row_id)
        end
    $$
    """,
    """
    create function midas_number_transaction() returns trigger language plpgsql as $$
    begin
        new.transaction := pg_current_xact_id()::text::bigint;
        return new;
    end $$
    """,
    # The tenant may have been put back by the time a transaction ends, so the trigger sets it for itself.
    """
    create function midas_seal() returns trigger language plpgsql as $$
    declare
        tenant text := coalesce(current_setting('midas.cluster', true), '');
        kind text := tg_argv[0];
        line text;
        last record;
    begin
        perform set_config('midas.cluster', new.cluster_id::text, true);
        line := midas_sealed(kind, new.id);
        if line is null then -- made and taken away in one transaction, with a whole cluster
            perform set_config('midas.cluster', tenant, true);
            return null;
        end if;
        perform pg_advisory_xact_lock(hashtext('midas.link'), new.cluster_id::integer);
        select number, hash into last from store_link where cluster_id = new.cluster_id
            order by number desc limit 1;
        insert into store_link (cluster_id, number, of, "row", hash) values (
            new.cluster_id, coalesce(last.number, 0) + 1, kind, new.id,
            encode(sha256(convert_to(coalesce(last.hash, '') || line, 'UTF8')), 'hex'));
        perform set_config('midas.cluster', tenant, true);
        return null;
    end $$
    """,
    """
    create function midas_remember() returns trigger language plpgsql as $$
    declare
        was jsonb := to_jsonb(old) - tg_argv[1:];
        became jsonb := case when tg_op = 'UPDATE' then to_jsonb(new) - tg_argv[1:] end;
        differs text[];
    begin
        if current_setting('midas.forget', true) = 'on' then
            return null;
        end if;
        if tg_op = 'UPDATE' then
            select array_agg(key) into differs from jsonb_each(was) where value is distinct from became -> key;
            if differs is null then
                return null;
            end if;
            select jsonb_object_agg(key, value) into was from jsonb_each(was) where key = any (differs);
            select jsonb_object_agg(key, value) into became from jsonb_each(became) where key = any (differs);
        end if;
        insert into store_change (cluster_id, at, transaction, thing, thing_id, before, after)
            values (old.cluster_id, now(), pg_current_xact_id()::text::bigint, tg_argv[0], old.id, was, became);
        return null;
    end $$
    """,
)

SEAL_AT_ONCE = """
create or replace function midas_seal() returns trigger language plpgsql set enable_sort = off as $$
declare
    tenant text := coalesce(current_setting('midas.cluster', true), '');
    line text;
    last record;
begin
    perform set_config('midas.cluster', new.cluster_id::text, true);
    if tg_argv[0] = 'event' then
        select jsonb_build_array(id, cluster_id, extract(epoch from at), by_id, actor, verb, subject_kind,
                subject_id, before, after, reason, details, transaction)::text
            into line from store_event where id between new.id and new.id order by id;
    else
        select jsonb_build_array(id, cluster_id, extract(epoch from at), transaction, thing, thing_id,
                before, after)::text
            into line from store_change where id between new.id and new.id order by id;
    end if;
    if line is not null then -- else made and taken away in one transaction, with a whole cluster
        perform pg_advisory_xact_lock(hashtext('midas.link'), new.cluster_id::integer);
        select number, hash into last from store_link where cluster_id = new.cluster_id
            order by number desc limit 1;
        insert into store_link (cluster_id, number, of, "row", hash) values (
            new.cluster_id, coalesce(last.number, 0) + 1, tg_argv[0], new.id,
            encode(sha256(convert_to(coalesce(last.hash, '') || line, 'UTF8')), 'hex'));
    end if;
    perform set_config('midas.cluster', tenant, true);
    return null;
end $$
"""
"""The same seal with the row's text made in place: calling `midas_sealed` for each row took two thirds of the time of
sealing; rows are looked up as in `store.lookups`. `midas audit verify` goes on asking `midas_sealed`, so a difference
between the two would show at once."""

SEALING = (
    "create trigger event_number before insert on store_event"
    " for each row execute function midas_number_transaction()",
    "create constraint trigger event_sealed after insert on store_event deferrable initially deferred"
    " for each row execute function midas_seal('event')",
    "create constraint trigger change_sealed after insert on store_change deferrable initially deferred"
    " for each row execute function midas_seal('change')",
)
"""What makes the links."""

SEAL_WHAT_IS_THERE = """
do $$
declare
    one record;
    line record;
    number bigint;
    seal text;
begin
    for one in select id from store_cluster loop
        perform set_config('midas.cluster', one.id::text, true);
        number := 0;
        seal := '';
        for line in select id from store_event where cluster_id = one.id order by id loop
            number := number + 1;
            seal := encode(sha256(convert_to(seal || midas_sealed('event', line.id), 'UTF8')), 'hex');
            insert into store_link (cluster_id, number, of, "row", hash)
                values (one.id, number, 'event', line.id, seal);
        end loop;
    end loop;
    perform set_config('midas.cluster', '', true);
end $$
"""
"""Links for the events of an installation that had none."""

ONLY_BY_TRIGGERS = (
    "create policy made_by_triggers on store_link as restrictive for insert with check (pg_trigger_depth() > 0)",
    "create policy made_by_triggers on store_change as restrictive for insert with check (pg_trigger_depth() > 0)",
)
"""Nobody who is fenced writes a change or a link by hand."""


def remember(thing: str, *ignored: str) -> str:
    """The statement that makes a table keep what its rows were; `ignored` columns are bookkeeping, not history."""
    arguments = ", ".join(f"'{word}'" for word in (thing, *ignored))
    return (
        f"create trigger {thing}_remembered after update or delete on store_{thing}"
        f" for each row execute function midas_remember({arguments})"
    )
