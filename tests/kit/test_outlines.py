"""Outlines of seal characters: fonts are read by several signers at once."""

from concurrent.futures import ThreadPoolExecutor

from marketplace.kit.signing import outlines

TEXT = "滨岭理工大学沈阳晨犁精工有限公司样例专用章签署时间二〇二六年十一月"


def test_many_signers_draw_at_once() -> None:
    """Regression: fonts opened lazily answered a thread with half-read tables, and signing failed."""
    for _ in range(15):
        outlines.glyph.cache_clear()
        with ThreadPoolExecutor(8) as signers:
            drawn = list(signers.map(outlines.glyph, TEXT * 2))
        assert all(one.path for one in drawn)


def test_a_sign_in_no_font_is_an_empty_half_width() -> None:
    assert outlines.glyph("\U0010ffff") == outlines.Glyph(b"", 0.5)
