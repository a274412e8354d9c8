"""Repairs full-width letters, digits and signs, as Chinese input methods write them, and nothing else.

Unicode NFKC would also read 10² as 102 and ① as 1, which changes amounts and numbers; this does not.
"""

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
_NARROW[0xFFE5] = 0xA5  # the full-width yuan sign


def narrow(text: str) -> str:
    """`text` with full-width forms made ordinary and the blanks around it removed."""
    return text.translate(_NARROW).strip()
