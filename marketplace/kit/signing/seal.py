"""The seal: a vermilion ring with the organisation's name around two leaves, stamped beside name and date."""

import math
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from marketplace.kit.signing.outlines import glyph, line, line_width
from marketplace.kit.words import Words

MM = 72 / 25.4
DIAMETER = 42 * MM
RING = 1.15 * MM  # thickness of the ring
TILT_DEGREES = 8  # a hand never stamps straight
SPAN_DEGREES = 242  # the most the name may take of the circle
SPREAD_DEGREES = 27  # the most one Chinese character may take
VERMILION = b"0.753 0.188 0.110"
INK, GREY = b"0 0 0", b"0.33 0.36 0.34"
BEIJING = ZoneInfo("Asia/Shanghai")
LEAF_SIZE = 12 * MM / 42  # the leaves are drawn on a field 42 wide
LEFT_LEAF = b"3 -6.5 m 14 -7 21.5 -12 23.7 -21.5 c 17.4 -21.5 l 21.8 -37 l 9.5 -36.5 3 -25 3 -6.5 c h f"
RIGHT_LEAF = b"45 -3 m 35 -4.2 28.8 -9.5 27.3 -18 c 33 -18 l 25.6 -37 l 38.5 -36.5 45.5 -22 45 -3 c h f"
PURPOSE, SAMPLE_PURPOSE = "合同专用章", "样例专用章"


@dataclass(frozen=True)
class Stamp:
    """What a signature shows on the paper.

    seal_text:   around the ring, the organisation's registered name
    name:        who signed for it
    fingerprint: first digits of the certificate's fingerprint
    stand_in:    the time comes from the platform itself, not from a trusted authority
    """

    seal_text: str
    name: str
    at: datetime
    fingerprint: str
    sample: bool
    stand_in: bool = True
    language: str = "zh_CN"


def draw(stamp: Stamp, width: float, height: float) -> bytes:
    """The appearance of a signature in a box of `width` × `height` points, as PDF operators.

    The resources must name a graphics state /Ink (multiply).
    """
    return b"\n".join((_text(stamp, width, height), _ring(stamp, width, height)))


def _text(stamp: Stamp, width: float, height: float) -> bytes:
    when = stamp.at.astimezone(BEIJING)
    signed = Words(f"签署人　{stamp.name}", f"Signed by {stamp.name}").say(stamp.language)
    day = Words(f"日期　{when.year}年{when.month}月{when.day}日", f"Date {when.day} {when:%B %Y}").say(stamp.language)
    moment = Words(f"电子签名 {when:%Y-%m-%d %H:%M:%S}（北京时间）", f"Signed {when:%Y-%m-%d %H:%M:%S} (Beijing time)")
    clock = Words("样例时间戳", "Sample time stamp") if stamp.stand_in else Words("可信时间戳", "Trusted time stamp")
    proof = Words(f"{clock.zh} · 证书 {stamp.fingerprint}", f"{clock.en} · certificate {stamp.fingerprint}")
    top, beside = height - 8 * MM, max(width / 3, width - _scale(width, height) * DIAMETER - 2 * MM)
    return b"\n".join(
        (
            INK + b" rg",
            line(signed, 0, top, 10, width=beside),
            line(day, 0, top - 7.2 * MM, 10, width=beside),
            GREY + b" rg",
            line(moment.say(stamp.language), 0, 6.2 * MM, 7.5, width=width),
            line(proof.say(stamp.language), 0, 2.2 * MM, 7.5, width=width),
        )
    )


def _scale(width: float, height: float) -> float:
    return min(1.0, (height - 12 * MM) / DIAMETER, width / DIAMETER)


def _ring(stamp: Stamp, width: float, height: float) -> bytes:
    scale = _scale(width, height)
    x, y = width - scale * DIAMETER / 2 - min(1 * MM, max(0.0, width - DIAMETER)), height - scale * DIAMETER / 2
    turn = math.radians(TILT_DEGREES)
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    return b"\n".join(
        (
            b"q /Ink gs",
            b"%.5f %.5f %.5f %.5f %.3f %.3f cm" % (cos, sin, -sin, cos, x, y),
            VERMILION + b" rg " + VERMILION + b" RG",
            b"%.3f w" % RING,
            _circle(DIAMETER / 2 - RING / 2) + b" S",
            _name_around(stamp.seal_text),
            _leaves(),
            _purpose(SAMPLE_PURPOSE if stamp.sample else PURPOSE),
            b"Q",
        )
    )


def _circle(radius: float) -> bytes:
    bend = radius * 0.5522847
    r, k = radius, bend
    return (
        b"%.3f 0 m %.3f %.3f %.3f %.3f 0 %.3f c %.3f %.3f %.3f %.3f %.3f 0 c "
        b"%.3f %.3f %.3f %.3f 0 %.3f c %.3f %.3f %.3f %.3f %.3f 0 c h"
        % (r, r, k, k, r, r, -k, r, -r, k, -r, -r, -k, -k, -r, -r, k, -r, r, -k, r)
    )


def _name_around(text: str) -> bytes:
    """The name along the inside of the ring, its middle at the top; smaller and narrower the longer it is."""
    advances = [glyph(character, "bold").advance for character in text]
    total = sum(advances) or 1.0
    outer = DIAMETER / 2 - RING - 1.3 * MM
    size, narrow = _fit(total, outer)
    inner = outer - size
    room = math.radians(SPAN_DEGREES)
    wanted = total * size * narrow * 1.2 / (inner + size / 2)
    span = min(room, max(wanted, min(room, total * math.radians(SPREAD_DEGREES))))
    angle, drawn = span / 2, []
    for character, advance in zip(text, advances, strict=True):
        step = span * advance / total
        middle = angle - step / 2
        # Chinese glyphs stand on 0.12 below the baseline: lift them into their band.
        shape = glyph(character, "bold").path
        if shape:
            cos, sin = math.cos(middle), math.sin(middle)
            drawn.append(
                b"q %.5f %.5f %.5f %.5f 0 0 cm %.4f 0 0 %.4f %.4f %.4f cm %b f Q"
                % (cos, sin, -sin, cos, size * narrow, size, -advance * size * narrow / 2, inner + 0.12 * size, shape)
            )
        angle -= step
    return b"\n".join(drawn)


def _fit(total: float, outer: float) -> tuple[float, float]:
    """Height and narrowing of the characters so that `total` squares fit along the ring."""
    size, narrow = 5.6 * MM, 0.86
    while size > 2.7 * MM:
        room = math.radians(SPAN_DEGREES) * (outer - size / 2)
        if total * size * narrow * 1.12 <= room:
            return size, narrow
        size *= 0.96
        narrow = max(0.66, narrow * 0.985)
    room = math.radians(SPAN_DEGREES) * (outer - size / 2)
    return size, min(narrow, room / (total * size * 1.04))


def _leaves() -> bytes:
    return b"q %.5f 0 0 %.5f %.3f %.3f cm %b %b Q" % (
        LEAF_SIZE,
        LEAF_SIZE,
        -24 * LEAF_SIZE,
        21 * LEAF_SIZE,
        LEFT_LEAF,
        RIGHT_LEAF,
    )


def _purpose(text: str) -> bytes:
    size = 3.9 * MM
    return line(text, -line_width(text, size, "bold") / 2, -12.6 * MM, size, "bold")
