"""What the directory of members is narrowed down and counted by, kept beside the words: the present form of both.

A firm's sector, size, region, kinds of work and certificates stand among its words as facets, `=size:micro`; no word
begins with `=`. Each word carries the state and region of its firm, so that firms are counted by region from one index
of words, without a look at the firms. Replaces `midas_spell` and its callers of `midas.store.directory`, whose triggers
call them by name; certificates get triggers here.

`midas_spell` stays in proportion to its firms whatever the planner believes. Of a cluster that was made since its last
look it believes that there is one row, and would then read all rows of that cluster for each firm. So rows are asked
for in the order of the one index that finds them, with sorting switched off, and what shall stand is compared with what
stands by one grouping; two lists made on the way are never joined with one another.
"""

from __future__ import annotations

FACET_FUNCTIONS = (
    """
    create or replace function midas_spell(members bigint[]) returns void language plpgsql set enable_sort = off as $$
    declare
        stale record;
    begin
        for stale in
            with wanted as (
                select distinct unnest(members) as id
            ), firm as (
                select m.*, o.* from wanted,
                lateral (select id, cluster_id, organisation_id, sector_group_id, state, summary, tags, listed_region
                    from store_membership where id between wanted.id and wanted.id order by id) m,
                lateral (select name, name_key, identifier, locality, size, region from store_organisation
                    where id between m.organisation_id and m.organisation_id order by id) o
            ), offered as (
                select firm.*, f.* from firm,
                lateral (select title, competency, valid_until from store_offering
                    where membership_id between firm.id and firm.id order by membership_id) f
            ), spoken as (
                select id, word, null::date as until, cluster_id, state, listed_region from firm,
                midas_words(concat_ws(' ', name, name_key, identifier, locality, summary,
                    array_to_string(tags, ' '))) as word
                union all
                select id, facet, null, cluster_id, state, listed_region from firm,
                unnest(array['=sector:' || sector_group_id, '=size:' || size, '=in:' || region]) as facet
                union all
                select id, word, valid_until, cluster_id, state, listed_region
                from offered, midas_words(title) as word
                union all
                select id, '=does:' || competency, valid_until, cluster_id, state, listed_region from offered
                union all
                select id, '=holds:' || c.held, c.expires_on, cluster_id, state, listed_region from firm,
                lateral (select name as held, expires_on from store_certificate
                    where membership_id between firm.id and firm.id order by membership_id) c
            ), beside as (
                select *, null::tid as there, null::date as was, null as was_state, null as was_region from spoken
                union all
                select wanted.id, w.word, null, null, null, null, w.ctid, w.until, w.state, w.region from wanted,
                lateral (select word, ctid, until, state, region from store_memberword
                    where membership_id between wanted.id and wanted.id order by membership_id, word) w
            ), compared as (
                select id, word, max(cluster_id) as cluster_id, max(state) as state, max(listed_region) as region,
                    case when bool_or(until is null) filter (where there is null) then null else max(until) end
                        as until, bool_or(there is null) as said, max(there) as there, max(was) as was,
                    max(was_state) as was_state, max(was_region) as was_region
                from beside group by id, word
            ), written as (
                insert into store_memberword as w (cluster_id, membership_id, word, until, state, region)
                select cluster_id, id, word, until, state, region from compared
                where said and (there is null
                    or (was, was_state, was_region) is distinct from (until, state, region))
                on conflict (membership_id, word) do update
                    set until = excluded.until, state = excluded.state, region = excluded.region
            )
            select id, word, there from compared where not said
        loop
            delete from store_memberword
                where ctid = stale.there and membership_id = stale.id and word = stale.word;
        end loop;
    end $$
    """,
    """
    create or replace function midas_spell_changed_members() returns trigger language plpgsql as $$
    begin
        perform midas_spell(array(select n.id from fresh n join stale o on o.id = n.id
            where (n.summary, n.tags, n.organisation_id, n.sector_group_id, n.state)
                is distinct from (o.summary, o.tags, o.organisation_id, o.sector_group_id, o.state)));
        return null;
    end $$
    """,
    """
    create or replace function midas_spell_organisations() returns trigger language plpgsql as $$
    begin
        update store_membership m set listed_name = n.name, listed_region = n.region
            from fresh n where m.organisation_id = n.id and (m.listed_name, m.listed_region) <> (n.name, n.region);
        perform midas_spell(array(select m.id from fresh n join stale o on o.id = n.id
            join store_membership m on m.organisation_id = n.id
            where (n.name, n.name_key, n.identifier, n.locality, n.region, n.size)
                is distinct from (o.name, o.name_key, o.identifier, o.locality, o.region, o.size)));
        return null;
    end $$
    """,
    """
    create or replace function midas_spell_changed_offerings() returns trigger language plpgsql as $$
    begin
        perform midas_spell(array(select distinct k from fresh n join stale o on o.id = n.id,
            unnest(array[n.membership_id, o.membership_id]) as k
            where (n.title, n.membership_id, n.valid_until, n.competency)
                is distinct from (o.title, o.membership_id, o.valid_until, o.competency)));
        return null;
    end $$
    """,
    """
    create function midas_spell_changed_certificates() returns trigger language plpgsql as $$
    begin
        perform midas_spell(array(select distinct k from fresh n join stale o on o.id = n.id,
            unnest(array[n.membership_id, o.membership_id]) as k
            where (n.name, n.membership_id, n.expires_on)
                is distinct from (o.name, o.membership_id, o.expires_on)));
        return null;
    end $$
    """,
)

_STATEMENT = "for each statement execute function"

FACET_TRIGGERS = (
    "create trigger certificate_spelt after insert on store_certificate referencing new table as rows_of"
    f" {_STATEMENT} midas_spell_offerings()",
    "create trigger certificate_unspelt after delete on store_certificate referencing old table as rows_of"
    f" {_STATEMENT} midas_spell_offerings()",
    "create trigger certificate_spelt_anew after update on store_certificate"
    f" referencing old table as stale new table as fresh {_STATEMENT} midas_spell_changed_certificates()",
)
