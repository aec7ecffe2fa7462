"""Resources as they are read: the list, its filters and feed, a sheet in a language, the sheet of paper."""

import re
from datetime import date, timedelta
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from accounts.models import Organisation
from mapping.models import Status, Visibility
from network.choices import ABOUT
from network.models import Audience, LinkCheck, Resource, ResourceKind, State, Translation
from network.models.translation import stands_for
from network.paths import path_of
from network.resources.who_does_what import read
from tests.factories import StructureFactory, UserFactory
from tests.network.factories import ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def html(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def titles(client, path="/fiches/"):
    found = re.findall(r'resource-line__title">\s*<a href="[^"]*"><bdi[^>]*>([^<]*)', html(client, path))
    return [one.replace("&#39;", "'") for one in found]


@pytest.fixture
def professional(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    return client


def translated(resource, language="ar", **said):
    said = {"title": "تجديد تصريح الإقامة", "of": stands_for(resource)} | said
    return Translation.objects.create(resource=resource, language=language, **said)


class TestTheList:
    def test_it_holds_what_is_published_for_the_reader_by_title(self, client):
        for title, more in {
            "Zone": {},
            "Asile": {},
            "Entre nous": {"audience": Audience.PROFESSIONALS},
            "Partie": {"state": State.WITHDRAWN},
        }.items():
            ResourceFactory(title=title, **more)
        assert titles(client) == ["Asile", "Zone"]
        client.force_login(UserFactory(is_professional=True))
        assert titles(client) == ["Asile", "Entre nous", "Zone"]
        assert "réseau" in html(client, "/fiches/")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("nature=faq", ["Questions"]),
            ("nature=faq&nature=demarche", ["Questions", "Titre de séjour"]),
            ("theme=sante", ["Soins"]),
            ("parcours=papiers", ["Titre de séjour"]),
            ("public=etudiants", ["Soins"]),
            ("langue=ar", ["Questions"]),
            ("langue=fr", ["Questions", "Soins", "Titre de séjour"]),
            ("mots=s%C3%A9jour", ["Titre de séjour"]),
            ("mots=TITRE+penser", ["Titre de séjour"]),
            ("theme=sante&nature=faq", []),
        ],
    )
    def test_each_filter_keeps_what_it_says(self, client, query, found):
        ResourceFactory(
            title="Titre de séjour", summary="À quoi penser", kind="demarche", life_courses=["papiers"]
        )
        translated(ResourceFactory(title="Questions", kind="faq"))
        ResourceFactory(title="Soins", themes=["sante"], publics=["etudiants"])
        assert titles(client, f"/fiches/?{query}") == found

    def test_a_territory_keeps_what_holds_in_it_in_a_part_of_it_and_everywhere(self, client):
        ResourceFactory(title="Département", territory_kind="departement", territory_code="77")
        ResourceFactory(title="Ailleurs", territory_kind="departement", territory_code="69")
        ResourceFactory(title="Partout", territory_kind="", territory_code="")
        ResourceFactory(title="Intercommunalité", territory_kind="epci", territory_code="247700057")
        for asked in ("77", "seine-et-marne", "Seine-et-Marne (77)"):
            path = f"/fiches/?territoire={quote(asked)}"
            assert titles(client, path) == ["Département", "Intercommunalité", "Partout"], asked

    def test_a_territory_that_is_none_is_told_beside_its_field(self, client):
        ResourceFactory()
        page = html(client, "/fiches/?territoire=Nulle+part&nature=rien")
        assert "aucun département, intercommunalité ni territoire de ce nom" in page
        assert "« rien » ne veut rien dire ici." in page
        assert 'value="Nulle part"' in page
        assert "1 fiche" in page

    def test_what_is_asked_is_taken_back_one_by_one(self, client):
        page = html(client, "/fiches/?theme=sante&theme=droits&mots=titre")
        chips = re.findall(r'class="chip" href="([^"]*)"', page)
        assert chips == [
            "/fiches/?theme=droits&amp;mots=titre",
            "/fiches/?theme=sante&amp;mots=titre",
            "/fiches/?theme=sante&amp;theme=droits",
        ]

    def test_nothing_found_says_where_to_go_on(self, client):
        page = html(client, "/fiches/?mots=introuvable")
        assert "Aucune fiche ne répond à tout cela" in page
        assert 'href="/fiches/">Toutes les fiches' in page

    def test_it_is_cut_in_pages_of_twenty_that_keep_what_is_asked(self, client):
        ResourceFactory.create_batch(21)
        first = html(client, "/fiches/?theme=droits")
        assert "21 fiches" in first
        assert 'href="?theme=droits&amp;page=2"' in first
        assert len(titles(client, "/fiches/?theme=droits&page=2")) == 1

    def test_it_says_what_is_old_and_what_is_up_to_date(self, client):
        ResourceFactory(up_to_date_on=date(2026, 5, 31), created_at=timezone.now() - timedelta(days=400))
        page = html(client, "/fiches/")
        assert "à jour le 31 mai 2026" in page
        assert "à revoir</span>" in page
        # What is to be read again is asked by whoever may do it.
        assert 'name="a_revoir"' not in page
        ResourceFactory()
        assert len(titles(client, "/fiches/?a_revoir=oui")) == 2
        client.force_login(UserFactory(is_professional=True))
        assert 'name="a_revoir"' in html(client, "/fiches/")
        assert len(titles(client, "/fiches/?a_revoir=oui")) == 1

    def test_each_kind_says_what_it_is_for_to_who_is_about_to_write(self, client):
        client.force_login(UserFactory(is_professional=True))
        page = html(client, "/fiches/")
        for kind in ResourceKind:
            assert str(ABOUT[kind]) in page, kind

    def test_titles_are_in_the_reader_s_language_where_somebody_translated_them(self, client):
        translated(ResourceFactory(title="Renouveler"))
        ResourceFactory(title="Autre")
        assert titles(client, "/ar/fiches/") == ["Autre", "تجديد تصريح الإقامة"]

    def test_it_costs_as_many_queries_for_twenty_as_for_one(self, client, django_assert_max_num_queries):
        for n in range(20):
            translated(ResourceFactory(territory_code=("77", "69", "75")[n % 3]))
        client.get("/ar/fiches/")
        with django_assert_max_num_queries(4):
            assert client.get("/ar/fiches/").status_code == 200


class TestTheFeed:
    def test_it_holds_what_visitors_read_whoever_asks_last_changed_first(self, professional):
        old = ResourceFactory(title="Vieille", updated_at=timezone.now() - timedelta(days=9))
        ResourceFactory(title="Neuve", themes=["sante"])
        ResourceFactory(title="Introuvable", audience=Audience.PROFESSIONALS)
        ResourceFactory(title="Retirée", state=State.WITHDRAWN)
        feed = ElementTree.fromstring(professional.get("/fiches/flux.atom").content)
        atom = "{http://www.w3.org/2005/Atom}"
        assert [one.findtext(f"{atom}title") for one in feed.iter(f"{atom}entry")] == ["Neuve", "Vieille"]
        assert f"http://testserver{path_of(old)}" in ElementTree.tostring(feed).decode()
        sante = professional.get("/fiches/flux.atom?theme=sante").content.decode()
        assert "Neuve" in sante
        assert "Vieille" not in sante


class TestASheet:
    def test_it_says_facts_steps_text_source_and_who_read_it_again(self, client):
        sheet = ResourceFactory(
            kind="demarche", fact_when="2 à 4 mois avant", fact_cost="225 €", steps="**Un.** Deux\n\nTrois",
            text="## Si le site bloque\n\n> **À savoir.** Prenez une photo.", source_name="ANEF",
            source_link="https://anef.example/", up_to_date_on=date(2026, 5, 31), due_words="avant le 31 mai",
            created_at=timezone.now() - timedelta(days=9),
            verified_at=timezone.now(), verified_by="staff", link="javascript:alert(1)", schemes=["AGIR"],
        )  # fmt: skip
        page = html(client, path_of(sheet))
        for said in (
            "2 à 4 mois avant", "225 €", "<strong>Un.</strong> Deux", "<li data-said>Trois</li>",
            "Si le site bloque</h2>", "<blockquote>", 'href="https://anef.example/"', "31 mai 2026",
            "avant le 31 mai", "par la préfecture", "AGIR", "Signaler une erreur", "écouter, 1 min",
        ):  # fmt: skip
            assert said in page, said
        assert "javascript:" not in page
        assert "Modifier" not in page

    def test_its_address_follows_its_title(self, client):
        sheet = ResourceFactory(title="Ouvrir un compte")
        for path in (f"/fiches/{sheet.pk}/?langue=ar", f"/fiches/{sheet.pk}-autre/?langue=ar"):
            answer = client.get(path)
            assert (answer.status_code, answer["Location"]) == (301, f"{path_of(sheet)}?langue=ar")

    @pytest.mark.parametrize("more", [{"audience": Audience.PROFESSIONALS}, {"state": State.WITHDRAWN}])
    @pytest.mark.parametrize("end", ["", "imprimer/"])
    def test_what_is_not_for_visitors_is_not_there_for_them(self, client, more, end):
        sheet = ResourceFactory(title="Introuvable", **more)
        assert "Introuvable" not in html(client, f"{path_of(sheet)}{end}", 404)
        assert "Introuvable" not in html(client, f"/reseau/{sheet.pk}/historique/", 404)
        client.force_login(UserFactory())
        assert "Introuvable" not in html(client, f"{path_of(sheet)}{end}", 404)
        client.force_login(UserFactory(is_professional=True))
        assert "Introuvable" in html(client, f"{path_of(sheet)}{end}")

    def test_a_reader_has_it_in_their_language_or_in_french_with_a_word_about_it(self, client):
        sheet = ResourceFactory(title="Renouveler", fact_cost="225 €")
        translated(sheet, summary="ملخص", fact_cost="225 يورو")
        arabic = html(client, f"/ar/fiches/{sheet.pk}-{sheet.slug}/")
        assert '<bdi lang="ar" dir="rtl" data-said>تجديد تصريح الإقامة' in arabic
        assert "225 يورو" in arabic
        assert "225 €" not in arabic
        ukrainian = html(client, f"/uk/fiches/{sheet.pk}-{sheet.slug}/")
        assert '<bdi lang="fr" dir="ltr" data-said>Renouveler' in ukrainian
        assert 'class="notice notice--doubt"' in ukrainian
        assert 'class="notice notice--doubt"' not in arabic

    def test_a_language_that_the_pages_are_not_in_has_its_place_in_the_address(self, client):
        sheet = ResourceFactory(title="Renouveler")
        translated(sheet, "ps", title="نوی کول")
        page = html(client, path_of(sheet))
        assert f'href="{path_of(sheet)}?langue=ps"' in page
        assert "پښتو" in page
        pashto = html(client, f"{path_of(sheet)}?langue=ps")
        assert '<bdi lang="ps" dir="rtl" data-said>نوی کول' in pashto
        assert "Personne n’a encore traduit" in html(client, f"{path_of(sheet)}?langue=tr")

    def test_a_translation_says_that_its_french_changed_since(self, client):
        sheet = ResourceFactory(title="Renouveler", fact_cost="225 €")
        translated(sheet)
        path = f"/ar/fiches/{sheet.pk}-{sheet.slug}/"
        assert "notice--doubt" not in html(client, path)
        Resource.objects.filter(pk=sheet.pk).update(fact_cost="200 €")
        assert "notice--doubt" in html(client, path)

    def test_it_speaks_of_the_structures_that_the_reader_sees(self, client):
        seen, draft = (
            StructureFactory(nom="Accueil jour"),
            StructureFactory(nom="Brouillon", status=Status.DRAFT),
        )
        sheet = ResourceFactory(structures=[draft.pk, seen.pk])
        page = html(client, path_of(sheet))
        assert "Accueil jour" in page
        assert "Brouillon" not in page

    def test_where_no_place_is_known_one_says_where_and_has_who_helps_there(self, client):
        resource = ResourceFactory(themes=["droits"])
        page = html(client, path_of(resource))
        box = page[page.index("Se faire aider") :]
        form = box[: box.index("</form>")]
        assert 'action="/"' in form
        assert re.search(r'name="theme"\s+value="droits"', form)
        # What the form sends is answered by the search, at the place.
        assert client.get("/?theme=droits&adresse=Melun").url.startswith("/?theme=droits&lat=48.5")

    def test_it_names_who_keeps_it_where_that_is_everyone_s_to_know(self, client):
        discreet = Organisation.objects.create(name="Discrète", is_public=False)
        sheet = ResourceFactory(organisation=discreet)
        assert "Discrète" not in html(client, path_of(sheet))
        client.force_login(UserFactory(is_professional=True))
        assert "Discrète" in html(client, path_of(sheet))

    def test_a_dead_link_is_told_to_professionals(self, client):
        url = "https://mort.example/a"
        sheet = ResourceFactory(text=f"Voir [ici]({url}).")
        LinkCheck.objects.create(
            url=url,
            checked_at=timezone.now(),
            failures=3,
            failing_since=timezone.now(),
            said="page absente (404)",
        )
        assert "ne répond plus" not in html(client, path_of(sheet))
        client.force_login(UserFactory(is_professional=True))
        assert "ne répond plus" in html(client, path_of(sheet))

    def test_a_long_one_has_a_table_of_its_parts(self, client):
        short, long = (
            ResourceFactory(text="\n\n".join(f"## Partie {n}\n\n{'mot ' * words}" for n in range(4)))
            for words in (5, 200)
        )
        assert "Sur cette page" not in html(client, path_of(short))
        page = html(client, path_of(long))
        (anchor,) = re.findall(r'href="#(partie[^"]*2)"', page)
        assert f'id="{anchor}"' in page

    def test_its_queries_are_counted(self, client, django_assert_max_num_queries):
        sheet = ResourceFactory(
            structures=[StructureFactory().pk], organisation=Organisation.objects.create(name="Association")
        )
        translated(sheet)
        path = f"/ar/fiches/{sheet.pk}-{sheet.slug}/"
        client.get(path)
        with django_assert_max_num_queries(6):
            assert client.get(path).status_code == 200


class TestTheSheetOfPaper:
    def test_it_has_the_code_of_the_page_in_its_language(self, client):
        sheet = ResourceFactory(fact_cost="225 €")
        translated(sheet)
        page = html(client, f"/ar/fiches/{sheet.pk}-{sheet.slug}/imprimer/")
        assert "<svg" in page
        assert f"http://testserver/ar/fiches/{sheet.pk}-{sheet.slug}/" in page
        assert "تجديد تصريح الإقامة" in page

    def test_of_a_long_text_it_keeps_whole_parts_and_says_that_there_is_more(self, client):
        text = "\n\n".join(f"## Partie {n}\n\n{'mot ' * 300}" for n in range(6))
        page = html(client, f"{path_of(ResourceFactory(text=text))}imprimer/")
        assert "Partie 1" in page
        assert "Partie 5" not in page
        assert "La suite est sur la page" in page


class TestWhoDoesWhat:
    def test_a_task_of_nobody_is_a_hole(self):
        table = read("- Accueil : CCAS, Asile 77\nDépart 9:30\nGarde : asile 77\nNuit :")
        assert [(task.name, task.organisations) for task in table.tasks] == [
            ("Accueil", ("CCAS", "Asile 77")),
            ("Départ 9:30", ()),
            ("Garde", ("Asile 77",)),
            ("Nuit", ()),
        ]
        assert table.organisations == ("CCAS", "Asile 77")
        assert table.holes == ("Départ 9:30", "Nuit")

    def test_the_page_says_the_holes_in_words(self, client):
        sheet = ResourceFactory(kind="qui-fait-quoi", tasks="Accueil : CCAS\nNuit :")
        page = html(client, path_of(sheet))
        assert "personne pour l’instant" in page
        assert re.search(r"1 tâche n’est faite par personne :\s*<bdi lang=\"fr\">Nuit", page)

    def test_of_many_organisations_each_task_names_its_own(self, client):
        tasks = "\n".join(f"Tâche {n} : Association {n}" for n in range(9))
        page = html(client, path_of(ResourceFactory(kind="qui-fait-quoi", tasks=tasks)))
        assert "tasks--columns" not in page
        assert '<td><bdi lang="fr">Association 8</bdi></td>' in page


def test_a_confidential_structure_is_told_as_its_own_page_tells_it(client):
    refuge = StructureFactory(nom="Refuge", adresse="7 rue Cachée", address_visibility=Visibility.OWNERS)
    page = html(client, path_of(ResourceFactory(structures=[refuge.pk])))
    assert "Refuge" in page
    assert "rue Cachée" not in page


def test_a_sheet_for_professionals_is_not_offered_to_be_handed_over(client):
    sheet = ResourceFactory(audience=Audience.PROFESSIONALS)
    client.force_login(UserFactory(is_professional=True))
    page = html(client, f"/fiches/{sheet.pk}-{sheet.slug}/")
    assert "À remettre à la personne" not in page
    assert "à ne pas remettre" in page


def test_what_is_not_there_offers_to_sign_in_and_tells_nothing_of_what_is(client):
    sheet = ResourceFactory(audience=Audience.PROFESSIONALS)
    hidden, none = client.get(f"/fiches/{sheet.pk}-a/"), client.get("/fiches/999999999-a/")
    assert hidden.status_code == none.status_code == 404
    said = hidden.content.decode()
    assert f'href="/connexion/?next=/fiches/{sheet.pk}-a/"' in said
    told = [re.sub(r'nonce="[^"]*"', "", one) for one in (said, none.content.decode())]
    assert told[0].replace(f"/{sheet.pk}-", "/N-") == told[1].replace("/999999999-", "/N-")
    client.force_login(UserFactory())
    assert "revenir ici" not in client.get("/fiches/999999999-a/").content.decode()


def test_a_sheet_was_written_until_somebody_reads_it_again(client):
    sheet = ResourceFactory(verified_at=timezone.now(), verified_by="staff")
    page = html(client, f"/fiches/{sheet.pk}-{sheet.slug}/")
    assert "écrite le" in page
    assert "relue" not in page
    Resource.objects.filter(pk=sheet.pk).update(created_at=timezone.now() - timedelta(days=9))
    assert "par la préfecture" in html(client, f"/fiches/{sheet.pk}-{sheet.slug}/")
