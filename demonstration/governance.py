# SPDX-License-Identifier: AGPL-3.0-or-later
"""The governance that a first run shows: an example, marked so, where nothing was ever written."""

from accounts.models import Organisation
from demonstration.examples import MARK
from history.context import acting
from history.models import Cause
from mapping import governance
from mapping.models import Governance, GoverningBody, GoverningSeat

# That of the accounts of a try (`demonstration.people`), where one of them was used.
ORGANISATION = f"Association Horizon {MARK}"
_EXAMPLE = "Ce texte est un exemple : la préfecture écrit le sien."
_PRESENTATION = (
    "L’annuaire est porté par la préfecture, avec le département et les associations qui accueillent."
    " Il sert à qui cherche de l’aide, et à qui l’accompagne."
)
_QUALITY = (
    "Chaque fiche a quelqu’un qui en répond. La structure la relit deux fois par an ; un ambassadeur du"
    " territoire regarde ce qui change et appelle celles qui ne répondent plus."
)
_SUSTAINABILITY = (
    "Un logiciel libre, des données ouvertes, un seul serveur : l’annuaire peut être repris par d’autres, et"
    " dure sans ses auteurs."
)
_BODIES = (
    {
        "nom": "Comité de pilotage",
        "role": "Il fixe les priorités de l’année, décide de la charte et regarde les chiffres de qualité.",
        "meets": "deux fois par an",
        "functions": "Présidence : la préfète déléguée à l’égalité des chances\n"
        "La vice-présidence du conseil départemental chargée des solidarités\n"
        "Deux représentants des associations",
        "rank": 1,
    },
    {
        "nom": "Comité technique",
        "role": "Il prépare les décisions, suit les fiches que personne ne relit et propose les mots d’ici.",
        "meets": "tous les deux mois",
        "functions": "Animation : la chargée de mission de l’annuaire\nLes ambassadeurs des territoires",
        "rank": 2,
    },
)


def fill() -> bool:
    """Write the example, unless something of the governance is or ever was written; whether it was."""
    if governance.ever_written():
        return False
    Governance.objects.create(
        pk=Governance.ONLY,
        presentation=f"{_PRESENTATION}\n\n{_EXAMPLE}",
        quality=f"{_QUALITY}\n\n{_EXAMPLE}",
        sustainability=f"{_SUSTAINABILITY}\n\n{_EXAMPLE}",
        is_example=True,
    )
    for told in _BODIES:
        body = GoverningBody.objects.create(**told, is_example=True)
        _seat_all(body)
    return True


def seat(organisation: Organisation) -> None:
    """Have the organisation of the examples sit in the bodies of the example, where nobody does."""
    with acting(Cause.DEMO):
        for body in GoverningBody.objects.filter(is_example=True, seats=None).order_by("pk"):
            GoverningSeat.objects.create(body=body, organisation=organisation)


def _seat_all(body: GoverningBody) -> None:
    for organisation in Organisation.objects.filter(name=ORGANISATION).order_by("pk")[:1]:
        GoverningSeat.objects.create(body=body, organisation=organisation)
