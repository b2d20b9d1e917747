"""What the directory of members is found and sorted by, kept by the database whoever writes: words, names, regions.

The words of a firm are taken anew whenever its name, number, place, summary, tags or offerings change; a word of an
offering counts until the last offering with it runs out. Triggers work on all the rows of a statement at once, so
writing very many firms stays cheap. `midas.store.facets` adds facets and replaces some of the functions;
`midas.store.queries.directory` asks.
"""

from __future__ import annotations

FUNCTIONS = (
    # Letters and digits in lower case; what is longer than the column is cut, as the query does.
    """
    create function midas_words(text) returns setof text language sql immutable as $$
        select distinct left(word, 40) from regexp_split_to_table(lower($1), '[^[:alnum:]]+') as word where word <> ''
    $$
    """,
    """
    create function midas_spell(members bigint[]) returns void language sql as $$
        with spoken as (
            select m.id, m.cluster_id, word, null::date as until
            from store_membership m join store_organisation o on o.id = m.organisation_id,
            midas_words(concat_ws(' ', o.name, o.name_key, o.identifier, o.locality, m.summary,
                array_to_string(m.tags, ' '))) as word
            where m.id = any (members)
            union all
            select f.membership_id, f.cluster_id, word, f.valid_until
            from store_offering f, midas_words(f.title) as word where f.membership_id = any (members)
        ), said as (
            select id, cluster_id, word, case when bool_or(until is null) then null else max(until) end as until
            from spoken group by id, cluster_id, word
        ), gone as (
            delete from store_memberword w where w.membership_id = any (members)
            and not exists (select 1 from said where said.id = w.membership_id and said.word = w.word)
        )
        insert into store_memberword as w (cluster_id, membership_id, word, until)
        select said.cluster_id, said.id, said.word, said.until
        from said left join store_memberword there on there.membership_id = said.id and there.word = said.word
        where there.id is null or there.until is distinct from said.until
        on conflict (membership_id, word) do update set until = excluded.until
    $$
    """,
    """
    create function midas_list_member() returns trigger language plpgsql as $$
    begin
        select name, region into new.listed_name, new.listed_region
            from store_organisation where id = new.organisation_id;
        new.listed_name := coalesce(new.listed_name, '');
        new.listed_region := coalesce(new.listed_region, '');
        return new;
    end $$
    """,
    """
    create function midas_spell_members() returns trigger language plpgsql as $$
    begin
        perform midas_spell(array(select id from fresh));
        return null;
    end $$
    """,
    """
    create function midas_spell_changed_members() returns trigger language plpgsql as $$
    begin
        perform midas_spell(array(select n.id from fresh n join stale o on o.id = n.id
            where (n.summary, n.tags, n.organisation_id) is distinct from (o.summary, o.tags, o.organisation_id)));
        return null;
    end $$
    """,
    """
    create function midas_spell_organisations() returns trigger language plpgsql as $$
    begin
        update store_membership m set listed_name = n.name, listed_region = n.region
            from fresh n where m.organisation_id = n.id and (m.listed_name, m.listed_region) <> (n.name, n.region);
        perform midas_spell(array(select m.id from fresh n join stale o on o.id = n.id
            join store_membership m on m.organisation_id = n.id
            where (n.name, n.name_key, n.identifier, n.locality)
                is distinct from (o.name, o.name_key, o.identifier, o.locality)));
        return null;
    end $$
    """,
    """
    create function midas_spell_offerings() returns trigger language plpgsql as $$
    begin
        perform midas_spell(array(select distinct membership_id from rows_of));
        return null;
    end $$
    """,
    """
    create function midas_spell_changed_offerings() returns trigger language plpgsql as $$
    begin
        perform midas_spell(array(select distinct k from fresh n join stale o on o.id = n.id,
            unnest(array[n.membership_id, o.membership_id]) as k
            where (n.title, n.membership_id, n.valid_until)
                is distinct from (o.title, o.membership_id, o.valid_until)));
        return null;
    end $$
    """,
)

_STATEMENT = "for each statement execute function"

TRIGGERS = (
    "create trigger member_listed before insert or update of organisation_id on store_membership"
    " for each row execute function midas_list_member()",
    "create trigger member_spelt after insert on store_membership referencing new table as fresh"
    f" {_STATEMENT} midas_spell_members()",
    "create trigger member_spelt_anew after update on store_membership"
    f" referencing old table as stale new table as fresh {_STATEMENT} midas_spell_changed_members()",
    "create trigger organisation_spelt_anew after update on store_organisation"
    f" referencing old table as stale new table as fresh {_STATEMENT} midas_spell_organisations()",
    "create trigger offering_spelt after insert on store_offering referencing new table as rows_of"
    f" {_STATEMENT} midas_spell_offerings()",
    "create trigger offering_unspelt after delete on store_offering referencing old table as rows_of"
    f" {_STATEMENT} midas_spell_offerings()",
    "create trigger offering_spelt_anew after update on store_offering"
    f" referencing old table as stale new table as fresh {_STATEMENT} midas_spell_changed_offerings()",
)

SPELL_WHAT_IS_THERE = """
do $$
declare
    one record;
begin
    perform set_config('midas.forget', 'on', true);
    for one in select id from store_cluster loop
        perform set_config('midas.cluster', one.id::text, true);
        update store_membership m set listed_name = o.name, listed_region = o.region
            from store_organisation o where o.id = m.organisation_id;
        perform midas_spell(array(select id from store_membership));
    end loop;
    perform set_config('midas.cluster', '', true);
    perform set_config('midas.forget', '', true);
end $$
"""
"""Words, names and regions for the members of an installation that had none."""
