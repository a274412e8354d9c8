"""The command that takes tables in survives every hostile one, and names it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.files import FILES, HostileFile, Medium
from tests.test_house import ROOT

TABLES = [file for file in FILES if file.medium is Medium.TABLE and "/" not in file.file_name]
HANG_SECONDS = 1_200


def _told(folder: Path, files: list[HostileFile]) -> subprocess.CompletedProcess[str]:
    paths = []
    for place, file in enumerate(files):
        path = folder / f"{place}-{file.file_name}"
        path.write_bytes(file.content)
        paths.append(str(path))
    environment = os.environ | {"INSTANCE_DIR": str(folder / "instance"), "PYTHONPATH": str(ROOT)}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "db", "upgrade"], cwd=ROOT, env=environment, check=True, capture_output=True)
    command = [*flask, "patents", "import", "--dry-run", *paths]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=HANG_SECONDS
    )


@pytest.mark.prove
def test_the_command_survives_every_table(tmp_path: Path, record_property: pytest.FixtureRequest) -> None:
    done = _told(tmp_path, TABLES)
    said = done.stdout + done.stderr
    assert done.returncode in (0, 1), said[-2000:]
    assert "Traceback" not in said
    assert [file.title for place, file in enumerate(TABLES) if f"{place}-{file.file_name[:4]}" not in said] == []
    record_property("measured", f"{len(TABLES)} tables, each named, exit {done.returncode}")  # type: ignore[operator]
