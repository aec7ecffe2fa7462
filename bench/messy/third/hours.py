"""Sixty and more other texts of opening hours, with the conventions of `bench.messy.hours`."""

from bench.messy.hours import SIGNS as FIRST
from bench.messy.hours import Sign
from bench.messy.second.hours import SIGNS as SECOND

_RDV = '"sur rendez-vous"'
_WEEK = "Mo-Fr 09:00-12:00,14:00-17:00"


def _signs(kind: str, *lines: tuple) -> list[Sign]:
    return [Sign(line[0], line[1], kind, tuple(line[2:])) for line in lines]


SIGNS: tuple[Sign, ...] = (
    *_signs(
        "third: plain",
        ("lun-ven : 8h45-12h15 // 13h45-17h15", "Mo-Fr 08:45-12:15,13:45-17:15"),
        ("L/Ma/J/V : 9h-12h", "Mo-Tu,Th-Fr 09:00-12:00"),
        ("Du lundi au vendredi 9h/12h-13h30/17h30 et le samedi 9h/12h",
         "Mo-Fr 09:00-12:00,13:30-17:30; Sa 09:00-12:00"),
        ("Lundi, mercredi et vendredi matin : 8h30-12h30", "Mo,We,Fr 08:30-12:30"),
        ("9h - 12h : lundi, mardi ; 14h - 18h : jeudi", "Mo-Tu 09:00-12:00; Th 14:00-18:00"),
        ("ouvert lundi 14 h à 18 h, mardi à vendredi 9 h à 12 h et 14 h à 18 h",
         "Mo 14:00-18:00; Tu-Fr 09:00-12:00,14:00-18:00"),
        ("mercredi après midi de 13H30 à 17H30", "We 13:30-17:30"),
        ("Mar - Jeu : 10h00 > 12h30", "Tu-Th 10:00-12:30"),
        ("mardi:14h00-18h00,mercredi:10h00-12h00", "Tu 14:00-18:00; We 10:00-12:00"),
        ("Lundi au jeudi 8:30-17:30, vendredi 8:30-16:30", "Mo-Th 08:30-17:30; Fr 08:30-16:30"),
        ("samedi matin (9h30 - 12h)", "Sa 09:30-12:00"),
        ("du lundi au vendredi de 8h30 à 12h00 et 13h30 à 16h30 (16h le vendredi)", None,
         "Mo-Th 08:30-12:00,13:30-16:30; Fr 08:30-12:00,13:30-16:00"),
        ("Tous les jeudis 17h30 - 19h30", "Th 17:30-19:30"),
        ("Le mardi et le jeudi de dix heures à midi", None, "Tu,Th 10:00-12:00"),
        ("LUNDI\n08h30 - 12h00\n13h30 - 17h00\n\nJEUDI\n08h30 - 12h00",
         "Mo 08:30-12:00,13:30-17:00; Th 08:30-12:00"),
        ("du lundi au vendredi, sauf le mercredi : 9h-17h", "Mo-Tu,Th-Fr 09:00-17:00"),
        ("7 jours sur 7 de 8h à 20h", "Mo-Su 08:00-20:00"),
    ),
    *_signs(
        "third: weeks of a month, seasons, holidays",
        ("1er, 3e et 5e mercredis du mois 9h-12h", "We[1,3,5] 09:00-12:00"),
        ("Le premier lundi de chaque mois de 14h à 17h", "Mo[1] 14:00-17:00"),
        ("2ème et dernier vendredi du mois : 9h30-11h30", "Fr[2,-1] 09:30-11:30", "Fr[2],Fr[-1] 09:30-11:30"),
        ("un mardi sur deux (semaines impaires) 14h-17h", None,
         "week 1-53/2 Tu 14:00-17:00", "week 01-53/2 Tu 14:00-17:00"),
        ("lundi 14h-16h (hors vacances de la zone C)", None, "Mo 14:00-16:00; SH off"),
        ("lun-ven 9h-12h, fermé la semaine de Noël", None, "Mo-Fr 09:00-12:00; week 52 off"),
        ("mardi et jeudi 9h-11h30 - pas d'accueil pendant les vacances scolaires",
         "Tu,Th 09:00-11:30; SH off"),
        ("du lundi au samedi 9h-19h sauf jours fériés et 1 sem. en août", None, "Mo-Sa 09:00-19:00; PH off"),
        ("Ouvert toute l'année, du lundi au vendredi 9h-12h / 14h-17h", _WEEK),
        ("fermé en juillet et août ; mercredi 14h-18h", "We 14:00-18:00; Jul-Aug off"),
        ("D'octobre à avril : samedi 14h-17h", "Oct-Apr Sa 14:00-17:00", "Oct-Apr: Sa 14:00-17:00"),
        ("vacances : 10h-18h du mardi au vendredi", None, "SH Tu-Fr 10:00-18:00"),
        ("prochaines dates : 7/10, 21/10, 4/11", None),
    ),
    *_signs(
        "third: appointments and telephones",
        ("Lundi au vendredi 9h-12h sur RDV, 14h-17h sans RDV", None,
         f"Mo-Fr 14:00-17:00, Mo-Fr 09:00-12:00 {_RDV}"),
        ("sur RDV du lundi au jeudi, 9h-17h", f"Mo-Th 09:00-17:00 {_RDV}"),
        ("mardi 9h-12h (RDV conseillé)", "Tu 09:00-12:00", f"Tu 09:00-12:00 {_RDV}",
         'Tu 09:00-12:00 "RDV conseillé"'),
        ("jeudi 14h-17h sur inscription", None, 'Th 14:00-17:00 "sur inscription"', "Th 14:00-17:00",
         f"Th 14:00-17:00 {_RDV}"),
        ("RDV uniquement via Doctolib", None, _RDV),
        ("Sur rendez-vous au 01 99 00 33 21 du lundi au vendredi", None, _RDV, f"Mo-Fr {_RDV}"),
        ("sans RDV mercredi 13h30-16h ; sur RDV les autres jours", None),
        ("Accueil tél. lundi-vendredi 9h-12h30", None),
        ("appeler le 01 99 00 33 21 le matin", None),
        ("mercredi 9h-12h, se présenter avant 11h", "We 09:00-12:00",
         'We 09:00-12:00 "se présenter avant 11h"'),
        ("Mardi 13h30 à 16h30 avec ou sans RDV", "Tu 13:30-16:30",
         'Tu 13:30-16:30 "avec ou sans rendez-vous"', 'Tu 13:30-16:30 "avec ou sans RDV"'),
    ),
    *_signs(
        "third: more than one thing",
        ("CAF : mardi 9h-12h / CPAM : jeudi 14h-17h", None),
        ("cours mardi et jeudi, inscriptions lundi 14h-16h", None),
        ("Gr. A : lun 9h-11h ; Gr. B : lun 14h-16h", None),
        ("Bibliothèque 10h-18h, espace numérique 14h-17h, du mardi au samedi", None),
        ("à Nemours le lundi 9h-12h et à Souppes le jeudi 14h-16h", None),
        ("distribution mercredi 14h-16h (inscription à partir de 13h)", "We 14:00-16:00",
         'We 14:00-16:00 "inscription à partir de 13h"'),
        ("hommes : lundi 8h-11h ; femmes : mardi 8h-11h", None,
         'Mo 08:00-11:00 "hommes"; Tu 08:00-11:00 "femmes"', "Mo-Tu 08:00-11:00"),
        ("vendredi 9h30-11h30 (salle Rosa-Parks)", "Fr 09:30-11:30",
         'Fr 09:30-11:30 "salle Rosa-Parks"'),
        ("lundi 9h-12h : Mme Koné ; jeudi 9h-12h : M. Colin", None, "Mo,Th 09:00-12:00",
         'Mo 09:00-12:00 "Mme Koné"; Th 09:00-12:00 "M. Colin"'),
    ),
    *_signs(
        "third: vague, odd or broken",
        ("cf. planning", None),
        ("horaires mairie", None),
        ("NC (à vérifier)", None),
        ("lundi ?", None),
        ("mardi 14h - ?", None),
        ("20h / semaine", None),
        ("début des cours le 22/09", None),
        ("mercredi toute la journée", None),
        ("lundi 9h-12h et 14h-17h (à confirmer)", None, "Mo 09:00-12:00,14:00-17:00",
         'Mo 09:00-12:00,14:00-17:00 "à confirmer"'),
        ("du lundi au vendredi 9h00-17h00-", None, "Mo-Fr 09:00-17:00"),
        ("lundi 14h-17h mardi", None),
        ("mardi : 9h-12h; jeudi : idem", None, "Tu,Th 09:00-12:00"),
        ("Lun, Mar, Jeu, Ven = 9H00-12H00 & 13H30-17H00 ; Mer = 9H00-12H00",
         "Mo-Tu,Th-Fr 09:00-12:00,13:30-17:00; We 09:00-12:00"),
        ("jeudi de 9 h 00 à 12 h 00  et  de 13 h 30 à 17 h 00", "Th 09:00-12:00,13:30-17:00"),
        ("lundi 0900-1200", None, "Mo 09:00-12:00"),
        ("vend. 14h‑16h30", "Fr 14:00-16:30"),
        ("mardi 9h30 / 11h30 – jeudi 13h30 / 15h30", "Tu 09:30-11:30; Th 13:30-15:30"),
        ("Mon-Fri 9:00-12:00 & 14:00-17:00", None, _WEEK),
    ),
)  # fmt: skip


def signs(which: str = "first") -> tuple[Sign, ...]:
    """The texts of one of the three sets, or of `all` of them."""
    return {"first": FIRST, "second": SECOND, "third": SIGNS, "all": FIRST + SECOND + SIGNS}[which]
