"""What is shared has one history: told by role, merged by field, taken back; no number names two records."""

from datetime import datetime

import pytest
from django.db.models import DateTimeField
from django.test import Client
from django.utils import timezone

from accounts.readers import Reader
from accounts.roles import Role
from common.columns import fields_by_column
from history.context import acting
from history.models import Act, Cause, Event
from history.recent import Asked, Where, latest, recent
from history.versions import last_event
from history.visible import VisibleEvent
from mapping import writing
from mapping.changes.columns import Way
from mapping.changes.known import names_for
from mapping.changes.listing import listing
from mapping.changes.subjects import columns_of, telling_of
from mapping.changes.told import entries
from mapping.models import Structure
from network.kinds import KINDS
from network.models import Attachment, Audience, Resource, State, Topic, Translation
from tests.factories import StructureFactory, UserFactory
from tests.network.factories import EventFactory, NewsFactory, ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def professional(**said):
    return UserFactory(is_professional=True, **said)


class TestOneNumberOneRecord:
    def test_what_is_shared_never_has_the_number_of_a_structure_or_of_one_another(self):
        made = [make().pk for make in (StructureFactory, ResourceFactory, EventFactory, NewsFactory) * 3]
        assert len(set(made)) == len(made)

    def test_the_history_of_a_structure_holds_nothing_of_a_sheet(self):
        structure, sheet = StructureFactory(), ResourceFactory()
        assert {event.kind for event in Event.objects.filter(root=structure.pk)} == {1}
        assert {event.kind for event in Event.objects.filter(root=sheet.pk)} == {20}


class TestTheOneDoor:
    def test_two_people_who_write_in_two_fields_lose_nothing(self):
        sheet, one, other = ResourceFactory(), professional(), professional()
        seen = last_event(sheet.pk)
        writing.change(sheet, {"title": "Renouveler sa carte"}, one, Cause.EDIT, seen)
        done = writing.change(
            Resource.objects.get(pk=sheet.pk), {"fact_delay": "60 jours"}, other, Cause.EDIT, seen
        )
        held = Resource.objects.get(pk=sheet.pk)
        assert isinstance(done, writing.Written)
        assert (held.title, held.fact_delay) == ("Renouveler sa carte", "60 jours")

    def test_of_one_field_both_values_are_told_and_nothing_is_written(self):
        sheet = ResourceFactory(fact_delay="30 jours")
        seen = last_event(sheet.pk)
        writing.change(sheet, {"fact_delay": "60 jours"}, professional(), Cause.EDIT, seen)
        done = writing.change(sheet, {"fact_delay": "90 jours"}, professional(), Cause.EDIT, seen)
        assert isinstance(done, writing.Conflicts)
        assert done.fields["fact_delay"] == writing.Conflict("90 jours", "60 jours")
        assert Resource.objects.get(pk=sheet.pk).fact_delay == "60 jours"

    def test_whoever_writes_has_read_it_again_in_their_own_name(self):
        sheet = ResourceFactory()
        writing.change(sheet, {"fact_cost": "225 €"}, UserFactory(is_staff=True), Cause.EDIT)
        assert (sheet.verified_by, sheet.verified_at is not None) == ("staff", True)
        writing.change(sheet, {"fact_cost": "200 €"}, professional(), Cause.EDIT)
        assert sheet.verified_by == "network"

    def test_what_is_made_is_an_act_of_its_maker(self):
        maker = professional()
        made = writing.create(Resource(title="Ouvrir un compte"), maker)
        assert Act.objects.get(events__root=made.pk).by == maker
        assert made.verified_by == "network"

    def test_a_sheet_without_a_title_is_refused_by_its_field(self):
        with pytest.raises(Exception, match="title"):
            writing.create(Resource(title=""), professional())


class TestWhoIsTold:
    def test_a_visitor_is_told_of_no_sheet_for_professionals(self):
        open_one, closed = ResourceFactory(), ResourceFactory(audience=Audience.PROFESSIONALS)
        told = {one.event.root for act in latest(Asked(), Role.VISITOR) for one in act.told}
        assert open_one.pk in told
        assert closed.pk not in told

    def test_its_translations_and_files_are_no_more_told_than_it_is(self):
        sheet = ResourceFactory(audience=Audience.PROFESSIONALS)
        with acting(Cause.EDIT, professional()):
            Translation.objects.create(resource=sheet, language="en", title="Renew your permit")
        assert all(event.need >= Role.PROFESSIONAL for event in Event.objects.filter(root=sheet.pk))
        assert {event.kind for event in Event.objects.filter(root=sheet.pk)} == {20, 21}

    def test_what_was_open_and_is_closed_since_is_told_as_closed(self):
        sheet = ResourceFactory()
        writing.change(sheet, {"audience": Audience.PROFESSIONALS}, professional())
        assert not listing(Asked(root=sheet.pk), None).items
        assert listing(Asked(root=sheet.pk), professional()).items

    def test_what_is_withdrawn_is_told_to_professionals_alone(self):
        sheet = ResourceFactory()
        writing.change(sheet, {"state": State.WITHDRAWN}, professional())
        assert not listing(Asked(root=sheet.pk), None).items
        assert Resource.objects.known_to(Role.PROFESSIONAL).filter(pk=sheet.pk).exists()
        assert not Resource.objects.known_to(Role.VISITOR).filter(pk=sheet.pk).exists()

    def test_what_holds_in_a_departement_or_an_epci_is_told_there(self):
        in_departement = ResourceFactory()
        in_epci = ResourceFactory(territory_kind="epci", territory_code="247700057")
        everywhere = ResourceFactory(territory_kind="", territory_code="")
        told = {one.event.root for act in recent(Where.DEPARTEMENT, "77", Role.VISITOR) for one in act.told}
        assert {in_departement.pk, in_epci.pk} <= told
        assert everywhere.pk not in told
        of_epci = {
            one.event.root for act in recent(Where.EPCI, "247700057", Role.VISITOR) for one in act.told
        }
        assert of_epci == {in_epci.pk}


class TestTheWayBack:
    def test_the_page_of_changes_names_a_sheet_and_takes_an_edit_back(self, client: Client):
        sheet, me = ResourceFactory(title="Carte Vitale"), professional()
        writing.change(sheet, {"fact_when": "dès l’arrivée"}, me, Cause.EDIT)
        act = Act.objects.filter(by=me).latest("pk")
        client.force_login(professional())
        page = client.get(f"/professionnels/modifications/{act.pk}/annuler/").content.decode()
        assert "Carte Vitale" in page or "Quand" in page
        client.post(f"/professionnels/modifications/{act.pk}/annuler/")
        assert Resource.objects.get(pk=sheet.pk).fact_when == ""

    def test_a_structure_of_nobody_is_touched_by_it(self):
        structure, sheet = StructureFactory(nom="La Passerelle"), ResourceFactory()
        writing.change(sheet, {"title": "Autre"}, professional())
        assert Structure.objects.get(pk=structure.pk).nom == "La Passerelle"
        assert last_event(structure.pk) < last_event(sheet.pk)


def test_a_file_of_a_sheet_is_given_to_whoever_reads_the_sheet(client: Client):
    from files.models import Content, File

    file = File.objects.create(name="notice.pdf", media_type="application/pdf", size=4)
    Content.objects.create(file=file, content=b"%PDF")
    sheet = ResourceFactory(audience=Audience.PROFESSIONALS)
    Attachment.objects.create(resource=sheet, file=file, label="La notice")
    assert client.get(f"/fichiers/{file.pk}/").status_code == 404
    client.force_login(professional())
    assert client.get(f"/fichiers/{file.pk}/").status_code == 200


def test_a_moment_is_told_by_its_day(client):
    """As when a discussion is locked: by the clock of the site, past midnight too."""
    by = professional()
    topic = Topic.objects.create(title="Qui ?", audience=Audience.PROFESSIONALS, by=by)
    late = timezone.make_aware(datetime.fromisoformat("2027-03-11 00:30"))
    writing.change(topic, {"locked_at": late}, by)
    client.force_login(by)
    assert "11 mars 2027" in client.get(f"/reseau/{topic.pk}/historique/").content.decode()


DAYS = [
    (kind.number, name)
    for kind in KINDS
    for name, column in (columns_of(kind.number) or {}).items()
    if column.way == Way.DATE
]


class TestDaysInWords:
    @pytest.mark.parametrize(("kind", "column"), DAYS)
    def test_every_day_of_a_record_is_told_however_its_column_holds_it(self, kind, column):
        telling = telling_of(kind)
        assert telling
        held = fields_by_column(telling.model).get(column)
        moment = isinstance(held, DateTimeField)
        written = "2026-11-29T23:13:26.25966+00:00" if moment else "2026-11-30"
        event = Event(kind=kind, object=0, operation="U")
        seen = [VisibleEvent(event, {column: (None, [written] if column.endswith("_days") else written)})]
        lines = entries(seen, names_for(seen, Reader(Role.STAFF), {}), Role.STAFF)[0].lines
        assert [line.after for line in lines] == ["30 novembre 2026"]
