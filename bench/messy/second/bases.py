"""Bases that somebody keeps: a site's table with its HTML, a base between its figures and its lists."""

import datetime
from collections import Counter
from html.entities import codepoint2name

from bench.messy import habits as h
from bench.messy.book import Book, at, codes, ignorable, kept
from bench.messy.second.author import author
from bench.messy.second.cells import Say, in_turn, no_data, say, says
from bench.messy.world import World


def _entities(text: str) -> str:
    """A text as an old site keeps it: « L&#039;Arbre &agrave; palabres »."""
    names = {code: name for code, name in codepoint2name.items() if code > 127}
    escaped = text.replace("&", "&amp;").replace("'", "&#039;")
    return "".join(f"&{names[ord(one)]};" if ord(one) in names else one for one in escaped)


@author(
    "export-site-internet",
    "csv",
    "HTML and its entities",
    "NULL where nothing is",
    "columns of a program",
    kind="csv",
    delimiter=",",
)
def website(w: World, book: Book) -> None:
    """The table behind the map of an association's site, as its database gave it."""

    def nom(line: h.Line) -> h.Written:
        return _entities(line.org.nom), at(line.org.key, "nom", line.org.nom)

    def street(line: h.Line) -> h.Written:
        return _entities(line.org.address.line), at(line.org.key, "adresse", line.org.address.line)

    def town(line: h.Line) -> h.Written:
        return _entities(line.org.address.commune.name), at(
            line.org.key, "commune", line.org.address.commune.name
        )

    def content(line: h.Line) -> h.Written:
        text = line.org.description
        return f"<p>{_entities(text)}</p>", kept(line.org.key, text)

    def slug(line: h.Line) -> h.Written:
        return line.org.courriel.split("@")[1].split(".")[0], ignorable("of the program")

    def modified(line: h.Line) -> h.Written:
        day = datetime.date(*line.org.updated)
        return f"{day.isoformat()} {8 + line.index % 10:02d}:22:31", at(line.org.key, "date_maj", day)

    def null(_line: h.Line) -> h.Written:
        return "NULL", ignorable("says that there is none")

    def number(line: h.Line) -> h.Written:
        text = str(120 + 3 * line.index)
        return text, at(line.org.key, "source_id", text)

    columns = [
        ("post_id", number),
        ("post_status", h.constant("publish", lambda _line: ignorable("of the program"))),
        ("post_title", nom),
        ("post_name", slug),
        ("post_content", content),
        ("meta_adresse", street),
        ("meta_cp", h.postcode("text")),
        ("meta_ville", town),
        ("meta_tel", in_turn(h.telephone("spaces", empty=0), h.telephone("glued", empty=0), null)),
        ("meta_email", in_turn(h.mail(empty=0), null, h.mail(empty=0), h.mail(empty=0))),
        ("meta_lat", h.latitude("text")),
        ("meta_lng", h.longitude("text")),
        ("meta_icone", h.constant("marker-red", lambda _line: ignorable("of the program"))),
        ("post_modified", modified),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(30, "63", "67")))


_KINDS = ("Accueil de jour", "Aide alimentaire", "Accès aux droits", "Cours de français")
_THEMES = {
    "Accueil de jour": say("Accueil de jour"),
    "Aide alimentaire": say(
        "Aide alimentaire", thematiques=codes("equipement-et-alimentation--alimentation")
    ),
    "Accès aux droits": say(
        "Accès aux droits", thematiques=codes("difficultes-administratives-ou-juridiques--*")
    ),
    "Cours de français": say(
        "Cours de français", thematiques=codes("lecture-ecriture-calcul--maitriser-le-francais")
    ),
}


@author(
    "synthese-base-listes",
    "figures on the first sheet, the data on the second",
    "lists for the drop-downs on a hidden sheet",
    "empty rows above",
)
def pivot(w: World, book: Book) -> None:
    """A table of counts, then the base, then the lists that its cells are chosen from."""
    orgs = w.orgs(32, "59")
    kinds = [_KINDS[(3 * index) % 4 if index % 5 else 2] for index in range(len(orgs))]
    towns = sorted({org.address.commune.name for org in orgs})
    summary = book.sheet("Synthèse")
    counts = Counter(zip((org.address.commune.name for org in orgs), kinds, strict=True))
    for column, text in enumerate(("Étiquettes de lignes", *_KINDS, "Total général"), 1):
        book.put(summary, 3, column, text, ignorable("figures"))
    for row, town in enumerate((*towns, "Total général"), 4):
        book.put(summary, row, 1, town, ignorable("figures"))
        of_town = [counts[town, kind] for kind in _KINDS]
        if town == "Total général":
            of_town = [kinds.count(kind) for kind in _KINDS]
        for column, count in enumerate((*of_town, sum(of_town)), 2):
            book.put(summary, row, column, count or None, ignorable("figures"))
    columns = [
        ("Type de réponse", lambda line: _typed(line, kinds[line.index])),
        ("Commune", h.town()),
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("Code postal", h.postcode()),
        ("Téléphone", h.telephone("spaces", "dots", empty=0.1)),
        ("RDV", says(_appointment("Sur RDV", "sur"), _appointment("Sans RDV", "sans"), no_data("nsp"))),
    ]
    h.table(book, book.sheet("Base"), 1, columns, h.lines_of(orgs))
    lists = book.sheet("Listes", hidden=True)
    for column, values in enumerate((_KINDS, tuple(towns), ("Sur RDV", "Sans RDV", "nsp")), 1):
        for row, value in enumerate(values, 1):
            book.put(lists, row, column, value, ignorable("a list to choose from"))


def _typed(line: h.Line, kind: str) -> h.Written:
    one = _THEMES[kind]
    return one.text, one.meaning(line.offer)


def _appointment(text: str, code: str) -> Say:
    return say(text, rendez_vous=codes(f"{code}-rendez-vous"))
