"""A Spark cluster of the tests' own: a master and two workers as processes, Iceberg beneath.

The catalog is Hive's on an embedded Derby, the one that needs nothing but pip's packages. The jar
with Iceberg comes from a wheel that only the tests use: a user's cluster brings its own.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SPARK_JAVA = re.compile(r'version "(1\.8|8|11|17)[."]')
CATALOG = "lake"
ICEBERG = "org.apache.iceberg.spark"
PARTITIONS = 8
EXTENSIONS = f"{ICEBERG}.extensions.IcebergSparkSessionExtensions"


@dataclass(frozen=True)
class Cluster:
    """A running cluster: its master's address, and the folder with all that it writes."""

    master: str
    folder: Path

    @property
    def event_logs(self) -> Path:
        """Where each session notes its jobs, stages and tasks."""
        return self.folder / "events"


def find_java() -> Path | None:
    """The home of a Java that Spark 3.5 runs on."""
    named = os.environ.get("JAVA_HOME")
    found = shutil.which("java")
    homes = [Path(named)] if named else []
    homes += [Path(found).resolve().parents[1]] if found else []
    homes += sorted(Path("/usr/lib/jvm").glob("*17*"))
    for home in homes:
        java = home / "bin" / "java"
        if java.is_file():
            said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
            if SPARK_JAVA.search(said):
                return home
    return None


def why_not() -> str | None:
    """What is missing for a cluster; None where nothing is."""
    for module in ("pyspark", "dbt.adapters.spark", "snowpark_connect_deps_iceberg"):
        if find_spec(module.split(".")[0]) is None or find_spec(module) is None:
            return f"{module} is not installed"
    return None if find_java() else "no Java 8, 11 or 17 is here"


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a master and two workers, and stop them and remove their folder at the end."""
    folder = Path(tempfile.mkdtemp(prefix="goals-spark-", dir="/tmp"))
    processes: list[subprocess.Popen] = []
    try:
        (folder / "events").mkdir()
        master = _start(processes, folder, "master", ["Master", "--port", "0", "--webui-port", "0"])
        address = _said(master, folder / "master.log", r"Starting Spark master at (spark://\S+)")
        for name in ("worker-1", "worker-2"):
            own = ["--cores", "4", "--memory", "2g", "--work-dir", str(folder / name)]
            worker = ["Worker", *own, "--webui-port", "0", address]
            process = _start(processes, folder, name, worker)
            _said(process, folder / f"{name}.log", "(Successfully registered with master)")
        yield Cluster(address, folder)
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _start(
    processes: list[subprocess.Popen], folder: Path, name: str, arguments: list[str]
) -> subprocess.Popen:
    kind, *rest = arguments
    spec = find_spec("pyspark")
    assert spec is not None and spec.origin is not None
    home = Path(spec.origin).parent
    own = [Path(find_java() or "") / "bin" / "java", "-Xmx512m", "-cp", f"{home}/jars/*"]
    role = f"org.apache.spark.deploy.{kind.lower()}.{kind}"
    environment = {
        **os.environ,
        "JAVA_HOME": str(find_java()),
        "SPARK_HOME": str(home),
        "SPARK_SCALA_VERSION": "2.12",
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [*own, role, "--host", "127.0.0.1", *rest],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env=environment,
        )
    processes.append(process)
    return process


def _said(process: subprocess.Popen, log: Path, pattern: str) -> str:
    give_up_at = time.monotonic() + 120
    while True:
        text = log.read_text(errors="replace")
        found = re.search(pattern, text)
        if found:
            return found[1]
        assert process.poll() is None and time.monotonic() < give_up_at, text
        time.sleep(0.2)


@contextmanager
def session(cluster: Cluster) -> Iterator:
    """A session on the cluster, which dbt finds in this process; checked to be this cluster's."""
    from pyspark.sql import SparkSession

    os.environ["JAVA_HOME"] = str(find_java())
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master(cluster.master).appName("conversion_goals tests")
    for name, value in _settings(cluster).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        spark.sparkContext.setLogLevel("ERROR")
        if spark.sparkContext.master != cluster.master:
            raise RuntimeError(f"this is another cluster: {spark.sparkContext.master}")
        yield spark
    finally:
        spark.stop()


def _settings(cluster: Cluster) -> dict[str, str]:
    spec = find_spec("snowpark_connect_deps_iceberg")
    assert spec is not None and spec.origin is not None
    [jar] = (Path(spec.origin).parent / "jars").glob("iceberg-spark-runtime-3.5_2.12-*.jar")
    metastore = f"jdbc:derby:{cluster.folder}/metastore;create=true"
    return {
        "spark.jars": str(jar),
        "spark.driver.memory": "3g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={cluster.folder}",
        "spark.executor.memory": "1g",
        "spark.executor.cores": "4",
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": str(cluster.event_logs),
        "spark.sql.extensions": EXTENSIONS,
        "spark.sql.defaultCatalog": CATALOG,
        f"spark.sql.catalog.{CATALOG}": f"{ICEBERG}.SparkCatalog",
        f"spark.sql.catalog.{CATALOG}.type": "hive",
        f"spark.sql.catalog.{CATALOG}.warehouse": str(cluster.folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(cluster.folder / "own"),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(PARTITIONS),
        "spark.hadoop.javax.jdo.option.ConnectionURL": metastore,
        "spark.hadoop.hive.metastore.schema.verification": "false",
        "spark.hadoop.hive.metastore.warehouse.dir": str(cluster.folder / "warehouse"),
        "spark.hadoop.datanucleus.schema.autoCreateAll": "true",
        "spark.hadoop.iceberg.engine.hive.lock-enabled": "false",
    }
