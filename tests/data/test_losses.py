"""What writing an import would lose is said before it, and a lot of it waits for somebody's yes."""

import pytest
from django.urls import reverse

from data.imports import guard, losses, runs
from data.imports.apply import Losing
from data.models.run import RunState
from mapping.models import Structure
from tests.data.samples import csv_bytes, owned_by, received, rehearsed, row
from tests.data.test_pages import professional  # noqa: F401
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def file(good: int, nameless: int = 0, broken: int = 0, **values) -> bytes:
    """A file of so many good rows, rows without a name, and rows whose letters are lost."""
    rows = [row(number, **values) for number in range(good)]
    rows += [{**row(500 + number), "nom": ""} for number in range(nameless)]
    rows += [
        row(700 + number, nom=f"Caf\N{REPLACEMENT CHARACTER} du quartier {number}")
        for number in range(broken)
    ]
    return csv_bytes(rows)


def mine(user, content: bytes):
    """A run of that professional, rehearsed."""
    run = received(content)
    owned_by(user, run.source)
    run.user = user
    run.save()
    runs.rehearse(run)
    return run


def codes(run) -> list[str]:
    return [loss.code for loss in losses.blocking(run)]


def test_three_refused_rows_of_ten_are_no_catastrophe():
    run = rehearsed(file(7, nameless=3))
    assert codes(run) == []
    assert runs.apply(run).state == RunState.APPLIED


def test_four_refused_rows_of_fifty_wait_for_a_yes():
    run = rehearsed(file(46, nameless=4))
    assert codes(run) == ["refused"]
    with pytest.raises(Losing, match="4 lignes sont refusées"):
        runs.apply(run)
    assert not Structure.objects.filter(source="annuaire").exists()


def test_four_refused_rows_of_a_hundred_do_not():
    assert codes(rehearsed(file(96, nameless=4))) == []


def test_broken_letters_wait_too_and_titles_and_totals_are_no_loss():
    run = rehearsed(file(40, broken=5))
    assert codes(run) == ["letters"]
    rows = [row(number) for number in range(20)]
    rows += [{**dict.fromkeys(row(1), ""), "nom": f"Total : {number}"} for number in range(6)]
    assert rehearsed(csv_bytes(rows)).losses["refused"] == 0


def test_another_rehearsal_is_to_be_accepted_again():
    run = rehearsed(file(46, nameless=4))
    losses.accept(run)
    assert losses.waits_for(run) == ""
    run.losses = run.losses | {"letters": 30}
    assert "30 lignes" in losses.waits_for(run)


def test_the_source_says_how_much_it_may_lose():
    run = received(file(46, nameless=4))
    run.source.max_refused_percent = 20
    run.source.save()
    runs.rehearse(run)
    assert codes(run) == []


def test_the_page_names_what_would_be_lost_and_writes_nothing_without_a_yes(client, professional):  # noqa: F811
    rows = [row(number, telephone="au bureau" if number % 2 else "01 64 52 89 00") for number in range(46)]
    run = mine(professional, csv_bytes([*rows, *({**row(500 + number), "nom": ""} for number in range(4))]))
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert reverse("import-gate", args=[run.pk]) in page
    assert f'action="{reverse("import-apply", args=[run.pk])}"' not in page
    gate = client.get(reverse("import-gate", args=[run.pk])).content.decode()
    assert "Oui : 4 lignes sont refusées" in gate
    assert "Oui : 23 lignes perdent une valeur" in gate
    apply = reverse("import-apply", args=[run.pk])
    answer = client.post(apply, {"perdre-refused": "oui"}, follow=True)
    assert "Cochez ce que vous acceptez de perdre : 23 lignes" in answer.content.decode()
    assert not Structure.objects.filter(source="annuaire").exists()
    answer = client.post(apply, {"perdre-refused": "oui", "perdre-lost": "oui"}, follow=True)
    assert "est appliqué" in answer.content.decode()
    run.refresh_from_db()
    assert run.losses_accepted_by == professional
    assert Structure.objects.filter(source="annuaire").count() == 46


def test_a_file_that_loses_nothing_is_written_from_its_page(client, professional):  # noqa: F811
    run = mine(professional, file(3))
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert f'action="{reverse("import-apply", args=[run.pk])}"' in page


def test_what_is_held_for_the_prefecture_shows_nobody_else_the_gate(client, professional):  # noqa: F811
    run = mine(professional, file(46, nameless=4))
    run.held_because = guard.held("trop.")
    run.save()
    assert client.get(reverse("import-gate", args=[run.pk])).url == reverse("import", args=[run.pk])
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    client.post(reverse("import-apply", args=[run.pk]), {"accepter": "oui"})
    assert not Structure.objects.filter(source="annuaire").exists()
    client.post(reverse("import-apply", args=[run.pk]), {"accepter": "oui", "perdre-refused": "oui"})
    assert Structure.objects.filter(source="annuaire").count() == 46
