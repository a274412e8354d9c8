"""PDFs that do something: scripts, programs, forms that send, films, hidden files. None of it belongs in a scan."""

from tests.hostile.files.papers import pdf, stream
from tests.hostile.files.shape import Right, paper

NESTED = 70
R = Right


def _opening(action: bytes) -> bytes:
    return pdf(b"/OpenAction" + action)


def _script_below() -> bytes:
    """A script as the last of seventy actions, each written inside the one before."""
    action = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    for _ in range(NESTED):
        action = b"<</S/GoTo/D[3 0 R/Fit]/Next %b>>" % action
    return _opening(action)


def _script_along() -> bytes:
    """The same over seventy objects."""
    steps = [b"<</S/GoTo/D[3 0 R/Fit]/Next %d 0 R>>" % (5 + place) for place in range(NESTED)]
    return pdf(b"/OpenAction 4 0 R", *steps, b"<</S/JavaScript/JS(app.alert\\(1\\))>>")


def _noted(subtype: bytes, entries: bytes = b"", *objects: bytes) -> bytes:
    note = b"<</Type/Annot/Subtype%b/Rect[0 0 9 9]%b>>" % (subtype, entries)
    return pdf(b"", *objects, page=b"/Annots[%b]" % note)


def _xfa() -> bytes:
    form = b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><script>app.alert(1)</script></xdp:xdp>'
    return pdf(b"/AcroForm<</Fields[]/XFA 4 0 R>>", stream(form))


def _attached() -> bytes:
    names = b"/Names<</EmbeddedFiles<</Names[(setup.exe)<</Type/Filespec/F(setup.exe)/EF<</F 4 0 R>>>>]>>>>"
    return pdf(names, stream(b"MZ", b"/Type/EmbeddedFile"))


def _hidden_in_a_packed_object() -> bytes:
    """The script stands in an object stream, where no search over the bytes finds it."""
    body = b"4 0 <</S/JavaScript/JS(app.alert\\(1\\))>>"
    packed = stream(body, b"/Type/ObjStm/N 1/First 4")
    return pdf(b"/OpenAction<</S/JavaScript/JS(1)>>", b"null", packed)


FILES = (
    paper("a form of another kind with a script", _xfa),
    paper("a script on opening", lambda: _opening(b"<</S/JavaScript/JS(app.alert\\(1\\))>>")),
    paper("a script spelt with hexes", lambda: _opening(b"<</S/Java#53cript/J#53(app.alert\\(1\\))>>")),
    paper("a script under 70 nested actions", _script_below),
    paper("a script at the end of 70 actions", _script_along),
    paper("a script in a packed object", _hidden_in_a_packed_object),
    paper("a script when a page opens", lambda: pdf(page=b"/AA<</O<</S/JavaScript/JS(1)>>>>")),
    paper("a form that sends itself", lambda: _opening(b"<</S/SubmitForm/F(http://example.org/)>>")),
    paper("an address on opening", lambda: _opening(b"<</S/URI/URI(http://example.org/)>>")),
    paper("a path on another machine", lambda: _opening(b"<</S/GoToR/F(\\\\\\\\host\\\\share\\\\x.pdf)/D[0/Fit]>>")),
    paper("rich media", lambda: _noted(b"/RichMedia", b"/RichMediaContent 4 0 R", b"<</Assets<<>>>>")),
    paper("a film", lambda: _noted(b"/Movie", b"/Movie<</F(film.avi)>>/A true")),
    paper("a sound", lambda: _noted(b"/Sound", b"/Sound 4 0 R", stream(b"x", b"/R 8000"))),
    paper("a body in three dimensions", lambda: _noted(b"/3D", b"/3DD 4 0 R", stream(b"x", b"/Type/3D/Subtype/U3D"))),
    paper("a film on a screen", lambda: _noted(b"/Screen", b"/A<</S/Rendition/OP 0>>")),
    paper("a file behind a pin", lambda: _noted(b"/FileAttachment", b"/FS<</F(x.exe)/EF<</F 4 0 R>>>>", stream(b"MZ"))),
    paper("a program", lambda: _opening(b"<</S/Launch/F(cmd.exe)>>")),
    paper("a program under Windows", lambda: _opening(b"<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>")),
    paper("form data from outside", lambda: _opening(b"<</S/ImportData/F(x.fdf)>>")),
    paper("a file inside a file", lambda: _opening(b"<</S/GoToE/T<</R/C/N(x)>>>>")),
    paper("a program as an attachment", _attached),
    paper("an address on a click", lambda: _noted(b"/Link", b"/A<</S/URI/URI(http://example.org/)>>"), R.TAKEN),
    paper("a place on a click", lambda: _noted(b"/Link", b"/A<</S/GoTo/D[3 0 R/Fit]>>"), R.TAKEN),
)  # fmt: skip
