"""Frozen terms: one canonical text, one hash, and a strict reader."""

import json

import pytest

from marketplace.contracts.rules.snapshot import terms_from_json, terms_hash, terms_to_json
from marketplace.kit.errors import RuleBroken
from tests.contracts.rules import samples


def put(source, path, value):
    *folders, last = path.split(".")
    for folder in folders:
        source = source[int(folder) if folder.isdigit() else folder]
    if value is KeyError:
        del source[last]
    else:
        source[last] = value


@pytest.mark.parametrize("source", [samples.platform(), samples.statutory(), samples.platform(samples.LUMP_SUM)])
def test_terms_survive_the_round_trip(source):
    text = terms_to_json(terms_from_json(source))
    assert json.loads(text) == source
    assert text == json.dumps(source, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert terms_from_json(text) == terms_from_json(source) == terms_from_json(text.encode())


def test_the_hash_is_stable():
    assert terms_hash(samples.terms()) == terms_hash(samples.terms())
    shuffled = dict(reversed(list(samples.platform().items())))
    assert terms_hash(terms_from_json(shuffled)) == terms_hash(samples.terms())
    assert len(terms_hash(samples.terms())) == 64


def test_every_change_changes_the_hash():
    changed = samples.platform()
    put(changed, "conditions.other", "一个字")
    assert terms_hash(terms_from_json(changed)) != terms_hash(samples.terms())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", "jingzhe.terms/2"),
        ("sample", 1),
        ("sample", KeyError),
        ("surprise", "x"),
        ("licensor.surprise", "x"),
        ("licensee.name", "  "),
        ("licensee.name", 5),
        ("conditions.other", None),
        ("conditions.other", "字" * 10_001),
        ("agreed_on", "20261124"),
        ("agreed_on", "2026-02-30"),
        ("listing.version", True),
        ("listing.version", "1"),
        ("patents", []),
        ("patents.0.kind", "idea"),
        ("patents.0.patentees", "one"),
        ("licence.acts", []),
        ("licence.acts", ["sell", "make"]),
        ("licence.acts", ["make", "make"]),
        ("licence.type", "open"),
        ("licence.term_months", 0),
        ("licence.term_months", 241),
        ("licence.term_months", 1.5),
        ("fee_clause", []),
        ("fee_clause", [{"zh": "只有中文"}]),
        ("fee_plan.amount_fen", 0.1),
        ("conditions.audit_notice_days", -1),
        ("conditions.dispute", "both"),
        ("conditions.other", "好\u202e的"),
        ("conditions.other", "零宽\u200b"),
        ("conditions.other", "x" * 10_001),
    ],
)
def test_a_wrong_value_is_refused_with_its_path(path, value):
    source = samples.platform()
    put(source, path, value)
    with pytest.raises(RuleBroken) as refused:
        terms_from_json(source)
    assert refused.value.code == "TERMS_FORMAT"
    assert refused.value.field.startswith(path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("licence.type", "ordinary"),
        ("licence.sublicence", True),
        ("listing.declaration_no", None),
        ("listing.announced_on", None),
        ("patents", samples.platform()["patents"]),
    ],
)
def test_an_open_licence_is_for_one_patent_as_announced(path, value):
    source = samples.statutory()
    put(source, path, value)
    with pytest.raises(RuleBroken):
        terms_from_json(source)


def test_arbitration_needs_a_named_body():
    source = samples.platform()
    source["conditions"] |= {"dispute": "arbitration", "dispute_body": " "}
    with pytest.raises(RuleBroken) as refused:
        terms_from_json(source)
    assert refused.value.field == "conditions.dispute_body"


def test_the_same_patent_twice_is_refused():
    source = samples.platform()
    source["patents"].append(source["patents"][0])
    with pytest.raises(RuleBroken):
        terms_from_json(source)


@pytest.mark.parametrize("text", ["", "{", "[]", b"\xff", '{"schema":"a","schema":"b"}'])
def test_text_that_is_no_terms_is_refused(text):
    with pytest.raises(RuleBroken):
        terms_from_json(text)
