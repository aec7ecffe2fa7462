import pytest
from django.core.exceptions import ValidationError

from accounts import organisations
from accounts.models import Agreement, JoinRequest, Label, Membership, Organisation, TrustedDomain
from tests.factories import UserFactory


@pytest.mark.parametrize(
    ("text", "siren"),
    [("", ""), ("552 100 554", "552100554"), ("552.100.554", "552100554"), ("55210055400013", "552100554")],
)
def test_a_siren_is_read_as_people_write_it(text, siren):
    assert organisations.siren_of(text) == siren


@pytest.mark.parametrize("text", ["12345678", "123456789", "abc", "552 100 555", "٥٥٢١٠٠٥٥٤"])
def test_what_is_no_siren_is_refused(text):
    with pytest.raises(ValidationError):
        organisations.siren_of(text)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["hirondelles", "Les hir", "552 100 554", "55210055400013", "554 les"])
def test_an_organisation_is_found_by_words_or_number(text):
    one = Organisation.objects.create(name="Les Hirondelles 554", siren="552100554")
    Organisation.objects.create(name="Toits")
    assert list(organisations.found(text)) == [one]


@pytest.mark.django_db
def test_a_referent_who_joins_again_stays_one():
    one, user = Organisation.objects.create(name="Une"), UserFactory()
    organisations.join(user, one, Membership.As.REFERENT)
    assert organisations.join(user, one).role == Membership.As.REFERENT
    assert one.memberships.count() == 1


@pytest.mark.django_db
def test_whatever_is_of_one_goes_to_the_other():
    kept = Organisation.objects.create(name="Gardée")
    gone = Organisation.objects.create(name="Partie", siren="552100554", about="Des ateliers")
    both, alone = UserFactory(), UserFactory()
    organisations.join(both, kept)
    organisations.join(both, gone, Membership.As.REFERENT)
    organisations.join(alone, gone)
    Label.objects.create(organisation=gone, name="France services")
    Agreement.objects.create(organisation=gone, partner="Ville")
    TrustedDomain.objects.create(domain="example.org", organisation=gone)
    JoinRequest.objects.create(user=UserFactory(), organisation=gone)
    organisations.absorb(kept, gone)
    assert not Organisation.objects.filter(pk=gone.pk).exists()
    assert (kept.siren, kept.about) == ("552100554", "Des ateliers")
    assert {(one.user, one.role) for one in kept.memberships.all()} == {(both, "referent"), (alone, "member")}
    for of in (kept.labels, kept.agreements, kept.domains, kept.join_requests):
        assert of.count() == 1


@pytest.mark.django_db
def test_an_organisation_is_not_merged_with_itself():
    one = Organisation.objects.create(name="Une")
    with pytest.raises(ValueError, match="itself"):
        organisations.absorb(one, one)
