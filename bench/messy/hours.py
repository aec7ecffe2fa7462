"""Opening hours as people write them on doors, on sites and in files, each with its truth.

Written before anyone of this package had seen a parser of them. `osm` is the week that the text says, in
OpenStreetMap's `opening_hours`; None where nothing but keeping the text is asked: nobody can know, or the
syntax has no words for it. `also` are readings as right. Keeping a text is never wrong, only less: what is
wrong is a week that the text does not say, and a text that is half read.

Conventions: « sur rendez-vous » is a comment on the hours that it is said of, in whatever words; « hors
vacances scolaires » is `SH off`, « fermé les jours fériés » `PH off`; what adds no hour of its own (« tél.
avant de venir ») is left out of the week and stays with the text.
"""

import enum
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.messy.weeks import never_surely_open, same_hours


@dataclass(frozen=True, slots=True)
class Sign:
    """A text, where people write such ones, and the week that it says (None: kept as text)."""

    text: str
    osm: str | None
    kind: str
    also: tuple[str, ...] = ()


def _signs(kind: str, *lines: tuple) -> list[Sign]:
    return [Sign(line[0], line[1], kind, tuple(line[2:])) for line in lines]


_WEEK = "Mo-Fr 09:00-12:00,14:00-17:00"
_RDV = '"sur rendez-vous"'

SIGNS: tuple[Sign, ...] = (
    *_signs(
        "ordinary weeks",
        ("du lundi au vendredi de 9h à 12h et de 14h à 17h", _WEEK),
        ("Du lundi au vendredi : 9h-12h / 14h-17h", _WEEK),
        ("lundi au vendredi 9h-12h 14h-17h", _WEEK),
        ("Lundi-vendredi 9h-12h et 14h-17h", _WEEK),
        ("Lun-Ven 9h-12h 14h-17h", _WEEK),
        ("lun. - ven. : 9h - 12h / 14h - 17h", _WEEK),
        ("L-V 9h-12h/14h-17h", _WEEK),
        ("Lundi à vendredi, 9 h – 12 h et 14 h – 17 h", _WEEK),
        ("de 9h00 à 12h00 et de 14h00 à 17h00 du lundi au vendredi", _WEEK),
        ("9h-12h et 14h-17h du lundi au vendredi", _WEEK),
        ("LUNDI AU VENDREDI 9H-12H 14H-17H", _WEEK),
        ("lundi, mardi, mercredi, jeudi et vendredi : 9h-12h, 14h-17h", _WEEK),
        ("Ouvert du lundi au vendredi de 9h à 12h et de 14h à 17h.", _WEEK),
        ("Ouverture : lundi > vendredi 9h-12h > 14h-17h", _WEEK),
        ("Mo-Fr 09:00-12:00,14:00-17:00", _WEEK),
        ("Mo-Fr 09:00-12:00, 14:00-17:00; PH off", f"{_WEEK}; PH off"),
        ("lundi au samedi 10h-19h", "Mo-Sa 10:00-19:00"),
        ("Lundi : 9h-12h\nMardi : 14h-17h\nJeudi : 9h-12h", "Mo 09:00-12:00; Tu 14:00-17:00; Th 09:00-12:00"),
        ("lundi 9h-12h ; mardi 14h-17h ; jeudi 9h-12h", "Mo 09:00-12:00; Tu 14:00-17:00; Th 09:00-12:00"),
        ("lundi et jeudi 14h-16h30", "Mo,Th 14:00-16:30"),
        ("Mardi & vendredi : 9h30/11h30", "Tu,Fr 09:30-11:30"),
        ("lundi mardi jeudi 8h30-12h", "Mo,Tu,Th 08:30-12:00"),
        ("lundi/mercredi/vendredi : 13h30-17h", "Mo,We,Fr 13:30-17:00"),
        ("mardi, de 14 heures à 16 heures", "Tu 14:00-16:00"),
        ("du mardi au samedi 10h - 12h30 // 14h - 18h", "Tu-Sa 10:00-12:30,14:00-18:00"),
        (
            "Du lundi au jeudi 8h30-12h / 13h30-17h30 - vendredi 8h30-12h / 13h30-16h30",
            "Mo-Th 08:30-12:00,13:30-17:30; Fr 08:30-12:00,13:30-16:30",
        ),
        (
            "lundi au vendredi 9h-12h et 14h-18h, samedi 9h-12h",
            "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00",
        ),
        (
            "Lundi : 14h-17h\nDu mardi au vendredi : 9h-12h et 14h-17h\nSamedi : 9h-12h",
            "Mo 14:00-17:00; Tu-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00",
        ),
        ("mercredi et samedi toute la journée de 10h à 18h sans interruption", "We,Sa 10:00-18:00"),
        ("Lundi au vendredi 8h-18h non stop", "Mo-Fr 08:00-18:00"),
        ("du lundi au vendredi, 8h30 à 16h30 en continu", "Mo-Fr 08:30-16:30"),
        ("samedi 9h-midi", "Sa 09:00-12:00"),
        ("lundi de 9h à midi et de 14h à 17h", "Mo 09:00-12:00,14:00-17:00"),
        ("vendredi 20h-minuit", "Fr 20:00-24:00"),
        ("vendredi et samedi 22h-2h", "Fr,Sa 22:00-02:00"),
        ("du dimanche au jeudi 18h-8h", "Mo-Th,Su 18:00-08:00"),
    ),
    *_signs(
        "two spans on a line",
        ("Lundi 9h-12h 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
        ("9h-12h 14h-17h", None, "Mo-Su 09:00-12:00,14:00-17:00"),
        ("lundi 9h30 - 12H \n13H30 - 17H", "Mo 09:30-12:00,13:30-17:00"),
        ("Mardi 9h30 - 12H\n13H30", None),
        ("lundi 8h 12h 14h 18h", "Mo 08:00-12:00,14:00-18:00"),
        ("lundi 8h 12 14h 18", None, "Mo 08:00-12:00,14:00-18:00"),
        ("mardi 12h 14h", "Tu 12:00-14:00"),
        ("Mardi 9h12h / 14h17h", "Tu 09:00-12:00,14:00-17:00"),
        ("jeudi 9-12 14-17", "Th 09:00-12:00,14:00-17:00"),
        ("Jeudi : 9-12h et 14-17h", "Th 09:00-12:00,14:00-17:00"),
        ("Lundi 9h>12h - 14h>17h", "Mo 09:00-12:00,14:00-17:00"),
        ("lundi 9h à 12h - 14h à 17h", "Mo 09:00-12:00,14:00-17:00"),
        ("mercredi 9:00-12:00 13:30-17:00", "We 09:00-12:00,13:30-17:00"),
        ("lundi 09.00-12.00 / 14.00-17.00", "Mo 09:00-12:00,14:00-17:00"),
        ("Mercredi 10h-12h puis 14h-18h", "We 10:00-12:00,14:00-18:00"),
        ("samedi 9 h 30 - 12 h 30, 14 h - 17 h 30", "Sa 09:30-12:30,14:00-17:30"),
        ("lundi 9h–12h | 14h–17h", "Mo 09:00-12:00,14:00-17:00"),
        ("mardi 8H30-11H45 13H15-16H50", "Tu 08:30-11:45,13:15-16:50"),
    ),
    *_signs(
        "headings",
        ("Horaires d'ouverture : lundi 9h-12h", "Mo 09:00-12:00"),
        ("Horaires d’ouverture\nLundi au vendredi 9h-12h", "Mo-Fr 09:00-12:00"),
        ("Horaires : du lundi au vendredi 9h-12h / 14h-17h", _WEEK),
        ("HORAIRES D'OUVERTURE AU PUBLIC\nMardi 14h-18h\nJeudi 9h-12h", "Tu 14:00-18:00; Th 09:00-12:00"),
        ("Accueil du public : du lundi au vendredi, 9h-12h", "Mo-Fr 09:00-12:00"),
        ("Nos horaires : mardi 10h-12h", "Tu 10:00-12:00"),
        ("Permanence le mardi de 14h à 16h", "Tu 14:00-16:00"),
        ("Permanences : mardi 14h-16h et vendredi 9h-11h", "Tu 14:00-16:00; Fr 09:00-11:00"),
        ("Accueil physique : lundi 9h-12h\nAccueil téléphonique : mardi 14h-17h", None),
        ("Secrétariat ouvert le lundi de 9h à 12h", "Mo 09:00-12:00", 'Mo 09:00-12:00 "secrétariat"'),
        ("Cours le jeudi 18h30-20h", "Th 18:30-20:00"),
        ("Ouvert le mercredi 14h-17h", "We 14:00-17:00"),
    ),
    *_signs(
        "parts of the day",
        ("lundi matin 9h-12h", "Mo 09:00-12:00"),
        ("jeudi soir 18h-20h", "Th 18:00-20:00"),
        ("mardi après-midi 14h-17h", "Tu 14:00-17:00"),
        ("mardi aprem 14h-16h", "Tu 14:00-16:00"),
        ("lundi : matin 9h-12h, après-midi 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
        ("le matin du lundi au vendredi 8h30-12h", "Mo-Fr 08:30-12:00"),
        ("lundi matin", None),
        ("mardi toute la journée", None),
        # Whether Saturday and Sunday have a morning too, nobody knows.
        ("tous les matins 9h-12h", None),
        (
            "tous les matins de 9h à 12h sauf le mercredi",
            "Mo-Tu,Th-Su 09:00-12:00",
            "Mo-Tu,Th-Fr 09:00-12:00",
        ),
        ("mercredi après midi et samedi matin", None),
        ("vendredi en soirée 19h-21h", "Fr 19:00-21:00"),
        ("du lundi au vendredi, le matin uniquement : 9h-12h", "Mo-Fr 09:00-12:00"),
        ("lundi 9h-12h (matin), 13h30-17h (après-midi)", "Mo 09:00-12:00,13:30-17:00"),
    ),
    *_signs(
        "every such day",
        ("Tous les vendredis de 9h à 12h", "Fr 09:00-12:00"),
        ("tous les mardis et jeudis, 14h-16h", "Tu,Th 14:00-16:00"),
        ("chaque lundi de 10h à 12h", "Mo 10:00-12:00"),
        ("les mercredis 14h-17h", "We 14:00-17:00"),
        ("le lundi et le jeudi de 9h à 11h30", "Mo,Th 09:00-11:30"),
        ("tous les jours 8h-20h", "Mo-Su 08:00-20:00"),
        ("Tous les jours sauf le dimanche 9h-18h", "Mo-Sa 09:00-18:00"),
        ("7j/7 de 9h à 19h", "Mo-Su 09:00-19:00"),
        ("tlj 9h-17h", "Mo-Su 09:00-17:00"),
        ("en semaine 9h-17h", "Mo-Fr 09:00-17:00"),
        ("jours ouvrés 9h-12h", "Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00; PH off"),
        ("le week-end 10h-18h", "Sa-Su 10:00-18:00"),
        ("du lundi au vendredi sauf mercredi : 9h-12h", "Mo-Tu,Th-Fr 09:00-12:00"),
        ("Lundi au vendredi 9h-17h (fermé le mercredi)", "Mo-Tu,Th-Fr 09:00-17:00"),
    ),
    *_signs(
        "some weeks only",
        ("les 1er et 3e mardis du mois 14h-16h", "Tu[1,3] 14:00-16:00"),
        ("1er lundi du mois de 9h à 12h", "Mo[1] 09:00-12:00"),
        ("Le premier samedi de chaque mois, 10h-12h", "Sa[1] 10:00-12:00"),
        ("2ème et 4ème jeudi 14h00-17h00", "Th[2,4] 14:00-17:00"),
        ("le dernier vendredi du mois de 18h à 20h", "Fr[-1] 18:00-20:00"),
        ("deuxième mercredi du mois 14h-17h", "We[2] 14:00-17:00"),
        ("lundi 9h-12h, 1er samedi du mois 9h-12h", "Mo 09:00-12:00; Sa[1] 09:00-12:00"),
        ("un mardi sur deux 14h-16h", None),
        (
            "mardi 14h-16h (semaines paires)",
            None,
            "week 02-52/2 Tu 14:00-16:00",
            "week 2-53/2 Tu 14:00-16:00",
        ),
        ("tous les 15 jours le jeudi 9h-12h", None),
        ("une fois par mois", None),
        ("1 lundi/2 de 10h à 12h", None),
    ),
    *_signs(
        "with an appointment",
        ("sur rendez-vous", None, _RDV),
        ("Sur RDV uniquement", None, _RDV),
        ("uniquement sur rdv au 01 99 00 12 34", None, _RDV),
        ("Lundi 9h-12h sur rdv, mardi 14h-17h", f"Mo 09:00-12:00 {_RDV}; Tu 14:00-17:00"),
        (
            "lundi 9h-12h, mardi 14h-17h sur rendez-vous",
            f"Mo 09:00-12:00; Tu 14:00-17:00 {_RDV}",
            f"Mo 09:00-12:00 {_RDV}; Tu 14:00-17:00 {_RDV}",
        ),
        ("du lundi au vendredi 9h-12h sur rendez-vous", f"Mo-Fr 09:00-12:00 {_RDV}"),
        (
            "Lundi au vendredi : 9h-12h sans rdv, 14h-17h sur rdv",
            None,
            f"Mo-Fr 09:00-12:00, Mo-Fr 14:00-17:00 {_RDV}",
        ),
        ("mercredi 14h-17h sans rendez-vous", "We 14:00-17:00"),
        ("Lundi 14h-17h (sur RDV)", f"Mo 14:00-17:00 {_RDV}"),
        ("sur rdv le jeudi de 9h à 12h", f"Th 09:00-12:00 {_RDV}"),
        ("lundi et mardi 9h-12h et sur rendez-vous les autres jours", None),
        ("Mardi 9h-12h - prendre rdv par téléphone", f"Tu 09:00-12:00 {_RDV}"),
    ),
    *_signs(
        "closed days",
        ("Mercredi fermé", None, "We off"),
        ("Lundi : fermé\nMardi : 9h-12h\nMercredi : fermé", "Tu 09:00-12:00"),
        ("lundi fermé, mardi au samedi 10h-18h", "Tu-Sa 10:00-18:00"),
        ("Du mardi au samedi 9h-19h. Fermé dimanche et lundi.", "Tu-Sa 09:00-19:00"),
        ("lundi au vendredi 9h-12h, fermé les jours fériés", "Mo-Fr 09:00-12:00; PH off"),
        ("lun-ven 9h-17h sauf jours fériés", "Mo-Fr 09:00-17:00; PH off"),
        ("Lundi : - / Mardi : 14h-17h / Mercredi : -", "Tu 14:00-17:00"),
        ("Fermé", None, "off"),
        ("Fermeture définitive", None, "off"),
        ("fermé temporairement", None),
        ("lundi au vendredi 9h-17h, fermé entre 12h et 14h", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("Lundi 8h30-12h, fermé l'après-midi", "Mo 08:30-12:00"),
    ),
    *_signs(
        "seasons and holidays",
        ("mardi 14h-16h hors vacances scolaires", "Tu 14:00-16:00; SH off"),
        ("Mercredi 14h-17h (sauf vacances scolaires)", "We 14:00-17:00; SH off"),
        ("lundi 9h-12h en période scolaire", "Mo 09:00-12:00; SH off"),
        ("Du lundi au vendredi 9h-17h. Fermé en août.", "Mo-Fr 09:00-17:00; Aug off"),
        ("lun-ven 9h-12h, fermeture annuelle du 1er au 15 août", "Mo-Fr 09:00-12:00; Aug 01-15 off"),
        ("de septembre à juin : mardi 18h-20h", "Sep-Jun: Tu 18:00-20:00", "Sep-Jun Tu 18:00-20:00"),
        (
            "Juillet-août : lundi au vendredi 8h-14h",
            "Jul-Aug: Mo-Fr 08:00-14:00",
            "Jul-Aug Mo-Fr 08:00-14:00",
        ),
        (
            "été (juin à septembre) : 9h-19h tous les jours ; hiver (octobre à mai) : 10h-17h tous les jours",
            "Jun-Sep 09:00-19:00; Oct-May 10:00-17:00",
            "Jun-Sep: Mo-Su 09:00-19:00; Oct-May: Mo-Su 10:00-17:00",
        ),
        ("horaires d'été : 8h-15h", None),
        (
            "du 1er novembre au 31 mars, tous les soirs 19h-8h",
            "Nov 01-Mar 31 19:00-08:00",
            "Nov-Mar 19:00-08:00",
        ),
        ("pendant les vacances scolaires : lundi au vendredi 10h-18h", "SH Mo-Fr 10:00-18:00"),
        ("Lundi au vendredi 9h-12h (sauf pendant le ramadan)", None),
        ("jusqu'au 30 juin : mercredi 14h-17h", None),
        ("trêve hivernale uniquement", None),
    ),
    *_signs(
        "day and night",
        ("24h/24", "24/7"),
        ("24h/24 7j/7", "24/7"),
        ("24h sur 24, 7 jours sur 7", "24/7"),
        ("7j/7 - 24h/24", "24/7"),
        ("24/24", "24/7"),
        ("H24", "24/7"),
        ("jour et nuit", None, "24/7"),
        ("Ouvert 24h/24 du 1er novembre au 31 mars", "Nov 01-Mar 31", "Nov-Mar", "Nov 01-Mar 31 00:00-24:00"),
    ),
    *_signs(
        "half said",
        ("à partir de 9h", None),
        ("lundi à partir de 14h", None, "Mo 14:00+"),
        ("mardi jusqu'à 20h", None),
        ("Lundi 9h", None, "Mo 09:00+"),
        ("9h", None),
        ("horaires variables", None),
        ("voir site internet", None),
        ("nous contacter", None),
        ("NC", None),
        ("selon planning", None),
        ("horaires de bureau", None),
        ("horaires de la mairie", None),
        ("mardi 14h-16h environ", None, "Tu 14:00-16:00"),
        ("lundi, mardi", None),
        ("du lundi au vendredi", None),
        ("mardi ou jeudi 14h-16h", None),
        ("9h-12h", None, "Mo-Su 09:00-12:00"),
        (
            "mardi 14h-16h, appeler avant de venir",
            "Tu 14:00-16:00",
            'Tu 14:00-16:00 "appeler avant de venir"',
        ),
        ("lundi 12h-9h", None),
        ("mardi 9h-25h", None),
        ("lundi 9h-12h / 11h-17h", None),
        ("Accueil tous les jours, horaires selon affluence", None),
        ("lundi 9h-12h\nlundi 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
        ("lundi 9h-12h et (provisoirement) jeudi", None),
        ("3 h par semaine", None),
        ("2 demi-journées par semaine", None),
    ),
    *_signs(
        "more than hours",
        ("Mairie : lundi 9h-12h ; Agence postale : mardi 9h-12h", None),
        ("Lundi 9h-12h à Melun, jeudi 14h-17h à Meaux", None),
        ("Lundi : alpha 9h-11h ; mardi : A1 14h-16h", None),
        ("groupe 1 : lundi 9h-11h / groupe 2 : lundi 14h-16h", None),
        ("lundi 9h-12h tél : 01 99 00 12 34", "Mo 09:00-12:00"),
        ("01 99 00 12 34", None),
        ("Lundi 9h-12h (Mme Petit)", "Mo 09:00-12:00", 'Mo 09:00-12:00 "Mme Petit"'),
        ("mercredi 14h-17h - 12 rue Pasteur", None, "We 14:00-17:00"),
        (
            "lundi 9h-12h, dernier accueil à 11h30",
            "Mo 09:00-12:00",
            'Mo 09:00-12:00 "dernier accueil à 11h30"',
        ),
        ("à compter du 1er septembre 2025 : lundi 9h-12h", None, "Mo 09:00-12:00"),
        ("le 14/09/2025 de 14h à 18h", None, "2025 Sep 14 14:00-18:00"),
        ("le samedi 20 septembre de 10h à 17h", None, "Sep 20 10:00-17:00"),
    ),
    *_signs(
        "letters and marks",
        ("Lundi\u00a0: 9h\u00a0–\u00a012h", "Mo 09:00-12:00"),
        ("lundi 9h−12h", "Mo 09:00-12:00"),
        ("lundi 9h—12h ; 14h—17h", "Mo 09:00-12:00,14:00-17:00"),
        ("- lundi : 9h-12h\n- mardi : 9h-12h", "Mo-Tu 09:00-12:00"),
        ("• Lundi 9h-12h • Jeudi 14h-17h", "Mo 09:00-12:00; Th 14:00-17:00"),
        ("Lundi 9h-12h.Mardi 9h-12h.", "Mo-Tu 09:00-12:00"),
        ("lundi9h-12h", "Mo 09:00-12:00"),
        ("Lundi 9h - 12h\r\n\r\nMardi 9h - 12h\r\n", "Mo-Tu 09:00-12:00"),
        ("LUN 09H00/12H00 - MAR 09H00/12H00", "Mo-Tu 09:00-12:00"),
        ("Lundi de 9h � 12h", None, "Mo 09:00-12:00"),
        ("Lundi de 9h Ã  12h", None, "Mo 09:00-12:00"),
        ("lunid 9h-12h", None, "Mo 09:00-12:00"),
        ("lundi 9h-12h mardi 9h-12h mercredi 9h-12h", "Mo-We 09:00-12:00"),
        ("lundis 9h-12h", "Mo 09:00-12:00"),
        ("Mar. 14h-17h / Mer. 9h-12h", "Tu 14:00-17:00; We 09:00-12:00"),
        ("ma 14h-17h, me 9h-12h", "Tu 14:00-17:00; We 09:00-12:00"),
        ("9h à 12h le lundi", "Mo 09:00-12:00"),
        ("lundi 9 à 12h", "Mo 09:00-12:00"),
        ("lundi 9h/12h-14h/17h", "Mo 09:00-12:00,14:00-17:00"),
        ("Lundi 9h-12h ; 14h-17h ; Mardi 9h-12h", "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00"),
        ("lundi 8h30 12h00 - 13h30 17h00", "Mo 08:30-12:00,13:30-17:00"),
        ("Le vendredi (sauf fériés) 9h-12h", "Fr 09:00-12:00; PH off"),
        ("lundi de 9 heures 30 à 11 heures 45", "Mo 09:30-11:45"),
        ("lundi (9h-12h), mardi (14h-17h)", "Mo 09:00-12:00; Tu 14:00-17:00"),
        ("Mo 9:00-12:00", "Mo 09:00-12:00"),
        ("lundi : 9h30 à 12h00 et 13h30 à 17h00 ;", "Mo 09:30-12:00,13:30-17:00"),
        ("Monday to Friday 9am-5pm", None, "Mo-Fr 09:00-17:00"),
        ("lundi 1h30-3h30 (après-midi)", None, "Mo 13:30-15:30"),
        ("lundi 9h00 12h00, 14h00 17h00", "Mo 09:00-12:00,14:00-17:00"),
        ("Lundi = 9h-12h", "Mo 09:00-12:00"),
    ),
)


class Reading(enum.Enum):
    """What a parser made of a sign."""

    RIGHT = "right"  # the week that it says; or the text, where nothing else is right
    KEPT = "kept"  # the text, where there was a week to read
    WRONG = "wrong"


def judge(sign: Sign, read: str | None) -> Reading:
    """What a parser's week (None: it kept the text) is worth.

    A week of which no moment is said to be open, each being uncertain in the sign's own words, keeps the
    text.
    """
    if not read or _is_uncertain(sign.text, read):
        return Reading.RIGHT if sign.osm is None else Reading.KEPT
    weeks = (sign.osm, *sign.also) if sign.osm else sign.also
    return Reading.RIGHT if any(same_hours(read, week) for week in weeks) else Reading.WRONG


def _is_uncertain(text: str, read: str) -> bool:
    said = re.findall(r'unknown "([^"]+)"', read)
    return bool(said) and all(words in text.lower() for words in said) and never_surely_open(read)


def tally(
    parse: Callable[[str], str | None], signs: Iterable[Sign] = SIGNS
) -> tuple[Counter[Reading], list[tuple[Sign, str | None]]]:
    """How many signs a parser reads rightly, keeps and gets wrong; and those not right, as it read them."""
    counts: Counter[Reading] = Counter()
    others = []
    for sign in signs:
        read = parse(sign.text)
        reading = judge(sign, read)
        counts[reading] += 1
        if reading is not Reading.RIGHT:
            others.append((sign, read))
    return counts, others
