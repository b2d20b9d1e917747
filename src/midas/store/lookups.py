"""Functions that find one row by its key for every row that is written, in a form no planner can spoil.

Behind row-level security each look-up is by the key and by the cluster. Of a cluster that was made since the planner
last looked it believes that there is one row, so it may read the whole cluster to find one key: ten thousand firms
taken in at once were ten thousand times all of them. Here a row is asked for in the order of the index of the key,
with sorting switched off, and nothing else gives that order. What the functions answer is as in `store.trail` and
`store.directory`, whose triggers call them by name.
"""

from __future__ import annotations

LOOKUP_FUNCTIONS = (
    """
    create or replace function midas_sealed(row_of text, row_id bigint) returns text language sql stable
    set enable_sort = off as $$
        select case row_of
            when 'event' then (
                select jsonb_build_array(id, cluster_id, extract(epoch from at), by_id, actor, verb, subject_kind,
                    subject_id, before, after, reason, details, transaction)::text
                from store_event where id between row_id and row_id order by id)
            else (
                select jsonb_build_array(id, cluster_id, extract(epoch from at), transaction, thing, thing_id,
                    before, after)::text
                from store_change where id between row_id and row_id order by id)
        end
    $$
    """,
    """
    create or replace function midas_list_member() returns trigger language plpgsql set enable_sort = off as $$
    begin
        select name, region into new.listed_name, new.listed_region from store_organisation
            where id between new.organisation_id and new.organisation_id order by id;
        new.listed_name := coalesce(new.listed_name, '');
        new.listed_region := coalesce(new.listed_region, '');
        return new;
    end $$
    """,
)
