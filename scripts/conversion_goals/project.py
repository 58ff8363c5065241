"""Where things are: the dbt project, its profile, the database file and the raw tables' names."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conversion_goals.mistake import Mistake
from conversion_goals.wording import first_line, listed

DATABASE_VARIABLE = "CONVERSION_GOALS_DUCKDB_PATH"
PACKAGE = "conversion_goals"
# What a profile may read of the environment, with what each may be.
ANYTHING = re.compile(r".+", re.DOTALL)
MEMORY = re.compile(r"\d+(\.\d+)?\s*(%|[kmgt](i?b)?)", re.IGNORECASE)
MEMORY_LIKE = "a size like 2GB or 80%"
PORT = re.compile(r"[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]")
PORT_LIKE = "a whole number from 1 to 65535"
VARIABLES = {
    DATABASE_VARIABLE: (ANYTHING, "a path"),
    "CONVERSION_GOALS_TARGET": (ANYTHING, "a target of the profile"),
    "CONVERSION_GOALS_SCHEMA": (ANYTHING, "a schema"),
    "CONVERSION_GOALS_THREADS": (re.compile(r"[1-9]\d*"), "a whole number from 1"),
    "CONVERSION_GOALS_MEMORY_LIMIT": (MEMORY, MEMORY_LIKE),
    "CONVERSION_GOALS_POSTGRES_PORT": (PORT, PORT_LIKE),
    "CONVERSION_GOALS_SPARK_PORT": (PORT, PORT_LIKE),
}
CLONE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Project:
    """A dbt project that holds the package, with the profile's target and all its vars."""

    folder: Path
    profiles_folder: Path
    engine: str
    database: Path | None
    config_options: Mapping[str, Any] = field(default_factory=dict)
    output: Mapping[str, Any] = field(default_factory=dict, repr=False)
    vars: Mapping[str, Any] = field(default_factory=dict)
    declared_vars: frozenset[str] = frozenset()

    @property
    def raw_schema(self) -> str:
        """The schema of the raw tables."""
        return str(self.vars["conversion_goals_raw_schema"])

    @property
    def place(self) -> str:
        """Where the tables are, for messages."""
        if self.engine == "postgres":
            return f"{self.output.get('dbname')} on {self.output.get('host')}"
        return str(self.database or self.engine)

    @property
    def target_folder(self) -> Path:
        """Where dbt and the demo put what they make."""
        return (self.folder / os.environ.get("DBT_TARGET_PATH", "target")).resolve()

    def raw_name(self, table: str) -> str:
        """The name that a raw table has in this warehouse."""
        return str(self.vars[f"conversion_goals_{table}_table"])

    def duckdb_file(self) -> Path:
        """The database file, or a mistake where it is a folder or the target another engine."""
        if self.database is None:
            raise Mistake(
                f"The profile's target is {self.engine}, and this command works on DuckDB files:"
                " choose a DuckDB target with --target."
            )
        if self.database.is_dir():
            raise Mistake(
                f"{self.database} is a folder, not a database: name a file with --database or"
                f" {DATABASE_VARIABLE}."
            )
        return self.database


def find_project(
    project_dir: str | None = None,
    profiles_dir: str | None = None,
    target: str | None = None,
    database: str | None = None,
    variables: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Project:
    """Read the project, its profile and its vars; `database` is the user's own choice of file.

    `environment` stands before the process's own, for the profile.
    """
    folder = _project_folder(project_dir)
    settings = _yaml_mapping(folder / "dbt_project.yml")
    profiles_folder = _profiles_folder(profiles_dir, folder)
    environment = {**os.environ, **(environment or {})}
    if database:
        environment[DATABASE_VARIABLE] = str(Path(database).resolve())
    profile = str(settings.get("profile", PACKAGE))
    output = _profile_output(profiles_folder, profile, target, environment)
    engine = str(output.get("type"))
    path = _database_path(output, folder, environment) if engine == "duckdb" else None
    if database and path != Path(database).resolve():
        raise Mistake(
            f"--database has no effect: the target of {profiles_folder / 'profiles.yml'} names"
            f" {path or engine}, and not the environment variable {DATABASE_VARIABLE}."
        )
    return Project(
        folder=folder,
        profiles_folder=profiles_folder,
        engine=engine,
        database=path,
        config_options=output.get("config_options") or {},
        output=output,
        vars=_all_vars(folder, settings, variables or {}),
        declared_vars=frozenset(settings.get("vars") or {}),
    )


def _project_folder(project_dir: str | None) -> Path:
    named = project_dir or os.environ.get("DBT_PROJECT_DIR")
    candidates = [Path(named)] if named else [CLONE, Path.cwd()]
    for candidate in candidates:
        if (candidate / "dbt_project.yml").is_file():
            return candidate.resolve()
    raise Mistake(
        f"There is no dbt_project.yml in {candidates[-1]}: name the folder of the dbt project with"
        " --project-dir or DBT_PROJECT_DIR."
    )


def _profiles_folder(profiles_dir: str | None, project_folder: Path) -> Path:
    named = profiles_dir or os.environ.get("DBT_PROFILES_DIR")
    if named:
        return Path(named).resolve()
    beside = (project_folder / "profiles.yml").is_file()
    return project_folder if beside else Path.home() / ".dbt"


def _yaml_mapping(path: Path) -> dict[str, Any]:
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Mistake(f"{path} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise Mistake(f"{path} is no YAML: {first_line(error)}.") from error
    if not isinstance(content, dict):
        raise Mistake(f"{path} is empty or no YAML mapping.")
    return content


def _profile_output(
    profiles_folder: Path, profile: str, target: str | None, environment: Mapping[str, str]
) -> dict[str, Any]:
    path = profiles_folder / "profiles.yml"
    profiles = _yaml_mapping(path)
    if profile not in profiles:
        raise Mistake(f"{path} has no profile {profile}: it has {listed(map(str, profiles))}.")
    content = profiles[profile]
    outputs = content.get("outputs") if isinstance(content, dict) else None
    if not outputs or not isinstance(outputs, dict):
        raise Mistake(f"{path} has no outputs in profile {profile}: it needs a target.")
    name = target or environment.get("DBT_TARGET") or content.get("target", "default")
    name = _rendered(str(name), environment)
    if name not in outputs:
        allowed = listed(map(str, outputs), last="or")
        raise Mistake(f"{path} has no target {name} in profile {profile}: it can be {allowed}.")
    output = outputs[name]
    if not isinstance(output, dict) or "type" not in output:
        raise Mistake(f"{path} has no type for target {name} in profile {profile}: like duckdb.")
    # Looked at for its own sake: DuckDB would refuse it in its own words.
    if isinstance(output.get("settings"), dict):
        _rendered(output["settings"].get("memory_limit"), environment)
    return {key: _rendered(value, environment) for key, value in output.items()}


def _rendered(value: Any, environment: Mapping[str, str]) -> Any:
    """Render one profile value the way dbt does: `env_var` with a default, nothing else."""
    if not isinstance(value, str) or "{{" not in value:
        return value
    import jinja2

    def env_var(name: str, default: str | None = None) -> str:
        found = environment.get(name, default)
        if found is None:
            raise Mistake(f"The profile asks for the environment variable {name}: set it.")
        if name in VARIABLES:
            allowed, words = VARIABLES[name]
            if not allowed.fullmatch(str(found)):
                raise Mistake(f"The environment variable {name} is {found!r}: it must be {words}.")
        return found

    renderer = jinja2.Environment()
    for name in ("as_number", "as_bool", "as_native", "as_text"):
        renderer.filters[name] = lambda text: text
    try:
        return renderer.from_string(value).render(env_var=env_var)
    except Mistake:
        raise
    except Exception as error:
        raise Mistake(
            f"The profile's {value} cannot be read: {first_line(error)}. It may call env_var alone."
        ) from error


def _database_path(output: Mapping[str, Any], folder: Path, environment: Mapping[str, str]) -> Path:
    """A path from the environment is the caller's, any other is the project folder's."""
    path = str(output.get("path", ":memory:"))
    if path.startswith((":memory:", "md:", "motherduck:")):
        raise Mistake(f"The profile's path is {path}: this command needs a DuckDB file.")
    base = Path.cwd() if path == environment.get(DATABASE_VARIABLE) else folder
    return (base / Path(path).expanduser()).resolve()


def _all_vars(
    folder: Path, settings: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """The package's defaults, then the project's vars, then those of the command line."""
    project_vars = settings.get("vars") or {}
    found = dict(_package_settings(folder).get("vars") or {})
    found.update({k: v for k, v in project_vars.items() if not isinstance(v, dict)})
    found.update(project_vars.get(PACKAGE) or {})
    found.update(given)
    return found


def _package_settings(folder: Path) -> dict[str, Any]:
    """The package's own dbt_project.yml, the one home of the vars' defaults."""
    for home in (CLONE, folder / "dbt_packages" / PACKAGE):
        if (home / "dbt_project.yml").is_file():
            return _yaml_mapping(home / "dbt_project.yml")
    raise Mistake(f"The dbt package {PACKAGE} is not in {folder / 'dbt_packages'}: run dbt deps.")
