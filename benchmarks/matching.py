"""Finding, among a million texts of members, the 20 most like a notice: how fast, how much memory, beside whom.

    make bench NAME=matching                                        everything; half an hour or so
    .venv/bin/python -m benchmarks.matching ours tantivy            some of it
    .venv/bin/python -m benchmarks.matching --texts 200000 bm25s    at another size

Parts: ours, night (the nightly run), bm25s, tantivy, fts5 (SQLite), postgresql (tsvector, GIN, ts_rank). Each engine
has a process of its own, reads the same made-up texts (8 to 40 words) from a file and answers the same 200 queries (30
to 100 words); beside each rival ours runs at the rival's size. FTS5 and PostgreSQL score every text that has any word
of a query, so they are asked at a twentieth of the size. Times are CPU time of the process, which other work on the
machine disturbs less; for PostgreSQL, whose work is done elsewhere, time on the clock. bm25s, numba and tantivy must be
installed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

TEXTS, SLOW, QUERIES, K = 1_000_000, 20, 200, 20
NIGHT, SAMPLE, WORKERS = 100_000, 150, 2
REACH = {"p50": 10.0, "p99": 40.0, "build": 60.0, "memory": 1.5, "change": 50.0}
SLOW_QUERIES = 20


def read(folder: Path, count: int) -> Iterator[tuple[int, str]]:
    """The first so many texts."""
    with (folder / "texts").open(encoding="ascii") as file:
        for number, line in zip(range(count), file, strict=False):
            yield number, line.rstrip("\n")


def queries(folder: Path) -> list[str]:
    return (folder / "queries").read_text(encoding="ascii").splitlines()


def timed(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    began = clock()
    work()
    return clock() - began


def asked(find: Callable[[str], list[int]], folder: Path, count: int = QUERIES) -> dict[str, object]:
    """Ask all queries, the first five once before; p50 and p99 in ms of CPU and clock, and what was found."""
    every = queries(folder)[:count]
    for query in every[:5]:
        find(query)
    cpu, clock, found = [], [], []
    for query in every:
        began, at = time.process_time(), time.perf_counter()
        found.append(find(query))
        cpu.append(1000 * (time.process_time() - began))
        clock.append(1000 * (time.perf_counter() - at))
    told = {
        f"{name}": float(np.percentile(values, 50)) for name, values in (("p50", cpu), ("p50_clock", clock))
    }
    told |= {
        f"{name}": float(np.percentile(values, 99)) for name, values in (("p99", cpu), ("p99_clock", clock))
    }
    return {**told, "found": found[:SLOW_QUERIES]}


def memory() -> float:
    """The most memory this process had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def ours(folder: Path, count: int) -> dict[str, object]:
    from midas.solvers.relevance import Index

    began, at = time.process_time(), time.perf_counter()
    index = Index.build(read(folder, count))
    told: dict[str, object] = {"build": time.process_time() - began, "build_clock": time.perf_counter() - at}
    told |= asked(lambda query: [hit.id for hit in index.search(query, K)], folder)
    told["memory"] = memory()
    path = folder / f"index-{count}"
    told["save"] = timed(lambda: index.save(path))
    told["load"] = timed(lambda: Index.load(path))
    told["bytes"] = path.stat().st_size / 1e6
    changes, text = [], queries(folder)[0]
    for number in range(60):
        began = time.process_time()
        index = index.with_changes([(number, text), (count + number, text)], removed=[number + 100])
        changes.append(1000 * (time.process_time() - began))
    told["change"] = float(np.percentile(changes, 99))
    few = index.allow(range(0, count, count // 200))
    told["few"] = asked(lambda query: [hit.id for hit in index.search(query, K, few)], folder)["p50"]
    return told


def night(folder: Path, count: int) -> dict[str, object]:
    """One worker of the nightly run: load what `ours` saved, answer a sample of notices."""
    from midas.solvers.relevance import Index

    index = Index.load(folder / f"index-{count}")
    sample = (queries(folder) * (SAMPLE // QUERIES + 1))[:SAMPLE]
    index.search(sample[0], K)
    began, at = time.process_time(), time.perf_counter()
    for query in sample:
        index.search(query, K)
    return {"cpu": time.process_time() - began, "clock": time.perf_counter() - at, "memory": memory()}


def bm25s(folder: Path, count: int) -> dict[str, object]:
    import bm25s as library

    began = time.process_time()
    tokens = library.tokenize([text for _, text in read(folder, count)], stopwords=None, show_progress=False)
    engine = library.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
    engine.index(tokens, show_progress=False)
    engine.activate_numba_scorer()
    told: dict[str, object] = {"build": time.process_time() - began}

    def find(query: str) -> list[int]:
        terms = library.tokenize([query], stopwords=None, show_progress=False, return_ids=False)
        return engine.retrieve(terms, k=K, show_progress=False, n_threads=1)[0][0].tolist()

    return {**told, **asked(find, folder), "memory": memory()}


def tantivy(folder: Path, count: int) -> dict[str, object]:
    import tantivy as library

    began = time.process_time()
    schema = library.SchemaBuilder()
    schema.add_integer_field("id", stored=True)
    schema.add_text_field("text", stored=False)
    index = library.Index(schema.build())
    writer = index.writer(heap_size=300_000_000, num_threads=2)
    for number, text in read(folder, count):
        writer.add_document(library.Document(id=number, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    told: dict[str, object] = {"build": time.process_time() - began}

    def find(query: str) -> list[int]:
        hits = searcher.search(index.parse_query(query, ["text"]), K).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return {**told, **asked(find, folder), "memory": memory()}


def fts5(folder: Path, count: int) -> dict[str, object]:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table member using fts5(text, content='')")
    began = time.process_time()
    base.executemany("insert into member (rowid, text) values (?, ?)", read(folder, count))
    told: dict[str, object] = {"build": time.process_time() - began}
    ask = "select rowid from member where member match ? order by rank limit 20"

    def find(query: str) -> list[int]:
        return [number for (number,) in base.execute(ask, (" OR ".join(query.split()),))]

    return {**told, **asked(find, folder, SLOW_QUERIES), "memory": memory()}


def postgresql(folder: Path, count: int) -> dict[str, object]:
    from benchmarks.members import throw_away

    with throw_away():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("create unlogged table bench_text (id int primary key, words tsvector)")
            cursor.execute("create temporary table raw (id int, text text)")
            began = time.perf_counter()
            with cursor.copy("copy raw from stdin") as sink:
                for row in read(folder, count):
                    sink.write_row(row)
            cursor.execute("insert into bench_text select id, to_tsvector('simple', text) from raw")
            cursor.execute("create index on bench_text using gin (words)")
            cursor.execute("analyze bench_text")
            told: dict[str, object] = {"build": time.perf_counter() - began}

            def find(query: str) -> list[int]:
                words = " | ".join(query.split())
                cursor.execute(
                    "select id from bench_text, to_tsquery('simple', %s) asked where words @@ asked"
                    " order by ts_rank(words, asked) desc, id limit 20",
                    [words],
                )
                return [number for (number,) in cursor.fetchall()]

            return {**told, **asked(find, folder, SLOW_QUERIES), "memory": memory()}


ENGINES = {one.__name__: one for one in (ours, night, bm25s, tantivy, fts5, postgresql)}
RIVALS = {
    "bm25s": "bm25s, numba backend, 1 thread",
    "tantivy": "tantivy, 2 writer threads, 1 reader",
    "fts5": "SQLite FTS5, OR of all words, bm25",
    "postgresql": "PostgreSQL FTS, GIN, OR of all words, ts_rank (clock)",
}


def child(name: str, folder: Path, count: int) -> dict[str, object]:
    """What an engine does in a process of its own."""
    return finished(started(name, folder, count))


def started(name: str, folder: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.matching", "--child", name, "--folder", str(folder)]
    one_thread = {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    return subprocess.Popen(
        [*command, "--texts", str(count)], stdout=subprocess.PIPE, text=True, env=os.environ | one_thread
    )


def finished(process: subprocess.Popen[str]) -> dict[str, object]:
    output, _ = process.communicate()
    if process.returncode:
        sys.exit(f"a part of the benchmark failed: {' '.join(map(str, process.args))}")
    told = json.loads(output.splitlines()[-1])
    brief = {key: round(value, 3) for key, value in told.items() if key != "found"}
    print(" ".join(map(str, process.args[4:])), brief, flush=True)
    return told


def prepare(folder: Path, count: int) -> None:
    """Write the texts and the queries, each word of a query once, so that all engines weigh it alike."""
    from benchmarks.made_texts import texts

    part = 100_000
    with (folder / "texts").open("w", encoding="ascii") as file:
        for start in range(0, count, part):
            file.writelines(f"{one}\n" for one in texts(min(part, count - start), 8, 40, start + 1))
    asked = (" ".join(dict.fromkeys(one.split())) for one in texts(QUERIES, 30, 100, 0))
    (folder / "queries").write_text("\n".join(asked), encoding="ascii")


def figures(wanted: list[str], folder: Path, count: int) -> list:
    from benchmarks.report import Figure

    sizes = {name: count // SLOW if name in ("fts5", "postgresql") else count for name in wanted}
    done = {size: child("ours", folder, size) for size in sorted({*sizes.values()}, reverse=True)}
    found: list = []
    for name in wanted:
        size, mine = sizes[name], done[sizes[name]]
        what = f"{size:,} texts, best {K}"
        if name == "ours":
            found += [
                Figure(f"{what}, p50", mine["p50"], REACH["p50"], "the goal (CPU)", "ms", REACH["p50"]),
                Figure(f"{what}, p99", mine["p99"], REACH["p99"], "the goal (CPU)", "ms", REACH["p99"]),
                Figure(
                    f"{what}, build", mine["build"], REACH["build"], "the goal (CPU)", "s", REACH["build"]
                ),
                Figure(f"{what}, memory", mine["memory"], REACH["memory"], "the goal", "GB", REACH["memory"]),
                Figure(f"{what}, change, p99", mine["change"], REACH["change"], "the goal (CPU)", "ms", 50.0),
            ]
        elif name == "night":
            found += nightly(folder, size)
        else:
            found += beside(name, what, mine, child(name, folder, size))
    return found


def nightly(folder: Path, size: int) -> list:
    """Workers side by side on the one saved index; what a night takes is extrapolated from the sample."""
    from benchmarks.report import Figure

    at = time.perf_counter()
    told = [finished(one) for one in [started("night", folder, size) for _ in range(WORKERS)]]
    cpu = sum(float(one["cpu"]) for one in told) / (WORKERS * SAMPLE)
    clock = max(float(one["clock"]) for one in told) / (WORKERS * SAMPLE)
    hours, if_idle = NIGHT * clock / 3600, NIGHT * cpu / WORKERS / 3600
    print(
        f"nightly: {WORKERS} workers, {SAMPLE} notices each in {time.perf_counter() - at:.0f} s with loading;"
        f" {1 / clock:.0f} notices a second on the clock, {1 / cpu:.0f} a second of CPU;"
        f" {NIGHT:,} notices: {hours * 60:.0f} min as busy as now, {if_idle * 60:.0f} min on {WORKERS} free cores"
    )
    work = f"{NIGHT:,} notices x {size:,} texts, {WORKERS} workers (from {WORKERS * SAMPLE} notices)"
    return [Figure(work, hours, 8.0, "one night of 8 hours (clock)", "h", 8.0)]


def beside(name: str, what: str, mine: dict, rival: dict) -> list:
    from benchmarks.report import Figure

    clock = "_clock" if name == "postgresql" else ""
    same = np.mean([len({*a} & {*b}) / K for a, b in zip(mine["found"], rival["found"], strict=False)])
    print(f"{name}: of our best {K}, {same:.3f} are its too")
    rows = [("p50", f"p50{clock}", "ms"), ("p99", f"p99{clock}", "ms"), ("build", f"build{clock}", "s")]
    found = []
    for work, key, unit in rows:
        own, other = float(mine[key]), float(rival[work if work == "build" else key])
        found.append(Figure(f"{what}, {work}", own, other, RIVALS[name], unit, other))
    if name != "postgresql":
        found.append(
            Figure(f"{what}, memory", mine["memory"], rival["memory"], RIVALS[name], "GB", rival["memory"])
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--child")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(ENGINES[given.child](given.folder, given.texts)))
        return
    wanted = given.parts or list(ENGINES)
    if unknown := set(wanted) - set(ENGINES):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}: {' '.join(ENGINES)}")
    from benchmarks.report import publish

    with tempfile.TemporaryDirectory(prefix="midas-bench-") as name:
        prepare(Path(name), given.texts)
        publish("matching", figures(wanted, Path(name), given.texts))


if __name__ == "__main__":
    main()
