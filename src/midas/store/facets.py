"""What the directory of members is narrowed down and counted by, kept beside the words: the present form of both.

A firm's sector, size, region, kinds of work and certificates stand among its words as facets, `=size:micro`; no word
begins with `=`. Each word carries the state and region of its firm, so that firms are counted by region from one index
of words, without a look at the firms. Replaces `midas_spell` and its callers of `midas.store.directory`, whose triggers
call them by name; certificates get triggers here.
"""

from __future__ import annotations

FACET_FUNCTIONS = (
    """
    create or replace function midas_spell(members bigint[]) returns void language sql as $$
        with wanted as (
            select distinct unnest(members) as id -- joined and not looked up in the array, which may be very long
        ), spoken as (
            select m.id, word, null::date as until
            from wanted join store_membership m using (id) join store_organisation o on o.id = m.organisation_id,
            midas_words(concat_ws(' ', o.name, o.name_key, o.identifier, o.locality, m.summary,
                array_to_string(m.tags, ' '))) as word
            union all
            select m.id, facet, null
            from wanted join store_membership m using (id) join store_organisation o on o.id = m.organisation_id,
            unnest(array['=sector:' || m.sector_group_id, '=size:' || o.size, '=in:' || o.region]) as facet
            union all
            select f.membership_id, word, f.valid_until
            from wanted join store_offering f on f.membership_id = wanted.id, midas_words(f.title) as word
            union all
            select f.membership_id, '=does:' || f.competency, f.valid_until
            from wanted join store_offering f on f.membership_id = wanted.id
            union all
            select c.membership_id, '=holds:' || c.name, c.expires_on
            from wanted join store_certificate c on c.membership_id = wanted.id
        ), once as (
            select id, word, case when bool_or(until is null) then null else max(until) end as until
            from spoken group by id, word
        ), said as (
            select once.*, m.cluster_id, m.state, m.listed_region as region
            from once join store_membership m on m.id = once.id
        ), gone as (
            delete from store_memberword w using wanted where w.membership_id = wanted.id
            and not exists (select 1 from said where said.id = w.membership_id and said.word = w.word)
        )
        insert into store_memberword as w (cluster_id, membership_id, word, until, state, region)
        select said.cluster_id, said.id, said.word, said.until, said.state, said.region
        from said left join store_memberword there on there.membership_id = said.id and there.word = said.word
        where there.id is null or (there.until, there.state, there.region)
            is distinct from (said.until, said.state, said.region)
        on conflict (membership_id, word) do update
            set until = excluded.until, state = excluded.state, region = excluded.region
    $$
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
