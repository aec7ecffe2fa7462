"""What two hundred texts of hours say at moments where it is easy to be wrong.

Each line is a text of hours and, by hand, its state at some moments of a place in Seine-et-Marne (school zone
C): O open, F closed, R on appointment, ? uncertain (the text or the calendar does not say), X cannot be read.
"""

from datetime import date, datetime, time, timedelta

import pytest

from mapping.timetable import PARIS, State, read

DAYS = {
    # an ordinary week of November, in term
    "lun": date(2026, 11, 23),
    "mar": date(2026, 11, 24),
    "mer": date(2026, 11, 25),
    "jeu": date(2026, 11, 26),
    "ven": date(2026, 11, 27),
    "sam": date(2026, 11, 28),
    "dim": date(2026, 11, 29),
    # public holidays: Armistice (a Wednesday), Christmas and New Year (Fridays), Easter Monday, Labour Day (a
    # Saturday), Ascension (a Thursday), Bastille Day (a Wednesday)
    "armistice": date(2026, 11, 11),
    "noel": date(2026, 12, 25),
    "an": date(2027, 1, 1),
    "paques": date(2027, 3, 29),
    "travail": date(2027, 5, 1),
    "ascension": date(2027, 5, 6),
    "juillet": date(2027, 7, 14),
    # school holidays: Christmas, from 19 December to 3 January, and the days around
    "avant": date(2026, 12, 18),
    "veille": date(2026, 12, 24),
    "vac": date(2026, 12, 28),
    "vacmer": date(2026, 12, 30),
    "vacsam": date(2026, 12, 19),
    "rentree": date(2027, 1, 4),
    # winter holidays of zone C: from 6 to 21 February; and summer
    "hiver": date(2027, 2, 10),
    "apres": date(2027, 2, 24),
    "aout": date(2027, 8, 18),
    # far beyond any school calendar
    "loin": date(2040, 6, 4),
}

HOURS = [
    # the edges of a span: the minute of opening is in, that of closing is out
    ("Mo-Fr 09:00-12:00", "lun 8:59 F, lun 9:00 O, lun 11:59 O, lun 12:00 F, sam 10:00 F"),
    ("Mo-Fr 09:00-12:00,14:00-17:30", "mar 12:30 F, mar 14:00 O, mar 17:29 O, mar 17:30 F"),
    ("Mo,We,Fr 10:00-18:00", "lun 10:00 O, mar 10:00 F, mer 17:00 O, ven 18:00 F"),
    ("Tu-Th 08:30-16:45", "lun 9:00 F, mar 8:30 O, jeu 16:44 O, ven 9:00 F"),
    ("Sa 09:00-12:30", "sam 12:29 O, sam 12:30 F, dim 10:00 F"),
    ("Su 10:00-12:00", "dim 10:00 O, sam 10:00 F"),
    ("Mo-Su 08:00-20:00", "dim 19:59 O, dim 20:00 F, noel 10:00 O"),
    ("08:00-20:00", "dim 8:00 O, lun 7:59 F, noel 12:00 O"),
    ("Mo 09:00-10:00", "lun 9:30 O, mar 9:30 F"),
    ("Mo 09:00-09:30", "lun 9:29 O, lun 9:30 F"),
    ("Fr-Mo 10:00-12:00", "ven 10:00 O, dim 11:00 O, lun 11:00 O, mar 11:00 F"),
    ("Sa-Su 10:00-12:00", "sam 11:00 O, dim 11:00 O, lun 11:00 F"),
    ("Mo-Fr 09:00-12:00; Sa 10:00-12:00", "sam 9:30 F, sam 10:00 O, ven 9:30 O"),
    ("Mo-Fr 09:00-12:00; We 14:00-18:00", "mer 10:00 F, mer 15:00 O, jeu 10:00 O"),
    ("Mo-Fr 09:00-12:00, We 14:00-18:00", "mer 10:00 O, mer 15:00 O, jeu 15:00 F"),
    ("Mo-Fr 09:00-17:00; We off", "mer 10:00 F, jeu 10:00 O"),
    ("Mo-Fr 09:00-17:00; We closed", "mer 10:00 F, jeu 10:00 O"),
    ("We off; Mo-Fr 09:00-17:00", "mer 10:00 O, jeu 10:00 O"),
    ("24/7", "dim 3:00 O, noel 23:59 O, an 0:00 O"),
    ("24/7; PH off", "dim 3:00 O, noel 12:00 F"),
    ("24/7; Su off", "dim 3:00 F, lun 0:00 O"),
    ("off", "lun 10:00 F, noel 10:00 F"),
    ("closed", "lun 10:00 F"),
    ("Mo-Fr off", "lun 10:00 F, sam 10:00 F"),
    ("open", "lun 3:00 O"),
    ("Mo-Fr", "lun 3:00 O, ven 23:00 O, sam 10:00 F"),
    ("Mo-Fr 09:00-12:00 open", "lun 9:00 O, lun 12:00 F"),
    ("Mo-Fr 00:00-24:00", "lun 0:00 O, ven 23:59 O, sam 0:00 F"),
    # midnight
    ("Mo-Fr 20:00-24:00", "lun 23:59 O, mar 0:00 F"),
    ("Mo-Fr 22:00-02:00", "lun 23:00 O, mar 1:59 O, mar 2:00 F, sam 1:00 O, dim 1:00 F, lun 1:00 F"),
    ("Mo-Fr 22:00-26:00", "mar 1:00 O, sam 1:30 O, sam 2:00 F"),
    ("Sa 20:00-04:00", "sam 21:00 O, dim 3:59 O, dim 4:00 F, sam 3:00 F"),
    ("Su 22:00-06:00", "dim 23:00 O, lun 5:00 O, dim 5:00 F"),
    ("Mo-Su 18:00-08:00", "lun 7:59 O, lun 8:00 F, lun 18:00 O, mar 0:00 O"),
    ("Mo-Su 20:00-08:00; PH off", "veille 23:00 O, noel 23:00 F, lun 3:00 O"),
    ("Fr 22:00-24:00; Sa 00:00-02:00", "ven 23:59 O, sam 0:00 O, sam 2:00 F"),
    ("Th 00:00-06:00", "jeu 0:00 O, mer 23:59 F, jeu 6:00 F"),
    ("Mo-Fr 23:00-00:30", "lun 23:30 O, mar 0:29 O, mar 0:30 F"),
    ("Th 18:00-00:00", "jeu 23:59 O, ven 0:00 F"),
    ("Mo-Sa 19:30-07:30", "dim 7:00 O, dim 20:00 F, lun 7:00 F, mar 7:00 O"),
    # public holidays
    (
        "Mo-Fr 09:00-12:00; PH off",
        "noel 10:00 F, veille 10:00 O, armistice 10:00 F, paques 10:00 F, lun 10:00 O",
    ),
    ("Mo-Fr 09:00-12:00; PH closed", "an 10:00 F, juillet 10:00 F"),
    ("Mo-Fr 09:00-12:00", "noel 10:00 O, armistice 10:00 O"),
    ("Mo-Fr 09:00-12:00; PH 10:00-11:00", "noel 9:30 F, noel 10:30 O, lun 9:30 O, lun 11:30 O"),
    ("Mo-Fr,PH 09:00-12:00", "noel 10:00 O, travail 10:00 O, sam 10:00 F"),
    ("PH 10:00-12:00", "noel 10:00 O, lun 10:00 F, travail 11:00 O"),
    ("PH off", "noel 10:00 F, lun 10:00 F"),
    ("Mo-Su 09:00-12:00; PH off", "travail 10:00 F, sam 10:00 O"),
    ("Sa 09:00-12:00; PH off", "travail 10:00 F, sam 10:00 O"),
    ("Th 09:00-12:00; PH off", "ascension 10:00 F, jeu 10:00 O"),
    ("We 14:00-17:00; PH off", "armistice 15:00 F, juillet 15:00 F, mer 15:00 O"),
    ("Mo 14:00-17:00; PH off", "paques 15:00 F, lun 15:00 O"),
    ("Su,PH off", "dim 10:00 F, noel 10:00 F"),
    ("Mo-Sa 10:00-19:00; Su,PH off", "dim 11:00 F, noel 11:00 F, sam 11:00 O"),
    ("Mo-Sa 10:00-19:00; Su,PH 10:00-13:00", "dim 11:00 O, dim 14:00 F, noel 12:00 O, noel 15:00 F"),
    ("Mo-Fr 08:00-18:00; Dec 25 off", "noel 10:00 F, an 10:00 O"),
    ("Mo-Fr 08:00-18:00; Jan 01 off", "noel 10:00 O, an 10:00 F"),
    ("Mo-Fr 08:00-18:00; Dec 24 08:00-12:00", "veille 11:00 O, veille 14:00 F, jeu 14:00 O"),
    (
        "Mo-Fr 08:00-18:00; Dec 24-Jan 01 off",
        "veille 10:00 F, noel 10:00 F, vac 10:00 F, an 10:00 F, rentree 10:00 O",
    ),
    ("Mo-Fr 08:00-18:00; Dec 24-26 off", "veille 10:00 F, vac 10:00 O"),
    ("Mo-Fr 09:00-12:00; PH off; Dec 25 14:00-16:00", "noel 10:00 F, noel 15:00 O"),
    ("Mo-Fr 09:00-12:00; May 01 off; PH 10:00-12:00", "noel 10:30 O, noel 9:30 F"),
    ("PH,Mo 09:00-12:00", "lun 9:00 O, noel 9:00 O, mar 9:00 F"),
    ("Fr 09:00-12:00; PH off", "noel 10:00 F, an 10:00 F, ven 10:00 O"),
    ("Fr 09:00-12:00", "noel 10:00 O, an 10:00 O"),
    # school holidays: « sauf vacances », « vacances seulement », other hours in the holidays
    (
        "Mo-Fr 09:00-12:00; SH off",
        "lun 10:00 O, avant 10:00 O, vac 10:00 F, rentree 10:00 O, hiver 10:00 F, apres 10:00 O",
    ),
    (
        "Mo-Fr 09:00-12:00; PH,SH off",
        "vac 10:00 F, noel 10:00 F, lun 10:00 O, armistice 10:00 F, paques 10:00 F",
    ),
    ("Mo-Fr 09:00-12:00; SH,PH off", "vac 10:00 F, noel 10:00 F, armistice 10:00 F, lun 10:00 O"),
    ("Mo-Fr 09:00-12:00; SH off; PH off", "vac 10:00 F, armistice 10:00 F, lun 10:00 O"),
    ("Mo-Fr 09:00-12:00; PH off; SH off", "vac 10:00 F, armistice 10:00 F, lun 10:00 O"),
    ("SH Mo-Fr 09:00-12:00", "lun 10:00 F, vac 10:00 O, vacsam 10:00 F"),
    ("SH 09:00-12:00", "lun 10:00 F, vac 10:00 O, vacsam 10:00 O, noel 10:00 O"),
    ("SH Mo-Fr 09:00-12:00; PH off", "noel 10:00 F, veille 10:00 O, lun 10:00 F"),
    (
        "We 14:00-17:00; SH Mo-Fr 14:00-17:00",
        "mer 15:00 O, lun 15:00 F, vac 15:00 O, vacmer 15:00 O, apres 15:00 O",
    ),
    ("Tu 09:00-12:00; SH Tu off", "mar 10:00 O, vac 10:00 F"),
    (
        "Mo-Sa 09:00-18:00; SH 10:00-16:00",
        "lun 9:30 O, vac 9:30 F, vac 15:00 O, vacsam 11:00 O, vacsam 17:00 F",
    ),
    ("Sa 09:00-12:00; SH off", "sam 10:00 O, vacsam 10:00 F"),
    ("Mo-Fr 16:30-18:30; SH 09:00-12:00,14:00-18:00", "lun 17:00 O, lun 10:00 F, vac 10:00 O, vac 13:00 F"),
    ("Mo-Fr 09:00-17:00; SH Mo-Fr 09:00-12:00", "lun 15:00 O, vac 15:00 F, vac 11:00 O"),
    ("We 10:00-12:00; SH off", "hiver 11:00 F, apres 11:00 O, mer 11:00 O, vacmer 11:00 F"),
    ("Mo-Su 10:00-18:00; SH off", "aout 11:00 F, dim 11:00 O"),
    ("SH off", "lun 10:00 F, vac 10:00 F"),
    ("SH 24/7", "vac 3:00 X, lun 3:00 X"),
    ("Mo-Fr 09:00-12:00; SH off", "loin 10:00 ?"),
    ("Mo-Fr 09:00-12:00", "loin 10:00 O"),
    ("SH Mo-Fr 09:00-12:00", "loin 3:00 ?"),
    ("Mo-Fr 09:00-12:00 SH", "lun 10:00 X"),
    ("SH,Mo 10:00-12:00", "lun 10:00 X"),
    ("Dec SH 10:00-12:00", "vac 10:00 X"),
    ("Mo-Fr 22:00-02:00; SH off", "lun 23:00 O, vac 23:00 F"),
    # on appointment: « sur RDV »
    ('Mo-Fr 09:00-12:00 "sur rendez-vous"', "lun 10:00 R, lun 13:00 F"),
    ('Mo-Fr 09:00-12:00 "Sur RDV"', "lun 10:00 R"),
    ('Mo-Fr 09:00-12:00 "sur rdv uniquement"', "ven 10:00 R, sam 10:00 F"),
    ('Mo-Fr 09:00-12:00 "RDV par téléphone"', "ven 10:00 R"),
    ('Mo-Fr 09:00-12:00 "prendre rendez vous"', "ven 10:00 R"),
    ('Mo-Fr 09:00-12:00 "by appointment"', "lun 10:00 R"),
    ('Mo-Fr 09:00-12:00 open "sur rendez-vous"', "lun 10:00 R"),
    ('Mo-Fr 09:00-12:00 unknown "sur rendez-vous"', "lun 10:00 R"),
    ('Mo-Fr 09:00-12:00; We 14:00-17:00 "sur rendez-vous"', "mer 15:00 R, mer 10:00 F, lun 10:00 O"),
    ('Mo-Fr 09:00-12:00, We 14:00-17:00 "sur rendez-vous"', "mer 10:00 O, mer 15:00 R"),
    ('Mo-Fr 09:00-12:00, Mo-Fr 14:00-17:00 "sur RDV"', "lun 10:00 O, lun 15:00 R, lun 13:00 F"),
    ('Mo-Fr 09:00-12:00 "sur rendez-vous"; PH off', "noel 10:00 F, lun 10:00 R"),
    ('Mo-Fr 09:00-12:00 "sur RDV"; SH off', "lun 10:00 R, vac 10:00 F"),
    ('Mo-Fr 09:00-12:00; SH Mo-Fr 09:00-12:00 "sur RDV"', "lun 10:00 O, vac 10:00 R"),
    ('Mo-Fr 09:00-12:00; PH 10:00-12:00 "sur RDV"', "noel 11:00 R, noel 9:30 F, lun 11:00 O"),
    ('Sa 22:00-02:00 "sur rendez-vous"', "dim 1:00 R, dim 2:00 F"),
    ('24/7 "sur rendez-vous"', "lun 3:00 R, noel 3:00 R"),
    ('Th 18:00-20:00 "sur rendez-vous"', "jeu 18:00 R, jeu 20:00 F"),
    ('"sur rendez-vous"', "lun 10:00 R, dim 3:00 R"),
    ('"sur RDV"', "lun 10:00 R"),
    ('Mo-Fr 09:00-12:00 || "sur rendez-vous"', "lun 10:00 O, lun 15:00 R, dim 10:00 R"),
    ('Mo "sur rendez-vous"', "lun 10:00 R, mar 10:00 F"),
    ('Mo-Fr 09:00-12:00 off "sur rendez-vous"', "lun 10:00 F"),
    ('Mo-Fr 09:00-12:00 || "sur RDV"; PH off', "lun 15:00 R, lun 10:00 O"),
    (
        'Mo-Fr 09:00-12:00 || Sa 10:00-12:00 "sur rendez-vous"',
        "sam 11:00 R, sam 13:00 F, lun 10:00 O, lun 11:00 O",
    ),
    ('Mo-Fr 09:00-12:00; "sur rendez-vous"', "dim 10:00 R"),
    # a comment that says something else changes nothing
    ('Mo-Fr 09:00-12:00 "entrée par la cour"', "lun 10:00 O"),
    ('Mo-Fr 09:00-12:00 "sans rendez-vous"', "lun 10:00 O"),
    ('Mo-Fr 09:00-12:00 "avec ou sans rendez-vous"', "lun 10:00 O"),
    ('Mo-Fr 09:00-12:00 "accueil libre"', "lun 10:00 O, sam 10:00 F"),
    ('Mo-Fr 09:00-12:00 "no appointment needed"', "lun 10:00 O"),
    ('Mo-Fr 09:00-12:00 "sans RDV"', "lun 10:00 O"),
    ('Mo-Fr 09:00-12:00 "pas de rendez-vous"', "lun 10:00 O"),
    ('Mo-Fr 09:00-12:00 "without appointment"', "lun 10:00 O"),
    ('Mo-Fr 09:00-12:00 "sans rendez-vous le matin, sur rendez-vous ensuite"', "lun 10:00 R"),
    ('Mo-Fr 09:00-12:00 "sans attente, sur rendez-vous"', "lun 10:00 R"),
    ('Mo-Fr 09:00-12:00 "fermé || sur rendez-vous"', "lun 10:00 R, lun 13:00 F"),
    ('Mo-Fr 09:00-12:00 "a; b"', "lun 10:00 O, lun 13:00 F"),
    # uncertain
    ("Mo-Fr 09:00-12:00 unknown", "lun 10:00 ?, lun 13:00 F"),
    ("unknown", "lun 10:00 ?, dim 3:00 ?"),
    ('Mo-Fr 09:00-12:00 unknown "selon les bénévoles"', "lun 10:00 ?"),
    ("Mo-Fr 09:00-12:00; We unknown", "mer 15:00 ?, lun 10:00 O"),
    ("Mo-Fr 09:00-12:00; PH unknown", "noel 10:00 ?, lun 10:00 O"),
    ("Mo-Fr 09:00-12:00; SH unknown", "vac 10:00 ?, lun 10:00 O"),
    ("Mo-Fr 09:00-12:00 || unknown", "lun 10:00 O, lun 15:00 ?, dim 10:00 ?"),
    ("Sa 09:00-12:00 unknown; Mo-Fr 09:00-12:00", "sam 10:00 ?, lun 10:00 O"),
    ('"selon les bénévoles"', "lun 10:00 ?"),
    ("Mo-Fr 22:00-02:00 unknown", "mar 1:00 ?, mar 3:00 F"),
    ("Mo-Fr 09:00-12:00 || Mo-Fr 14:00-17:00 unknown", "lun 10:00 O, lun 15:00 ?, lun 13:00 F, dim 10:00 F"),
    ("Mo-Fr 22:00-02:00 || unknown", "mar 1:00 O, mar 3:00 ?, dim 12:00 ?"),
    ("SH Mo-Fr 10:00-12:00 || unknown", "lun 10:00 ?, vac 10:00 O, vac 13:00 ?"),
    # open-ended
    ("Mo 09:00+", "lun 8:59 F, lun 9:00 O"),
    ("Mo-Fr 18:00+", "lun 17:00 F, lun 18:30 O"),
    # months, dates, weeks, seasons
    ("Nov Mo-Fr 09:00-12:00", "lun 10:00 O, vac 10:00 F"),
    ("Sep-Jun Mo-Fr 09:00-12:00", "lun 10:00 O, juillet 10:00 F, aout 10:00 F"),
    ("Jul-Aug off; Mo-Fr 09:00-12:00", "lun 10:00 O, aout 10:00 O"),
    ("Mo-Fr 09:00-12:00; Jul-Aug off", "lun 10:00 O, aout 10:00 F"),
    ("Mo-Fr 09:00-12:00; Aug off", "juillet 10:00 O, aout 10:00 F"),
    ("Mo-Fr 09:00-12:00; Jul 01-Aug 31 Mo-Fr 08:00-10:00", "aout 9:00 O, aout 11:00 F, lun 11:00 O"),
    (
        "Oct-Mar Mo-Fr 09:00-12:00; Apr-Sep Mo-Fr 08:00-11:00",
        "lun 11:30 O, lun 8:30 F, aout 8:30 O, aout 11:30 F",
    ),
    ("Nov 01-Mar 31 20:00-08:00", "lun 21:00 O, mar 7:00 O, aout 21:00 F"),
    # « 24/7 » stands alone in the syntax
    ("Nov-Mar 24/7", "lun 3:00 X, aout 3:00 X"),
    ("Nov-Mar 00:00-24:00", "lun 3:00 O, aout 3:00 F"),
    ("Dec 20-Jan 05 off", "vac 10:00 F, lun 10:00 F"),
    ("Mo-Fr 09:00-12:00; Dec 20-Jan 03 off", "vac 10:00 F, rentree 10:00 O, avant 10:00 O"),
    ("2026 Nov 26 10:00-16:00", "jeu 10:00 O, ven 10:00 F"),
    ("2026 Nov 23-27 10:00-16:00", "lun 10:00 O, ven 15:00 O, sam 10:00 F"),
    ("2026 Mo-Fr 09:00-12:00", "lun 10:00 O, rentree 10:00 F"),
    ("2027 Mo-Fr 09:00-12:00", "lun 10:00 F, rentree 10:00 O"),
    ("week 48 Mo-Fr 09:00-12:00", "lun 10:00 O, vac 10:00 F"),
    ("week 01-53/2 Mo 09:00-12:00", "lun 10:00 F, vac 10:00 O"),
    ("week 02-52/2 Mo 09:00-12:00", "lun 10:00 O, vac 10:00 F"),
    ("Nov 26 18:00-20:00", "jeu 19:00 O, ven 19:00 F"),
    # the nth of the month: 23 November is the fourth Monday, 25 the last Wednesday
    ("Mo[4] 09:00-12:00", "lun 10:00 O, vac 10:00 O, rentree 10:00 F"),
    ("Mo[1] 09:00-12:00", "lun 10:00 F, rentree 10:00 O"),
    ("Mo[-1] 09:00-12:00", "lun 10:00 F, vac 10:00 O"),
    ("We[-1] 09:00-12:00", "mer 10:00 O, vacmer 10:00 O, armistice 10:00 F"),
    ("We[2] 14:00-16:00", "armistice 15:00 O, mer 15:00 F"),
    ("Th[1,3] 14:00-16:00", "jeu 15:00 F, ascension 15:00 O"),
    ("Th[4] 18:00-20:00", "jeu 19:00 O"),
    ("Sa[1-2] 10:00-12:00", "sam 11:00 F, travail 11:00 O"),
    ("Mo[4] 09:00-12:00; PH off", "lun 10:00 O, paques 10:00 F"),
    ("Tu[2],Tu[4] 09:00-12:00", "mar 10:00 O"),
    # how people write, still readable
    ("Mo-Fr 9:00-12:00", "lun 9:00 O, lun 12:00 F"),
    ("mo-fr 09:00-12:00", "lun 9:00 O"),
    ("Mo-Fr 09:00 - 12:00", "lun 10:00 O"),
    ("Mo - Fr 09:00-12:00", "lun 10:00 X"),
    ("  Mo-Fr 09:00-12:00  ", "lun 10:00 O"),
    ("Mo-Fr 09:00-12:00;", "lun 10:00 O"),
    ("Mo-Fr 09:00-12:00;PH off", "lun 10:00 O, noel 10:00 F"),
    ("Mo-Fr 09:00-12:00,14:00-17:00;Sa 09:00-12:00;PH off", "lun 13:00 F, sam 9:00 O, travail 9:00 F"),
    ("Mo, Tu 09:00-12:00", "lun 10:00 O, mar 10:00 O, mer 10:00 F"),
    # what cannot be read
    ("le jeudi de 9h à 12h", "jeu 10:00 X"),
    ("Lundi 9h-12h", "lun 10:00 X"),
    ("9h-12h", "lun 10:00 X"),
    ("sur rendez-vous", "lun 10:00 X"),
    ("voir le site", "lun 10:00 X"),
    ("Mo-Fr 09:00-", "lun 10:00 X"),
    ("Mo-Fr 25:00-99:00", "lun 10:00 X"),
    ("Xx 09:00-12:00", "lun 10:00 X"),
    ("Mo-Fr 09:00-12:00; jours fériés fermé", "lun 10:00 X"),
    ("Mo-Fr 09:00-12:00 sauf vacances", "lun 10:00 X"),
    ("Mo-Fr 09:00-12:00 sur RDV", "lun 10:00 X"),
    ("", "lun 10:00 X"),
    ("   ", "lun 10:00 X"),
    ("?", "lun 10:00 X"),
    ("-", "lun 10:00 X"),
    ("NC", "lun 10:00 X"),
    ("fermé", "lun 10:00 X"),
    ("variable", "lun 10:00 X"),
    ("https://example.org/horaires", "lun 10:00 X"),
    ("Mo-Fr 09h00-12h00", "lun 10:00 X"),
    # several together, as directories have them
    (
        "Mo,Tu,Th,Fr 08:45-12:00,13:30-17:00; We 08:45-12:00; Sa[1] 09:00-11:30; PH off; SH Sa off",
        "lun 14:00 O, mer 14:00 F, sam 10:00 F, noel 10:00 F, vac 10:00 O",
    ),
    (
        'Mo-Th 09:00-12:30,13:30-17:00; Fr 09:00-12:30,13:30-16:00; PH off; Dec 24-31 off "congés"',
        "ven 16:30 F, jeu 16:30 O, veille 10:00 F, vac 10:00 F, rentree 10:00 O",
    ),
    (
        'Mo-Fr 14:00-17:00 "sans rendez-vous", Mo-Fr 09:00-12:00 "sur rendez-vous"; PH off',
        "lun 15:00 O, lun 10:00 R, noel 10:00 F",
    ),
]

_STATES = {State.OPEN: "O", State.APPOINTMENT: "R", State.UNKNOWN: "?"}


def state(hours: str, moment: datetime) -> str:
    timetable = read(hours, "77288")
    if timetable is None:
        return "X"
    for span in timetable.spans(moment, moment + timedelta(minutes=1)):
        if span.start <= moment < span.end:
            return _STATES[span.state]
    return "F"


def moments(written: str) -> list[tuple[str, datetime, str]]:
    found = []
    for one in written.split(", "):
        day, clock, expected = one.split()
        hour, minute = map(int, clock.split(":"))
        found.append((one, datetime.combine(DAYS[day], time(hour, minute), PARIS), expected))
    return found


def test_there_are_two_hundred():
    assert len({hours for hours, _written in HOURS}) >= 200


@pytest.mark.parametrize(("hours", "written"), HOURS, ids=[hours or "empty" for hours, _written in HOURS])
def test_hours_are_what_they_say(hours, written):
    assert [one for one, moment, expected in moments(written) if state(hours, moment) != expected] == []
