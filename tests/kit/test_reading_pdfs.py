"""A PDF may turn its pages and open an address on a click; whatever else could act is refused by name."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from marketplace.kit.errors import RuleBroken
from marketplace.kit.files import accept
from tests.kit.hostile import pdf

RECT = [0, 0, 10, 10]


def saved(build) -> bytes:
    """A page, and what `build` does to document and page."""
    document = pikepdf.new()
    page = document.add_blank_page()
    build(document, page)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def action(kind: str, **rest: object) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **rest)


def link(then: object, subtype: str = "/Link") -> bytes:
    """A page with one thing to click on."""

    def build(document, page) -> None:
        mark = Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=RECT)
        if then is not None:
            mark["/A"] = then
        marks = Array([document.make_indirect(mark)])
        page.Annots = marks
        if subtype == "/Widget":
            document.Root["/AcroForm"] = Dictionary(Fields=marks)

    return saved(build)


def root(**entries: object) -> bytes:
    return saved(lambda document, _page: document.Root.update(Dictionary(**entries)))


def chained(depth: int) -> Dictionary:
    last = action("JavaScript", JS=String("app.alert(1)"))
    for _ in range(depth):
        last = action("Named", N=Name.NextPage, Next=last)
    return last


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        accept("报价.pdf", content, {"pdf"})
    assert refused.value.cure
    return refused.value.code


def stream_elsewhere(document, _page) -> None:
    stream = document.make_stream(b"")
    stream["/F"] = Dictionary(Type=Name.Filespec, F=String("//elsewhere/file"))
    document.Root["/Odd"] = stream


def in_stream(key: str, **entries: object) -> bytes:
    """A document whose root names a stream where a dictionary belongs."""

    def build(document, _page) -> None:
        document.Root[key] = document.make_stream(b"", Dictionary(**entries))

    return saved(build)


def clicked_stream(document, page) -> None:
    then = document.make_stream(b"", action("URI", URI=String("file:///etc/passwd")))
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=RECT, A=then)])


def previewed(document, page) -> None:
    then = action("URI", URI=String("file:///etc/passwd"))
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=RECT, PA=then)])


def drawn_from_elsewhere(document, page) -> None:
    other = Dictionary(F=Dictionary(Type=Name.Filespec, F=String("//elsewhere/x.pdf")), Page=0)
    form = document.make_stream(b"", Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=RECT, Ref=other))
    page.Resources = Dictionary(XObject=Dictionary(X=form))


def seed(**wanted: object) -> bytes:
    """A place for a signature that wants this."""
    return root(AcroForm=Dictionary(Fields=Array([Dictionary(FT=Name.Sig, T=String("s"), SV=Dictionary(**wanted))])))


OUTWARD = action("URI", URI=String("https://example.com"))
ADDRESS = Dictionary(URL=String("https://example.com"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (in_stream("/OpenAction", S=Name.URI, URI=String("https://example.com")), "PDF_OPENS_ADDRESS"),
        (in_stream("/OpenAction", S=Name.Hide), "PDF_HAS_ACTION"),
        (in_stream("/AA", WC=OUTWARD), "PDF_OPENS_ADDRESS"),
        (saved(clicked_stream), "PDF_OPENS_ADDRESS"),
        (saved(previewed), "PDF_OPENS_ADDRESS"),
        (root(OpenAction=action("GoTo", D=Array([0, Name.Fit]), Next=Array([Array([OUTWARD])]))), "PDF_HAS_ACTION"),
        (link(Array([Array([OUTWARD])])), "PDF_HAS_ACTION"),
        (root(OpenAction=Dictionary(Next=OUTWARD)), "PDF_OPENS_ADDRESS"),
        (saved(drawn_from_elsewhere), "PDF_OPENS_ADDRESS"),
        (root(Collection=Dictionary(View=Name.C)), "PDF_HAS_ATTACHMENT"),
        (root(Odd=Dictionary(Navigator=Dictionary(SWF=String("x")))), "PDF_HAS_MEDIA"),
        (root(AF=Array([Dictionary(FS=Name.URL, F=String("https://example.com"))])), "PDF_OPENS_ADDRESS"),
        (seed(Cert=ADDRESS), "PDF_OPENS_ADDRESS"),
        (seed(TimeStamp=ADDRESS), "PDF_OPENS_ADDRESS"),
        (root(URI=Dictionary(Base=String("file:///"))), "PDF_OPENS_ADDRESS"),
        (root(URI=Dictionary(Base=String("javascript:"))), "PDF_OPENS_ADDRESS"),
    ],
)
def test_what_acts_in_an_odd_shape_is_refused_by_name(content: bytes, code: str) -> None:
    assert refusal(content) == code


@pytest.mark.parametrize("twice", [b"/OpenAction<</S/Hide>>/OpenAction[3 0 R/Fit]", b"/Odd<</S/Hide/S/GoTo>>"])
def test_a_key_given_twice_is_damage(twice: bytes) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    assert refusal(pdf(b"<</Type/Catalog/Pages 2 0 R" + twice + b">>", pages, page)) == "FILE_DAMAGED"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (root(AcroForm=Dictionary(Fields=[], XFA=Array([String("template"), String("<x/>")]))), "PDF_HAS_XFA"),
        (root(Names=Dictionary(JavaScript=Dictionary(Names=[]))), "PDF_HAS_SCRIPT"),
        (root(OpenAction=action("URI", URI=String("https://example.com"))), "PDF_OPENS_ADDRESS"),
        (root(OpenAction=action("GoToR", F=String("//host/share/x.pdf"))), "PDF_OPENS_ADDRESS"),
        (root(OpenAction=action("Hide", T=String("x"))), "PDF_HAS_ACTION"),
        (root(OpenAction=action("Named", N=Name.Print)), "PDF_HAS_ACTION"),
        (root(AA=Dictionary(WC=action("URI", URI=String("https://example.com")))), "PDF_OPENS_ADDRESS"),
        (link(action("SubmitForm", F=String("https://example.com")), "/Widget"), "PDF_SENDS_FORM"),
        (link(action("URI", URI=String("https://example.com")), "/Widget"), "PDF_OPENS_ADDRESS"),
        (link(action("URI", URI=String("file:///etc/passwd"))), "PDF_OPENS_ADDRESS"),
        (link(action("URI", URI=String("javascript:alert(1)"))), "PDF_OPENS_ADDRESS"),
        (link(action("SetOCGState", State=[])), "PDF_HAS_ACTION"),
        (link(action("GoToE")), "PDF_STARTS_PROGRAM"),
        (link(None, "/RichMedia"), "PDF_HAS_MEDIA"),
        (link(None, "/Movie"), "PDF_HAS_MEDIA"),
        (link(None, "/Sound"), "PDF_HAS_MEDIA"),
        (link(None, "/Screen"), "PDF_HAS_MEDIA"),
        (link(None, "/3D"), "PDF_HAS_MEDIA"),
        (link(chained(10)), "PDF_HAS_SCRIPT"),
        (link(chained(70)), "PDF_NESTED"),
        (saved(stream_elsewhere), "PDF_OPENS_ADDRESS"),
    ],
)
def test_what_acts_is_refused_by_name(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_arrays_within_arrays_without_end_are_refused() -> None:
    deep = b"[" * 200 + b"]" * 200
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    content = pdf(b"<</Type/Catalog/Pages 2 0 R/Odd " + deep + b">>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page)
    assert refusal(content) == "PDF_NESTED"


@pytest.mark.parametrize(
    "content",
    [
        root(OpenAction=Array([0, Name.Fit])),
        root(OpenAction=action("GoTo", D=Array([0, Name.Fit]))),
        root(StructTreeRoot=Dictionary(Type=Name.StructTreeRoot, K=Dictionary(Type=Name.StructElem, S=Name.Sound))),
        root(AcroForm=Dictionary(Fields=[])),
        root(URI=Dictionary(Base=String("https://example.com/"))),
        root(Outlines=Dictionary(First=Dictionary(Title=String("a"), Next=Dictionary(Title=String("b"))))),
        seed(Reasons=Array([String("x")])),
        link(action("GoTo", D=Array([0, Name.Fit]))),
        link(action("Named", N=Name.NextPage)),
        link(action("URI", URI=String("https://example.com/a"))),
        link(action("URI", URI=String("mailto:somebody@example.com"))),
        link(None, "/Highlight"),
        link(None, "/Widget"),
    ],
)
def test_what_documents_need_stays(content: bytes) -> None:
    assert accept("报价.pdf", content, {"pdf"}).content == content
