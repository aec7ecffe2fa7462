"""The directory inside partners' sites: what the server answers. What browsers make of it: tests/browser."""

import html
import json
import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Organisation, OrganisationMembership
from mapping.models import Status
from publishing.embedding import counting
from publishing.models import Widget, WidgetDay
from tests.factories import ContactFactory, ServiceFactory, UserFactory, point
from tests.files.test_pictures import drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

ORIGIN = "https://www.partenaire.example"
MELUN = "lat=48.539&lon=2.66&rayon_km=10"


@pytest.fixture
def lesson():
    return ServiceFactory(structure__nom="Cours de Melun", structure__position=point(48.54, 2.66)).structure


@pytest.fixture
def professional():
    return UserFactory(is_professional=True)


def widget(**fields) -> Widget:
    given = {"partner": "Mission locale", "origins": [ORIGIN], "search": f"{MELUN}&theme=francais"}
    return Widget.objects.create(**given | fields)


def read(client, address: str, **headers) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# --- What is framed -----------------------------------------------------------------------------------------


def test_only_the_origins_of_a_widget_may_frame_it(client, lesson):
    other = "https://autre.example:8443"
    answer = client.get(widget(origins=[ORIGIN, other]).get_absolute_url())
    policy = answer["Content-Security-Policy"]
    assert f"frame-ancestors {ORIGIN} {other}" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert "X-Frame-Options" not in answer.headers
    assert "Cours de Melun" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/", "/integrer/", "/?theme=francais", "/integre/inconnue/", "/integre/", "/integre/a/b"]
)
def test_every_other_page_is_framed_by_nobody(client, path):
    answer = client.get(path)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_what_leads_on_within_the_frame_may_be_framed_too(client, lesson):
    held = widget(filters=Widget.Filters.OPEN)
    answer = client.get(f"{held.get_absolute_url()}?adresse=Melun&langue=ar")
    assert answer.status_code == 302
    assert answer["Location"].startswith(held.get_absolute_url())
    assert "langue=ar" in answer["Location"]
    assert f"frame-ancestors {ORIGIN}" in answer["Content-Security-Policy"]


def test_nothing_is_set_and_nobody_is_known(lesson):
    client, held = Client(), widget()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    ContactFactory(structure=lesson, nom="Zqsecret", nom_visibility=2)
    for address in (
        held.get_absolute_url(),
        f"/integre/structure/{lesson.pk}/?cle={held.key}",
        "/oembed?url=x",
    ):
        anonymous, signed = (
            Client(headers={"referer": "http://testserver/en/"}).get(address),
            client.get(address),
        )
        assert not anonymous.cookies
        assert not signed.cookies
        assert signed.content == anonymous.content
        assert "Zqsecret" not in signed.content.decode()


def test_what_a_visitor_may_not_see_is_not_shown(client):
    hidden = ServiceFactory(structure__nom="Maison brouillon", structure__status=Status.DRAFT).structure
    held = widget(search="departement=77")
    assert "Maison brouillon" not in read(client, held.get_absolute_url())
    gone = client.get(f"/integre/structure/{hidden.pk}/?cle={held.key}")
    assert gone.status_code == 404
    assert "Maison brouillon" not in gone.content.decode()
    assert f"frame-ancestors {ORIGIN}" in gone["Content-Security-Policy"]


def test_a_widget_that_is_switched_off_says_so_in_its_frame(client, lesson):
    answer = client.get(widget(is_active=False).get_absolute_url())
    assert answer.status_code == 404
    assert f"frame-ancestors {ORIGIN}" in answer["Content-Security-Policy"]
    assert "a été arrêtée" in answer.content.decode()
    assert "Cours de Melun" not in answer.content.decode()


def test_it_is_read_and_never_written(client):
    assert Client(enforce_csrf_checks=False).post(widget().get_absolute_url()).status_code == 405


# --- What it says -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("filters", list(Widget.Filters))
def test_no_link_leads_to_a_page_that_cannot_be_framed(client, lesson, filters):
    """In the frame: its own pages. Calls: the whole window, which is not left. Anywhere else: a new tab,
    which knows nothing of the one before."""
    held = widget(filters=filters)
    for query in (
        "",
        "?vue=carte",
        "?q=zzzzqq",
        "?adresse=Saint-Denis",
        "?theme=sante&niveau=A1",
        "?urgence=oui",
    ):
        page = read(client, f"{held.get_absolute_url()}{query}")
        for tag in re.findall(r"<a\s[^>]*>", page):
            address = html.unescape(re.search(r'href="([^"]*)"', tag)[1])
            if address.startswith(("tel:", "sms:")):
                assert 'target="_top"' in tag, tag
            elif address.startswith(("#", "/integre/")):
                assert "target" not in tag, tag
            else:
                assert 'target="_blank"' in tag, tag
                assert 'rel="noopener"' in tag, tag
        assert re.findall(r'<form[^>]*action="(?!/integre/)', page) == []


def test_whom_to_call_and_what_to_change_are_said_once_and_right_for_a_frame(client, lesson):
    """Health, where there is nobody: whom to call, and what would find somebody."""
    held = widget(filters=Widget.Filters.OPEN)
    page = html.unescape(read(client, f"{held.get_absolute_url()}?{MELUN}&theme=sante"))
    assert page.count('class="urgent"') == 1
    assert re.search(r'<a href="tel:15"\s+target="_top"', page)
    guide = re.search(r'<a class="urgent__more"[^>]*>[^<]*<span[^>]*>([^<]*)', page)
    assert "nouvel onglet" in guide[1]
    ways = re.findall(r'<ul class="ways">.*?</ul>', page, re.S)
    assert len(ways) == 1
    assert all(link.startswith("/integre/") for link in re.findall(r'href="([^"]+)"', ways[0]))


def test_a_fixed_search_is_answered_whatever_is_asked(client, lesson):
    held = widget(filters=Widget.Filters.FIXED)
    page = read(client, f"{held.get_absolute_url()}?theme=sante&q=zzzz&lat=43&lon=5")
    assert "Cours de Melun" in page
    assert "<form" not in page


def test_readers_may_change_the_place_alone(client, lesson):
    held = widget(filters=Widget.Filters.PLACE)
    page = read(client, f"{held.get_absolute_url()}?theme=sante&lat=48.54&lon=2.66&rayon_km=5")
    assert "Cours de Melun" in page
    assert 'name="theme"' not in page
    assert "Cours de Melun" not in read(client, f"{held.get_absolute_url()}?lat=48.9&lon=2.3&rayon_km=1")


def test_readers_may_change_the_place_and_not_the_distance(client, lesson):
    held = widget(filters=Widget.Filters.PLACE_ALONE)
    page = read(client, held.get_absolute_url())
    assert 'name="adresse"' in page
    assert 'name="rayon_km"' not in page
    assert 'name="theme"' not in page
    moved = client.get(held.get_absolute_url(), {"adresse": "Meaux", "rayon_km": "100"}, follow=True)
    assert "Meaux" in moved.content.decode()
    assert "Aucune structure" in moved.content.decode()
    assert re.search(r"10\s*km", html.unescape(moved.content.decode()))


def test_a_distance_alone_leaves_the_place_as_it_is(client, lesson):
    held = widget(filters=Widget.Filters.PLACE, search="departement=77&theme=francais")
    page = read(client, held.get_absolute_url())
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    typed = html.unescape(re.search(r'name="adresse"[^>]*value="([^"]*)"', page)[1])
    answer = client.get(held.get_absolute_url(), sent | {"adresse": typed, "rayon_km": "5"}, follow=True)
    assert answer.redirect_chain
    assert "Seine-et-Marne" in answer.content.decode()
    assert "Cours de Melun" in answer.content.decode()


def test_an_address_that_its_maker_typed_is_no_warning_for_readers(client, lesson):
    held = widget(search=f"{MELUN}&lieu=commune")
    assert "pas trouvée" not in html.unescape(read(client, held.get_absolute_url()))
    typed = client.get(held.get_absolute_url(), {"adresse": "12 rue Saint-Aspais, 77000 Melun"}, follow=True)
    assert "L’adresse n’est pas trouvée" in html.unescape(typed.content.decode())


def test_readers_may_change_all(client, lesson):
    held = widget(filters=Widget.Filters.OPEN)
    assert "Cours de Melun" in read(client, held.get_absolute_url())
    assert "Cours de Melun" not in read(client, f"{held.get_absolute_url()}?{MELUN}&theme=sante")
    assert 'name="theme"' in read(client, held.get_absolute_url())


def test_the_map_is_loaded_where_it_is_asked_for(client, lesson):
    both, alone, first = (widget(shows=shows).get_absolute_url() for shows in ("les-deux", "liste", "carte"))
    assert "leaflet" not in read(client, both)
    assert "leaflet" in read(client, f"{both}?vue=carte")
    assert "leaflet" not in read(client, f"{alone}?vue=carte")
    assert "leaflet" in read(client, first)


def test_the_drawn_map_names_towns_and_shows_the_point_that_was_asked(client, lesson):
    ServiceFactory(structure__nom="Cours de Meaux", structure__position=point(48.96, 2.88))
    held = widget(shows="carte", search="lat=48.539978&lon=2.660846&rayon_km=60&theme=francais")
    page = html.unescape(read(client, held.get_absolute_url()))
    named = re.findall(r'class="embedded__town"[^>]*>([^<]*)<', page)
    # The most peopled of what is drawn, wherever its lessons are.
    assert {"Melun", "Meaux"} & set(named)
    assert len(named) >= 3
    x, y = map(float, re.search(r'class="embedded__point" cx="([-\d.]+)" cy="([-\d.]+)"', page).groups())
    first = re.findall(r'class="embedded__mark" cx="([-\d.]+)" cy="([-\d.]+)"', page)
    assert min(abs(float(one) - x) + abs(float(other) - y) for one, other in first) < 10
    assert 'class="embedded__reach"' in page
    department = read(client, widget(shows="carte", search="departement=77").get_absolute_url())
    assert "embedded__point" not in department


def test_the_reader_s_language_is_told_without_a_cookie(client, lesson):
    held = widget()
    arabic = client.get(held.get_absolute_url(), headers={"accept-language": "ar,fr;q=0.5"})
    assert 'dir="rtl"' in arabic.content.decode()
    assert arabic["Content-Language"] == "ar"
    assert "Accept-Language" in arabic["Vary"]
    assert 'lang="en"' in read(client, f"{held.get_absolute_url()}?langue=en", **{"accept-language": "ar"})
    fixed = widget(language="uk")
    assert '<html lang="uk"' in read(
        client, f"{fixed.get_absolute_url()}?langue=en", **{"accept-language": "ar"}
    )
    assert "hreflang" not in read(client, fixed.get_absolute_url())


@pytest.mark.parametrize("filters", ["lieu", "ouverts"])
def test_a_number_stays_with_its_unit_beside_a_name_of_the_other_direction(client, lesson, filters):
    held = widget(filters=filters)
    page = html.unescape(read(client, f"{held.get_absolute_url()}?langue=ar"))
    said = re.search(r'class="embedded__asked">(.*?)</span>', page, re.S)[1]
    apart = re.findall(r"<bdi>([^<]*)</bdi>", said)
    assert "Melun (77)" in apart
    assert "10 كم" in apart


def test_whose_frame_it_is_and_its_languages_come_before_its_list(client, lesson):
    held = widget()
    for path in (held.get_absolute_url(), f"/integre/structure/{lesson.pk}/?cle={held.key}"):
        page = read(client, path)
        before = page[page.index("<body") : page.index("<main")]
        assert "Mission locale" in before
        assert re.findall(r'hreflang="(\w+)"', before) == ["fr", "en", "ar", "uk"]
        assert page.count("hreflang") == 4


def test_a_colour_is_a_sheet_of_its_own(client):
    held = widget(accent="#7d003b")
    assert f"/integre/{held.key}/couleur.css" in read(client, held.get_absolute_url())
    assert "--accent: #7d003b" in read(client, f"/integre/{held.key}/couleur.css")
    assert client.get("/integre/inconnue/couleur.css").status_code == 404


def test_one_structure_is_a_card(client, lesson):
    held = widget()
    answer = client.get(f"/integre/structure/{lesson.pk}/?cle={held.key}")
    assert f"frame-ancestors {ORIGIN}" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert "Cours de Melun" in page
    assert "tel:" in page
    assert (
        "frame-ancestors 'none'" in client.get(f"/integre/structure/{lesson.pk}/")["Content-Security-Policy"]
    )
    assert client.get(f"/integre/structure/{lesson.pk}/?cle=autre").status_code == 404


# --- How often ----------------------------------------------------------------------------------------------


def test_loads_are_counted_by_day_and_nothing_else(client, lesson):
    """The frames of others' pages; not the page by itself, a program, or what is asked in the frame."""
    held = widget()
    for site, shown_in in (
        *(("cross-site", "iframe"), ("same-site", "iframe")),
        *(("same-origin", "iframe"), ("none", "document"), ("cross-site", "document"), ("", "")),
    ):
        client.get(
            held.get_absolute_url(),
            headers={"sec-fetch-site": site, "sec-fetch-dest": shown_in, "referer": "https://x.example/p"},
        )
    client.head(held.get_absolute_url(), headers={"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"})
    assert [(one.day, one.loads) for one in held.days.all()] == [(timezone.localdate(), 2)]
    assert {field.name for field in WidgetDay._meta.get_fields()} == {"id", "widget", "day", "loads"}


def test_a_week_begins_on_monday():
    thursday = date(2026, 11, 26)
    days = [(thursday - timedelta(days=back), 10**back) for back in range(6)]
    assert counting.weeks(days) == (1111, 110000)


def test_its_owner_reads_the_last_thirty_days(client, professional):
    held = widget(by=professional)
    today = timezone.localdate()
    for back, loads in ((0, 4), (29, 2), (30, 9)):
        WidgetDay.objects.create(widget=held, day=today - timedelta(days=back), loads=loads)
    assert sum(loads for _day, loads in counting.last_days(held)) == 6
    client.force_login(professional)
    page = " ".join(read(client, f"/integrer/{held.pk}/").split())
    assert "6 en 30 jours" in page
    assert "<strong>4</strong> cette semaine" in page


# --- Choosing and looking after -----------------------------------------------------------------------------


def test_everybody_takes_a_link_and_learns_how_to_have_a_frame(client, lesson):
    page = html.unescape(read(client, f"/integrer/?{MELUN}&theme=francais"))
    assert f'<a href="http://testserver/?theme=francais&{MELUN}">' in html.unescape(page)
    assert "<iframe" not in page
    assert "/inscription/" in page
    assert "Cours de Melun</a>" in html.unescape(read(client, f"/integrer/?structure={lesson.pk}"))


def test_the_codes_of_two_integrations_of_one_site_are_told_apart(client, lesson, professional):
    client.force_login(professional)
    one, other = widget(by=professional), widget(by=professional, search=f"{MELUN}&theme=sante")
    page = html.unescape(read(client, f"/integrer/?structure={lesson.pk}"))
    labels = re.findall(r'<label class="label" for="cadre-(\d+)">([^<]*)<', page)
    assert [int(number) for number, _said in labels] == [one.pk, other.pk]
    assert all("Mission locale – Melun (77)" in said and f"n°\xa0{number}" in said for number, said in labels)
    assert len({re.sub(r"\(n°.*", "", said) for _number, said in labels}) == 2


def test_an_address_is_pasted(client, lesson):
    def pasted(address):
        return client.get(f"/integrer/?adresse_collee={quote(address)}")

    assert pasted(f"http://testserver/en/?{MELUN}")["Location"] == f"/integrer/?{MELUN}"
    assert (
        pasted(f"http://testserver/structures/{lesson.pk}-x/")["Location"]
        == f"/integrer/?structure={lesson.pk}"
    )
    assert (
        pasted(f"testserver/en/structures/{lesson.pk}-x/")["Location"] == f"/integrer/?structure={lesson.pk}"
    )
    wrong = pasted("http://testserver/?zut=1")
    assert wrong.status_code == 422
    assert "zut" in wrong.content.decode()


@pytest.mark.parametrize("language", ["en", "ar", "uk"])
def test_the_page_is_in_every_language(client, language):
    assert "Dans votre site" not in read(client, f"/{language}/integrer/")


GIVEN = {
    "partenaire": "Mission locale", "sites": f"{ORIGIN}/\nhttps://b.example:443", "recherche": f"/?{MELUN}",
    "lecteurs": "lieu", "montre": "les-deux", "langue": "", "couleur": "#7D003B",
}  # fmt: skip


def test_a_professional_makes_one_and_copies_its_code(client, professional):
    client.force_login(professional)
    logo = SimpleUploadedFile("logo.png", drawn("PNG", size=(600, 200)), "image/png")
    made = client.post("/integrer/nouvelle/", GIVEN | {"logo": logo}, follow=True)
    held = Widget.objects.get()
    assert (held.by, held.origins, held.accent) == (professional, [ORIGIN, "https://b.example"], "#7d003b")
    page = made.content.decode()
    copied = [html.unescape(one) for one in re.findall(r'data-copy="([^"]*)"', page)]
    assert copied == [html.unescape(one) for one in re.findall(r"<textarea[^>]*readonly>([^<]*)<", page)]
    element, frame, link, pasted, policy = copied
    assert f'/static/js/reperes-carte.js"></script>\n<reperes-carte cle="{held.key}"><a href=' in element
    assert frame.startswith(f'<iframe src="http://testserver/integre/{held.key}/"')
    assert 'height="700" frameborder="0"' in frame
    assert link.startswith('<a href="http://testserver/?lat=')
    assert pasted == f"http://testserver/integre/{held.key}/"
    assert "L’adresse à coller" in page
    assert policy == "script-src http://testserver; frame-src http://testserver"
    assert f'src="/fichiers/{held.logo_id}/petit/"' in page
    assert Client().get(f"/fichiers/{held.logo_id}/petit/").status_code == 200
    assert f"/fichiers/{held.logo_id}/petit/" in read(Client(), held.get_absolute_url())
    client.post(f"/integrer/{held.pk}/", GIVEN | {"sans_logo": "on"})
    held.refresh_from_db()
    assert held.logo is None


@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_search_that_is_looked_at_is_the_one_of_the_new_integration(
    client, professional, lesson, language
):
    """The way that the site offers, each link followed: the search, « dans un autre site », « nouvelle »."""
    client.force_login(professional)
    asked = f"theme=francais&{MELUN}"
    search = html.unescape(read(client, f"{language}/?{asked}"))
    codes = read(client, re.search(r'href="([^"]*/integrer/\?[^"]*)"', search)[1])
    form = read(client, html.unescape(re.search(r'href="([^"]*/nouvelle/[^"]*)"', codes)[1]))
    held = html.unescape(re.search(r'name="recherche"\s+value="([^"]*)"', form)[1])
    made = client.post("/integrer/nouvelle/", GIVEN | {"recherche": held})
    assert made.status_code == 302, made.content.decode()
    assert Widget.objects.get().search == asked


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sites": "https://*.example"}, "pas d’étoile"),
        ({"sites": ""}, "au moins une adresse"),
        ({"recherche": "/?zut=1"}, "zut"),
        ({"couleur": "#eeeeee"}, "contraste"),
        ({"partenaire": ""}, "Écrivez un nom"),
        ({"lecteurs": "fixes", "recherche": ""}, "Sans recherche"),
        ({"lecteurs": "tous"}, "tous"),
        ({"logo": SimpleUploadedFile("x.svg", b"<svg/>")}, "photo lisible"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_written(client, professional, wrong, said):
    client.force_login(professional)
    answer = client.post("/integrer/nouvelle/", GIVEN | wrong)
    assert answer.status_code == 422
    assert said in html.unescape(answer.content.decode())
    assert ORIGIN in answer.content.decode() or "sites" in wrong
    assert not Widget.objects.exists()


def test_all_that_is_wrong_of_the_form_is_told_at_once(client, professional):
    client.force_login(professional)
    logo = SimpleUploadedFile("logo.svg", b"<svg/>")
    wrong = {"sites": "exemple.fr", "recherche": "/?zut=1", "couleur": "#eeeeee", "logo": logo}
    page = html.unescape(client.post("/integrer/nouvelle/", GIVEN | wrong).content.decode())
    for said in ("exemple.fr", "zut", "contraste", "photo lisible"):
        assert said in page, said
    assert not Widget.objects.exists()


def test_it_is_its_owner_s_its_organisation_s_and_staff_s(client, professional):
    house = Organisation.objects.create(name="Notre maison")
    colleague = UserFactory(is_professional=True)
    OrganisationMembership.objects.create(user=colleague, organisation=house, role=Membership.As.MEMBER)
    held = widget(by=professional, organisation=house)
    staff, stranger = UserFactory(is_staff=True), UserFactory(is_professional=True)
    for user, status in (
        (professional, 200),
        (colleague, 200),
        (staff, 200),
        (stranger, 404),
        (UserFactory(), 403),
    ):
        client.force_login(user)
        assert client.get(f"/integrer/{held.pk}/").status_code == status
        listed = "Mission locale" in client.get("/integrer/").content.decode()
        assert listed is (status == 200)
        assert client.post(
            f"/integrer/{held.pk}/", GIVEN | {"partenaire": "x", "organisation": house.pk}
        ).status_code in (302, status)
        assert client.post(f"/integrer/{held.pk}/service/", {"etat": "arret"}).status_code in (302, status)
        held.refresh_from_db()
        assert (not held.is_active) is (status == 200)
        Widget.objects.filter(pk=held.pk).update(is_active=True, partner="Mission locale")


def test_staff_switch_one_off_and_on_again(client):
    held = widget()
    client.force_login(UserFactory(is_staff=True))
    client.post(f"/integrer/{held.pk}/service/", {"etat": "arret"})
    assert Client().get(held.get_absolute_url()).status_code == 404
    client.post(f"/integrer/{held.pk}/service/", {"etat": "marche"})
    assert Client().get(held.get_absolute_url()).status_code == 200


# --- oEmbed -------------------------------------------------------------------------------------------------


def told(client, address: str, **more) -> dict:
    answer = client.get("/oembed", {"url": address, **more})
    assert answer.status_code == 200, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    return json.loads(answer.content)


def test_a_page_of_the_site_is_a_link_with_its_title(client, lesson):
    for address in (f"http://testserver/?{MELUN}&theme=francais", f"http://testserver/ar/?{MELUN}"):
        found = told(client, address)
        assert (found["version"], found["type"], found["provider_name"]) == (
            "1.0",
            "link",
            settings.SITE_NAME,
        )
        assert "Melun" in found["title"]
        assert "html" not in found
    assert told(client, f"http://testserver/structures/{lesson.pk}-x/")["title"] == "Cours de Melun"


def test_a_widget_is_rich_within_what_is_asked(client, lesson):
    held = widget()
    found_height = told(client, f"http://testserver{held.get_absolute_url()}")["height"]
    found = told(client, f"http://testserver{held.get_absolute_url()}", maxwidth="300", maxheight="200")
    assert (found["type"], found["width"], found["height"]) == ("rich", 300, 200)
    assert f'<iframe src="http://testserver/integre/{held.key}/"' in found["html"]
    card = told(client, f"http://testserver/integre/structure/{lesson.pk}/?cle={held.key}")
    assert card["title"] == "Cours de Melun"
    # Its languages are under it, and a telephone draws it 523 pixels high.
    assert 523 < card["height"] < 700
    first = told(client, f"http://testserver{widget(shows='carte').get_absolute_url()}")
    assert first["height"] > found_height
    assert f"cle={held.key}" in card["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("url=http://testserver/&maxwidth=large", 400),
        ("url=http://testserver/&format=xml", 501),
        ("url=http://ailleurs.example/", 404),
        ("url=http://testserver.example/", 404),
        ("url=javascript:alert(1)", 404),
        ("url=http://[", 404),
        ("url=http://testserver/aide/", 404),
        ("url=http://testserver/nulle-part", 404),
        ("url=http://testserver/structures/999999999/", 404),
        ("url=http://testserver/integre/inconnue/", 404),
        ("url=http://testserver/integre/structure/1/", 404),
    ],
)
def test_what_is_nothing_of_the_site_is_no_answer(client, query, status):
    assert client.get(f"/oembed?{query}").status_code == status


def test_a_name_is_no_markup(client):
    named = ServiceFactory(structure__nom="<b>\"&'").structure
    held = widget()
    found = told(client, f"http://testserver/integre/structure/{named.pk}/?cle={held.key}")
    page = read(client, f"/integrer/?structure={named.pk}")
    assert "<b>" not in page
    written = re.search(r'data-copy="([^"]*)"', page)[1]
    assert "&lt;b&gt;&quot;&amp;&#x27;" in html.unescape(written)
    assert "<b>" not in found["html"]
    assert "&lt;b&gt;" in found["html"]


def test_pages_say_where_they_are_told_of(client, lesson):
    for path in (f"/?{MELUN}", f"/structures/{lesson.pk}-{lesson.slug}/"):
        page = read(client, path)
        link = html.unescape(re.search(r'application/json\+oembed"[^>]*href="([^"]+)"', page)[1])
        assert json.loads(client.get(link).content)["type"] == "link"


def test_the_address_of_an_integration_is_found_to_be_its_frame(client, lesson):
    """What an editor does with an address that is pasted: reads the page, then what it says of itself."""
    held = widget()
    for path in (held.get_absolute_url(), f"/integre/structure/{lesson.pk}/?cle={held.key}&langue=ar"):
        page = read(client, path)
        link = html.unescape(re.search(r'application/json\+oembed"[^>]*href="([^"]+)"', page)[1])
        found = json.loads(client.get(link).content)
        assert found["type"] == "rich"
        assert f'<iframe src="http://testserver{path.partition("&")[0]}"' in found["html"]
    assert "oembed" not in client.get("/integre/inconnue/").content.decode()


def test_where_people_look_leads_there(client, lesson):
    for path in (
        f"/?{MELUN}",
        "/plan-du-site/",
        f"/telecharger/?{MELUN}",
        f"/structures/{lesson.pk}-{lesson.slug}/",
    ):
        assert "/integrer/" in read(client, path), path
