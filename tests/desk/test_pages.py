"""The public pages, as a browser without scripts receives them."""

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.test import RequestFactory, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views import defaults
from pytest_django.asserts import assertContains, assertNotContains

from mapping import presentation
from mapping.models import PositionPrecision, Service, Session, TemporaryClosure, Visibility
from mapping.vocabulary import THEMES
from places.models import Commune, CommuneName
from search import filters, registry
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point
from tests.taxonomies import region

__all__ = ["region"]

pytestmark = pytest.mark.django_db

HERE = {"lat": "48.539", "lon": "2.66"}
FRENCH = ["lecture-ecriture-calcul--maitriser-le-francais"]
HEALTH = ["sante--acces-aux-soins"]
EMERGENCY = ("tel:115", "tel:112", "tel:3919")


@pytest.fixture(autouse=True)
def _places(places):
    """Every page speaks of real communes."""


def north(km: float):
    """A point that many kilometres north of the place that tests search around."""
    return point(48.539 + km / 111.2, 2.66)


def placed(km: float, thematiques=FRENCH, **fields):
    structure = StructureFactory(position=north(km), **fields)
    ServiceFactory(structure=structure, thematiques=thematiques)
    return structure


def asked_for(km: float, **fields):
    """A service with what a search may ask for, that many kilometres north."""
    structure = fields.pop("structure", None) or StructureFactory(position=north(km))
    return ServiceFactory(structure=structure, **({"thematiques": FRENCH} | fields))


def page(client, **query):
    return client.get("/", query)


def asked(response) -> dict[str, list[str]]:
    return asked_by(response.url)


def asked_by(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


# --- The search ---------------------------------------------------------------------------


def test_the_list_goes_from_the_nearest_to_the_farthest_with_distances_in_words(client):
    placed(4.2, nom="Le second")
    placed(1.0, nom="Le premier")
    placed(9.0, nom="Le troisième")
    answer = page(client, **HERE, rayon_km="10")
    text = answer.content.decode()
    assert text.index("Le premier") < text.index("Le second") < text.index("Le troisième")
    assertContains(answer, "3 structures à moins de 10\N{NO-BREAK SPACE}km de Melun")
    assertContains(answer, "4,2\N{NO-BREAK SPACE}km")


def test_walking_time_follows_the_documented_detour_and_speed():
    assert presentation.walk_text(2300) == "environ 39 min à pied"
    assert presentation.walk_text(60) == "environ 1 min à pied"
    assert presentation.walk_text(10) == ""
    assert presentation.walk_text(4000) == ""


def test_a_few_minutes_on_foot_are_in_the_plural_of_few_where_a_language_has_one():
    with override("ar"):
        # Four minutes, then thirty-nine.
        assert "دقائق" in presentation.walk_text(240)
        assert "دقيقة" in presentation.walk_text(2300)


def test_distances_are_as_fine_as_they_are_useful():
    space = "\N{NO-BREAK SPACE}"
    for metres, text in [
        (0, "moins de 50 m"),
        (847, "850 m"),
        (996, "1,0 km"),
        (2345, "2,3 km"),
        (34_400, "34 km"),
    ]:
        words, unit = text.rsplit(" ", 1)
        assert presentation.distance_text(metres) == f"{words}{space}{unit}"


def test_only_the_asked_themes_are_listed(client):
    placed(1, nom="Cours de français")
    placed(2, nom="Centre de santé", thematiques=HEALTH)
    answer = page(client, **HERE, theme="sante")
    assertContains(answer, "Centre de santé")
    assertNotContains(answer, "Cours de français")
    assert chosen(answer, "theme") == ["sante"]


def test_a_typed_commune_leads_to_a_link_without_the_address(client):
    answer = page(client, adresse="Melun", theme="sante", rayon_km="50")
    assert answer.status_code == 302
    query = asked(answer)
    assert query["theme"] == ["sante"]
    assert query["rayon_km"] == ["50"]
    assert float(query["lat"][0]) == pytest.approx(48.54, abs=0.01)
    assert "adresse" not in query


def test_an_address_left_as_it_was_keeps_the_place_to_the_last_decimal(client):
    answer = page(client, lat="48.53912", lon="2.66034", adresse="Melun (77)", theme="sante")
    query = asked(answer)
    assert (query["lat"], query["lon"]) == (["48.53912"], ["2.66034"])
    assert "adresse" not in query


def test_an_emptied_address_drops_the_place_and_keeps_the_rest(client):
    query = asked(page(client, **HERE, adresse="  ", theme="sante", rayon_km="50"))
    assert query == {"theme": ["sante"], "rayon_km": ["50"]}


def test_a_new_address_starts_from_the_first_page(client):
    query = asked(page(client, **HERE, adresse="Provins", cursor="100.0~3~7"))
    assert "cursor" not in query


def test_a_commune_found_for_an_address_says_so_after_the_redirection(client):
    answer = client.get("/", {"adresse": "12 rue Saint-Aspais, 77000 Melun"}, follow=True)
    assertContains(answer, "Lieu retenu : le centre de Melun (77)")
    # Where the field is folded it is said above the list.
    assertContains(answer, "L’adresse n’est pas trouvée : voici autour de Melun (77).")
    assertNotContains(page(client, **HERE), "Lieu retenu")


def test_the_name_of_a_commune_is_the_commune_though_another_bears_it_far_away(client):
    here = Commune.objects.get(code="77288")
    Commune.objects.create(
        code="60999",
        kind=here.kind,
        nom=here.nom,
        departement_code="60",
        point=point(49.4, 2.8),
        point_source=here.point_source,
    )
    CommuneName.objects.create(commune_id="60999", name="melun", kind=CommuneName.Kind.OFFICIAL)
    placed(1)
    answer = page(client, adresse="Melun")
    assert "lieu" not in asked(answer)
    answer = client.get(answer.url)
    assertContains(answer, "Melun (77)")
    assertNotContains(answer, "pas trouvée")


def test_several_communes_are_offered_as_links_and_nothing_is_listed(client):
    placed(1, nom="Une structure")
    answer = page(client, **HERE, adresse="Saint-Denis", theme="francais")
    assertContains(answer, "Plusieurs lieux correspondent")
    assertContains(answer, "Saint-Denis (93)")
    assertContains(answer, "theme=francais")
    assertNotContains(answer, "Une structure")


def test_an_unknown_place_is_an_error_by_the_field_and_nothing_is_listed(client):
    placed(1, nom="Une structure")
    answer = page(client, **HERE, adresse="12 zzyzxqw")
    assertContains(answer, "Ce lieu n&#39;a pas été trouvé")
    assertContains(answer, 'aria-invalid="true"')
    assertContains(answer, 'value="12 zzyzxqw"')
    assert answer.context["map"]["lat"] is None
    assertNotContains(answer, "Une structure")


def test_the_page_without_a_place_offers_the_biggest_communes_and_the_emergency_numbers(client):
    answer = page(client, rayon_km="50")
    for text in ("Meaux", "Melun", "Chelles", "commune=77288", *EMERGENCY):
        assertContains(answer, text)


def test_a_quick_start_keeps_the_themes_already_ticked(client):
    assertContains(page(client, theme="sante"), "theme=sante&amp;commune=77288")


def test_nothing_nearby_offers_the_nearest_and_the_radius_that_holds_it(client):
    placed(34, nom="La lointaine", telephone="0199000042")
    answer = page(client, **HERE, rayon_km="10", theme="francais")
    assertContains(answer, "Aucune structure à moins de 10\N{NO-BREAK SPACE}km de Melun")
    assertContains(answer, "34\N{NO-BREAK SPACE}km")
    assertContains(answer, "La lointaine")
    assertContains(answer, "tel:+33199000042")
    (wider,) = answer.context["empty"].ways_out
    assert (wider.label, wider.found) == ("À moins de 50\N{NO-BREAK SPACE}km", "1 structure")
    assertContains(client.get(wider.url), "1 structure à moins de 50")
    for number in EMERGENCY:
        assertContains(answer, number)


def test_a_card_has_the_number_of_the_service_that_answers_else_of_its_house(client):
    one, other = placed(1, nom="Une", telephone="0199000001"), placed(2, nom="Autre", telephone="0199000002")
    Service.objects.filter(structure=one).update(telephone="0199000011")
    phones = {card.name: card.phone.href for card in page(client, **HERE).context["results"].cards}
    assert (phones["Une"], phones[other.nom]) == ("tel:+33199000011", "tel:+33199000002")


def test_what_stands_at_its_commune_s_point_is_never_said_to_be_next_door(client):
    placed(0, nom="Au centre", position_precision=PositionPrecision.COMMUNE)
    placed(0, nom="Ici même")
    told = {card.name: card.distance for card in page(client, **HERE).context["results"].cards}
    # In the order that is told, which is that of the numbers of the map.
    assert list(told) == ["Ici même", "Au centre"]
    assert told["Au centre"] == "environ 1\N{NO-BREAK SPACE}km"
    assert told["Ici même"] == "moins de 50\N{NO-BREAK SPACE}m"


def test_over_all_pages_the_nearest_come_in_the_order_of_the_distances_that_are_told(client):
    """What is told to be a kilometre away comes after what is told to be nearer, on whichever page."""
    near = [f"À {metres} m" for metres in range(50, 950, 40)]
    for name in near:
        placed(int(name.split()[1]) / 1000, nom=name)
    for number in range(3):
        placed(number / 1000, nom=f"Au centre {number}", position_precision=PositionPrecision.COMMUNE)
    far = [f"À {metres} m" for metres in (1010, 1500, 2000)]
    for name in far:
        placed(int(name.split()[1]) / 1000, nom=name)
    names: list[str] = []
    answer = page(client, **HERE, limit=8)
    while True:
        results = answer.context["results"]
        names += [card.name for card in results.cards]
        following = results.groups[0].following
        if not following:
            break
        answer = client.get(following)
    assert [name for name in names if "centre" not in name] == near + far
    assert sorted(names[len(near) : len(near) + 3]) == ["Au centre 0", "Au centre 1", "Au centre 2"]
    assert len(names) == len(near) + len(far) + 3


def test_nothing_found_says_what_each_single_condition_costs(client):
    for km in (1, 2):
        asked_for(km, frais="payant", langues=["ar"])
    asked_for(3, frais="gratuit", langues=["uk"])
    asked_for(4, frais="gratuit", langues=["ar"], zone_eligibilite=["13"])
    asked_for(5, frais="gratuit", langues=["ar"], thematiques=HEALTH)
    answer = page(client, **HERE, theme="francais", gratuit="oui", langue=["ar", "ru"])
    ways = {way.label: way for way in answer.context["empty"].ways_out}
    assert {label: way.found for label, way in ways.items()} == {
        "Tous thèmes confondus": "1 structure",
        "Sans « arabe ou russe »": "1 structure",
        "Sans « Gratuit »": "2 structures",
        "Aussi ce qui ne prend pas, en principe, les habitants d'ici": "1 structure",
    }
    for way in ways.values():
        assertContains(client.get(way.url), f"{way.found} à moins de")


def test_an_empty_directory_says_so(client):
    answer = page(client, **HERE)
    assertContains(answer, "aucune structure pour cette recherche")
    assertContains(answer, "tel:115")


def test_following_pages_list_every_structure_once(client):
    names = {placed(0.1 + n / 10, nom=f"Structure {n:02}").nom for n in range(25)}
    first = page(client, **HERE)
    assertContains(first, "25 structures")
    link = first.context["results"].groups[0].following
    second = client.get(link)
    seen = [card.name for answer in (first, second) for card in answer.context["results"].cards]
    assert len(seen) == 25
    assert set(seen) == names
    assert second.context["results"].groups[0].following == ""
    assertContains(second, "Revenir aux plus proches")


def test_hours_follow_the_closures(client):
    structure = placed(1, horaires_accueil="24/7")
    assertContains(page(client, **HERE), "ouvert 24\N{NO-BREAK SPACE}h/24, 7\N{NO-BREAK SPACE}j/7")
    today = timezone.localdate()
    TemporaryClosure.objects.create(structure=structure, first_day=today, last_day=today + timedelta(days=3))
    assertContains(page(client, **HERE), "fermé jusqu")


def test_an_example_is_marked_once(client):
    placed(1, nom="Le Relais (exemple)", is_example=True)
    answer = page(client, **HERE)
    assertContains(answer, '<span class="example">exemple</span>')
    assertContains(answer, '<bdi lang="fr">Le Relais</bdi>')


def test_the_map_gets_the_same_places_with_the_same_numbers(client):
    placed(2, nom="B")
    placed(1, nom="A")
    points = page(client, **HERE).context["points"]
    assert [(p["n"], p["nom"]) for p in points] == [(1, "A"), (2, "B")]


def test_a_structure_found_at_two_places_has_two_cards_and_two_markers(client):
    structure = placed(2, nom="Le Relais")
    ServiceFactory(
        structure=structure,
        thematiques=FRENCH,
        position=north(1),
        position_precision=PositionPrecision.ADDRESS,
    )
    answer = page(client, **HERE)
    cards = answer.context["results"].cards
    assert [(card.number, card.id) for card in cards] == [(1, structure.pk), (2, structure.pk)]
    for number in (1, 2):
        assertContains(answer, f'id="structure-{number}"', count=1)
    assert [(p["n"], p["lat"] > 48.55) for p in answer.context["points"]] == [(1, False), (2, True)]


# --- More criteria ------------------------------------------------------------------------


def question(answer) -> str:
    """The form of the page."""
    return re.search(r'<form class="bar".*?</form>', answer.content.decode(), re.DOTALL)[0]


def chosen(answer, parameter: str) -> list[str]:
    """The values of a parameter that the fields of the form say."""
    form = question(answer)
    menus = re.findall(rf'<select [^>]*name="{parameter}".*?</select>', form, re.DOTALL)
    picked = re.findall(r'<option value="([^"]+)"[^>]* selected', "".join(menus))
    ticked = re.findall(rf'name="{parameter}"\s+value="([^"]*)"\s+checked', form)
    return picked + ticked


def opened(answer) -> list[str]:
    """The questions whose fields are open."""
    return re.findall(r'<details class="ask[^>]*id="([^"]+)"[^>]*open>', question(answer))


def chips(answer) -> list:
    (group,) = answer.context["results"].groups
    return group.chips


def test_every_criterion_of_the_filter_can_be_chosen_on_the_page(client, region):
    names = {name.split('"')[0] for name in page(client, **HERE).content.decode().split(' name="')[1:]}
    # Places are typed, and the order is a link above the list.
    places = {"lat", "lon", "commune", "epci", "departement"}
    out_of_the_form = places | {"tri", "limit", "cursor", "vue", "bbox", "zoom"}
    # Its opposite is « gratuit », and what the map leaves out has its own switch there; words are typed in a
    # field of their own, which reads them (`search.understood`).
    apart = {one.parameter for one in registry.CRITERIA if one.group is None} - {"theme"}
    assert filters.PARAMETERS - out_of_the_form - apart <= names
    assert "mots" in names


def test_the_questions_are_closed_until_one_is_asked_for(client):
    assert opened(page(client, **HERE, gratuit="oui")) == []
    assert opened(page(client, **HERE, question="quand")) == ["quand"]
    assert opened(page(client, **HERE, question="toutes")) == []
    assert opened(page(client, **HERE, question="autre chose")) == []
    assert opened(page(client, adresse="12 zzyzxqw")) == ["ou"]


def test_menus_left_alone_ask_for_nothing_and_stay_out_of_the_link(client):
    empty = dict.fromkeys(("public", "langue", "type", "thematique", "reseau", "ouvert"), "")
    query = asked(page(client, adresse="Melun", **empty, gratuit="oui"))
    assert set(query) == {"gratuit", "lat", "lon"}
    assert page(client, **HERE, **empty).context["errors"] == {}


def test_several_values_have_a_menu_each_and_one_to_add(client):
    answer = page(client, **HERE, langue=["ar", "uk"])
    assert chosen(answer, "langue") == ["ar", "uk"]
    assert question(answer).count('name="langue"') == 3
    answer = page(client, **HERE, langue=["ar", "uk", "ru", "fa"])
    assert chosen(answer, "langue") == ["ar", "uk", "ru"]
    assertContains(answer, '<input type="hidden" name="langue" value="fa">')


def test_the_form_keeps_what_it_does_not_show(client):
    answer = page(client, **HERE, limit="5", vue="carte")
    for name, value in [("limit", "5"), ("vue", "carte"), ("lat", "48.539"), ("lon", "2.66")]:
        assertContains(answer, f'<input type="hidden" name="{name}" value="{value}">')


def test_each_choice_leaves_its_count_to_the_script_and_nothing_is_forbidden(client):
    asked_for(1, langues=["ar"], frais="gratuit")
    asked_for(2, langues=["ar", "uk"], frais="gratuit")
    answer = page(client, **HERE, gratuit="oui")
    assertContains(answer, '<option value="ar">Arabe</option>')
    found = client.get(answer.context["bar"].facets["pour-quoi"]).json()["facets"]
    assert found["langue"] == {"ar": 2, "uk": 1}
    assert not re.search(r"<(?:input|option|select|fieldset)\b[^>]*\bdisabled", answer.content.decode())
    assert page(client, rayon_km="50").context["bar"].facets["pour-quoi"] == ""


def test_active_criteria_are_chips_that_a_click_takes_away(client):
    answer = page(client, **HERE, theme="francais", langue=["ar", "uk"], gratuit="oui", ouvert="jeudi-soir")
    assert answer.context["empty"]
    asked_for(1, langues=["ar"], frais="gratuit", horaires_accueil="Th 18:00-20:00")
    answer = page(client, **HERE, theme="francais", langue=["ar", "uk"], gratuit="oui", ouvert="jeudi-soir")
    links = {chip.label: parse_qs(urlsplit(chip.url).query) for chip in chips(answer)}
    assert list(links) == ["Ouvert jeudi soir", "Arabe", "Ukrainien", "Gratuit"]
    assert [chip.short for chip in chips(answer)] == ["jeudi soir", "arabe", "ukrainien", "gratuit"]
    assert links["Arabe"]["langue"] == ["uk"]
    assert links["Arabe"]["gratuit"] == ["oui"]
    assert "gratuit" not in links["Gratuit"]
    assert "ouvert" not in links["Ouvert jeudi soir"]
    everything = parse_qs(urlsplit(answer.context["results"].clear_url).query)
    assert everything == {"theme": ["francais"], "lat": ["48.539"], "lon": ["2.66"]}
    assert chips(page(client, **HERE)) == []


def test_several_needs_have_a_list_each_with_what_is_asked_of_it_alone(client):
    both = StructureFactory(nom="Les deux", position=north(1))
    ServiceFactory(structure=both, thematiques=FRENCH, niveaux=["A1"])
    ServiceFactory(structure=both, thematiques=HEALTH)
    asked_for(2, niveaux=["B2"])
    placed(3, nom="Soins", thematiques=HEALTH)
    answer = page(client, **HERE, theme=["francais", "sante"], **{"niveau.francais": "A1"})
    first, second = answer.context["results"].groups
    assert [(group.theme.code, group.found, group.of) for group in (first, second)] == [
        ("francais", "1", "2"),
        ("sante", "2", ""),
    ]
    assert [(card.number, card.name) for card in (*first.cards, *second.cards)] == [
        (1, "Les deux"),
        (2, "Les deux"),
        (3, "Soins"),
    ]
    # Counted once, and said.
    assertContains(answer, "<strong>2 structures</strong> pour 2 besoins")
    assertContains(answer, "répond à 2 de vos besoins", count=2)
    assert [chip.label for chip in first.chips] == ["A1, débutant"]
    assert second.chips == []


def test_a_criterion_is_given_to_one_need_by_a_link(client):
    asked_for(1, niveaux=["A1"])
    answer = page(
        client, **HERE, theme=["francais", "sante"], **{"frais.francais": "payant", "frais": "marchand"}
    )
    tabs = {tab.label: tab for tab in answer.context["bar"].tabs["pour-qui"]}
    assert [tab.is_current for tab in tabs.values()] == [True, False, False]
    assert chosen(answer, "frais") == ["marchand"]
    assertContains(answer, '<input type="hidden" name="frais.francais" value="payant">')
    answer = client.get(tabs["Apprendre le français"].url)
    assert opened(answer) == ["pour-qui"]
    assert chosen(answer, r"frais\.francais") == ["payant"]
    assertContains(answer, '<input type="hidden" name="frais" value="marchand">')
    assertContains(answer, "Déjà demandé pour tous : prestation marchande")
    # Taken back by its own link, wherever it holds.
    cleared = parse_qs(urlsplit(answer.context["bar"].clear["pour-qui"]).query)
    assert set(cleared) == {"theme", "lat", "lon"}


def test_a_question_opens_on_the_need_that_it_is_about(client):
    """« Quand : jeudi (Apprendre le français) » opens there, and not on « tous : peu importe »."""
    asked = {"theme": ["francais", "sante"], "ouvert.francais": "jeudi", "langue": "ar"}
    bar = page(client, **HERE, **asked).context["bar"]
    assert bar.needs == {"quand": "francais", "pour-qui": "", "pour-quoi": ""}
    (current,) = [tab for tab in bar.tabs["quand"] if tab.is_current]
    assert current.label == "Apprendre le français"
    everybody = client.get(bar.tabs["quand"][0].url)
    assert everybody.context["bar"].needs["quand"] == ""
    assertContains(everybody, '<input type="hidden" name="ouvert.francais" value="jeudi">')


def test_a_level_is_no_question_of_every_need(client):
    asked = {"theme": ["francais", "logement"]}
    answer = page(client, **HERE, **asked, niveau="A1", question="pour-qui")
    assertNotContains(answer, 'id="niveau-A1"')
    assertContains(answer, 'id="niveau.francais-A1"')
    answer = page(client, **HERE, **asked, question="pour-qui")
    assertNotContains(answer, 'id="niveau')
    answer = client.get(answer.context["bar"].tabs["pour-qui"][2].url)
    assert answer.context["bar"].needs["pour-qui"] == "logement"
    assertNotContains(answer, 'id="niveau')
    assertContains(page(client, **HERE, question="pour-qui"), 'id="niveau-A1"')


def test_a_condition_of_all_needs_says_that_it_is_taken_back_for_all(client):
    asked_for(1, niveaux=["A1"], langues=["ar"])
    answer = page(client, **HERE, theme=["francais", "sante"], langue="ar", **{"niveau.francais": "A1"})
    assertContains(answer, 'title="pour tous les besoins"', count=2)
    assertNotContains(page(client, **HERE, theme="francais", langue="ar"), "pour tous les besoins")


def test_what_is_full_comes_last(client):
    asked_for(1, places_restantes=0, structure=StructureFactory(nom="Complet", position=north(1)))
    placed(2, nom="Avec des places")
    cards = page(client, **HERE).context["results"].cards
    assert [(card.number, card.name) for card in cards] == [(1, "Avec des places"), (2, "Complet")]


def test_why_the_nearest_is_last_is_said_where_it_is_full(client):
    asked_for(1, places_restantes=0, structure=StructureFactory(nom="Le plein", position=north(1)))
    assertNotContains(page(client, **HERE), "donc après les autres")
    placed(2, nom="Avec des places")
    text = page(client, **HERE).content.decode()
    assert text.index("Avec des places") < text.index("donc après les autres") < text.index("Le plein")


def test_words_are_found_kept_in_their_field_and_taken_away_by_their_chip(client):
    asked_for(1, nom="Atelier de couture")
    asked_for(2, nom="Permanence")
    answer = page(client, **HERE, q="couture")
    assertContains(answer, "1 structure à moins de")
    assertContains(answer, 'value="couture"')
    (chip,) = chips(answer)
    assert "q" not in parse_qs(urlsplit(chip.url).query)
    answer = page(client, **HERE, q="<b>trottinette</b>")
    assertNotContains(answer, "<b>trottinette")
    assert [way.found for way in answer.context["empty"].ways_out] == ["2 structures"]


def test_a_moment_is_asked_for_and_what_nobody_can_tell_is_counted_apart(client):
    placed(1, nom="Toujours ouvert", horaires_accueil="24/7")
    asked_for(2, nom="Sans horaires")
    answer = page(client, **HERE, ouvert="maintenant")
    assertContains(answer, "1 structure à moins de")
    assertContains(answer, "1 aux horaires inconnus")
    assert chosen(answer, "ouvert") == ["maintenant"]
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert chosen(page(client, **HERE, ouvert=tomorrow), "ouvert") == [tomorrow]


def test_a_wrong_criterion_is_told_by_its_field_and_the_others_work(client):
    asked_for(1, langues=["ar"])
    asked_for(2, langues=["uk"])
    answer = page(client, **HERE, langue=["ar", "klingon"], ouvert="hier")
    assertContains(answer, 'id="langue-erreurs"')
    assertContains(answer, 'id="ouvert-erreurs"')
    assertContains(answer, 'aria-describedby="langue-erreurs"')
    assertContains(answer, "1 structure à moins de")


def test_who_a_place_takes_is_said_where_it_is_not_plain(client):
    asked_for(1, nom="Ici", zone_eligibilite=["77"])
    unknown = "zone non précisée"
    assertNotContains(page(client, **HERE), "habitants")
    asked_for(2)
    asked_for(3, zone_eligibilite=["13"])
    answer = page(client, **HERE)
    assertContains(answer, unknown, count=1)
    assertContains(answer, "2 structures à moins de")
    assertContains(answer, "1 autre structure répond, mais dit ne pas prendre les habitants d’ici.")
    assert asked_by(answer.context["results"].outside.url)["hors_zone"] == ["oui"]
    answer = page(client, **HERE, hors_zone="oui")
    assertNotContains(answer, "ne pas prendre les habitants")
    notes = [card.zone_note for card in answer.context["results"].cards]
    assert notes == [
        "Pour les habitants d'ici",
        unknown,
        "Hors zone : ne prend pas, en principe, les habitants de Melun",
    ]
    assertContains(answer, 'class="stop"', count=1)


def test_services_at_a_distance_are_a_group_after_the_list(client):
    for n in range(7):
        asked_for(
            1,
            structure=StructureFactory(nom=f"À distance {n}"),
            modes_accueil=["a-distance"],
            zone_eligibilite=["77"],
        )
    placed(1, nom="Sur place")
    answer = page(client, **HERE)
    assertContains(answer, "1 structure à moins de")
    assertContains(answer, "À distance, pour les habitants d’ici (7)")
    assertContains(answer, "Voir les 2 suivantes")
    remote = answer.context["remote"]
    assert (len(remote.cards), len(remote.more), remote.beyond) == (5, 2, 0)
    assert all(card.distance == card.walk == "" for card in remote.cards)
    assert [p["nom"] for p in answer.context["points"]] == ["Sur place"]
    assertContains(page(client, **HERE, theme="sante"), "Aucune structure")
    assertNotContains(page(client, **HERE, theme="sante"), "À distance, pour")


def test_services_at_a_distance_help_where_nothing_is_near(client):
    asked_for(1, modes_accueil=["a-distance"], zone_eligibilite=["france"])
    answer = page(client, **HERE)
    assertContains(answer, "Aucune structure à moins de")
    assertContains(answer, "À distance, pour les habitants d’ici (1)")


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ({}, 8),
        ({"gratuit": "oui"}, 10),
        ({"gratuit": "oui", "langue": "ar", "public": "femmes", "niveau": "A1"}, 13),
        ({"gratuit": "oui", "langue": "zh", "public": "femmes", "niveau": "C1"}, 24),
    ],
    ids=["none", "one", "four", "four, nothing found"],
)
def test_the_queries_of_a_search_are_bounded_by_its_criteria(
    client, query, most, django_assert_max_num_queries
):
    for n in range(8):
        asked_for(n, langues=["ar"], frais="gratuit", publics=["femmes"], niveaux=["A1"])
    with django_assert_max_num_queries(most):
        page(client, **HERE, **query)


@pytest.mark.parametrize("count", [1, 20])
def test_the_queries_of_a_search_do_not_grow_with_its_answers(client, count, django_assert_max_num_queries):
    for n in range(count):
        placed(0.1 + n / 10)
    with django_assert_max_num_queries(8):
        page(client, **HERE)


# --- Bad input ----------------------------------------------------------------------------

BAD = [
    {"lat": "91", "lon": "2"},
    {"lat": "nan", "lon": "inf"},
    {"lat": "2.66", "lon": "48.539"},
    {"lat": "48.5"},
    {"lat": "abc", "lon": "<script>"},
    {**HERE, "rayon_km": "0"},
    {**HERE, "rayon_km": "-3"},
    {**HERE, "rayon_km": "1e9"},
    {**HERE, "rayon_km": "beaucoup"},
    {**HERE, "theme": "nimporte"},
    {**HERE, "cursor": "' OR 1=1 --"},
    {**HERE, "limit": "-1"},
    {**HERE, "vue": "globe"},
    {**HERE, "public": "martiens"},
    {**HERE, "gratuit": "peut-être"},
    {**HERE, "hors_zone": "1"},
    {**HERE, "ouvert": "quand les poules auront des dents"},
    {"commune": "99999"},
    {"commune": "\0"},
    {**HERE, "commune": "77288"},
]


@pytest.mark.parametrize("query", BAD, ids=str)
def test_a_wrong_parameter_is_told_in_words_and_never_breaks_the_page(client, query):
    placed(1)
    answer = page(client, **query)
    assert answer.status_code == 200
    assert answer.context["errors"]
    message = next(iter(answer.context["errors"].values()))[0]
    assert message[1:] in unescape(answer.content.decode())


def test_a_wrong_radius_leaves_the_rest_working(client):
    placed(1, nom="Une structure")
    answer = page(client, **HERE, rayon_km="-3")
    assertContains(answer, "Une structure")
    assertContains(answer, 'id="rayon_km-erreurs"')


def test_an_unknown_theme_leaves_the_known_one(client):
    placed(1, nom="Cours")
    placed(1, nom="Soins", thematiques=HEALTH)
    answer = client.get("/?lat=48.539&lon=2.66&theme=nimporte&theme=sante")
    assertContains(answer, "Soins")
    assertNotContains(answer, ">Cours<")
    assertContains(answer, "nimporte")


def test_an_unknown_parameter_is_mentioned_and_a_tracker_is_not(client):
    notice = "un réglage que nous ne connaissons pas"
    assertContains(page(client, **HERE, couleur="bleu"), notice)
    assertNotContains(page(client, **HERE, utm_source="lettre", fbclid="x", gclid="y"), notice)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "'; DROP TABLE mapping_structure; --",
        "<script>alert(1)</script>",
        "\0",
        "%",
        "\ud83d\ude00",
    ],
    ids=["long", "sql", "html", "nul", "percent", "emoji"],
)
def test_any_text_in_the_address_field_is_answered(client, text):
    text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    answer = page(client, adresse=text)
    assert answer.status_code in (200, 302)
    assert b"<script>alert" not in answer.content
    assert len(answer.content) < 80_000


def test_rubbish_percent_encoding_is_answered(client):
    assert client.get("/?adresse=%ff%fe%00&theme=%C3%28&lat=%").status_code == 200


def test_no_field_of_a_structure_can_carry_markup(client):
    rubbish = "<script>alert('x')</script>"
    structure = placed(1, nom=rubbish, adresse=rubbish, description=rubbish, horaires_accueil=rubbish)
    for address in (
        f"/?lat={HERE['lat']}&lon={HERE['lon']}",
        presentation.structure_path(structure.pk, rubbish),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


# --- A structure's page -------------------------------------------------------------------


def sheet(client, structure, **query):
    return client.get(presentation.structure_path(structure.pk, structure.nom), query)


def test_a_structure_has_one_address_and_the_others_lead_to_it(client):
    structure = StructureFactory(nom="Maison des habitants")
    canonical = f"/structures/{structure.pk}-maison-des-habitants/"
    for other in (f"/structures/{structure.pk}/", f"/structures/{structure.pk}-autre-chose/"):
        answer = client.get(other, {"depuis": "48.539,2.66"})
        assert answer.status_code == 301
        assert answer.url == f"{canonical}?depuis=48.539,2.66"
    assert client.get(canonical).status_code == 200


@pytest.mark.parametrize("path", ["999999", "999999-x", "0", "999999999999999999", "9" * 30])
def test_an_unknown_structure_is_a_helpful_page(client, path):
    answer = client.get(f"/structures/{path}/")
    assertContains(answer, "tel:115", status_code=404)
    assertContains(answer, 'name="adresse"', status_code=404)


def test_distance_and_walk_show_when_the_page_knows_where_from(client):
    structure = StructureFactory(position=north(1))
    assertContains(sheet(client, structure, depuis="48.539,2.660"), "environ 17 min à pied")
    for nonsense in ("", "nan,2", "48.5", "91,2", "1,2,3", "<x>"):
        answer = sheet(client, structure, depuis=nonsense)
        assert answer.status_code == 200
        assertNotContains(answer, "de votre point de départ")


def test_everything_known_of_a_service_is_told(client):
    structure = StructureFactory(accessible=True, verified_at=timezone.now(), courriel="a@example.org")
    service = ServiceFactory(
        structure=structure,
        nom="Cours du soir",
        publics=["femmes"],
        langues=["ar", "fr"],
        niveaux=["A1"],
        frais="payant",
        frais_precisions="10 € par an",
        conditions_acces="Habiter la ville",
        modes_accueil=["en-presentiel"],
        modes_mobilisation=["telephoner"],
        mobilisable_par=["professionnels"],
        mobilisation_precisions="Avec une fiche",
        a_apporter="Une pièce d'identité",
        capacite=12,
        places_restantes=3,
        places_restantes_le=date(2026, 10, 9),
        zone_eligibilite=["77288", "77", "france"],
    )
    soon = timezone.localdate() + timedelta(days=10)
    Session.objects.create(service=service, first_day=soon, last_day=soon, details="salle 2")
    answer = sheet(client, structure)
    for text in (
        "Cours du soir",
        "Femmes",
        "Arabe, français",
        "A1, débutant",
        'Payant. <bdi lang="fr">10 € par an',
        "Habiter la ville",
        "En présentiel",
        'Téléphoner. <bdi lang="fr">Avec une fiche',
        "Professionnels",
        "Une pièce d&#x27;identité",
        "3 sur 12, au 9 octobre 2026",
        "Melun (77), Seine-et-Marne (77)",
        "toute la France",
        "salle 2",
        "Accessible en fauteuil roulant",
        '/ecrire/">Écrire à cette structure',
        "sms:?&amp;body=",
        "mailto:?subject=",
        "geo:48.53900,2.66000",
        "https://www.openstreetmap.org/directions?to=48.53900,2.66000#map=15/48.53900/2.66000",
    ):
        assertContains(answer, text)


def test_a_service_is_told_once_and_its_own_confidential_address_never(client):
    structure = StructureFactory(nom="Refuge", address_visibility=Visibility.PROFESSIONALS)
    ServiceFactory(structure=structure, adresse="9 quai Caché", position=north(2))
    answer = sheet(client, structure)
    assertContains(answer, '<details class="service"', count=1)
    assertNotContains(answer, "quai Caché")


def test_an_unknown_zone_is_said_to_be_unknown(client):
    service = ServiceFactory(zone_eligibilite=[])
    assertContains(sheet(client, service.structure), "non renseignée : demandez au service")


def test_a_commune_point_is_said_to_be_approximate_and_offers_no_walk(client):
    structure = StructureFactory(position=north(1), position_precision=PositionPrecision.COMMUNE)
    answer = sheet(client, structure, depuis="48.539,2.660")
    assertContains(answer, "position approximative")
    assertNotContains(answer, "à pied")
    assertNotContains(answer, "geo:")
    assertNotContains(answer, "openstreetmap.org/directions")


def test_whoever_sees_a_confidential_address_is_told_so_on_its_map_too(client):
    structure = placed(3, nom="Refuge", address_visibility=Visibility.PROFESSIONALS)
    told = "ne la donnez qu’à la personne qui s’y rend"
    (seen_by_all,) = sheet(client, structure).context["sheet"].points
    assert told not in seen_by_all["note"]
    client.force_login(UserFactory(is_professional=True))
    (seen,) = sheet(client, structure).context["sheet"].points
    assert told in seen["note"]


def test_a_confidential_place_shows_its_commune_and_nothing_nearer(client):
    structure = placed(
        3,
        nom="Refuge",
        adresse="7 rue Introuvable",
        address_visibility=Visibility.PROFESSIONALS,
        accessibilite_lieu="https://acceslibre.example/refuge",
    )
    ContactFactory(structure=structure, nom="Nom Secret", telephone="0199777777")
    for answer in (page(client, **HERE), sheet(client, structure, depuis="48.539,2.660")):
        assertContains(answer, "adresse confidentielle")
        for private in (
            "Introuvable",
            "Secret",
            "0199777777",
            "99 77 77 77",
            "acceslibre.example",
            "48.56",
            "geo:",
            "openstreetmap.org/directions",
        ):
            assertNotContains(answer, private)
    client.force_login(UserFactory(is_professional=True))
    assertContains(sheet(client, structure), "7 rue Introuvable")
    assertContains(sheet(client, structure), "Nom Secret")


def test_an_unpublished_structure_is_not_found(client):
    structure = StructureFactory(status="draft")
    assert sheet(client, structure).status_code == 404


def test_the_queries_of_a_structure_do_not_grow_with_its_services(client, django_assert_num_queries):
    def count(services: int) -> int:
        structure = StructureFactory()
        for _ in range(services):
            service = ServiceFactory(structure=structure, zone_eligibilite=["77288"])
            ContactFactory(structure=structure, service=service)
        # Of them one each: its label, what visitors said, its photographs.
        with django_assert_num_queries(23):
            assert sheet(client, structure).status_code == 200
        return services

    assert count(1) < count(8)


# --- What surrounds the pages -------------------------------------------------------------


def test_the_state_mark_shows_only_where_the_operator_is_the_state(client):
    assertNotContains(page(client), "fr-logo")
    with override_settings(OPERATOR_IS_STATE=True):
        assertContains(page(client), 'class="fr-logo"')


@pytest.mark.parametrize(
    ("view", "status"), [(defaults.server_error, 500), (lambda r: defaults.bad_request(r, Exception()), 400)]
)
def test_the_pages_of_plain_errors_need_nothing_and_help(view, status):
    answer = view(RequestFactory().get("/"))
    assert answer.status_code == status
    for number in EMERGENCY:
        assertContains(answer, number, status_code=status)


@pytest.mark.parametrize(
    "query", ["", "?vue=carte", "?theme=francais", "?lat=48.539&lon=2.66&theme=francais&mots=FLE"]
)
def test_nothing_on_a_page_has_the_name_of_another_thing(client, query):
    """A script that asks for one of two by its id would get the first, whatever it holds."""
    placed(3)
    names = re.findall(r"""\sid=["']?([^"'\s>]+)""", client.get(f"/{query}", follow=True).content.decode())
    assert names
    assert sorted(names) == sorted(set(names))


def test_a_description_keeps_its_paragraphs_and_nothing_else_of_what_was_typed(client):
    structure = placed(3, description="Un accueil.\n\nDes <b>cours</b>.")
    answer = sheet(client, structure)
    assertContains(answer, "<p>Un accueil.</p>")
    assertContains(answer, "<p>Des &lt;b&gt;cours&lt;/b&gt;.</p>")


def test_every_theme_has_its_drawing():
    sprite = Path(finders.find("img/sprite.svg")).read_text()
    for theme in THEMES:
        assert f'<symbol id="{theme.pictogram}"' in sprite


def test_outlines_are_served_once_and_then_known(client):
    address = reverse("outlines", args=["77"])
    first = client.get(address)
    assert first.status_code == 200
    assert len(first.json()["features"]) == 507
    assert "max-age" in first["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("code", ["00", "2C", "999"])
def test_outlines_of_no_departement_are_not_found(client, code):
    assert client.get(f"/couches/communes/{code}.geojson").status_code == 404


def test_a_name_takes_its_preposition():
    assert [
        presentation.of(n) for n in ("Melun", "Avon", "Le Mée-sur-Seine", "Les Lilas", "Émerainville")
    ] == [
        "de Melun",
        "d'Avon",
        "du Mée-sur-Seine",
        "des Lilas",
        "d'Émerainville",
    ]


def test_a_value_in_other_letters_is_understood(client, lesson_at_a1):
    answer = page(client, **HERE, niveau="a1")
    assertContains(answer, "1 structure à moins de")
    assert not answer.context["errors"]


def test_what_a_list_does_not_take_into_account_is_said_beside_its_heading(client, lesson_at_a1):
    for name, value, href in (
        ("niveau", "Z9", "#pour-qui"),
        ("langue", "zz", "#pour-qui"),
        ("ouvert", "hier", "#quand"),
        ("theme", "zz", "#pour-quoi"),
    ):
        html = page(client, **HERE, **{name: value}).content.decode()
        answer = html[html.index('id="resultats"') :]
        told = answer.index("Cette liste ne tient pas compte")
        assert answer.index("answer__title") < told < answer.index("<article"), name
        assert f'href="{href}"' in answer, name
        assert f'id="{href[1:]}"' in html, name


def test_a_structure_leads_back_to_the_very_list_and_measures_as_it_does(client, lesson_at_a1):
    asked = {"lat": "48.53944", "lon": "2.66044", "theme": "francais", "rayon_km": "10", "niveau": "A1"}
    listed = page(client, **asked)
    (card,) = listed.context["results"].cards
    told = client.get(card.url)
    assert told.context["sheet"].walk == f"environ {card.walk}"
    assert told.context["sheet"].distance == card.distance
    assert told.context["back"].text == "La réponse près de Melun"
    assert QueryDict(urlsplit(told.context["back"].url).query) == QueryDict(urlencode(asked))


@pytest.fixture
def lesson_at_a1(db):
    structure = StructureFactory(position=point(48.55, 2.67))
    return ServiceFactory(structure=structure, niveaux=["A1"])


@pytest.mark.parametrize("query", [{}, {"adresse": "Saint-Denis"}], ids=["no place", "a place to choose"])
def test_a_radius_without_a_place_is_kept(client, query):
    text = page(client, rayon_km="5", **query).content.decode()
    assert re.findall(r'name="rayon_km"\s+value="([^"]*)"\s+checked', text) == ["5"]
    links = re.findall(r'href="(/\?[^"]*lat=[^"]*|/\?[^"]*commune=[^"]*)"', text)
    assert links
    assert all("rayon_km=5" in link for link in links)


def test_the_next_page_goes_on_numbering(client):
    for number in range(1, 6):
        asked_for(number)
    first = page(client, **HERE, limit="2")
    following = client.get(first.context["results"].groups[0].following)
    assert [card.number for card in following.context["results"].cards] == [3, 4]
    last = client.get(following.context["results"].groups[0].following)
    assert [card.number for card in last.context["results"].cards] == [5]
    # The same page, looked at otherwise.
    assert "apres=4" in last.context["map_url"]
    again = client.get(last.context["results"].first)
    assert [card.number for card in again.context["results"].cards] == [1, 2]


def test_who_finds_no_doctor_is_told_the_number_of_the_samu(client):
    assert [number.shown for number in page(client, **HERE, theme="sante").context["urgent"]] == ["15"]
    assert page(client, **HERE, theme="emploi").context["urgent"] == ()
