"""The test set-up itself: it must catch what it is there to catch."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.template import engines
from jinja2 import UndefinedError

from tests.conftest import WrittenAsIs


@pytest.mark.django_db
def test_rows_without_an_order_come_shuffled():
    orders = {
        tuple(Permission.objects.order_by().values_list("pk", flat=True)) for _ in range(5)
    }  # 20 permissions or more: the same order twice is out of the question
    assert len(orders) == 5


@pytest.mark.django_db
def test_ordered_counted_grouped_and_combined_queries_still_work():
    ids = list(ContentType.objects.order_by("pk").values_list("pk", flat=True))
    assert ids == sorted(ids)
    assert ContentType.objects.count() == len(ids)
    assert ContentType.objects.exists()
    both = ContentType.objects.filter(pk=ids[0]).union(ContentType.objects.filter(pk=ids[1]))
    assert {row.pk for row in both} == set(ids[:2])
    inside = ContentType.objects.filter(pk__in=Permission.objects.values("content_type"))
    assert inside.distinct().count() <= len(ids)


@pytest.mark.parametrize("source", ["{{ nothing }}", "{{ known.nothing }}", "{{ nothing|upper }}"])
def test_an_undefined_name_in_a_template_fails(source):
    with pytest.raises(UndefinedError, match="nothing"):
        engines["jinja2"].from_string(source).render({"known": {}})


def test_a_method_that_a_template_does_not_call_fails():
    with pytest.raises(WrittenAsIs):
        engines["jinja2"].from_string("{{ known.items }}").render({"known": {}})
