# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criteria to begin a first charter with: whoever writes it changes, removes and adds."""

TITLE = "Charte qualité de l’accueil"
CRITERIA = [
    {
        "section": "Accueillir",
        "text": "Toute personne qui se présente est reçue, ou sait quand et où elle le sera.",
        "evidence": "les horaires affichés, ou la consigne donnée à l’accueil",
        "is_required": True,
    },
    {
        "section": "Accueillir",
        "text": "Qui ne parle pas français est compris : un interprète, une langue partagée, un outil.",
        "evidence": "",
        "is_required": True,
    },
    {
        "section": "Accueillir",
        "text": "Un entretien peut avoir lieu sans être entendu des autres.",
        "evidence": "une photographie ou un plan du lieu",
        "is_required": False,
    },
    {
        "section": "Orienter",
        "text": "Qui ne peut pas être aidé ici repart avec une adresse qui le peut, vérifiée.",
        "evidence": "",
        "is_required": True,
    },
    {
        "section": "Orienter",
        "text": "La fiche de la structure est relue au moins tous les six mois.",
        "evidence": "",
        "is_required": True,
    },
    {
        "section": "Respecter",
        "text": "Ce qui est confié reste confidentiel, et chacun sait qui lit son dossier.",
        "evidence": "le texte remis ou affiché",
        "is_required": True,
    },
    {
        "section": "Progresser",
        "text": "L’avis des personnes accueillies est demandé, et suivi d’effet.",
        "evidence": "le dernier bilan",
        "is_required": False,
    },
    {
        "section": "Progresser",
        "text": "L’équipe est formée à l’accueil des publics qu’elle reçoit.",
        "evidence": "les attestations, ou le plan de formation",
        "is_required": False,
    },
]
