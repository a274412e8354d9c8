"""The processes of a served site that live as long as it does, and how much memory each has ever held (Linux)."""

from pathlib import Path

PROC = Path("/proc")


def _status(pid: int) -> dict[str, str]:
    try:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def can_be_seen() -> bool:
    return "VmHWM" in _status(1) or "VmHWM" in _status(_own())


def _own() -> int:
    return int((PROC / "self").resolve().name) if PROC.exists() else 0


def residents(master: int) -> set[int]:
    """The server's first process and its children: whoever serves pages. What those start in turn comes and goes."""
    children = {
        int(entry.name)
        for entry in PROC.iterdir()
        if entry.name.isdigit() and _status(int(entry.name)).get("PPid") == str(master)
    }
    return {master, *children}


def peak_megabytes(pid: int) -> float:
    """The most memory that a process has held in its life; 0 for one that is gone."""
    return int(_status(pid).get("VmHWM", "0 kB").split()[0]) / 1024


def alive(pid: int) -> bool:
    return _status(pid).get("State", "Z")[0] not in "ZX"
