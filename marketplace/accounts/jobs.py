"""Letters that may have no reader: whether they have is found out here, not while somebody waits for the answer."""

from typing import Any

from marketplace.accounts.actions.passwords import write_reset_letter
from marketplace.kit.jobs import Job, finish


@finish("reset_letter")
def reset_letter(job: Job, _result: Any) -> None:
    write_reset_letter(job.payload["email"], is_known_device=job.payload["is_known_device"])
    job.payload = {}
