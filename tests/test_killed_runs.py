"""Killed runs, two runs at once, a full disk: the next run repairs what the last one left (Q5)."""

import fcntl
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from evaluator import Settings, evaluate
from warehouse import IS_LONG, Marts, Warehouse
from worlds import joined, random_world

WORLDS = 60
# How often each kind of run is killed: 20 in all, or 4.
KILLS = {"incremental": 10, "first": 5, "full_refresh": 5} if IS_LONG else {"incremental": 2}
KILLS = {"first": 1, "full_refresh": 1} | KILLS
MODELS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
OWN = "own.duckdb"


@dataclass(frozen=True)
class Waiting:
    """A database in which rows wait for a run, and the marts that the run should come to."""

    database: Warehouse
    marts: Marts


@pytest.fixture(scope="module")
def waiting(one_place: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Waiting]:
    """One database that was never built, and one with new rows since."""
    worlds = joined(random_world(40_000 + number, f"w{number}") for number in range(WORLDS))
    marts = evaluate(worlds, Settings())
    never, since = (
        Waiting(Warehouse(tmp_path_factory.mktemp(name) / OWN), marts)
        for name in ("never", "since")
    )
    never.database.arrive(worlds)
    rng, parts = Random(1), ({}, {})
    for table, rows in worlds.items():
        for row in rows:
            parts[rng.random() < 0.3].setdefault(table, []).append(row)
    own = Warehouse(one_place / OWN)
    own.arrive(parts[0])
    own.build()
    own.arrive(parts[1])
    shutil.move(own.database, since.database.database)
    return {"first": never, "incremental": since, "full_refresh": since}


def start(database: Path, kind: str = "incremental") -> subprocess.Popen:
    """Start a run as a process, the first of its own group."""
    own = [sys.executable, "-m", "conversion_goals", "build", "--database", str(database)]
    refresh = ["--full-refresh"] if kind == "full_refresh" else []
    return subprocess.Popen(
        [*own, *refresh, "--", *MODELS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kill_at(seconds: float, database: Path, kind: str) -> bool:
    """Stop a run by SIGKILL; return whether it was still at work."""
    with start(database, kind) as run:
        try:
            run.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
    return run.returncode == -signal.SIGKILL


@pytest.fixture(scope="module")
def stretch(waiting: dict, one_place: Path) -> tuple[float, float]:
    """From when to when a run is at work on the database, in seconds after its start."""
    for _ in range(2):  # the first one parses
        database = waiting["incremental"].database.copied(one_place)
        started = time.monotonic()
        with start(database.database) as run:
            said, complaint = run.communicate()
    until = time.monotonic() - started
    assert run.returncode == 0, said + complaint
    [at_work] = re.findall(r" in ([0-9.]+) s; database", said)
    return until - float(at_work), until


def killed_copy(own: Waiting, kind: str, folder: Path, since: float, share: float) -> Warehouse:
    """A copy whose run was stopped so many seconds into its work; sooner if it was done by then."""
    while True:
        database = own.database.copied(folder)
        if kill_at(since + share, database.database, kind):
            return database
        share *= 0.7
        assert share > 0.05, "no run was ever at work"


@pytest.mark.parametrize("kind", KILLS)
def test_run_after_killed_ones_equals_the_evaluator(
    kind: str, waiting: dict, stretch: tuple[float, float], place: Path
) -> None:
    rng, since, until = Random(kind), *stretch
    for number in range(KILLS[kind]):
        share = (number + rng.random()) / KILLS[kind] * (until - since)
        database = killed_copy(waiting[kind], kind, place, since, share)
        # Every second database is killed twice before a run may come to its end.
        if number % 2:
            kill_at(since + rng.random() * share, database.database, kind)
        if kind != "first":
            # A reader finds every mart, whatever the run was at.
            for mart in waiting[kind].marts:
                assert database.answer(f"select count(*) from {mart}") != []
        database.build()
        assert database.differences(waiting[kind].marts) == [], (kind, number)
        assert database.answer("from duckdb_tables() where table_name like '%dbt_tmp%'") == []


def is_locked(database: Path) -> bool:
    """Whether a run holds the file: asked without a lock of its own, which would stop the run."""
    asked = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
    with database.open("rb") as file:
        answer = fcntl.fcntl(file, fcntl.F_GETLK, asked)
    return struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK


def test_second_run_at_once_is_told_so(waiting: dict, place: Path) -> None:
    database = waiting["incremental"].database.copied(place)
    with start(database.database) as first:
        first.send_signal(signal.SIGSTOP)
        while not is_locked(database.database):
            first.send_signal(signal.SIGCONT)
            time.sleep(0.2)
            assert first.poll() is None
            first.send_signal(signal.SIGSTOP)
        with start(database.database) as second:
            _, complaint = second.communicate()
        first.send_signal(signal.SIGCONT)
        first.communicate()
    assert (second.returncode, first.returncode) == (2, 0)
    assert complaint == (
        f"The database {database.database} is locked by process {first.pid}: close it there,"
        " then run this again.\n"
    )
    assert database.differences(waiting["incremental"].marts) == []


@pytest.fixture
def small_disk(waiting: dict, tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with hardly more room than the database takes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = waiting["incremental"].database.database.stat().st_size + 300_000
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a full disk needs leave to mount a small one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_run_after_a_full_disk_repairs(waiting: dict, small_disk: Path) -> None:
    database = waiting["incremental"].database.copied(small_disk)
    with start(database.database) as run:
        said, complaint = run.communicate()
    assert run.returncode == 2, said
    assert "Traceback" not in said + complaint
    assert "No space left" in said + complaint
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    database.build()
    assert database.differences(waiting["incremental"].marts) == []
