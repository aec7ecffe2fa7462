"""Services, their sessions and the places left are edited from a structure's page."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from history.models import Act, Cause
from mapping.editing.hours_block import HoursForm
from mapping.editing.service_form import ServiceForm
from mapping.models import Service, Session, Structure, Visibility, VisibleService
from search import registry
from search.criterion import Table
from tests.factories import ServiceFactory, StructureFactory, UserFactory
from tests.mapping.editing.boxes import boxes, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"


@pytest.fixture
def professional() -> Client:
    client = Client()
    client.force_login(UserFactory(is_professional=True, full_name="Samira Essai"))
    return client


@pytest.fixture
def structure():
    return StructureFactory(nom="Atelier Les Hirondelles", horaires_accueil="Mo-Tu 09:00-12:00; PH off")


@pytest.fixture
def service(structure):
    return ServiceFactory(structure=structure, nom="Cours de français", publics=["jeunes"], capacite=12)


def page_of(structure, *more) -> str:
    path = f"/structures/{structure.pk}-{structure.slug}/modifier/"
    return path + "".join(f"{one}/" for one in more)


def said(client, answer) -> str:
    return client.get(answer.url).content.decode()


class TestHours:
    def test_a_time_is_corrected_and_the_page_says_so_and_takes_it_back(self, professional, structure):
        answer = send(professional, page_of(structure, "horaires"), horaires_accueil__lundi__1__a="12h30")
        assert answer.status_code == 302
        structure.refresh_from_db()
        assert structure.horaires_accueil == "Mo 09:00-12:30; Tu 09:00-12:00; PH off"
        page = said(professional, answer).replace("\N{NO-BREAK SPACE}", " ")
        assert "lundi, de 9 h à 12 h → de 9 h à 12 h 30" in page
        assert "Annuler cette modification" in page

    def test_a_date_more_is_no_error_and_is_where_one_goes_on(self, professional, structure):
        answer = send(professional, page_of(structure, "horaires"), **{"horaires_accueil-acte": "dates"})
        page = answer.content.decode()
        assert unescape(page).count("ien n'est enregistré encore") == 1
        assert "notice--stop" not in page
        assert "field--error" not in page
        assert re.search(r'name="horaires_accueil-sauf-1-du"[^>]*autofocus', page, re.DOTALL)
        assert page.count("autofocus") == 1

    def test_whose_hours_the_page_shows_is_said_where_the_desk_has_none(self, professional, structure):
        evening = ServiceFactory(
            structure=structure, nom="Français du soir", horaires_accueil="Tu 19:00-21:00"
        )
        where = page_of(structure, "services", evening.pk)
        assert f'href="{where}"' not in professional.get(page_of(structure, "horaires")).content.decode()
        Structure.objects.filter(pk=structure.pk).update(horaires_accueil="")
        assert f'href="{where}"' in professional.get(page_of(structure, "horaires")).content.decode()

    def test_boxes_sent_as_they_were_shown_change_nothing(self, professional, structure):
        structure.horaires_accueil = "Mo,Tu 09:00-12:00 ; PH closed"
        structure.save()
        answer = send(professional, page_of(structure, "horaires"))
        structure.refresh_from_db()
        assert structure.horaires_accueil == "Mo,Tu 09:00-12:00 ; PH closed"
        assert "déjà ainsi" in said(professional, answer)

    def test_a_button_of_the_grid_keeps_nothing_and_its_boxes_come_back(self, professional, structure):
        path = page_of(structure, "horaires")
        answer = send(
            professional, path, horaires_accueil__acte="copier:semaine", horaires_accueil__lundi__1__a="13h"
        )
        assert answer.status_code == 422
        structure.refresh_from_db()
        assert structure.horaires_accueil == "Mo-Tu 09:00-12:00; PH off"
        assert boxes(answer)["horaires_accueil-vendredi-1-a"] == ["13h"]
        assert send(professional, path, first=answer).status_code == 302
        structure.refresh_from_db()
        assert structure.horaires_accueil == "Mo-Fr 09:00-13:00; PH off"

    def test_what_is_no_hour_is_told_beside_its_box_and_what_was_typed_stays(self, professional, structure):
        answer = send(
            professional, page_of(structure, "horaires"), horaires_accueil__mardi__1__a="midi trente"
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Mardi : « midi trente » n&#39;est pas une heure" in page
        assert 'aria-describedby="horaires_accueil-mardi-1-a_error"' in page
        assert boxes(answer)["horaires_accueil-mardi-1-a"] == ["midi trente"]

    def test_a_text_in_french_is_read_back_before_it_is_kept(self, professional, structure):
        path = page_of(structure, "horaires")
        typed = {"horaires_accueil__mode": "texte", "horaires_accueil__texte": "mardi et jeudi 9h-12h"}
        answer = send(professional, path, **typed)
        assert answer.status_code == 422
        assert "Mardi et jeudi" in answer.content.decode()
        assert send(professional, path, first=answer).status_code == 302
        structure.refresh_from_db()
        assert structure.horaires_accueil == "Tu,Th 09:00-12:00; PH off", "what it does not speak of stays"

    def test_a_text_that_no_grid_holds_is_shown_and_stays(self, professional, structure):
        rich = 'Fr 14:00-16:00 unknown "deux vendredis par mois"; PH off'
        structure.horaires_accueil = rich
        structure.save()
        path = page_of(structure, "horaires")
        page = professional.get(path)
        assert boxes(page)["horaires_accueil-mode"] == ["texte"]
        assert boxes(page)["horaires_accueil-texte"] == [rich]
        send(professional, path, first=page)
        structure.refresh_from_db()
        assert structure.horaires_accueil == rich

    def test_two_who_correct_the_same_hours_see_both_in_words(self, professional, structure):
        path = page_of(structure, "horaires")
        opened = professional.get(path)
        other = Client()
        other.force_login(UserFactory(is_professional=True, full_name="Paul Essai"))
        send(other, path, horaires_accueil__lundi__1__a="11h")
        answer = send(professional, path, first=opened, horaires_accueil__lundi__1__a="13h")
        page = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert answer.status_code == 409
        assert "Lundi : de 9 h à 11 h" in page
        assert "Lundi : de 9 h à 13 h" in page
        assert boxes(answer)["horaires_accueil-lundi-1-a"] == ["13h"]
        answer = send(professional, path, first=answer, choix_horaires_accueil="mienne")
        assert answer.status_code == 302
        structure.refresh_from_db()
        assert structure.horaires_accueil.startswith("Mo 09:00-13:00")

    def test_hours_are_read_as_they_are_typed_for_professionals_alone(self, professional, structure):
        sent = boxes(professional.get(page_of(structure, "horaires"))) | {"champ": ["horaires_accueil"]}
        sent["horaires_accueil-mardi-1-a"] = ["18h"]
        answer = professional.post("/professionnels/horaires/lire/", sent)
        page = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert "<strong>Mardi</strong> de 9 h à 18 h" in page
        assert 'value="Mo 09:00-12:00; Tu 09:00-18:00; PH off"' in page
        assert Client().post("/professionnels/horaires/lire/", sent).status_code == 302
        assert professional.get("/professionnels/horaires/lire/").status_code == 405


class TestService:
    def test_whatever_the_search_asks_of_a_service_is_on_its_form(self):
        elsewhere = {"position", "zone_eligibilite"}
        asked = {
            each.column.name: each.parameter
            for each in registry.CRITERIA
            if each.column and each.column.table is Table.SERVICE
        }
        assert set(asked) - elsewhere <= set(ServiceForm.base_fields)
        assert set(HoursForm.base_fields) == {"horaires_accueil"}

    def test_removing_a_service_stands_apart_from_what_saves_it(self, professional, structure):
        service = ServiceFactory(structure=structure)
        page = professional.get(page_of(structure, "services", service.pk)).content.decode()
        assert page.index("Enregistrer") < page.index("</form>", page.index("Enregistrer"))
        assert page.index("</form>", page.index("Enregistrer")) < page.index("Retirer ce service")
        assert "btn--stop" not in page

    def test_a_service_is_added_by_its_name_and_theme_and_is_there_at_once(self, professional, structure):
        answer = send(
            professional,
            page_of(structure, "services", "ajouter"),
            nom="Permanence d'écrivain public",
            thematiques=[FRENCH],
            publics=["refugies-bpi", "tous-publics"],
            horaires_accueil__jeudi__ouvert="oui",
            horaires_accueil__jeudi__1__de="14",
            horaires_accueil__jeudi__1__a="17",
        )
        assert answer.status_code == 302
        made = Service.objects.get(structure=structure)
        assert (made.publics, made.horaires_accueil) == (["tous-publics"], "Th 14:00-17:00")
        assert made.source_id
        assert "Permanence d&#39;écrivain public" in Client().get(answer.url).content.decode()
        assert VisibleService.objects.filter(pk=made.pk, role=0).exists()

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"nom": "Cours"}, "choisissez au moins un thème"),
            ({"nom": "", "thematiques": [FRENCH]}, "Nom du service"),
            ({"nom": "C", "thematiques": [FRENCH], "capacite": "douze"}, "nombre entier"),
            (
                {"nom": "C", "thematiques": [FRENCH], "capacite": "3", "places_restantes": "5"},
                "5 places restantes pour 3",
            ),
            ({"nom": "C", "thematiques": [FRENCH], "telephone": "zéro un"}, "n’est pas un numéro"),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_stays(self, professional, structure, typed, told):
        answer = send(professional, page_of(structure, "services", "ajouter"), **typed)
        assert answer.status_code == 422
        assert told in answer.content.decode()
        for name, value in typed.items():
            kept = value if isinstance(value, list) else [value]
            assert boxes(answer).get(name, [""]) == kept
        assert not Service.objects.filter(structure=structure).exists()

    def test_every_box_sent_as_it_was_shown_changes_nothing(self, professional, structure, service):
        before = Service.objects.filter(pk=service.pk).values().get()
        answer = send(professional, page_of(structure, "services", service.pk))
        assert answer.status_code == 302
        assert Service.objects.filter(pk=service.pk).values().get() == before

    def test_places_are_counted_today_when_their_number_changes(self, professional, structure, service):
        send(
            professional,
            page_of(structure, "services", service.pk),
            places_restantes="4",
            garde_enfants="oui",
        )
        service.refresh_from_db()
        assert (service.places_restantes, service.places_restantes_le) == (4, timezone.localdate())
        assert service.garde_enfants is True

    def test_another_s_edit_of_another_field_stays(self, professional, structure, service):
        path = page_of(structure, "services", service.pk)
        opened = professional.get(path)
        Service.objects.filter(pk=service.pk).update(a_apporter="Une pièce d'identité")
        send(professional, path, first=opened, description="Deux fois par semaine.")
        service.refresh_from_db()
        assert (service.a_apporter, service.description) == ("Une pièce d'identité", "Deux fois par semaine.")

    @pytest.mark.parametrize(("choice", "kept"), [("mienne", (12, 4)), ("leur", (10, 2))])
    def test_of_places_two_people_s_numbers_are_told_whole_and_kept_whole(
        self, professional, structure, service, choice, kept
    ):
        path = page_of(structure, "services", service.pk)
        opened = professional.get(path)
        other = Client()
        other.force_login(UserFactory(is_professional=True, full_name="Paul Essai"))
        send(other, path, capacite="10", places_restantes="2")
        answer = send(professional, path, first=opened, places_restantes="4", a_apporter="Un cahier")
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "4 places restantes au" in page
        assert "2 places restantes au" in page
        assert "capacité 10" in page
        assert "Paul Essai" in page
        answer = send(professional, path, first=answer, choix_places_restantes=choice)
        assert answer.status_code == 302
        service.refresh_from_db()
        assert (service.capacite, service.places_restantes) == kept
        assert service.a_apporter == "Un cahier"

    def test_one_that_is_taken_away_comes_back(self, professional, structure, service):
        answer = professional.post(page_of(structure, "services", service.pk, "retirer"))
        assert not Service.objects.filter(pk=service.pk).exists()
        assert "Annuler cette modification" in said(professional, answer)
        act = Act.objects.filter(cause=Cause.EDIT).latest("pk")
        professional.post(page_of(structure, "annuler", act.pk))
        assert Service.objects.get(pk=service.pk).nom == "Cours de français"

    def test_one_of_another_structure_is_not_found(self, professional, service):
        other = StructureFactory()
        assert professional.get(page_of(other, "services", service.pk)).status_code == 404
        assert professional.get(page_of(other, "places", service.pk)).status_code == 404


class TestPlaces:
    def test_a_number_alone_is_kept_and_dated(self, professional, structure, service):
        answer = professional.post(page_of(structure, "places", service.pk), {"places": "3", "vu": ""})
        service.refresh_from_db()
        assert (service.places_restantes, service.places_restantes_le) == (3, timezone.localdate())
        assert answer.url.endswith(f"#service-{service.pk}")
        assert "Places restantes de « Cours de français » : 3" in said(professional, answer)

    def test_the_same_number_is_dated_again(self, professional, structure, service):
        old = timezone.localdate() - timedelta(days=60)
        Service.objects.filter(pk=service.pk).update(places_restantes=3, places_restantes_le=old)
        professional.post(page_of(structure, "places", service.pk), {"places": "3", "vu": "3"})
        service.refresh_from_db()
        assert service.places_restantes_le == timezone.localdate()

    @pytest.mark.parametrize(
        ("places", "told", "status"),
        [
            ("beaucoup", "n&#39;est pas un nombre", 422),
            ("-1", "n&#39;est pas un nombre", 422),
            ("13", "plus que la capacité (12)", 422),
        ],
    )
    def test_what_is_no_number_of_places_is_told(
        self, professional, structure, service, places, told, status
    ):
        answer = professional.post(page_of(structure, "places", service.pk), {"places": places, "vu": ""})
        assert answer.status_code == status
        assert told in answer.content.decode()
        assert f'value="{places}"' in answer.content.decode()
        service.refresh_from_db()
        assert service.places_restantes is None

    def test_what_someone_wrote_meanwhile_is_told_and_nothing_is_written(
        self, professional, structure, service
    ):
        Service.objects.filter(pk=service.pk).update(places_restantes=5)
        answer = professional.post(page_of(structure, "places", service.pk), {"places": "3", "vu": ""})
        assert answer.status_code == 409
        assert "vient d&#39;écrire : 5" in answer.content.decode()
        service.refresh_from_db()
        assert service.places_restantes == 5

    def test_visitors_are_led_to_sign_in_and_members_of_the_public_refused(self, structure, service):
        path = page_of(structure, "places", service.pk)
        assert Client().post(path, {"places": "3"}).url.startswith("/connexion/")
        nobody = Client()
        nobody.force_login(UserFactory())
        assert nobody.post(path, {"places": "3"}).status_code == 403
        service.refresh_from_db()
        assert service.places_restantes is None


class TestSessions:
    def test_a_session_is_added_changed_and_taken_away(self, professional, structure, service):
        path = page_of(structure, "sessions")
        first = timezone.localdate() + timedelta(days=7)
        answer = send(
            professional, f"{path}ajouter/", service=str(service.pk), first_day=first.isoformat(),
            details="mardi 18 h – 20 h, salle 2",
        )  # fmt: skip
        assert answer.status_code == 302
        session = Session.objects.get(service=service)
        assert (session.first_day, session.last_day) == (first, first)
        send(professional, f"{path}{session.pk}/", last_day=(first + timedelta(days=90)).isoformat())
        session.refresh_from_db()
        assert session.last_day == first + timedelta(days=90)
        assert "salle 2" in professional.get(path).content.decode()
        professional.post(f"{path}{session.pk}/retirer/")
        assert not Session.objects.filter(service=service).exists()

    def test_days_in_the_wrong_order_are_told(self, professional, structure, service):
        answer = send(
            professional, f"{page_of(structure, 'sessions')}ajouter/", service=str(service.pk),
            first_day="2027-01-10", last_day="2027-01-03",
        )  # fmt: skip
        assert answer.status_code == 422
        assert "ne peut pas être avant le premier" in answer.content.decode()

    def test_a_service_of_another_structure_is_refused(self, professional, structure, service):
        other = ServiceFactory()
        answer = send(
            professional, f"{page_of(structure, 'sessions')}ajouter/", service=str(other.pk),
            first_day="2027-01-10",
        )  # fmt: skip
        assert answer.status_code == 422
        assert not Session.objects.exists()

    def test_without_a_service_there_is_nothing_to_add_one_to(self, professional, structure):
        assert professional.get(page_of(structure, "sessions")).status_code == 403


class TestPage:
    def test_whoever_may_edit_finds_the_way_on_the_page(self, professional, structure, service):
        page = professional.get(f"/structures/{structure.pk}-{structure.slug}/").content.decode()
        for path in (
            "horaires",
            f"services/{service.pk}",
            "services/ajouter",
            "sessions",
            f"places/{service.pk}",
        ):
            assert f'"{page_of(structure, path)}"' in page

    def test_visitors_see_none_of_it(self, structure, service):
        page = Client().get(f"/structures/{structure.pk}-{structure.slug}/").content.decode()
        assert "Places restantes<span" not in page
        assert "services/ajouter" not in page

    def test_more_services_ask_no_more_of_the_database(
        self, professional, structure, service, django_assert_max_num_queries
    ):
        path = f"/structures/{structure.pk}-{structure.slug}/"
        professional.get(path)
        with django_assert_max_num_queries(60) as one:
            professional.get(path)
        ServiceFactory.create_batch(5, structure=structure)
        with django_assert_max_num_queries(len(one)):
            professional.get(path)

    def test_the_place_of_a_refuge_is_on_no_form_of_a_stranger(self, professional):
        refuge = StructureFactory(adresse="7 rue Introuvable", address_visibility=Visibility.OWNERS)
        hidden = ServiceFactory(structure=refuge, adresse="9 rue Introuvable")
        for path in (("services", hidden.pk), ("services",), ("horaires",), ("places", hidden.pk)):
            assert "Introuvable" not in professional.get(page_of(refuge, *path)).content.decode()


def test_hours_that_contradict_the_desk_s_are_said_to_who_edits_them(
    client, professional, structure, service
):
    page = f"/structures/{structure.pk}-{structure.slug}/"
    pages = [page, f"{page}modifier/horaires/", f"{page}modifier/services/{service.pk}/"]
    said = "« Cours de français » a lieu les jeudi et samedi, et l’accueil est dit fermé ces jours-là."
    for hours, is_told in (("Tu 18:00-20:00", False), ("Mo,Th,Sa 14:00-16:00", True)):
        Service.objects.update(horaires_accueil=hours)
        for one in pages:
            assert (said in professional.get(one).content.decode()) == is_told, (hours, one)
    assert said not in client.get(page).content.decode()
    # What is held elsewhere follows no desk.
    Service.objects.update(adresse="Salle des fêtes", commune_nom="Meaux", commune_id="77284")
    assert said not in professional.get(page).content.decode()


def test_a_day_typed_in_french_is_read(professional, structure, service):
    answer = send(
        professional,
        f"{page_of(structure, 'sessions')}ajouter/",
        service=str(service.pk),
        first_day="05/01/2027",
    )
    assert answer.status_code == 302
    assert Session.objects.get().first_day == date(2027, 1, 5)


class TestElsewhere:
    def test_a_service_is_held_elsewhere_where_the_marker_is_put(self, professional, structure, service):
        path = page_of(structure, "lieux", service.pk)
        answer = send(
            professional, path, ou="ailleurs", adresse="2 place Saint-Jean", code_postal="77000",
            commune_nom="Melun", lieu="carte", lat="48.5401", lon="2.6600",
        )  # fmt: skip
        assert answer.status_code == 302, answer.content.decode()
        service.refresh_from_db()
        assert (service.adresse, service.commune_id) == ("2 place Saint-Jean", "77288")
        assert service.position.y == pytest.approx(48.5401)
        assert "2 place Saint-Jean" in Client().get(answer.url).content.decode()

    def test_it_comes_back_to_the_structure_s(self, professional, structure):
        service = ServiceFactory(
            structure=structure, adresse="2 place Saint-Jean", code_postal="77000", commune_nom="Melun"
        )
        path = page_of(structure, "lieux", service.pk)
        assert boxes(professional.get(path))["ou"] == ["ailleurs"]
        blank = dict.fromkeys(("adresse", "code_postal", "commune_nom"), "")
        assert send(professional, path, ou="ici", **blank).status_code == 302
        service.refresh_from_db()
        assert (service.adresse, service.commune_nom, service.position) == ("", "", None)

    def test_an_address_that_no_geocoding_is_sure_of_is_not_kept_in_silence(
        self, professional, structure, service
    ):
        path = page_of(structure, "lieux", service.pk)
        answer = send(professional, path, ou="ailleurs", adresse="2 place Introuvable", commune_nom="Melun")
        assert answer.status_code == 422
        assert boxes(answer)["adresse"] == ["2 place Introuvable"]
        service.refresh_from_db()
        assert service.adresse == ""

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"ou": "ici", "adresse": "2 place Saint-Jean"}, "une adresse est écrite"),
            ({"ou": "ailleurs", "adresse": "2 place Saint-Jean"}, "écrivez la commune de ce lieu"),
            ({"ou": "ailleurs", "commune_nom": "Trifouillis"}, "aucune commune ne se reconnaît"),
        ],
    )
    def test_what_contradicts_itself_is_told(self, professional, structure, service, typed, told):
        answer = send(professional, page_of(structure, "lieux", service.pk), **typed)
        assert answer.status_code == 422
        assert told in answer.content.decode()

    def test_none_is_added_and_a_hidden_one_is_out_of_reach(self, professional, structure):
        assert professional.get(page_of(structure, "lieux", "ajouter")).status_code == 404
        refuge = StructureFactory(address_visibility=Visibility.OWNERS)
        hidden = ServiceFactory(structure=refuge, adresse="9 rue Introuvable")
        answer = professional.get(page_of(refuge, "lieux", hidden.pk))
        assert answer.status_code == 403
        assert "Introuvable" not in answer.content.decode()


class TestHosted:
    @pytest.fixture
    def host(self):
        return StructureFactory(
            nom="Maison des services", adresse="14 boulevard Chamblain", code_postal="77000",
            commune_nom="Melun", position=Point(2.6571, 48.5411, srid=4326), position_precision="address",
        )  # fmt: skip

    @pytest.mark.parametrize("typed", ["maison des services", "Maison services melun", "page", "number"])
    def test_a_permanence_is_held_at_another_structure_whose_page_tells_it(
        self, professional, structure, service, host, typed
    ):
        of_its_page = {"page": f"http://testserver/structures/{host.pk}-{host.slug}/", "number": str(host.pk)}
        answer = send(
            professional,
            page_of(structure, "lieux", service.pk),
            ou="chez",
            chez=of_its_page.get(typed, typed),
        )
        assert answer.status_code == 302, answer.content.decode()
        service.refresh_from_db()
        assert (service.adresse, service.commune_id) == ("14 boulevard Chamblain", host.commune_id)
        assert (service.position.coords, service.position_precision) == (host.position.coords, "address")
        page = Client().get(f"/structures/{host.pk}-{host.slug}/").content.decode()
        assert "Aussi à cette adresse" in page
        assert f'<a href="/structures/{structure.pk}-{structure.slug}/">' in page
        assert "Cours de français" in page

    def test_a_refuge_is_neither_a_host_nor_told_beside_one(self, professional, structure, service, host):
        refuge = StructureFactory(
            nom="Refuge des Lilas", adresse=host.adresse, code_postal="77000", commune_nom="Melun",
            position=host.position, position_precision="address", address_visibility=Visibility.OWNERS,
        )  # fmt: skip
        answer = send(
            professional, page_of(structure, "lieux", service.pk), ou="chez", chez="Refuge des Lilas"
        )
        assert answer.status_code == 422
        assert "est confidentielle" in answer.content.decode()
        page = Client().get(f"/structures/{host.pk}-{host.slug}/").content.decode()
        assert refuge.nom not in page

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("", "ne porte ce nom"),
            ("Maison inconnue", "ne porte ce nom"),
            ("Atelier Les Hirondelles", "ne porte ce nom"),
            ("maison", "plusieurs structures y répondent : Maison des jeunes (Melun) ; Maison des services"),
        ],
    )
    def test_none_or_several_are_told_and_what_was_typed_stays(
        self, professional, structure, service, host, typed, told
    ):
        StructureFactory(nom="Maison des jeunes", commune_nom="Melun")
        answer = send(professional, page_of(structure, "lieux", service.pk), ou="chez", chez=typed)
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert boxes(answer)["chez"] == [typed]
        service.refresh_from_db()
        assert service.adresse == ""

    def test_neighbours_of_a_street_known_by_its_middle_are_not_of_the_same_address(self, host):
        StructureFactory(
            nom="Voisin du boulevard", adresse="140 boulevard Chamblain", commune_nom="Melun",
            position=host.position, position_precision="address",
        )  # fmt: skip
        StructureFactory(
            nom="Flou", adresse=host.adresse, commune_nom="Melun", position=host.position,
            position_precision="street",
        )  # fmt: skip
        assert (
            "Aussi à cette adresse"
            not in Client().get(f"/structures/{host.pk}-{host.slug}/").content.decode()
        )
