"""The mark by which a virus scanner is tried; files that carry it are not kept."""

MARKS = (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE",)


def has_mark(content: bytes) -> bool:
    return any(mark in content for mark in MARKS)
