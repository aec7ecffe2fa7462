"""Who changed what by hand, and when, in the journal that Django's administration keeps."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts.models import User
from accounts.roles import Role, role_of
from mapping.models import Service

# What the journal calls a change of a service's area.
ZONE = "Zone desservie"


def zone_changed(service: Service, user: User) -> None:
    """Note that `user` changed the area that the service takes people from."""
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Service),
        object_id=str(service.pk),
        object_repr=str(service)[:200],
        action_flag=CHANGE,
        change_message=ZONE,
    )


def last_zone_change(service_id: int) -> LogEntry | None:
    """The last time that the area was changed on its page; None if it never was."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Service),
        object_id=str(service_id),
        change_message=ZONE,
    )
    return entries.select_related("user").order_by("-action_time", "-pk").first()


def said_of(user: User) -> str:
    """How colleagues read who it was: a name, with its organisation; never an address."""
    employer = user.organisation
    organisation = employer.name if employer else ""
    if not organisation and role_of(user) is Role.STAFF:
        organisation = "préfecture"
    if user.full_name and organisation:
        return f"{user.full_name} ({organisation})"
    return user.full_name or organisation or "un compte sans nom"
