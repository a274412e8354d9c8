"""The clause texts themselves: order, agreement of the two languages, known blanks and conditions only."""

import re

import pytest

from marketplace.contracts.rules.blanks import conditions, values
from marketplace.contracts.rules.clauses import (
    LANGUAGES,
    MODEL_ORDER,
    ClauseText,
    Line,
    blanks,
    document_text,
    fill,
    filled,
    versions,
)
from marketplace.listings.rules.fee_plan import FeePlan
from tests.contracts.rules import samples

DOCUMENTS = ("ordinary_deal", "open_licence_deal", "open_licence_notice")
EVERY = [(version, document) for version in versions() for document in DOCUMENTS]


def every_clause(version: str, document: str, language: str) -> tuple[ClauseText, ...]:
    text = document_text(version, document, language)  # type: ignore[arg-type]
    return (*text.clauses, *text.annexes)


def every_line(version: str, document: str, language: str) -> list[Line]:
    text = document_text(version, document, language)  # type: ignore[arg-type]
    lines = [line for clause in every_clause(version, document, language) for line in clause.lines]
    return [*(Line(line, "", "") for line in text.preamble), *lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ordinary_licence_has_the_seventeen_clauses_of_the_model_in_order(language):
    text = document_text("2026-11", "ordinary_deal", language)
    assert tuple(clause.id for clause in text.clauses) == MODEL_ORDER
    assert [annex.id for annex in text.annexes] == ["platform_terms", "use_first"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_confirmation_keeps_the_order_of_the_model(language):
    ids = [clause.id for clause in document_text("2026-11", "open_licence_deal", language).clauses]
    assert ids == [name for name in MODEL_ORDER if name in ids]


@pytest.mark.parametrize(("version", "document"), EVERY)
def test_both_languages_have_the_same_clauses_blanks_and_conditions(version, document):
    chinese, english = (every_clause(version, document, language) for language in LANGUAGES)
    assert [(one.id, one.when, one.prefix[-1], one.has_patents) for one in chinese] == [
        (one.id, one.when, one.prefix[-1], one.has_patents) for one in english
    ]
    pairs = zip(*(every_line(version, document, language) for language in LANGUAGES), strict=True)
    for left, right in pairs:
        assert (left.when, left.insert) == (right.when, right.insert)
        assert sorted(blanks(left.text)) == sorted(blanks(right.text)), left.text
    labels = [set(document_text(version, document, language).labels) for language in LANGUAGES]
    assert labels[0] == labels[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("version", "document"), EVERY)
def test_every_blank_and_condition_is_known(version, document, language):
    terms = samples.terms()
    known, asked = values(terms, language), conditions(terms, FeePlan.from_json(terms.fee_plan))
    for line in every_line(version, document, language):
        assert set(blanks(line.text)) <= set(known)
        assert not line.when or line.when in asked
        assert line.insert in ("", "fee_clause")
        # No brace but those of blanks, nothing that a template language would read.
        assert not re.search(r"[{}]|%\(", re.sub(r"\{[a-z_]+\}", "", line.text))


@pytest.mark.parametrize(("version", "document"), EVERY)
def test_every_clause_says_itself_plainly_and_where_it_comes_from(version, document):
    for language in LANGUAGES:
        for clause in every_clause(version, document, language):
            assert clause.plain
            assert clause.source
            assert clause.title
            assert clause.plain.endswith(("。", "."))


def test_clause_numbers_count_up():
    numbers = [clause.number for clause in document_text("2026-11", "ordinary_deal", "zh").clauses]
    digits = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
    assert numbers == [f"第{n}条" for n in [*digits, *(f"十{n}" for n in digits[:7])]]
    english = document_text("2026-11", "ordinary_deal", "en").clauses
    assert [clause.number for clause in english] == [f"Article {n}" for n in range(1, 18)]
    assert [clause.prefix for clause in english] == [str(n) for n in range(1, 18)]


def test_what_is_filled_in_is_never_read_again():
    pieces = filled("甲{licensor}乙{account}", {"licensor": "{account}{0.__class__}", "account": "{{ v }}%(x)s"})
    assert [tuple(piece) for piece in pieces] == [
        ("甲", False),
        ("{account}{0.__class__}", True),
        ("乙", False),
        ("{{ v }}%(x)s", True),
    ]


def test_a_blank_without_a_value_is_an_error():
    with pytest.raises(KeyError):
        filled("{nobody}", {})


def test_a_paragraph_left_out_leaves_no_gap_in_the_numbers():
    lines = (Line("一", "", ""), Line("二", "no", ""), Line("", "", "fee"), Line("三", "", ""))
    clause = ClauseText("x", "", "第一条", "题", "1", "", "", False, lines)
    printed = fill(clause, {}, {"no": False}, {"fee": ("费一", "费二")})
    assert [(one.number, one.text) for one in printed.paragraphs] == [
        ("1.1", "一"),
        ("1.2", "费一"),
        ("1.3", "费二"),
        ("1.4", "三"),
    ]


@pytest.mark.parametrize(("version", "document"), [("1999-01", "ordinary_deal"), ("2026-11", "../labels")])
def test_an_unknown_version_or_document_is_not_found(version, document):
    with pytest.raises(LookupError):
        document_text(version, document, "zh")


def test_english_texts_use_straight_quotes():
    # The contract typeface draws curly quotes a full character wide, as Chinese needs them.
    for version, document in EVERY:
        assert not [line.text for line in every_line(version, document, "en") if set("“”") & set(line.text)]
