# SPDX-License-Identifier: AGPL-3.0-or-later
"""How everybody reaches the structure."""

from django.utils.translation import gettext_lazy as _

from data.imports.targets import looks
from data.imports.targets.target import REACH, Target

# The field of the numbers that everybody reads beside the first.
OTHER_PHONE = "autre_telephone"

TARGETS = (
    Target(
        "telephone",
        _("Téléphone"),
        REACH,
        (
            "telephone", "tel", "num tel", "numero de telephone", "tel fixe", "phone", "telephone accueil",
            "n tel", "n de telephone", "standard", "telephone fixe", "telephone structure", "tel accueil",
            "phone number", "contact phone", "telephone number", "telefono", "telefon", "tel fax",
            "numero tel", "gsm fixe", "fixe gsm", "fixe mobile", "fixe portable",
        ),
        looks.is_telephone,
        alone=True,
    ),
    # Kept as text: the directory has one number by itself. A second column of numbers is asked about as it.
    Target(OTHER_PHONE, _("Autre téléphone"), REACH, (), looks.is_telephone, many=True),
    Target(
        "courriel",
        _("Courriel"),
        REACH,
        (
            "courriel", "courriels", "mail", "email", "e mail", "adresse mail", "adresse email", "mel",
            "adresse electronique", "mail accueil", "courriel accueil", "mail structure", "email address",
            "contact email", "e mail address", "mail address", "correo",
        ),
        looks.is_email,
        alone=True,
    ),
    Target(
        "site_web",
        _("Site web"),
        REACH,
        (
            "site web", "site internet", "site", "url", "web", "website", "internet", "page web", "lien",
            "liens", "contact website", "web site", "homepage", "site web url",
        ),
        looks.is_url,
        alone=True,
    ),
    Target(
        "joindre",
        _("Téléphone, courriel et site ensemble"),
        REACH,
        (
            "joindre", "coordonnees", "contacts", "telephone mail", "tel mail", "mail telephone",
            "tel courriel",
        ),
        looks.is_reached,
        many=True,
    ),
)  # fmt: skip
