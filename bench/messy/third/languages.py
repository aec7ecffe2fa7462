"""Files in two languages: French and English headings, Ukrainian names of what is offered."""

from bench.messy import habits as h
from bench.messy import weeks
from bench.messy.book import Book, Place, at, codes, ignorable, stored
from bench.messy.second.cells import in_turn, no_data, say, says, service_lines
from bench.messy.third.author import author
from bench.messy.third.cells import EXILES, FOOD, FRENCH, HEALTH, HOUSING, RIGHTS, about
from bench.messy.world import World

_NEEDS = (
    say("Cours de français / French classes", thematiques=FRENCH),
    say("Aide juridique / Legal aid", thematiques=RIGHTS),
    say("Santé / Health", thematiques=HEALTH),
    say("Food bank", thematiques=FOOD),
    say("Logement / Housing", thematiques=HOUSING),
)
_WHOM = (
    say("Réfugiés / Refugees", publics=(codes("refugies-bpi"), EXILES)),
    say("Tous / Everyone", publics=codes("tous-publics")),
    say("Women & children", unsure=True, publics=(codes("femmes"), codes("femmes", "familles"))),
    say("Demandeurs d'asile / Asylum seekers", publics=(codes("demandeurs-asile"), EXILES)),
    say("Families / Familles", publics=codes("familles")),
)
_SPOKEN = (
    say("FR / EN", langues=codes("fr", "en")),
    say("FR, UA, RU", langues=codes("fr", "uk", "ru")),
    say("français + dari (interprète)", langues=codes("fr", "fa")),
    say("English only on Tuesdays", unsure=True, langues=codes("en")),
    say("FR", langues=codes("fr")),
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _english_week(line: h.Line) -> h.Written:
    """« Mon, Tue 9:00-12:00; Thu 14:00-16:30 »."""
    days_of: dict[tuple, list[str]] = {}
    for day, spans in sorted(line.org.week.items()):
        days_of.setdefault(spans, []).append(_DAYS[day])
    text = "; ".join(
        f"{', '.join(days)} {weeks.spans(spans, ':', '-', ' & ')}" for spans, days in days_of.items()
    )
    return text, at(line.org.key, "horaires_accueil", weeks.osm(line.org.week))


@author("welcome-list-fr-en", "headings in two languages", "values in two languages", "hours in English")
def bilingual(w: World, book: Book) -> None:
    """A volunteers' list for newcomers: both languages in the headings, one or both in the cells."""
    columns = [
        ("Nom / Name", h.name()),
        ("Adresse / Address", h.address_line()),
        ("Ville / Town", h.postcode_and_town()),
        ("Tél / Phone", h.telephone("+33 (0)", "spaces", "+33", empty=0)),
        ("Mail", h.mail(empty=0.2)),
        ("Quoi / What", says(*_NEEDS)),
        ("Pour qui / For whom", says(*_WHOM, step=2)),
        ("Langues / Languages", says(*_SPOKEN, step=3)),
        ("Horaires / Opening hours", in_turn(_english_week, h.hours("h", "-", " & "))),
        (
            "Gratuit / Free?",
            says(say("Yes / oui", frais="gratuit"), say("oui", frais="gratuit"), no_data("?"), say("")),
        ),
        ("How to get there", h.remark("bus 3, stop Mairie", "RER D + 10 min walk", share=0.5)),
    ]
    sheet = book.sheet("Welcome")
    book.put(sheet, 1, 1, "Welcome to Seine-et-Marne! / Bienvenue !", ignorable("title"))
    h.table(book, sheet, 3, columns, h.lines_of(w.orgs(26, "77", association=0.7)))


_OFFERS = (
    ("Cours de français (курси французької)", "mardi, jeudi 10h-12h", "Tu,Th 10:00-12:00"),
    ("Café-rencontre (зустріч)", "samedi 15h-17h", "Sa 15:00-17:00"),
    ("Aide aux papiers (допомога з документами)", "lundi 14h-16h30", "Mo 14:00-16:30"),
    ("Vestiaire (одяг)", "mercredi 9h30-11h30", "We 09:30-11:30"),
)


@author("accueil-ukraine", "a row per service", "letters of another alphabet", "« idem » and ditto marks")
def ukrainian(w: World, book: Book) -> None:
    """What a town offers to people of Ukraine: each activity named in both alphabets, « idem » below."""
    lines = service_lines(book, w.orgs(11, "77", "67", association=0.8), lambda org: 1 + org.number % 3)
    for line in lines:
        nom, text, osm = _OFFERS[(line.org.number + line.about["number"]) % len(_OFFERS)]
        line.about.update(nom=nom, text=text, osm=osm)

    def again(habit: h.Habit) -> h.Habit:
        """From the second activity on, « idem »."""

        def written(line: h.Line) -> h.Written:
            value, meaning = habit(line)
            return ("idem" if line.about["number"] and value is not None else value), meaning

        return written

    def activity(line: h.Line) -> h.Written:
        nom = line.about["nom"]
        return nom, stored(Place(line.service, "nom", nom, (nom.split(" (")[0],)))

    columns = [
        ("Організація / Structure", again(h.name())),
        ("Адреса / Adresse", again(h.whole_address("{line}, {postcode} {town}"))),
        ("Діяльність / Activité", activity),
        ("Коли / Quand", about("text", "horaires_accueil", lambda line: line.about["osm"])),
        ("Телефон / Tél.", again(h.telephone("spaces", empty=0))),
        (
            "Мова / Langue",
            says(say("укр. / ukr.", langues=codes("uk")), say(""), say("рос./russe", langues=codes("ru"))),
        ),
    ]
    h.table(book, book.sheet("Україна"), 1, columns, lines)
