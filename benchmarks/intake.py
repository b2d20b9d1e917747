"""A gigabyte of public notices: read as a stream, and loaded into PostgreSQL.

    make bench NAME=intake                                  both; under six minutes
    .venv/bin/python -m benchmarks.intake parse load        some of it

`parse` reads an invented release package of 1 GB into typed releases and takes from each what an import uses. Beside
it: orjson.loads of such a file, of a part of the size since it holds all of it at once, walked for the very same
fields (compared, release by release). Each side runs in a process of its own, for its peak of memory. `load` takes
releases into a throw-away database with all an import keeps: opportunity, text, event, seal. Beside it: orjson.loads,
dictionaries walked, and Django's bulk_create of the same three tables, a thousand at a time, under the same triggers
and fences. The two sides take turns, and beside seconds on the clock the processor time of both the program and
the database is told, which neighbours on the machine disturb less.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SEED = 7
WHOLE = 10**9
PART = 128 * 10**6
SMALL = 16 * 10**6
LOADED = 12 * 10**6
ROUNDS = 3
BATCH = 1000
MOST_MEMORY = 300.0
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def attribute_row(release: Any) -> tuple[Any, ...]:
    """What an import uses, out of a typed release."""
    tender, buyer = release.tender, release.buyer
    value, code = tender.value, tender.classification
    return (
        *(
            release.ocid,
            release.id,
            release.date,
            release.tag,
            tender.title,
            tender.description,
            tender.status,
        ),
        *(buyer.id, buyer.name, value.amount, value.currency, code.id, tender.tenderPeriod.endDate),
        *(tender.contractPeriod.startDate, tender.contractPeriod.endDate, tender.suitability.sme),
        [(lot.id, lot.title, lot.value.amount, lot.contractPeriod.endDate) for lot in tender.lots],
        [
            (one.id, one.description, one.classification.id, one.quantity, one.relatedLot)
            for one in tender.items
        ],
        [(party.id, party.name, party.identifier.id, party.details.scale) for party in release.parties],
        [
            (award.id, award.date, award.value.amount, [(one.id, one.name) for one in award.suppliers])
            for award in release.awards or ()
        ],
    )


def dictionary_row(release: dict[str, Any]) -> tuple[Any, ...]:
    """The same, out of a dictionary."""
    tender, buyer = release["tender"], release["buyer"]
    value, code = tender["value"], tender["classification"]
    return (
        *(release["ocid"], release["id"], release["date"], release["tag"], tender["title"]),
        *(
            tender["description"],
            tender["status"],
            buyer["id"],
            buyer["name"],
            value["amount"],
            value["currency"],
        ),
        *(code["id"], tender["tenderPeriod"]["endDate"], tender["contractPeriod"]["startDate"]),
        *(tender["contractPeriod"]["endDate"], tender["suitability"]["sme"]),
        [
            (lot["id"], lot["title"], lot["value"]["amount"], lot["contractPeriod"]["endDate"])
            for lot in tender["lots"]
        ],
        [
            (one["id"], one["description"], one["classification"]["id"], one["quantity"], one["relatedLot"])
            for one in tender["items"]
        ],
        [
            (party["id"], party["name"], party["identifier"]["id"], party["details"]["scale"])
            for party in release["parties"]
        ],
        [
            (
                award["id"],
                award["date"],
                award["value"]["amount"],
                [(one["id"], one["name"]) for one in award["suppliers"]],
            )
            for award in release.get("awards", ())
        ],
    )


def typed(path: Path) -> Iterator[tuple[Any, ...]]:
    """Ours: a stream of typed releases."""
    from midas.formats.ocds.read import typed_releases

    with path.open("rb") as stream:
        for release in typed_releases(stream):
            yield attribute_row(release)


def loaded(path: Path) -> Iterator[tuple[Any, ...]]:
    """The rival: everything at once, then walked."""
    import orjson

    for release in orjson.loads(path.read_bytes())["releases"]:
        yield dictionary_row(release)


def judged(path: Path) -> Iterator[Any]:
    """Ours with everything an import does before it saves: both passes, check sums, the standard's verdict, facts."""
    from midas.formats.ocds.check import judge
    from midas.formats.ocds.read import Found, read_releases

    return (judge(part) for part in read_releases(path) if isinstance(part, Found))


SIDES: dict[str, Callable[[Path], Iterator[Any]]] = {"typed": typed, "loaded": loaded, "judged": judged}


def gone_through(side: str, path: Path) -> dict[str, float]:
    """One side in a process of its own: releases, seconds, processor seconds, peak memory in MB."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.intake", "--side", side, str(path)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told: dict[str, float] = json.loads(done.stdout)
    size = path.stat().st_size / 1e6
    print(
        f"{side:8} {size:6,.0f} MB  {told['releases']:8,.0f} releases  {size / told['seconds']:6.1f} MB/s"
        f"  {size / told['processor']:6.1f} MB a processor second  peak {told['memory']:,.0f} MB"
    )
    return told


def tell_side(side: str, path: Path) -> None:
    """What the process of one side does."""
    began, used = time.perf_counter(), time.process_time()
    count = sum(1 for _ in SIDES[side](path))
    told = {
        "releases": count,
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - used,
        "memory": _peak(),
    }
    print(json.dumps(told))


def _peak() -> float:
    """The most memory this process has had, in MB; unlike getrusage's, not that of whoever started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def parse() -> list[Any]:
    """A gigabyte read."""
    from benchmarks.notices import write
    from benchmarks.report import Figure

    with tempfile.TemporaryDirectory(prefix="midas-bench-") as folder:
        whole, part, small = (Path(folder, f"{name}.json") for name in ("whole", "part", "small"))
        write(whole, WHOLE, SEED)
        write(part, PART, SEED)
        write(small, SMALL, SEED)
        rows = zip(typed(small), loaded(small), strict=True)
        assert all(ours == theirs for ours, theirs in rows), "the two sides read something else"
        rival = gone_through("loaded", part)
        ours = gone_through("typed", whole)
        all_of_it = gone_through("judged", small)
    gigabyte = {name: rival[name] * WHOLE / PART for name in ("seconds", "processor")}
    name = f"orjson.loads and walk ({PART // 10**6} MB, scaled; {rival['memory']:,.0f} MB of memory)"
    work = "1 GB of OCDS to typed releases"
    return [
        Figure(work, ours["seconds"], gigabyte["seconds"], name, "s", gigabyte["seconds"] / 3),
        Figure(
            f"{work}, processor",
            ours["processor"],
            gigabyte["processor"],
            name,
            "s",
            gigabyte["processor"] / 3,
        ),
        Figure(f"{work}, peak of memory", ours["memory"], rival["memory"], name, "MB", MOST_MEMORY),
        Figure(
            "the same, read twice, check sums, standard's verdict, facts; a part, scaled",
            all_of_it["processor"] * WHOLE / SMALL,
            gigabyte["processor"],
            "orjson.loads and walk, which does none of that",
            "processor s",
            3 * gigabyte["processor"],
        ),
    ]


def load() -> list[Any]:
    """Releases into PostgreSQL, in turns."""
    from benchmarks.members import throw_away
    from benchmarks.notices import write
    from benchmarks.report import Figure

    with throw_away(), tempfile.TemporaryDirectory(prefix="midas-bench-") as folder:
        path = Path(folder, "notices.json")
        count = write(path, LOADED, SEED)
        content = path.read_bytes()
        taken: dict[str, list[tuple[float, float]]] = {"ours": [], "rival": []}
        for turn in range(ROUNDS):
            taken["rival"].append(_measured(lambda turn=turn: by_bulk_create(content, turn)))  # type: ignore[misc]
            taken["ours"].append(_measured(lambda turn=turn: by_import(content, turn)))  # type: ignore[misc]
    size = len(content) / 1e6
    for name, turns in taken.items():
        for seconds, processor in turns:
            speed = f"{count / seconds:6.0f} releases/s, {size / seconds:5.2f} MB/s"
            print(f"{name:6} {speed}; {processor / count * 1e6:5.0f} µs of processor time a release")
    print(f"peak of memory {_peak():,.0f} MB, both sides")
    best = {name: [min(column) for column in zip(*turns, strict=True)] for name, turns in taken.items()}
    rival = f"orjson.loads, walk and Django bulk_create, {BATCH} a time"
    work = f"{count:,} releases into PostgreSQL, best of {ROUNDS}"
    return [
        Figure(work, best["ours"][0], best["rival"][0], rival, "s", best["rival"][0] / 5),
        Figure(f"{work}, processor", best["ours"][1], best["rival"][1], rival, "s", best["rival"][1] / 5),
    ]


def _measured(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds, and processor seconds of this process and of its database connection's."""
    from django.db import connection

    connection.ensure_connection()
    info: Any = connection.connection
    server = info.info.backend_pid
    began, used, served = time.perf_counter(), time.process_time(), _processor(server)
    work()
    return time.perf_counter() - began, time.process_time() - used + _processor(server) - served


def _processor(process: int) -> float:
    """Seconds a process of this machine has computed; 0 where the system does not tell."""
    path = Path(f"/proc/{process}/schedstat")
    return int(path.read_text().split()[0]) / 1e9 if path.exists() else 0.0


def by_import(content: bytes, turn: int) -> None:
    """Ours: the import as `midas ocds import` makes it, judged by the standard."""
    from benchmarks.members import a_cluster

    from midas.actions.demand.import_directly import import_directly

    cluster = a_cluster(f"ours-{turn}")
    report = import_directly(
        io.BytesIO(content), name="notices.json", cluster=cluster, clock=lambda: AT, progress=None, say=print
    )
    assert report.imported == report.valid == report.releases, report.problems[:3]


def by_bulk_create(content: bytes, turn: int) -> None:
    """The rival: the same rows, but neither judged nor compared with what is there."""
    import orjson
    from benchmarks.members import a_cluster

    from midas.store import tenancy
    from midas.store.models import Event, Notice, Opportunity

    cluster = a_cluster(f"rival-{turn}")
    releases = orjson.loads(content)["releases"]
    for start in range(0, len(releases), BATCH):
        part = releases[start : start + BATCH]
        with tenancy.tenant(cluster.pk):
            rows = Opportunity.objects.bulk_create([_opportunity(cluster, one) for one in part])
            pairs = list(zip(part, rows, strict=True))
            Notice.objects.bulk_create([_notice(cluster, one, row) for one, row in pairs])
            Event.objects.bulk_create([_event(cluster, one, row) for one, row in pairs])


def _opportunity(cluster: Any, release: dict[str, Any]) -> Any:
    from midas.store.models import Opportunity

    tender, period = release["tender"], release["tender"]["contractPeriod"]
    return Opportunity(
        cluster=cluster,
        door="ocds",
        ocid=release["ocid"],
        title=tender["title"][:500],
        description=tender["description"],
        buyer_name=release["buyer"]["name"][:255],
        buyer_identifier=release["buyer"]["id"],
        value=round(tender["value"]["amount"] * 100),
        currency=tender["value"]["currency"],
        cpv=tender["classification"]["id"],
        cpv_additional=[one["id"] for one in tender["additionalClassifications"]],
        region="UKE3",
        place=", ".join(one["deliveryAddresses"][0]["region"] for one in tender["items"])[:255],
        procedure=tender["procurementMethodDetails"],
        category=tender["mainProcurementCategory"],
        source_status=tender["status"],
        sme_suitable=tender["suitability"]["sme"],
        published_at=datetime.fromisoformat(release["date"]),
        deadline_at=datetime.fromisoformat(tender["tenderPeriod"]["endDate"]),
        starts_on=datetime.fromisoformat(period["startDate"]).date(),
        ends_on=datetime.fromisoformat(period["endDate"]).date(),
        lots=tender["lots"],
        items=tender["items"],
        documents=tender["documents"],
        awards=release.get("awards", []),
        created_at=AT,
        updated_at=AT,
    )


def _notice(cluster: Any, release: dict[str, Any], opportunity: Any) -> Any:
    import orjson

    from midas.store.models import Notice

    text = orjson.dumps(release)
    return Notice(
        cluster=cluster,
        opportunity=opportunity,
        ocid=release["ocid"],
        release_id=release["id"],
        released_at=opportunity.published_at,
        sha256=hashlib.sha256(text).hexdigest(),
        text=text.decode(),
        source="notices.json",
        path="$.releases[0]",
        imported_at=AT,
        schema_version="1.1",
    )


def _event(cluster: Any, release: dict[str, Any], opportunity: Any) -> Any:
    from midas.store.models import Event

    return Event(
        cluster=cluster,
        at=AT,
        actor="Midas",
        verb="opportunity.imported",
        subject_kind="opportunity",
        subject_id=opportunity.pk,
        after="new",
        details={"file": "notices.json", "release": release["id"], "changes": []},
    )


WORKS = {"parse": parse, "load": load}


def main() -> int:
    if sys.argv[1:2] == ["--side"]:
        tell_side(sys.argv[2], Path(sys.argv[3]))
        return 0
    from benchmarks.report import publish

    os.environ.setdefault("MIDAS_TESTING", "1")
    wanted = sys.argv[1:] or list(WORKS)
    figures = [figure for name in wanted for figure in WORKS[name]()]
    publish("intake", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
