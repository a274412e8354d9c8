"""What is promised, and which tests try it: the rows of docs/reliability.md. A test says that each of them exists.

A try is a test file, one test of a file (`file::test`), or a command that `make prove` runs itself (COMMANDS).
"""

from typing import NamedTuple

SQLITE, BOTH = ("SQLite",), ("SQLite", "PostgreSQL")
BUSY, VERSUS = "make test beside four busy loops", "python -m tools.versus"
COMMANDS = frozenset({BUSY, VERSUS})


class Promise(NamedTuple):
    """said: in one sentence; tried: files, tests or commands; on: the databases it is tried on."""

    said: str
    tried: tuple[str, ...]
    on: tuple[str, ...] = SQLITE


FILES = "tests/hostile/test_files.py"
SERVED = "tests/hostile/test_served.py"
SENDERS = "tests/hostile/test_senders.py"

STRANGERS_BYTES = (
    Promise(
        "No upload point is forgotten: each file field and each command that reads a file is asked of the application",
        ("tests/hostile/test_points.py",),
    ),
    Promise(
        "Every hostile or odd file at every upload point is answered in words, and nothing is half-written",
        (FILES,),
        BOTH,
    ),
    Promise(
        "No file ends or swells a process that serves pages, and the next reader is answered",
        (SERVED,),
    ),
    Promise(
        "Odd values and odd bodies at every address that takes a form are answered in words",
        ("tests/hostile/test_odd_forms.py",),
        BOTH,
    ),
    Promise("The import command names each hostile table and survives it", ("tests/hostile/test_commands.py",)),
    Promise(
        "A reader of strangers' bytes has limits of memory and processor time, and leaves nothing behind when killed",
        ("tests/kit/test_reading.py",),
    ),
    Promise(
        "A paper that acts is refused by name, one that only leads somewhere on a click is taken",
        ("tests/kit/test_reading_pdfs.py",),
    ),
    Promise("A table is judged by what it asks its reader to build", ("tests/kit/test_reading_tables.py",)),
)
LINE = (
    Promise(
        "Whatever anybody says on the line, everybody else is answered, at the 95th of 100 within five times as long",
        (SENDERS,),
    ),
    Promise(
        "A form sent from another site is refused, one sent through a proxy is taken", ("tests/kit/test_origin.py",)
    ),
    Promise("No line of the log carries a token", ("tests/kit/test_reports.py",)),
)
STORE = (
    Promise(
        "A backup comes back whole on another machine, and is not called whole without a file that a row names",
        (
            "tests/kit/test_backup.py",
            "tests/test_drill.py",
        ),
        BOTH,
    ),
    Promise(
        "A hostile, cut or foreign archive changes nothing, and a restore that fails ends as it began",
        ("tests/kit/test_restore.py",),
    ),
    Promise("Nobody goes past the door to the store", ("tests/kit/test_one_door.py",)),
    Promise("A full disk is a refusal with its number", ("tests/kit/test_full_disk.py",)),
)
DOORS = (
    Promise(
        "One table says what an unconfirmed, an unverified and a verified organisation may do",
        ("tests/accounts/test_allowances.py",),
        BOTH,
    ),
    Promise(
        "Strangers lock nobody out; known and unknown addresses cost the same",
        (
            "tests/accounts/test_doors.py",
            "tests/accounts/test_claims.py",
        ),
    ),
    Promise("A form that makes something makes it once", ("tests/test_form_keys.py",), BOTH),
    Promise(
        "An unverified firm keeps one place for three working days, and a statutory notice is never barred",
        ("tests/contracts/test_unverified.py",),
        BOTH,
    ),
)
RACES = (
    Promise(
        "Of two at once, one wins: places, signatures, ends, new terms; many clicks on one form make one deal",
        ("tests/contracts/test_races.py", "tests/workflows/test_engine_races.py"),
        BOTH,
    ),
    Promise("Whatever was answered outlives every kill; nothing is half done", ("tests/test_kills.py",)),
    Promise(
        "A job that takes processes down ends alone, and its sender is told",
        (
            "tests/kit/test_jobs_crashes.py",
            "tests/contracts/test_papers_set_aside.py",
        ),
    ),
    Promise("Each step of the history is proved, and every break is named", ("tests/workflows/test_audit.py",), BOTH),
    Promise("The schema goes up and down again with its rows", ("tests/test_migrations.py",), BOTH),
)
TIME = (
    Promise("No test judges by the clock on the wall", (BUSY,)),
    Promise("A hostile text is stopped by processor time, and printing goes on", ("tests/kit/test_pdf_hostile.py",)),
    Promise("Nothing is slower than before by more than a tenth", (VERSUS,)),
)
PROMISES: tuple[Promise, ...] = (*STRANGERS_BYTES, *LINE, *STORE, *DOORS, *RACES, *TIME)


def tried_on(database: str) -> list[str]:
    """The tests to run on a database, each once, in the order of the table."""
    tried = (one for promise in PROMISES if database in promise.on for one in promise.tried)
    return list(dict.fromkeys(one for one in tried if one not in COMMANDS))
