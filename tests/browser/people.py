"""Who sits before the browser, and what each does there, in the words of the trade."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Locator

from marketplace.demo.cast import Side
from marketplace.demo.entrance import code_for
from tests.browser.market import PASSWORD
from tests.waiting import until

NUMBER = re.compile(r"/(?:listings|deals)/([A-Z]{2}-\d{4}-\d+)")


class Visitor:
    """Anybody with a browser.

    email, password: as who they sign in
    trusting: takes a certificate that nobody vouches for
    """

    email, password = "", PASSWORD

    def __init__(
        self, chromium: Browser, base: str, *, javascript: bool = True, width: int = 1280, trusting: bool = False
    ) -> None:
        self.base = base
        self.context = chromium.new_context(
            base_url=base,
            ignore_https_errors=trusting,
            java_script_enabled=javascript,
            locale="zh-CN",
            reduced_motion="reduce",
            viewport={"width": width, "height": 900},
        )
        self.context.set_default_timeout(120_000)
        self.page = self.context.new_page()

    def leaves(self) -> None:
        self.context.close()

    def opens(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status < 400, f"{address}: {answer.status}"

    def reads(self, *words: str) -> None:
        shown = self.page.locator("body").inner_text()
        for word in words:
            assert word in shown, f"{self.page.url} does not show “{word}”: {shown[:1500]}"

    def waits_for(self, words: str) -> None:
        """Look again, as one does, until slow work is done."""

        def shows() -> bool:
            if words in self.page.locator("main").inner_text():
                return True
            self.page.wait_for_timeout(400)
            self.page.reload()
            return False

        assert until(shows), f"{self.page.url}: no “{words}”"

    def follows(self, words: str) -> None:
        self.page.locator("main").get_by_role("link", name=words).first.click()

    def presses(self, words: str) -> None:
        self.page.locator("main").get_by_role("button", name=words).first.click()

    def steps(self, name: str) -> None:
        """Take the step by its button, wherever it stands on the page."""
        self.page.locator(f'main button[name="step"][value="{name}"]').first.click()

    def fills(self, **answers: str) -> None:
        for name, answer in answers.items():
            self._answer(self.page.locator(f'main [name="{name}"]').first, name, answer)

    def _answer(self, box: Locator, name: str, answer: str) -> None:
        kind = box.evaluate("box => box.tagName == 'SELECT' ? 'select' : box.type")
        if kind == "select":
            box.select_option(answer)
        elif kind == "radio":
            self.page.locator(f'main [name="{name}"][value="{answer}"]').check()
        elif kind == "checkbox":
            self.ticks(name, *([answer] if answer != "y" else []))
        else:
            box.fill(answer)

    def ticks(self, name: str, *values: str) -> None:
        """values: of the boxes to tick, the others are cleared; none: the only box"""
        if not values:
            self.page.locator(f'main [name="{name}"]').check()
            return
        for box in self.page.locator(f'main [name="{name}"]').all():
            box.set_checked(box.get_attribute("value") in values)

    def attaches(self, name: str, file_name: str, content: bytes, media_type: str) -> None:
        attached = {"name": file_name, "mimeType": media_type, "buffer": content}
        self.page.locator(f'main [name="{name}"]').set_input_files(attached)

    def downloads(self, address: str) -> bytes:
        answer = self.context.request.get(urljoin(self.base, address))
        assert answer.status == 200, f"{address}: {answer.status}"
        return answer.body()

    def sees_links_to(self, start: str) -> dict[str, str]:
        """Addresses in the page's main part that begin so, with their words."""
        links = self.page.locator(f'main a[href^="{start}"]').all()
        return {link.get_attribute("href") or "": link.inner_text() for link in links}

    def compares(self, verification: str, copy: bytes) -> None:
        """Choose a file on the page behind the QR code, and have it compared."""
        self.opens(verification)
        self.attaches("copy", "contract.pdf", copy, "application/pdf")
        self.page.locator("#copy-check button").click()

    def chooses_english(self) -> None:
        self.page.get_by_role("link", name="English").first.click()

    def number(self) -> str:
        """Of the listing or deal at hand."""
        found = NUMBER.search(urlsplit(self.page.url).path)
        assert found, self.page.url
        return found.group(1)


class Member(Visitor):
    """Somebody who works for an organisation here."""

    def signs_in(self) -> None:
        self.opens("/sign-in")
        self.fills(email=self.email, password=self.password)
        self.page.locator("main form button.b1").click()
        assert urlsplit(self.page.url).path != "/sign-in", self.page.locator("main").inner_text()

    def registers(self, side: Side) -> None:
        """The credit code first, then what it does not tell, then the papers go to the office."""
        self.email, self.password = side.email, side.password
        self.opens("/register")
        self.fills(uscc=side.uscc)
        self.page.locator("main form button.b1").click()
        self.reads(side.uscc)
        self.fills(name=side.name, kind=side.kind, industry=side.industry, legal_representative="李样例")
        self.fills(address="沈阳市浑南区样例路 1 号", your_name=side.person, email=side.email, password=side.password)
        self.ticks("agreed")
        self.page.locator("main form button.b1").click()
        folder = self.page.locator("main .plain b").inner_text()
        self.fills(code=code_for(side.email, Path(folder)))
        self.page.locator("main form button.b1").first.click()
        self.opens("/organisation/edit")
        self.fills(contact_name=side.person, contact_phone="000-0000-0000", contact_email=side.email)
        self.fills(bank_name="样例银行", bank_account="6200000000000000", password=side.password)
        self.page.locator("main form button.b1").click()
        self.opens("/organisation")
        self.steps("submit")
        self.reads(side.name, "知识产权局")

    def organisation(self) -> str:
        """The registered name of whom it works for."""
        self.opens("/organisation")
        return self.page.locator("main h1").inner_text().removesuffix("样例").strip()

    def signs(self, deal: str, step: str) -> None:
        """Read the contract page first, then sign it with one's password."""
        self.opens(f"/deals/{deal}")
        self.waits_for("看合同，去签署")
        self.follows("看合同，去签署")
        self.reads("第一条")
        self.page.locator(f'main a[href$="/{step}"]').first.click()
        self.fills(password=self.password)
        self.ticks("checked")
        self.steps(step)


class Workshop(Member):
    """A small firm that looks for something to use."""

    email = "workshop@jingzhe.test"

    def finds(self, words: str, number: str) -> None:
        self.opens("/listings")
        self.page.locator('main [name="q"]').first.fill(words)
        self.page.locator('main [name="q"]').first.press("Enter")
        self.page.wait_for_url("**q=**")
        self.page.locator(f'main a[href^="/listings/{number}"]').first.click()
        self.page.wait_for_url(f"**/listings/{number}*")

    def chooses(self, offers: dict[str, str]) -> str:
        """The first of the offers that it has not taken yet: its number."""
        self.opens("/deals")
        mine = self.page.locator("main").inner_text()
        return next(number for number, title in offers.items() if title not in mine)

    def reckons(self, sales: str) -> str:
        """What it would pay with so many 万元 of sales."""
        self.page.locator("#sales").fill(sales)
        self.page.locator("#sums form button").click()
        return self.page.locator("#sums .answer").inner_text()

    def accepts(self, number: str, **answers: str) -> str:
        """Check once more, tick, accept. Returns the deal's number."""
        self.opens(f"/listings/{number}/accept")
        self.fills(**answers)
        self.ticks("understood")
        self.steps("accept")
        assert "/deals/" in self.page.url, self.page.locator("main").inner_text()
        return self.number()


class Holder(Member):
    """Somebody with patents to let others use."""

    email = "university@jingzhe.test"

    def countersigns(self, deal: str) -> None:
        self.signs(deal, "countersign")

    def has_published(self, prefix: str, paid: str = "") -> dict[str, str]:
        """Its listings that any number of firms can take: number and title, newest first."""
        self.opens("/listings/mine")
        rows = [row.locator("td").all_inner_texts() for row in self.page.locator("main tbody tr").all()]
        return {
            number: title.removesuffix("样例").strip()
            for number, title, state, price, places in rows
            if number.startswith(prefix) and state in {"已公布", "已生效"} and paid in price and places == "不限"
        }

    def imports(self, table: bytes) -> None:
        """Upload a table of patents, read what is found in it, say yes."""
        self.opens("/patents/import")
        self.attaches("table", "patents.csv", table, "text/csv")
        self.steps("check")
        self.waits_for("能导入")
        self.reads("1 行要改", "校验位")
        self.steps("import")
        self.waits_for("新增")

    def describes(self, number: str, paid_year: int, plain: str) -> None:
        """Up to which year the fees are paid, and what the patent is good for."""
        self.opens(f"/patents/{number}/annuity")
        self.fills(paid_year=str(paid_year))
        self.page.locator("main form button.b1").click()
        self.opens(f"/patents/{number}/plain")
        self.fills(plain=plain)
        self.page.locator("main form button.b1").click()
        self.reads(plain)

    def drafts(self, patent_number: str, fee: dict[str, str], triggers: tuple[str, ...]) -> str:
        """A platform offer with use first, pay later, page by page. Returns its number."""
        self.opens(f"/listings/new?q={patent_number.removeprefix('ZL')[:8]}")
        self.fills(channel="platform")
        self.page.locator("main label", has_text=patent_number).locator("input").check()
        self.page.locator("main form[method=post] button.b1").click()
        self.fills(kind="royalty")
        self.page.locator("main form button.b1").click()
        self.ticks("has_use_first")
        self.ticks("triggers", *triggers)
        self.fills(**fee)
        self.page.locator('main button[value="next"]').click()
        self.fills(term_months="60")
        self.page.locator('main button[value="next"]').click()
        self.fills(materials="生效后 20 日内给图纸、工艺参数。", support="到厂指导 2 次。")
        self.page.locator('main button[value="next"]').click()
        self.reads("核对")
        self.ticks("commitment")
        self.page.locator("main form button.b1").first.click()
        return self.number()


class Office(Member):
    """The city office, which says who is who."""

    email = "office@jingzhe.test"

    def verifies(self, name: str) -> None:
        self.opens("/organisations?state=submitted")
        self.follows(name)
        self.steps("verify")
        self.reads(name)
