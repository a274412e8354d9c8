"""What a reader may use: memory, and processor time that grows with the file. The wall clock only ends what hangs."""

from dataclasses import asdict, dataclass
from typing import Any, Self

MEMORY_BYTES = 1 << 30
HANG_SECONDS = 120  # at a stretch without an answer
MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """cpu_seconds: whole seconds of processor time."""

    cpu_seconds: int
    memory_bytes: int = MEMORY_BYTES
    hang_seconds: int = HANG_SECONDS

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Allowance:
    """So many seconds for any file, and so many more for every MiB of it."""

    seconds: float
    per_mib_seconds: float
    memory_bytes: int = MEMORY_BYTES

    def of(self, size_bytes: int) -> Limits:
        return Limits(max(1, round(self.seconds + self.per_mib_seconds * size_bytes / MIB)), self.memory_bytes)

    @classmethod
    def up_to(cls, seconds: float, mib: int = 10) -> Self:
        """Half of it for the smallest file, all of it for one of `mib` MiB, more for a larger one."""
        return cls(seconds / 2, seconds / 2 / mib)


# On a slow core an honest file of 10 MiB needs a third of this.
ALLOWANCES = {
    "tables": Allowance.up_to(30),
    "sheets": Allowance.up_to(10),
    "texts": Allowance.up_to(10),
    "pictures": Allowance.up_to(30),
    "pdfs": Allowance.up_to(10),
    "signatures": Allowance(3, 0.7),
}
