# SPDX-License-Identifier: AGPL-3.0-or-later
"""vCard 4 (RFC 6350): one card a structure, for a telephone's address book."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from common.content_lines import address, escape, written
from common.links import outgoing
from data.exports.offered import Format
from data.exports.reading import entries
from data.exports.selection import Selection


def lines(selection: Selection) -> Iterator[str]:
    """The cards, each with the public desk of a structure."""
    for entry in entries(selection):
        structure = entry.structure
        card = [
            "BEGIN:VCARD",
            "VERSION:4.0",
            "KIND:org",
            f"UID:urn:reperes:structure:{structure.id}",
            f"FN:{escape(structure.nom)}",
            f"ORG:{escape(structure.nom)}",
        ]
        street = ", ".join(filter(None, (structure.adresse, structure.complement_adresse)))
        place = [
            escape(part) for part in (street, structure.commune_nom, "", structure.code_postal, "France")
        ]
        card.append(f"ADR:;;{';'.join(place)}")
        if structure.telephone:
            card.append(f"TEL;VALUE=text:{escape(structure.telephone)}")
        if structure.courriel:
            card.append(f"EMAIL:{escape(structure.courriel)}")
        if site := address(outgoing(structure.site_web)):
            card.append(f"URL:{site}")
        if structure.position and not structure.position_masked:
            card.append(f"GEO:geo:{structure.position.y:.6f},{structure.position.x:.6f}")
        card.append("END:VCARD")
        yield written(card)


FORMAT = Format(
    "vcard",
    _("Carnet d’adresses"),
    6,
    "vcf",
    "text/vcard; charset=utf-8",
    lines,
    about=_("Une carte par structure, pour un téléphone."),
)
