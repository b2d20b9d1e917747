"""Firms by the thousand: taking them in, finding who is in twice, and finding anybody among 100,000.

    make bench NAME=members                                   everything; a few minutes
    .venv/bin/python -m benchmarks.members intake alike       some of it: intake, alike, search (`benchmarks.searching`)

A throw-away database of its own is started and removed. The list taken in is Companies House's where the shared data
is at hand, else an invented one. Rivals: `intake` beside tablib with a save per row, as import tools do by default (of
a part, scaled up), and beside COPY of the same rows without checks, events or words; `alike` beside comparing all with
all by difflib (of a part, scaled up); `search` beside the same questions put as patterns (ILIKE) over joined tables,
and as PostgreSQL's full-text search over a document of each firm.
"""

from __future__ import annotations

import atexit
import gzip
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.words import FIRST, SECOND, SECTORS, THIRD

FIRMS = 10_000
LIMIT = 60.0


@contextmanager
def throw_away():
    """A fresh installation: the embedded server in a temporary folder, migrated."""
    home = tempfile.mkdtemp(prefix="midas-bench-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ |= {"MIDAS_HOME": home, "MIDAS_TESTING": "1"}
    os.environ.setdefault("MIDAS_DB_USER", "nobody")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "midas.site.settings")
    os.environ.pop("DATABASE_URL", None)
    from midas.site.embedded import running

    with running(Path(home), lambda words: None):
        from midas.site.preparation import prepare, set_django_up

        set_django_up()
        prepare(lambda words: None)
        yield
        from django.db import connections

        connections.close_all()


def a_list() -> bytes:
    """10,000 firms as CSV: Companies House's if at hand, with 200 copies and 200 near copies; else invented."""
    from tests.shared_data import shared_folder

    folder = shared_folder()
    path = folder / "companies" / "uk_new_companies_2024.csv.gz" if folder else None
    if path is not None and path.exists():
        head, *lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        live = [line for line in lines if ",Active," in line]
        return "\n".join([head, *live[:FIRMS]]).encode()
    rows = (f"{name} {number},{number:08d},Active" for number, name in enumerate(names(FIRMS, 1), 1))
    return "\n".join(["company_name,company_number,status", *rows]).encode()


def names(count: int, seed: int) -> list[str]:
    """Invented names of firms."""
    draw = random.Random(seed)
    return [f"{draw.choice(FIRST)} {draw.choice(SECOND)} {draw.choice(THIRD)}" for _ in range(count)]


def a_cluster(slug: str):
    from midas.store import tenancy
    from midas.store.models import Cluster, SectorGroup

    cluster = Cluster.objects.create(slug=slug, name=slug, home_region="UKE", founded_on=date(2020, 1, 1))
    with tenancy.tenant(cluster.pk):
        for name in SECTORS:
            SectorGroup.objects.create(cluster=cluster, slug=name, name=name.capitalize())
    return cluster


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def intake() -> list:
    """The whole of `midas members import`: check, save, look for duplicates."""
    from benchmarks.report import Figure
    from django.utils import timezone

    from midas.actions.members.find_duplicates import find_duplicates
    from midas.actions.members.import_firms import check_firms, save_firms
    from midas.store import tenancy

    data, cluster, told = a_list(), a_cluster("intake"), {}

    def ours() -> None:
        at = timezone.now()
        with tenancy.tenant(cluster.pk):
            checked = check_firms(data, cluster=cluster, on=at.date(), region="UKE3")
            saved = save_firms(checked, cluster=cluster, source="firms.csv", by=None, at=at)
        with tenancy.tenant(cluster.pk):
            told["pairs"] = find_duplicates(cluster, at=at, among=saved.keys)
        told["firms"] = saved.added

    seconds = timed(ours)
    print(f"{told['firms']:,} firms in, {told['pairs']:,} pairs to decide, {seconds:.1f} s")
    part = 1000
    by_row = timed(lambda: row_by_row(data, part)) * FIRMS / part
    copied = timed(lambda: copy(data))
    what = f"{told['firms']:,} firms from CSV, checked, saved, duplicates found"
    return [
        Figure(what, seconds, by_row, f"tablib and a save per row ({part:,} rows, scaled)", "s", LIMIT),
        Figure(
            what, seconds, copied, "COPY of the same rows, unchecked, without event or duplicates", "s", LIMIT
        ),
    ]


def row_by_row(data: bytes, part: int) -> None:
    from tablib import Dataset

    from midas.store import tenancy
    from midas.store.models import Membership, Organisation, SectorGroup

    cluster = a_cluster("rows")
    rows = Dataset().load("\n".join(data.decode().splitlines()[: part + 1]), format="csv")
    with tenancy.tenant(cluster.pk):
        group = SectorGroup.objects.first()
        for row in rows.dict:
            number = row["company_number"]
            Organisation.objects.filter(scheme="GB-COH", identifier=number).first()
            made = Organisation(cluster=cluster, identifier=number, name=row["company_name"], region="UKE3")
            made.latitude, made.longitude, made.size = 53.5, -1.3, "micro"
            made.full_clean(validate_unique=False, validate_constraints=False)
            made.save()
            Membership.objects.create(cluster=cluster, organisation=made, sector_group=group)


def copy(data: bytes) -> None:
    from django.db import connection, transaction

    from midas.store import tenancy
    from midas.store.models import SectorGroup

    cluster = a_cluster("copied")
    lines = [line.split(",")[:2] for line in data.decode().splitlines()[1:]]
    with transaction.atomic(), tenancy.tenant(cluster.pk), connection.cursor() as cursor:
        group = SectorGroup.objects.first().pk
        fields = (
            "cluster_id, scheme, identifier, name, region, locality, country, latitude, longitude, time_zone,"
        )
        target = f"store_organisation ({fields} size, sic_codes, website, name_key)"
        columns = target.split("(")[1].rstrip(")")
        cursor.execute(
            f"create temporary table raw on commit drop as select {columns} from store_organisation where false"
        )
        with cursor.copy(f"copy {target.replace('store_organisation', 'raw')} from stdin") as sink:
            for name, number in lines:
                row = (
                    cluster.pk,
                    "GB-COH",
                    number,
                    name[:160],
                    "UKE3",
                    "",
                    "GB",
                    53.5,
                    -1.3,
                    "Europe/London",
                )
                sink.write_row((*row, "micro", "{}", "", ""))
        cursor.execute(f"insert into {target} select {columns} from raw on conflict do nothing")
        cursor.execute(
            "insert into store_membership (cluster_id, organisation_id, sector_group_id, state, summary, can_lead,"
            " engagement_cost, reliability, reliability_evidence, tags, conditions, shown_to, listed_name,"
            " listed_region, wants_digest)"
            " select cluster_id, id, %s, 'applied', '', false, 0, 1, 0, '{}', '', '{}', '', '', true"
            " from store_organisation where cluster_id = %s",
            [group, cluster.pk],
        )


def alike() -> list:
    """10,000 new firms beside 10,000 known ones, 500 of them with a slip of the pen."""
    from benchmarks.report import Figure

    from midas.core.members.duplicates import Party
    from midas.core.members.duplicates import alike as pairs_alike
    from midas.core.values.names import name_key

    draw = random.Random(7)
    made = [f"{draw.choice(FIRST)}{draw.randrange(10**6):x} {name}" for name in names(2 * FIRMS, 7)]
    known = [Party(n, name, name_key(name), "GB-COH", f"{n:08d}") for n, name in enumerate(made[:FIRMS])]
    new = [Party(FIRMS + n, name, name_key(name)) for n, name in enumerate(made[FIRMS:])]
    for place in range(500):
        name = slipped(made[place], draw)
        new[place] = Party(FIRMS + place, name, name_key(name))
    found: set[object] = set()

    def ours() -> None:
        for pair in pairs_alike(new, known):
            found.add(frozenset((pair.first.key, pair.second.key)))

    seconds = timed(ours)
    hits = sum(frozenset((FIRMS + n, n)) in found for n in range(500))
    part = 5
    naive = timed(
        lambda: [SequenceMatcher(None, a.name_key, b.name_key).ratio() for a in new[:part] for b in known]
    )
    print(f"{len(found):,} pairs; {hits} of 500 slips of the pen found")
    work = f"{FIRMS:,} new firms against {FIRMS:,} known, {hits} of 500 slips found"
    return [Figure(work, seconds, naive * FIRMS / part, "difflib on all pairs (a part, scaled)", "s", 10.0)]


def slipped(name: str, draw: random.Random) -> str:
    """A letter of a word left out, doubled or changed."""
    at = draw.randrange(1, len(name) - 1)
    return draw.choice(
        (name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], name[:at] + "e" + name[at + 1 :])
    )


PARTS = ("intake", "alike", "search")


def main() -> None:
    wanted = sys.argv[1:] or PARTS
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        sys.exit(f"There is no part {', '.join(unknown)}: {' '.join(PARTS)}")
    with throw_away():
        from benchmarks.report import publish
        from benchmarks.searching import search

        run = {"intake": intake, "alike": alike, "search": lambda: search(a_cluster("directory"))}
        publish("members", [figure for name in wanted for figure in run[name]()])


if __name__ == "__main__":
    main()
