"""Two people edit the same structure: fields of each are kept; of one field, both values are told."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client
from django.urls import reverse

from accounts.models import Group, Organisation
from history.models import Act, Cause, Event
from history.versions import last_event
from mapping.kinds import KINDS
from mapping.models import AreaOrigin, Contact, Service, Session, Status, Structure, Visibility
from mapping.writing import Conflict, Conflicts, Written, bulk, change, close, create, remove
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point
from tests.mapping.test_writing import form_of

pytestmark = pytest.mark.django_db

SQUARE = MultiPolygon(Polygon(((2, 48), (3, 48), (3, 49), (2, 48))), srid=4326)


def written(*names: str) -> Written:
    return Written(frozenset(names))


def test_a_field_that_somebody_changed_since_is_told_and_nothing_is_written():
    structure = StructureFactory(nom="Avant", telephone="01")
    seen = last_event(structure.pk)
    change(Structure.objects.get(), {"nom": "Leur nom"}, seen=seen)
    told = change(structure, {"nom": "Mon nom", "telephone": "02"}, seen=seen)
    assert told == Conflicts({"nom": Conflict("Mon nom", "Leur nom")})
    structure.refresh_from_db()
    assert (structure.nom, structure.telephone) == ("Leur nom", "01")


def test_hours_of_other_days_are_both_kept():
    structure = StructureFactory(horaires_accueil="Mo 09:00-12:00")
    seen = last_event(structure.pk)
    change(Structure.objects.get(), {"horaires_accueil": "Mo 09:00-12:00; Tu 14:00-17:00"}, seen=seen)
    assert change(structure, {"horaires_accueil": "Mo,Th 09:00-12:00; PH off"}, seen=seen) == written(
        "horaires_accueil"
    )
    structure.refresh_from_db()
    assert structure.horaires_accueil == "Mo,Th 09:00-12:00; Tu 14:00-17:00; PH off"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ("Mo 09:00-13:00", "Mo 09:00-12:30"),
        ("Mo 09:00-12:00; Tu 14:00-17:00", "le matin"),
        ('"sur rendez-vous"', "Mo-Tu 09:00-12:00"),
    ],
)
def test_hours_of_the_same_day_are_for_a_person_to_choose(theirs, mine):
    structure = StructureFactory(horaires_accueil="Mo 09:00-12:00")
    seen = last_event(structure.pk)
    change(Structure.objects.get(), {"horaires_accueil": theirs}, seen=seen)
    told = change(structure, {"horaires_accueil": mine}, seen=seen)
    assert told == Conflicts({"horaires_accueil": Conflict(mine, theirs)})
    structure.refresh_from_db()
    assert structure.horaires_accueil == theirs


def test_who_sends_it_again_having_been_told_has_their_way():
    structure = StructureFactory()
    seen = last_event(structure.pk)
    change(structure, {"nom": "Leur nom"})
    assert isinstance(change(structure, {"nom": "Mon nom"}, seen=seen), Conflicts)
    assert change(structure, {"nom": "Mon nom"}, seen=last_event(structure.pk)) == written("nom")


def test_other_fields_are_both_kept_and_the_same_value_is_no_conflict():
    structure = StructureFactory(nom="Avant", telephone="01")
    seen = last_event(structure.pk)
    change(structure, {"nom": "Après", "telephone": "02"})
    assert change(structure, {"telephone": "02", "description": "Moi"}, seen=seen) == written("description")


def test_a_change_made_and_taken_back_is_no_conflict():
    structure = StructureFactory(nom="Avant")
    seen = last_event(structure.pk)
    change(structure, {"nom": "Autre"})
    change(structure, {"nom": "Avant"})
    assert change(structure, {"nom": "Mien"}, seen=seen) == written("nom")


def test_a_field_left_as_it_was_seen_does_not_take_back_what_another_wrote():
    structure = StructureFactory(nom="Avant")
    seen = last_event(structure.pk)
    change(structure, {"nom": "Leur nom"})
    assert change(structure, {"nom": "Avant", "telephone": "02"}, seen=seen) == written("telephone")
    assert structure.nom == "Leur nom"


def test_plain_sql_counts_as_somebody():
    structure = StructureFactory(nom="Avant")
    seen = last_event(structure.pk)
    Structure.objects.update(nom="Par la base")
    assert change(structure, {"nom": "Moi"}, seen=seen).fields["nom"].theirs == "Par la base"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ({"position": point(48.1, 2.1)}, {"position": point(48.2, 2.2)}),
        ({"position": point(48.1, 2.1)}, {"position_origin": "moi"}),
        ({"position_precision": "street"}, {"position": point(48.2, 2.2)}),
    ],
)
def test_a_position_goes_whole(theirs, mine):
    structure = StructureFactory(position=point(48.5, 2.5), position_precision="address")
    seen = last_event(structure.pk)
    change(Structure.objects.get(), theirs)
    assert set(change(structure, mine, seen=seen).fields) == set(mine)


def test_capacity_goes_with_the_places_left_and_codes_with_the_drawing():
    service = ServiceFactory(capacite=20, places_restantes=5, zone_eligibilite=["77"])
    seen = last_event(service.structure_id)
    change(service, {"capacite": 10, "zone_eligibilite": ["77288"]})
    assert set(change(service, {"places_restantes": 2}, seen=seen).fields) == {"places_restantes"}
    drawn = {"zone_eligibilite": [], "zone_polygon": SQUARE, "zone_origin": AreaOrigin.DRAWN}
    told = change(service, drawn, seen=seen)
    assert told.fields["zone_eligibilite"] == Conflict([], ["77288"])


def test_lists_take_the_additions_and_removals_of_both():
    service = ServiceFactory(publics=["femmes", "jeunes", "seniors"])
    seen = last_event(service.structure_id)
    change(Service.objects.get(), {"publics": ["femmes", "seniors", "actifs"]})
    assert change(service, {"publics": ["femmes", "jeunes", "seniors", "familles"]}, seen=seen) == written(
        "publics"
    )
    assert service.publics == ["femmes", "seniors", "actifs", "familles"]


def test_whoever_edits_says_that_it_was_seen_to():
    contact = ContactFactory(telephone="01", telephone_visibility=Visibility.PUBLIC)
    assert contact.structure.verified_at is None
    change(contact, {"telephone": "06"})
    assert Structure.objects.get().verified_at is not None
    Structure.objects.update(verified_at=None)
    change(contact, {"telephone": "06"})
    assert Structure.objects.get().verified_at is None, "nothing was changed"
    with bulk(Cause.IMPORT, run=1, structures=[contact.structure_id]):
        Structure.objects.update(nom="Par un import")
    assert Structure.objects.get().verified_at is None


def test_each_way_through_the_door_is_one_act_that_says_who_and_why():
    someone = UserFactory()
    structure = create(StructureFactory.build(commune=None, position=None), someone, Cause.API)
    service = create(ServiceFactory.build(structure=structure), someone, Cause.EDIT)
    change(service, {"nom": "Autrement"}, someone, Cause.ADMIN)
    close(structure, someone, Cause.EDIT)
    remove(structure, someone, Cause.API)
    acts = [(act.cause, act.by) for act in Act.objects.order_by("pk")]
    assert acts == [(cause, someone) for cause in ("api", "edit", "admin", "edit", "api")]
    closed = Act.objects.order_by("-pk")[1].events.get()
    assert closed.after["status"] == Status.CLOSED
    assert not Structure.objects.exists()


def test_a_service_that_went_to_another_structure_is_locked_where_it_is(monkeypatch):
    first, second = StructureFactory(), StructureFactory()
    service = ServiceFactory(structure=first)
    stale = Service.objects.get()
    change(service, {"structure": second})
    assert change(stale, {"nom": "Là-bas"}) == written("nom")
    assert Event.objects.filter(kind=2).first().root == second.pk


class TestApi:
    @pytest.fixture
    def staff(self, client):
        client.force_login(UserFactory(is_staff=True))
        return client

    @staticmethod
    def patch(client, structure, version=None, **properties):
        sent = {"type": "Feature", "properties": properties}
        return client.patch(
            f"/api/v1/structures/{structure.pk}",
            sent if version is None else sent | {"version": version},
            content_type="application/json",
        )

    def test_both_values_are_given_by_field_and_the_version_to_go_on_with(self, staff):
        structure = StructureFactory(nom="Avant", reseaux_porteurs=[])
        version = staff.get(f"/api/v1/structures/{structure.pk}").json()["version"]
        assert self.patch(staff, structure, version, nom="Leur nom").status_code == 200
        answer = self.patch(staff, structure, version, nom="Mon nom", telephone="0164000000")
        assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
        told = answer.json()
        assert told["conflicts"] == [{"field": "nom", "yours": "Mon nom", "theirs": "Leur nom"}]
        assert self.patch(staff, structure, told["version"], nom="Mon nom").status_code == 200
        assert Structure.objects.get().nom == "Mon nom"

    def test_without_a_version_what_is_sent_is_written(self, staff):
        structure = StructureFactory()
        assert self.patch(staff, structure, nom="Un").status_code == 200
        assert self.patch(staff, structure, nom="Deux").status_code == 200
        assert [act.cause for act in Act.objects.filter(by__isnull=False)] == [Cause.API, Cause.API]

    def test_the_answer_to_an_edit_gives_the_version_of_the_next(self, staff):
        structure = StructureFactory()
        first = self.patch(staff, structure, nom="Un").json()["version"]
        assert self.patch(staff, structure, first, nom="Deux").status_code == 200

    @pytest.mark.parametrize("version", ["12", -1, True, 1.5])
    def test_a_version_that_is_none_is_refused(self, staff, version):
        answer = self.patch(staff, StructureFactory(), version, nom="Un")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == "version"

    def test_an_organisation_is_told_by_its_number(self, staff):
        theirs, mine = (Organisation.objects.create(name=name) for name in "AB")
        structure = StructureFactory()
        version = last_event(structure.pk)
        change(structure, {"organisation": theirs})
        answer = self.patch(staff, structure, version, organisation=mine.pk)
        assert answer.status_code == 409
        assert answer.json()["conflicts"] == [
            {"field": "organisation", "yours": mine.pk, "theirs": theirs.pk}
        ]

    def test_nobody_else_learns_that_something_changed(self, client):
        structure = StructureFactory()
        assert "version" not in client.get(f"/api/v1/structures/{structure.pk}").json()

    def test_a_position_is_told_as_the_api_writes_it(self, staff):
        structure = StructureFactory(position=point(48.5, 2.5))
        version = last_event(structure.pk)
        change(structure, {"position": point(48.25, 2.25)})
        sent = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2, 48]}, "properties": {}}
        answer = staff.patch(
            f"/api/v1/structures/{structure.pk}", sent | {"version": version}, content_type="application/json"
        )
        (conflict,) = answer.json()["conflicts"]
        assert conflict["theirs"]["coordinates"] == [2.25, 48.25]
        assert conflict["yours"]["coordinates"] == [2, 48]


class TestAdministration:
    @pytest.fixture
    def staff(self, client):
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        return client

    def test_both_values_are_told_what_was_typed_stays_and_sending_it_again_writes_it(self, staff):
        structure = StructureFactory(nom="Avant", telephone="01")
        url = reverse("admin:mapping_structure_change", args=[structure.pk])
        first, second = form_of(staff, url), form_of(staff, url)
        assert staff.post(url, first | {"nom": ["Leur nom"]}).status_code == 302
        answer = staff.post(url, second | {"nom": ["Mon nom"], "telephone": ["02"]})
        assert answer.status_code == 200
        (message,) = answer.context["adminform"].form.errors["nom"]
        assert "« Leur nom »" in message
        assert "« Mon nom »" in message
        structure.refresh_from_db()
        assert (structure.nom, structure.telephone) == ("Leur nom", "01")
        typed = form_in(answer)
        assert (typed["nom"], typed["telephone"]) == (["Mon nom"], ["02"])
        assert staff.post(url, typed).status_code == 302
        structure.refresh_from_db()
        assert (structure.nom, structure.telephone) == ("Mon nom", "02")

    def test_a_contact_on_the_page_is_told_the_same_way(self, staff):
        contact = ContactFactory(telephone="01")
        url = reverse("admin:mapping_structure_change", args=[contact.structure_id])
        sent = form_of(staff, url) | {"contacts-0-telephone": ["02"]}
        change(contact, {"telephone": "03"})
        answer = staff.post(url, sent)
        assert "« 03 »" in answer.content.decode()
        assert Contact.objects.get().telephone == "03"
        assert staff.post(url, form_in(answer)).status_code == 302
        assert Contact.objects.get().telephone == "02"

    def test_all_that_one_form_changes_is_one_act(self, staff):
        service = ServiceFactory()
        Session.objects.create(service=service, first_day="2026-12-01", last_day="2026-12-24")
        url = reverse("admin:mapping_service_change", args=[service.pk])
        sent = form_of(staff, url) | {"nom": ["Autrement"], "sessions-0-details": ["Le soir"]}
        assert staff.post(url, sent).status_code == 302
        act = Act.objects.first()
        assert (act.cause, act.by.is_staff) == (Cause.ADMIN, True)
        assert {event.kind for event in act.events.all()} == {KINDS[0].number, 2, 4}

    @pytest.mark.parametrize("road", ["delete", "action"])
    def test_a_removal_says_who(self, staff, road):
        structure = StructureFactory()
        if road == "delete":
            url, sent = reverse("admin:mapping_structure_delete", args=[structure.pk]), {"post": "yes"}
        else:
            url = reverse("admin:mapping_structure_changelist")
            sent = {"action": "delete_selected", "_selected_action": [structure.pk], "post": "yes"}
        assert staff.post(url, sent).status_code == 302
        assert not Structure.objects.exists()
        assert Act.objects.first().cause == Cause.ADMIN

    def test_for_whom_a_detail_is_is_written_and_told_as_any_field(self, staff):
        contact = ContactFactory(telephone="01", telephone_visibility=Visibility.OWNERS)
        theirs, mine = Organisation.objects.create(name="La leur"), Organisation.objects.create(name="Mienne")
        group = Group.objects.create(name="Réseau")
        url = reverse("admin:mapping_structure_change", args=[contact.structure_id])
        sent = form_of(staff, url) | {
            "contacts-0-telephone_organisation": [str(mine.pk)],
            "contacts-0-nom_group": [str(group.pk)],
        }
        change(contact, {"telephone_organisation": theirs})
        answer = staff.post(url, sent)
        assert "« La leur »" in answer.content.decode()
        assert Contact.objects.get().nom_group is None
        assert staff.post(url, form_in(answer)).status_code == 302
        contact = Contact.objects.get()
        assert (contact.telephone_organisation, contact.nom_group) == (mine, group)
        event = Event.objects.filter(kind=KINDS[2].number).first()
        assert set(event.after) == {"telephone_organisation_id", "nom_group_id"}
        assert event.act.cause == Cause.ADMIN

    @pytest.mark.parametrize("kind", ["organisation", "group"])
    def test_who_joins_or_leaves_in_the_administration_sees_more_or_less_at_once(self, staff, kind):
        model = {"organisation": Organisation, "group": Group}[kind]
        one = model.objects.create(name="Une")
        contact = ContactFactory(
            telephone="06 11", telephone_visibility=Visibility.OWNERS, **{f"telephone_{kind}": one}
        )
        colleague = UserFactory(is_professional=True)
        reader = Client()
        reader.force_login(colleague)

        def told() -> bool:
            properties = reader.get(f"/api/v1/structures/{contact.structure_id}").json()["properties"]
            return [each["telephone"] for each in properties["contacts"]] == ["06 11"]

        url = reverse(f"admin:accounts_{kind}_change", args=[one.pk])
        assert not told()
        joining = {
            "memberships-TOTAL_FORMS": ["1"],
            "memberships-0-user": [str(colleague.pk)],
            "memberships-0-role": ["member"],
            "memberships-0-since": ["28/11/2026"],
        }
        assert staff.post(url, form_of(staff, url) | joining).status_code == 302
        assert told()
        assert staff.post(url, form_of(staff, url) | {"memberships-0-DELETE": ["on"]}).status_code == 302
        assert not told()
        assert staff.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 302
        event = Event.objects.filter(kind=KINDS[2].number).first()
        assert (event.act.cause, set(event.before)) == (Cause.ADMIN, {f"telephone_{kind}_id"})
        assert not told()

    def test_removing_an_organisation_is_an_act_of_who_does_it(self, staff):
        organisation = Organisation.objects.create(name="Une association")
        StructureFactory(organisation=organisation)
        url = reverse("admin:accounts_organisation_delete", args=[organisation.pk])
        assert staff.post(url, {"post": "yes"}).status_code == 302
        event = Event.objects.first()
        assert (event.act.cause, set(event.before)) == (Cause.ADMIN, {"organisation_id"})


def form_in(answer) -> dict[str, list[str]]:
    """What a browser would send back of the form in an answer."""

    class Answered:
        @staticmethod
        def get(_url):
            return answer

    return form_of(Answered, "")
