# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/pilotage/`: what prefecture staff see to, each thing with where it stands."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import charter
from accounts.access import at_least, signed_in
from accounts.models import Organisation, User
from accounts.roles import Role
from common.numbers import counted, percent_of
from data.models import ImportRun
from data.models.run import RunState
from data.pages.sources import standing_of_sources
from desk.governance.figures import figures
from desk.people.pages import standing_of
from mapping.models import GoverningBody, Protection
from mapping.reports import inbox
from mapping.taxonomies.shown import shown
from places.models import NamedTerritory
from search.models import LocalWord


@dataclass(frozen=True, slots=True)
class Door:
    """A page that the hub leads to: its name, what one does there, and where it stands."""

    url: str
    name: str
    what: str
    stands: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many, of what, and the page that tells more."""

    count: int
    name: str
    url: str


@require_safe
@never_cache
@at_least(Role.STAFF)
def hub(request: HttpRequest) -> HttpResponse:
    """The pages of staff, by what they are about."""
    context: dict[str, Any] = {
        "figures": _figures(signed_in(request)),
        "groups": [
            ("Les données", _of_data()),
            ("Les gens", _of_people()),
            ("La vie de l’annuaire", _of_its_life()),
        ],
        "technical": _technical(signed_in(request)),
    }
    return render(request, "desk/hub.html", context)


def _figures(user: User) -> list[Figure]:
    """What there is, and what waits: each a figure of the page that it leads to."""
    known = figures()
    old = known.pages - known.confirmed
    imports = ImportRun.objects.filter(what=ImportRun.What.IMPORT, state=RunState.REHEARSED)
    return [
        Figure(known.pages, "Structures en ligne", reverse("home")),
        Figure(
            old,
            f"Sans relecture depuis six mois ({percent_of(old, known.pages)})",
            f"{reverse('governance')}#qualite",
        ),
        Figure(known.never, "Jamais relues par une personne", f"{reverse('governance')}#qualite"),
        Figure(standing_of(user).waiting, "Demandes à décider", reverse("people-requests")),
        Figure(imports.count(), "Imports répétés, à écrire", reverse("imports")),
        Figure(inbox.waiting_for(user).count(), "Signalements à traiter", reverse("reports")),
    ]


def _of_data() -> list[Door]:
    words = LocalWord.objects.filter(removed_at=None).count()
    return [
        Door(
            reverse("sources"),
            "Sources",
            "d’où viennent les fiches : producteur, licence, imports, relevé automatique",
            standing_of_sources(),
        ),
        Door(
            reverse("vocabulary"),
            "Vocabulaire",
            "les valeurs des filtres, qui les emploie, et les mots d’ici que la recherche comprend",
            counted(words, "mot ajouté ici", "mots ajoutés ici"),
        ),
        Door(reverse("imports"), "Imports", "amener un fichier, relire ce qu’il changerait, l’annuler"),
        Door(reverse("duplicates"), "Fiches ressemblantes", "réunir, ou garder distinctes"),
        Door(reverse("review"), "Positions à vérifier", "les adresses situées sans certitude"),
        Door(
            reverse("taxonomies"),
            "Champs de la région",
            "sa propre liste de champs, pour chercher et exporter dans ses mots",
            shown().name or "aucune liste montrée",
        ),
        Door(
            reverse("named-territories"),
            "Territoires",
            "bassins de vie, arrondissements, secteurs : des listes de communes",
            counted(NamedTerritory.objects.count(), "territoire", "territoires"),
        ),
    ]


def _of_people() -> list[Door]:
    people = User.objects.filter(is_active=True, is_professional=True).count()
    return [
        Door(
            reverse("people-persons"),
            "Personnes",
            "comptes et rôles",
            counted(people, "professionnel", "professionnels"),
        ),
        Door(
            reverse("people-organisations"),
            "Organisations",
            "leur page, leurs membres, ce qui les finance",
            counted(Organisation.objects.count(), "organisation", "organisations"),
        ),
        Door(reverse("people-requests"), "Demandes", "entrer dans l’annuaire, tenir une fiche"),
        Door(reverse("people-agreements"), "Conventions", "de la préparation à la signature"),
        Door(reverse("people-domains"), "Domaines de confiance", "les adresses qui entrent sans attendre"),
        Door(reverse("people-invite"), "Inviter", "une personne, ou une liste"),
    ]


def _of_its_life() -> list[Door]:
    version = charter.current()
    bodies = GoverningBody.objects.count()
    going_on = Q(until=None) | Q(until__gte=timezone.localdate())
    protected = Protection.objects.filter(going_on, ended=None).count()
    return [
        Door(
            reverse("governance-edit"),
            "Gouvernance",
            "la page publique qui dit qui décide et comment la qualité est suivie",
            counted(bodies, "instance", "instances") if bodies else "instances non décrites",
        ),
        Door(
            reverse("charter"),
            "Charte d’engagement",
            "ce que chacun accepte avant de modifier",
            f"version {version.pk} en vigueur" if version else "aucune en vigueur",
        ),
        Door(
            reverse("patrol"),
            "Patrouille",
            "ce que personne n’a regardé, fiches protégées, comptes bloqués",
            counted(protected, "protection", "protections"),
        ),
        Door(
            reverse("campaigns"),
            "Relances (campagnes de mise à jour)",
            "demander aux structures de relire leur fiche",
        ),
        Door(reverse("reports"), "Signalements", "ce que le public a écrit"),
        Door(
            reverse("editions"),
            "Annuaire imprimé",
            "faire un livre : ce qu’il contient, son prix, ce qui a changé depuis le dernier",
        ),
        Door(reverse("territory"), "Territoire", "qui est loin d’un service, où ouvrir ensuite"),
        Door(
            reverse("quality-charters"),
            "Charte qualité et label",
            "écrire la charte, lire les auto-évaluations, noter les visites, décider",
        ),
        Door(reverse("territory-report"), "Bilans", "du réseau, d’une intercommunalité : PDF, Excel"),
        Door(reverse("observatory"), "Observatoire", "ce qui est demandé, ce qui est trouvé, ce qui manque"),
        Door(
            reverse("satisfaction-network"),
            "Satisfaction",
            "ce que disent les visiteurs, structure par structure",
        ),
        Door(reverse("surveys"), "Enquêtes", "demander aux professionnels, aux structures ou à tous"),
    ]


def _technical(user: User) -> list[Door]:
    """What Django's administration holds for the reader: the outbox, the rest for administrators."""
    outbox = Door(
        reverse("admin:common_mail_changelist"), "Courriels envoyés par le site", "ce qui n’est pas parti"
    )
    if not user.is_superuser:
        return [outbox]
    return [
        outbox,
        Door(
            reverse("admin:index"),
            "Administration technique",
            "jetons des programmes, groupes, réglages d’import avancés",
        ),
    ]
