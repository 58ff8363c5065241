"""A command as a process of its own: its seconds, and what memory and disk it used meanwhile."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, time

from conversion_goals.mistake import Mistake

PAUSE = 0.05


@dataclass(frozen=True)
class Sample:
    """What a process held at one moment: resident bytes, and bytes spilled to disk."""

    at: float
    resident: int
    spilled: int


@dataclass
class Metered:
    """What one command took: seconds on the clock and of processors, and samples meanwhile."""

    seconds: float
    processor_seconds: float
    samples: list[Sample] = field(default_factory=list, repr=False)

    def peak(self, begin: float = 0, end: float = float("inf")) -> tuple[int, int]:
        """The most that was resident and spilled between two moments (Unix seconds)."""
        during = [one for one in self.samples if begin - PAUSE <= one.at <= end + PAUSE]
        return (
            max((one.resident for one in during), default=0),
            max((one.spilled for one in during), default=0),
        )


def metered(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    spills: Path | None = None,
) -> Metered:
    """Run a command that must succeed; `spills` is the folder in which its engine spills."""
    before, started = os.times(), monotonic()
    samples = []
    with log.open("w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **environment}
        )
        try:
            while process.poll() is None:
                samples.append(
                    Sample(time(), _resident(process.pid), _bytes_in(spills) if spills else 0)
                )
                try:
                    process.wait(PAUSE)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    seconds, after = monotonic() - started, os.times()
    if process.returncode:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise Mistake(f"The benchmark stopped: {' '.join(command[:4])} ... failed.\n{last}")
    used = after.children_user + after.children_system
    return Metered(seconds, used - before.children_user - before.children_system, samples)


def _resident(process: int) -> int:
    """Resident bytes of a process; 0 where the system does not tell so."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _bytes_in(folder: Path | None) -> int:
    total = 0
    if folder is None:
        return total
    try:
        for file in os.scandir(folder):
            total += file.stat().st_blocks * 512
    except OSError:  # gone meanwhile, or never made
        return total
    return total
