"""Eighty and more other texts of opening hours, with the truth in the shape of `bench.messy.hours`.

The conventions are those of the first ones: `osm` None where nothing but keeping the text is asked.
"""

from bench.messy.hours import SIGNS as FIRST
from bench.messy.hours import Sign

_RDV = '"sur rendez-vous"'
_WEEK = "Mo-Fr 09:00-12:00,14:00-17:00"


def _signs(kind: str, *lines: tuple) -> list[Sign]:
    return [Sign(line[0], line[1], kind, tuple(line[2:])) for line in lines]


SIGNS: tuple[Sign, ...] = (
    *_signs(
        "second: plain",
        ("Du lundi au jeudi : 8h30 - 12h15 et 13h30 - 17h15", "Mo-Th 08:30-12:15,13:30-17:15"),
        ("lundi → vendredi : 9h → 12h / 14h → 17h", _WEEK),
        ("Lu-Ve 9h-12h, 14h-17h", _WEEK),
        ("LMMJV 9h-12h", None, "Mo-Fr 09:00-12:00"),
        ("Lundi, mardi, jeudi : 9h-12h ; mercredi : 14h-17h", "Mo,Tu,Th 09:00-12:00; We 14:00-17:00"),
        ("Mardi 9:30 – 12:30 | 13:30 – 18:00", "Tu 09:30-12:30,13:30-18:00"),
        ("jeudi de 17 h à 19 h 30", "Th 17:00-19:30"),
        ("Mer : 10h/12h & 14h/18h", "We 10:00-12:00,14:00-18:00"),
        ("vendredi (14h-16h30)", "Fr 14:00-16:30"),
        ("LE SAMEDI DE 10H A 13H", "Sa 10:00-13:00"),
        ("Du lundi 14h au vendredi 12h", None),
        ("lundi après-midi : 13h30-17h00, mardi matin : 9h00-12h00", "Mo 13:30-17:00; Tu 09:00-12:00"),
        ("Lun. 9h-12h – Jeu. 13h-16h – Sam. 9h-11h", "Mo 09:00-12:00; Th 13:00-16:00; Sa 09:00-11:00"),
        ("du mercredi au samedi inclus : 10h-18h", "We-Sa 10:00-18:00"),
        ("Lundi 9 h-12 h.\nMercredi 9 h-12 h.\nVendredi 9 h-12 h.", "Mo,We,Fr 09:00-12:00"),
        ("Horaires :\n  Lundi     08:30 - 12:00\n  Mardi     08:30 - 12:00", "Mo-Tu 08:30-12:00"),
        ("mardi jeudi samedi 14h 18h", "Tu,Th,Sa 14:00-18:00"),
        ("lundi\n9h-12h\n14h-17h\nmardi\n9h-12h", "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00"),
        ("Ouverture le lundi et le vendredi, de 8h45 à 11h45", "Mo,Fr 08:45-11:45"),
        ("le mardi soir, de 19h à 21h", "Tu 19:00-21:00"),
        ("Du lundi au vendredi de 8 heures à midi", "Mo-Fr 08:00-12:00"),
        ("lundi au vendredi : 8h30-17h30 sans interruption le midi", "Mo-Fr 08:30-17:30"),
        ("de 10 à 12h et de 14 à 18h du mardi au vendredi", "Tu-Fr 10:00-12:00,14:00-18:00"),
        ("vendredi 18h30-minuit", "Fr 18:30-24:00"),
        ("tous les soirs de 19h30 à 8h", "Mo-Su 19:30-08:00"),
    ),
    *_signs(
        "second: days left out, days added",
        ("Tous les jours de 9h à 18h, sauf mardi", "Mo,We-Su 09:00-18:00"),
        ("lundi-vendredi 9h-17h sauf mercredi après-midi", None),
        ("Lundi à vendredi 9h-17h, mercredi jusqu'à 19h", None, "Mo-Tu,Th-Fr 09:00-17:00; We 09:00-19:00"),
        ("Du lundi au vendredi : 9h-12h / 14h-17h (vendredi 16h)", None,
         "Mo-Th 09:00-12:00,14:00-17:00; Fr 09:00-12:00,14:00-16:00"),
        ("lun au ven 9h-12h 14h-17h + 1er samedi du mois 9h-12h", f"{_WEEK}; Sa[1] 09:00-12:00"),
        ("9h-12h tous les jours sauf week-end", "Mo-Fr 09:00-12:00"),
        ("Ouvert tous les matins sauf jeudi, 8h30-11h30", "Mo-We,Fr-Su 08:30-11:30", "Mo-We,Fr 08:30-11:30"),
        ("du lundi au samedi 9h-19h, le dimanche 9h-13h", "Mo-Sa 09:00-19:00; Su 09:00-13:00"),
        ("Lundi : fermé – mardi à vendredi : 10h-18h", "Tu-Fr 10:00-18:00"),
        ("Fermé le lundi matin. Ouvert du lundi au vendredi 9h-12h et 14h-18h", None,
         "Mo 14:00-18:00; Tu-Fr 09:00-12:00,14:00-18:00"),
        ("mercredi et vendredi : fermeture à 16h", None),
    ),
    *_signs(
        "second: weeks and months",
        ("le 2e jeudi de chaque mois de 14h à 16h30", "Th[2] 14:00-16:30"),
        ("1er et 3ème samedis, 10h-12h", "Sa[1,3] 10:00-12:00"),
        ("le troisième mardi du mois : 9h-11h", "Tu[3] 09:00-11:00"),
        ("1 mercredi sur 2, 14h-16h", None),
        ("semaine impaire : lundi 9h-12h", None, "week 1-53/2 Mo 09:00-12:00", "week 01-53/2 Mo 09:00-12:00"),
        ("tous les premiers lundis du mois (10h-12h)", "Mo[1] 10:00-12:00"),
        ("Une permanence par trimestre", None),
        ("dernier samedi du mois 14h/17h", "Sa[-1] 14:00-17:00"),
    ),
    *_signs(
        "second: appointments",
        ("Sans RDV le lundi 9h-12h", "Mo 09:00-12:00", 'Mo 09:00-12:00 "sans rendez-vous"'),
        ("mardi 14h-17h uniquement sur rendez-vous", f"Tu 14:00-17:00 {_RDV}"),
        ("du lundi au vendredi 9h-17h - RDV obligatoire", f"Mo-Fr 09:00-17:00 {_RDV}"),
        ("Matin sans rdv (9h-12h), après-midi sur rdv", None),
        ("RDV par mail", None, _RDV),
        ("Lundi 9h-12h accueil libre ; jeudi 9h-12h sur RDV", f"Mo 09:00-12:00; Th 09:00-12:00 {_RDV}",
         f'Mo 09:00-12:00 "accueil libre"; Th 09:00-12:00 {_RDV}'),
        ("permanence vendredi 9h-12h (prendre rdv au 01 99 00 45 67)", f"Fr 09:00-12:00 {_RDV}"),
        ("lundi 14h-18h avec ou sans rendez-vous", "Mo 14:00-18:00",
         'Mo 14:00-18:00 "avec ou sans rendez-vous"'),
    ),
    *_signs(
        "second: holidays and seasons",
        ("lundi au vendredi 9h-12h (fermé pendant les vacances scolaires)", "Mo-Fr 09:00-12:00; SH off"),
        ("mercredi 9h-11h, hors vacances", "We 09:00-11:00; SH off"),
        ("lun-ven 8h30-16h30 hors jours fériés et août", "Mo-Fr 08:30-16:30; PH off; Aug off"),
        ("Mardi 18h-20h de septembre à juin", "Sep-Jun Tu 18:00-20:00", "Sep-Jun: Tu 18:00-20:00"),
        ("lundi 9h-12h. Fermeture du 14 juillet au 15 août.", "Mo 09:00-12:00; Jul 14-Aug 15 off"),
        ("Hiver : 9h-17h / Été : 8h-15h", None),
        ("Du 15 novembre au 15 mars, tous les jours 20h-8h", "Nov 15-Mar 15 20:00-08:00",
         "Nov 15-Mar 15: Mo-Su 20:00-08:00"),
        ("mardi 14h-16h, y compris pendant les vacances", "Tu 14:00-16:00"),
        ("mardi 10h-12h (sauf 1er mai)", None, "Tu 10:00-12:00; May 01 off"),
        ("mercredi 14h-17h pendant les vacances scolaires uniquement", "SH We 14:00-17:00"),
    ),
    *_signs(
        "second: more than hours",
        ("Accueil : lundi 9h-12h. Cours : mardi 14h-16h.", None),
        ("Secrétariat : lundi au vendredi 9h-12h / Ateliers : selon planning", None),
        ("Tél. : 9h-12h ; accueil : 14h-17h", None),
        ("Vestiaire mardi 14h-16h ; épicerie vendredi 9h-11h", None),
        ("mardi 14h-16h (salle 2, 1er étage)", "Tu 14:00-16:00", 'Tu 14:00-16:00 "salle 2, 1er étage"'),
        ("jeudi 9h-11h au 3 rue Basse", None, "Th 09:00-11:00"),
        ("samedi 9h30-11h30 - arriver 15 min avant", "Sa 09:30-11:30",
         'Sa 09:30-11:30 "arriver 15 min avant"'),
        ("Lundi 14h-16h, 5 € la séance", "Mo 14:00-16:00", 'Mo 14:00-16:00 "5 € la séance"'),
        ("lundi 9h-12h pour les femmes, jeudi 9h-12h pour tous", None, "Mo,Th 09:00-12:00",
         'Mo 09:00-12:00 "pour les femmes"; Th 09:00-12:00',
         'Mo 09:00-12:00 "pour les femmes"; Th 09:00-12:00 "pour tous"'),
        ("niveau A1 : mardi 9h-11h / niveau A2 : jeudi 9h-11h", None),
        ("à partir du 6 octobre : mardi 9h-11h", None, "Tu 09:00-11:00"),
        ("du 14/09/2026 au 18/12/2026 : lundi 9h-12h", None,
         "2026 Sep 14-Dec 18 Mo 09:00-12:00", "2026 Sep 14-2026 Dec 18 Mo 09:00-12:00"),
    ),
    *_signs(
        "second: vague, wrong or broken",
        ("lundi 14h-12h", None),
        ("mardi 9h30-9h30", None),
        ("lundi 9h-", None),
        ("en journée", None),
        ("le matin", None),
        ("2 fois par semaine", None),
        ("mardi vers 14h", None),
        ("lundi/mardi selon disponibilité", None),
        ("8h30", None),
        ("voir affichage", None),
        ("sept. 2025", None),
        ("idem", None),
        ("12 rue Neuve", None),
        ("lundi 9h12h 14h17h", "Mo 09:00-12:00,14:00-17:00"),
        ("Lundi : 9h00-12H00/13h30-17H", "Mo 09:00-12:00,13:30-17:00"),
        ("jeudi 8h30/12h - 13h30/17h", "Th 08:30-12:00,13:30-17:00"),
        ("lundi 09h à 12h00 ; 13h30 à 17h", "Mo 09:00-12:00,13:30-17:00"),
        ("mercedi 9h-12h", None, "We 09:00-12:00"),
        ("mardi 9h - 12 h et jeudi 9 h - 12h", "Tu,Th 09:00-12:00"),
        ("* Lundi : 9h-12h\n* Mardi : fermé\n* Mercredi : 9h-12h", "Mo,We 09:00-12:00"),
        ("lundi 9hà12h", "Mo 09:00-12:00"),
        ("Tue-Thu 9 AM to 5 PM", None, "Tu-Th 09:00-17:00"),
    ),
)  # fmt: skip


def signs(which: str = "first") -> tuple[Sign, ...]:
    """The texts of the set `first`, `second`, or of both."""
    return {"first": FIRST, "second": SIGNS, "both": FIRST + SIGNS}[which]
