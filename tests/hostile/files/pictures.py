"""Pictures that unfold, are cut off, carry passengers, or are none."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

from tests.hostile.files.shape import Right, picture
from tests.hostile.files.sheets import zipped

R = Right
PNG = b"\x89PNG\r\n\x1a\n"
SWOLLEN_BYTES = 60 << 20


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(width: int, height: int, *between: bytes, pixels: bytes = b"") -> bytes:
    """A grey picture that says how large it is; black where no pixels are given."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + b"".join(between) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def _black(width: int, height: int) -> bytes:
    """Whole and honest, and very large for its bytes."""
    packer = zlib.compressobj(9)
    lines = b"".join(packer.compress(bytes(width + 1)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def _drawn(form: str, size: tuple[int, int] = (400, 300), **options: object) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def _moving(form: str) -> bytes:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    out = BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:] * 60)
    return out.getvalue()


def _huge_exif() -> bytes:
    """Sixty full application segments before the picture."""
    content = _drawn("JPEG")
    segment = b"\xff\xe1" + struct.pack(">H", 0xFFFF) + b"Exif\0\0" + b"MM\0*\0\0\0\x08" + bytes(0xFFFF - 16)
    return content[:2] + segment * 60 + content[2:]


def _looping_exif() -> bytes:
    """A directory that names itself as the next one."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\x08"
    content = _drawn("JPEG")
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + content[2:]


def _bomb_in(kind: bytes, opening: bytes) -> bytes:
    return _png(4, 4, chunk(kind, opening + zlib.compress(bytes(SWOLLEN_BYTES), 9)), pixels=bytes(20))


def _with_zip() -> bytes:
    out = BytesIO(_drawn("PNG"))
    out.seek(0, 2)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("run.exe", b"MZ")
    return out.getvalue()


def _webp_of(width: int, height: int) -> bytes:
    """A header that promises more than can be there."""
    frame = b"\x9d\x01\x2a" + struct.pack("<HH", width, height)
    body = b"VP8 " + struct.pack("<I", 3 + len(frame)) + b"\x10\x00\x00" + frame
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


GIF = b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
FILES = (
    picture("400 million pixels, none of them there", "大.png", R.REFUSED, lambda: _png(20_000, 20_000)),
    picture("64 million pixels in 60 KB", "大2.png", R.REFUSED, lambda: _black(8_000, 8_000)),
    picture("39 million pixels in 40 KB", "大3.png", R.SAID, lambda: _black(6_500, 6_000), ends=True),
    picture("one pixel high, four million wide", "条.png", R.SAID, lambda: _black(4_000_000, 1)),
    picture("0 × 0", "零.png", R.REFUSED, lambda: _png(0, 0)),
    picture("a JPEG cut off", "半.jpg", R.REFUSED, lambda: _drawn("JPEG")[:1500]),
    picture("a PNG cut off", "半.png", R.REFUSED, lambda: _drawn("PNG")[:300]),
    picture("a GIF that is a script, called .png", "混.png", R.REFUSED, lambda: GIF),
    picture("a web page behind a JPEG", "混.jpg", R.TAKEN, lambda: _drawn("JPEG") + b"<script>alert(1)</script>"),
    picture("a drawing with a script, called .png", "矢量.png", R.REFUSED, lambda: SVG),
    picture("a drawing with a script", "矢量.svg", R.REFUSED, lambda: SVG),
    picture("an archive behind a PNG", "拖.png", R.TAKEN, _with_zip),
    picture("181 frames of PNG", "动.png", R.TAKEN, lambda: _moving("PNG")),
    picture("181 frames of WebP", "动.webp", R.SAID, lambda: _moving("WEBP")),
    picture("4 MB of camera data", "相机.jpg", R.SAID, _huge_exif),
    picture("camera data that turn in a circle", "相机2.jpg", R.SAID, _looping_exif),
    picture("a colour profile of 60 MB in 60 KB", "色.png", R.SAID, lambda: _bomb_in(b"iCCP", b"x\0\0")),
    picture("a remark of 60 MB in 60 KB", "注.png", R.SAID, lambda: _bomb_in(b"zTXt", b"Comment\0\0")),
    picture("a WebP of 16383 × 16383", "大.webp", R.REFUSED, lambda: _webp_of(16_383, 16_383)),
    picture("a TIFF called .jpg", "异.jpg", R.REFUSED, lambda: _drawn("TIFF")),
    picture("a sheet called .png", "表.png", R.REFUSED, lambda: zipped({"a": b"x"})),
)  # fmt: skip
