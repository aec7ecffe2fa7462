"""« 0 commune », « 1 commune », « 2 communes »: in every sentence of the territory."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.http import QueryDict

from territory import method, report, words
from territory.models import DemandColumn
from territory.view import read
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db

# « 1 communes », « 0 personnes », « 1 commune vivent »: a count of one or none before a plural.
WRONG = re.compile(
    r"(?<![\d,.] )(?<![\d,.])\b[01] "
    r"(?:communes|personnes|habitants|lieux|fiches|codes|sites|groupes|places|départements)\b"
)


def test_the_counts_of_french_are_one_way_in_all_the_territory():
    direct = [
        path.name
        for path in Path("territory").rglob("*.py")
        if path.name != "plurals.py"
        and re.search(
            r"import .*\bngettext\b", path.read_text().replace("territory.plurals import ngettext", "")
        )
    ]
    assert direct == []


@pytest.mark.parametrize("count", [0, 1, 2, 1_000])
@pytest.mark.parametrize("column", [False, True])
def test_a_count_and_its_noun_agree_in_every_sentence(places, two_lessons, count, column):
    demand = DemandColumn.objects.create(name="élèves", values={"77379": 3}) if column else None
    found = report.make(replace(read(QueryDict("")).view, demand=demand))
    for people in (0.0, 1.0, 5.0):
        totals = replace(
            found.totals,
            communes_beyond=count,
            people_beyond=people,
            communes_borderline=count,
            people_borderline=people,
            unknown=count,
            people=people + 1,
        )
        changed = replace(found.assessment)
        vars(changed)["totals"] = totals
        told = [words.sentence(changed, "ici"), words.uncertainty(changed)]
        told += [words.change(totals, replace(totals, people_beyond=people + more)) for more in (1, -1, 7)]
        told += method.lines(report.of(found.view, changed))
        for text in told:
            assert not WRONG.search(re.sub(r"[\xa0\u202f]", " ", text)), text


@pytest.mark.parametrize("seuil", ["0.5", "25", "40", "99"])
def test_no_page_has_a_count_of_one_or_none_before_a_plural(staff, two_lessons, seuil):
    for path in ("", "france/", "et-si/", "et-si/?site=48.55,2.99,Nangis"):
        joined = "&" if "?" in path else "?"
        text = text_of(staff.get(f"/territoire/{path}{joined}seuil_km={seuil}"))
        assert not WRONG.search(text), WRONG.search(text)
