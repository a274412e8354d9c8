"""Act one: both firms register, the city office verifies them, the holder imports its patents."""

import csv
import re
import time
from email import message_from_bytes
from email.policy import default
from io import StringIO
from pathlib import Path

from marketplace.demo import cast
from marketplace.demo.browser import LOOK_SECONDS, WAIT_SECONDS, Browser, Page
from marketplace.demo.cast import Side
from marketplace.demo.forms import Attached, Broken
from marketplace.demo.play import Play
from marketplace.kit import clock


def code_for(email: str, letters: Path) -> str:
    """The six digits of the newest letter to this address, once it lies in the folder. Raises Broken."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        for path in sorted(letters.glob("*.eml"), key=lambda one: one.stat().st_mtime, reverse=True):
            letter = message_from_bytes(path.read_bytes(), policy=default)
            found = re.search(r"^\s*(\d{6})\s*$", letter.get_content(), re.MULTILINE) if letter["To"] == email else None
            if found:
                return found.group(1)
        time.sleep(LOOK_SECONDS)
    raise Broken(f"no letter with six digits to {email} in {letters}")


def register(at: Browser, side: Side, letters: Path) -> None:
    """The credit code first, then what it does not tell, then the code of the letter; the papers go to the office."""
    at.open("/register")
    at.send("uscc", uscc=side.uscc).shows(side.uscc, "沈阳市")
    at.send(
        "your_name",
        name=side.name,
        kind=side.kind,
        industry=side.industry,
        legal_representative="李样例",
        address="沈阳市浑南区样例路 1 号",
        your_name=side.person,
        email=side.email,
        phone="000-0000-0000",
        password=side.password,
        agreed="y",
    ).shows(side.email)
    at.send("code", code=code_for(side.email, letters)).shows(side.name)
    at.open("/organisation/edit")
    at.send(
        "bank_name",
        contact_name=side.person,
        contact_phone="000-0000-0000",
        contact_email=side.email,
        bank_name="样例银行",
        bank_account="6200000000000000",
        password=side.password,
    ).shows(side.name)


def send_to_office(at: Browser) -> None:
    at.open("/organisation")
    at.send("step", "submit").shows("知识产权局")


def sign_in(at: Browser, email: str, password: str) -> Page:
    at.open("/sign-in")
    return at.send("password", email=email, password=password)


def verify(play: Play, side: Side) -> None:
    at = play.at_office
    at.open("/organisations?state=submitted")
    at.follow(side.name).shows(side.name, side.uscc)
    at.send("step", "verify").shows(side.name)


def import_patents(play: Play) -> list[str]:
    """Upload a table with one wrong row; the page says which, the others come in. Returns the numbers."""
    at = play.at_holder
    at.open("/patents/import")
    empty = at.open("/patents/import/table.csv").content.decode("utf-8-sig")
    header = next(csv.reader(StringIO(empty)))
    content, numbers = cast.patent_table(header, play.holder.name, clock.today())
    (play.folder / "patents.csv").write_bytes(content)
    at.open("/patents/import")
    address = at.send("table", table=Attached("patents.csv", content, "text/csv")).path
    at.wait_until(address, lambda page: "能导入" in page.text, "preview")
    at.page.shows("2 行能导入", "1 行要改", "校验位")
    at.send("step", "import")
    at.wait_until(address, lambda page: "新增" in page.text, "imported patents").shows("新增 2 件")
    return numbers


def enter(play: Play) -> list[str]:
    """Everybody is there, and the patents too. Returns their numbers."""
    play.act("入场 · Entrance")
    for who, at, side in (("holder", play.at_holder, play.holder), ("workshop", play.at_workshop, play.workshop)):
        with play.step(who, "registers by its credit code, sends the papers · 凭信用代码注册，送核验"):
            register(at, side, play.place.letters)
            send_to_office(at)
    with play.step("office", "signs in, verifies both · 登录，核验两家"):
        sign_in(play.at_office, play.place.office_email, play.place.office_password)
        verify(play, play.holder)
        verify(play, play.workshop)
    with play.step("workshop", "enters its size · 填人数和营收"):
        play.at_workshop.open("/organisation/size")
        play.at_workshop.send("employees", employees="46", revenue="28000000").shows("小型")
    with play.step("holder", "signs in again, imports a table of patents · 重新登录，导入专利表"):
        play.at_holder.open("/organisation")
        sign_out(play.at_holder)
        sign_in(play.at_holder, play.holder.email, play.holder.password)
        numbers = import_patents(play)
    with play.step("holder", "notes fees paid and one plain sentence for each · 记年费，写一句白话"):
        for number, plain in zip(numbers, cast.PLAIN, strict=True):
            describe(play.at_holder, number.removeprefix("ZL"), plain)
    return numbers


def describe(at: Browser, number: str, plain: str) -> None:
    """What no table of patents says: up to which year the fees are paid, and what the patent is good for."""
    at.open(f"/patents/{number}/annuity")
    at.send("paid_year", paid_year=str(cast.PAID_YEAR)).shows("记下了")
    at.open(f"/patents/{number}/plain")
    at.send("plain", plain=plain).shows(plain)


def sign_out(at: Browser) -> None:
    form = next((one for one in at.page.forms if one.action.endswith("/sign-out")), None)
    if form is None:
        raise Broken("no page offers to sign out")
    at.send_form(form)
