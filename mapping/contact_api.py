# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API of contacts, for who may change their structure: details, and who sees each of them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.memberships import nameable_groups, nameable_organisations
from accounts.models import Group, Organisation
from accounts.readers import Reader, reader_of
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from history.context import acting
from history.models import Cause
from history.versions import last_event_of
from mapping import permissions, writing
from mapping.api_conflicts import CONFLICT, VERSIONED, conflicting, version_seen
from mapping.kinds import CONTACT
from mapping.models import Contact, Service, Structure, VisibleContact, VisibleStructure
from mapping.models.contact import CONTACT_FIELDS
from mapping.models.visible import told_details
from mapping.serializers import api_error

_PROBLEM = "application/problem+json"
_REFUSED = {(code, _PROBLEM): OpenApiTypes.OBJECT for code in (403, 404)}
_NOT_WRITTEN = _REFUSED | {(code, _PROBLEM): OpenApiTypes.OBJECT for code in (400, 415)}
_RULES_TOLD = (
    "Pour chaque détail (`nom`, `fonction`, `telephone`, `courriel`), qui le voit : à partir de quel rôle"
    " (`_visibility` : 0, tout le monde ; 1, les professionnels ; 2, la préfecture), et en plus les membres"
    " d'une organisation (`_organisation`) et d'un groupe (`_group`), par leurs numéros. Un détail que vous"
    " ne voyez pas n'est ni dit ni changé."
)
_RULES = ("visibility", "organisation", "group")
_NOT_YOURS = {
    Organisation: gettext_lazy("Le numéro d'une de vos organisations est attendu, ou null."),
    Group: gettext_lazy("Le numéro d'un de vos groupes est attendu, ou null."),
}


class ContactWriteSerializer(serializers.ModelSerializer):
    """A contact and, for each detail, who sees it.

    That is the lowest role (`_visibility`: 0 everyone, 1 professionals, 2 prefecture staff), and besides the
    members of an organisation (`_organisation`) and of a group (`_group`).

    Needs in its context the `user` who writes and the `details` that they may see: the others are neither
    told nor taken, whatever they hold.
    """

    class Meta:
        model = Contact
        fields = (
            "id", "service",
            "nom", "nom_visibility", "nom_organisation", "nom_group",
            "fonction", "fonction_visibility", "fonction_organisation", "fonction_group",
            "telephone", "telephone_visibility", "telephone_organisation", "telephone_group",
            "courriel", "courriel_visibility", "courriel_organisation", "courriel_group",
        )  # fmt: skip

    def get_fields(self) -> dict[str, serializers.Field]:
        """The fields, which take only the audiences and services that the writer may name."""
        fields = super().get_fields()
        if "user" not in self.context:  # the description of the API
            return fields
        user = self.context["user"]
        for name in CONTACT_FIELDS:
            self._limit(fields[f"{name}_organisation"], name, nameable_organisations(user))
            self._limit(fields[f"{name}_group"], name, nameable_groups(user))
        fields["service"].queryset = Service.objects.filter(structure=self.context["structure"])
        return fields

    def _limit(self, field: serializers.Field, name: str, own: Any) -> None:
        """Only what the writer may name, or what is said already."""
        kind = own.model
        held = getattr(self.instance, f"{name}_{'group' if kind is Group else 'organisation'}_id", None)
        field.queryset = own.order_by("pk").distinct() if held is None else _with(own, held)
        # The same for what is another's and for what is not there.
        field.error_messages["does_not_exist"] = field.error_messages["incorrect_type"] = _NOT_YOURS[kind]

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The values sent; ValidationError where one is of a detail that the writer may not see."""
        if isinstance(data, Mapping) and (hidden := sorted(self._hidden & set(data))):
            said = _("Ce détail n'est pas pour vous : ni lui ni qui le voit ne peuvent être changés.")
            raise serializers.ValidationError({name: [said] for name in hidden})
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The values; ValidationError where they would leave nothing that the writer sees."""

        def held(name: str) -> str:
            return attrs.get(name, getattr(self.instance, name, ""))

        if not any(held(name) for name in self.context["details"]):
            names = ", ".join(CONTACT_FIELDS)
            said = _("Au moins un de ces détails est attendu, que vous puissiez voir : %(names)s.")
            raise serializers.ValidationError({"nom": [said % {"names": names}]})
        return attrs

    def to_representation(self, instance: Contact) -> dict[str, Any]:
        """The contact without the details that the writer may not see."""
        said = super().to_representation(instance)
        return {name: value for name, value in said.items() if name not in self._hidden}

    @property
    def _hidden(self) -> set[str]:
        unseen = set(CONTACT_FIELDS) - set(self.context["details"])
        return unseen | {f"{name}_{rule}" for name in unseen for rule in _RULES}


class StructureContacts(APIView):
    """The contacts of a structure, to add one."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="contacts_create",
        summary="Ajouter un contact à une structure (qui peut la modifier)",
        description=_RULES_TOLD,
        request=ContactWriteSerializer,
        responses={201: ContactWriteSerializer} | _NOT_WRITTEN,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        """The contact added, 201; 400 with what is wrong of it by field."""
        return _acted(request, lambda: self._add(request, pk))

    @staticmethod
    def _add(request: Request, pk: int) -> HttpResponse:
        reader = reader_of(request.user)
        writing.lock([pk])
        _may_change(request, reader, pk)
        serializer = _serializer(request, pk, CONTACT_FIELDS, data=request.data)
        serializer.is_valid(raise_exception=True)
        contact = Contact(structure_id=pk, **serializer.validated_data)
        writing.create(contact, request.user, Cause.API)
        told = _as_told(request, reader, contact, _version(contact.pk, reader))
        return Response(told, status.HTTP_201_CREATED)


class ContactItem(APIView):
    """One contact as who may change it sees it."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="contacts_retrieve",
        summary="Un contact, et qui voit chacun de ses détails (qui peut modifier sa structure)",
        description=_RULES_TOLD,
        responses={200: ContactWriteSerializer} | _REFUSED,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The details that the writer may see, and who else does."""
        reader = reader_of(request.user)
        version = _version(_contact(request, reader, pk).pk, reader)
        # Read again: what is told is at least as new as its version.
        return Response(_as_told(request, reader, _contact(request, reader, pk), version))

    @extend_schema(
        operation_id="contacts_update",
        summary="Changer des champs d'un contact (qui peut modifier sa structure)",
        description=f"{_RULES_TOLD} {VERSIONED}",
        request=ContactWriteSerializer,
        responses={200: ContactWriteSerializer} | _NOT_WRITTEN | CONFLICT,
    )
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """The contact with the given fields replaced; 400 with what is wrong by field, 409 with what both say
        where somebody changed one since the version sent."""
        return _acted(request, lambda: self._change(request, pk))

    @staticmethod
    def _change(request: Request, pk: int) -> HttpResponse:
        reader = reader_of(request.user)
        contact = _locked(request, reader, pk)
        root, seen = contact.structure_id, version_seen(request)
        serializer = _serializer(
            request, root, told_details(pk, reader), instance=contact, data=request.data, partial=True
        )
        serializer.is_valid(raise_exception=True)
        done = writing.change(contact, serializer.validated_data, request.user, Cause.API, seen)
        if isinstance(done, writing.Conflicts):
            return conflicting(done, serializer, _version(pk, reader))
        return Response(_as_told(request, reader, contact, _version(pk, reader)))

    @extend_schema(
        operation_id="contacts_delete",
        summary="Supprimer un contact (qui en voit tous les détails)",
        responses={204: None} | _REFUSED,
    )
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Delete the contact, 204; 403 where it holds what the writer may not see."""
        return _acted(request, lambda: self._remove(request, pk))

    @staticmethod
    def _remove(request: Request, pk: int) -> HttpResponse:
        reader = reader_of(request.user)
        contact = _locked(request, reader, pk)
        if set(told_details(pk, reader)) != set(CONTACT_FIELDS):
            raise PermissionDenied(
                _("Un détail de ce contact n'est pas pour vous : la préfecture peut le supprimer.")
            )
        writing.remove(contact, request.user, Cause.API)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _acted(request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    """What is asked as one act of who asks, from the check of their rights on; begun again where a deadlock
    ended it. What the model or the database refuses is told by field."""

    def whole() -> HttpResponse:
        with acting(Cause.API, request.user):
            return act()

    try:
        return again_after_deadlock(whole)
    except DjangoValidationError as error:
        raise api_error(error) from error


def _with(own: Any, held: int) -> Any:
    return own.model.objects.filter(pk__in=[*own.values_list("pk", flat=True), held])


def _serializer(request: Request, structure: int, details: Any, **given: Any) -> ContactWriteSerializer:
    context = {"user": request.user, "structure": structure, "details": details}
    return ContactWriteSerializer(context=context, **given)


def _as_told(request: Request, reader: Reader, contact: Contact, version: int) -> dict[str, Any]:
    """The details, and their rules, that the writer may see from now on, with what they send back to change
    them."""
    details = told_details(contact.pk, reader)
    said = _serializer(request, contact.structure_id, details, instance=contact).data
    return {**said, "version": version}


def _version(pk: int, reader: Reader) -> int:
    """The version of what the reader sees of a contact; an edit of what they do not see leaves it as it
    is."""
    rules = ("", "_visibility", "_organisation_id", "_group_id")
    seen = [f"{name}{rule}" for name in told_details(pk, reader) for rule in rules]
    return last_event_of(CONTACT, pk, seen)


def _locked(request: Request, reader: Reader, pk: int) -> Contact:
    """The contact, of a structure that nobody else can write in until the end of the transaction."""
    writing.lock([_contact(request, reader, pk).structure_id])
    return _contact(request, reader, pk)


def _contact(request: Request, reader: Reader, pk: int) -> Contact:
    """The contact. Raises NotFound where the reader sees nothing of it, PermissionDenied where they may not
    change its structure."""
    contact = Contact.objects.filter(pk=pk).first()
    if contact is None or not _sees(contact, reader):
        raise NotFound(_("Aucun contact ne porte le numéro %(n)d.") % {"n": pk})
    _may_change(request, reader, contact.structure_id)
    return contact


def _sees(contact: Contact, reader: Reader) -> bool:
    if reader.role is Role.STAFF:  # the contacts of drafts too
        return True
    return VisibleContact.objects.seen_by(reader).filter(pk=contact.pk).exists()


def _may_change(request: Request, reader: Reader, structure: int) -> None:
    seen: Any = (
        Structure.objects.all()
        if reader.role is Role.STAFF
        else VisibleStructure.objects.seen_by(reader.role)
    )
    if not seen.filter(pk=structure).exists():
        raise NotFound(_("Aucune structure ne porte le numéro %(n)d.") % {"n": structure})
    if refusal := permissions.why_not_of(request.user, structure):
        raise PermissionDenied(refusal)
