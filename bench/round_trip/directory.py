"""Structures that say everything that the directory can hold, in every way that a spreadsheet may hurt."""

import random
from datetime import date, timedelta
from itertools import cycle

from django.contrib.gis.geos import Point

from data.imports.values.identifiers import is_siret
from mapping import finer, vocabulary
from mapping.models import Contact, Service, Session, Structure, Visibility
from places.models import Commune

SEED = 20_261_129
# Code, telephone of the place, as the directory writes numbers.
_PLACES = (
    ("77288", "01 64 52 89 {:02d}"), ("01004", "04 74 38 05 {:02d}"), ("2A004", "04 95 51 52 {:02d}"),
    ("97411", "0262 20 12 {:02d}"), ("97105", "0590 82 12 {:02d}"), ("97209", "0596 60 12 {:02d}"),
    ("97302", "0594 30 12 {:02d}"), ("97608", "0269 61 12 {:02d}"), ("77284", "3949"), ("75056", "115"),
    ("77288", "+32 2 279 22 {:02d}"), ("77288", ""),
)  # fmt: skip
_NAMES = (
    "Centre social « Le Tournesol » n° {n}", 'Maison "du quartier" ; accueil {n}', "=Somme & Cie {n}",
    "مركز المدينة {n}", "Українська спілка {n}", "+Proche {n}", "L'Étape, ou presque {n}", "@telier {n}",
    "Point d’accès – œuvre {n}", "-Relais- {n}", "Ağaç ve ev {n}", "日本 {n}", "0{n}", "'Apostrophe {n}",
)  # fmt: skip
_TEXTS = (
    "Une association.\nOuverte à tous ; « vraiment », dit-on.", "", "نرحب بالجميع\nكل يوم",
    "Accueil\n\nen deux parties",
    '"Entre guillemets"; et après', "-12 % sur tout", "Repas 😀 et café", "Ouvert ≥ 3 jours ‒ toujours",
)  # fmt: skip
_HOURS = (
    "Mo-Fr 08:30-12:30,14:00-17:00; PH off", "24/7", "", "Tu[1,3] 09:00-12:00", "Sur appel le matin",
    'We 14:00-16:00 "sur rendez-vous"',
)  # fmt: skip
_DIGITAL = (
    "numerique--acceder-a-une-connexion-internet",
    "numerique--maitriser-les-fondamentaux-du-numerique",
)
_PAPERS = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
_WITHHELD = (Visibility.PROFESSIONALS, Visibility.OWNERS)
_PUBLICS = [code for code, _label in vocabulary.PUBLICS if code != finer.TOUS_PUBLICS]


def make(count: int, seed: int = SEED) -> list[Structure]:
    """That many structures with their services, contacts and sessions; always the same for one seed."""
    chance = random.Random(seed)
    communes = Commune.objects.in_bulk({code for code, _phone in _PLACES})
    places = cycle(_PLACES)
    structures = [_structure(n, chance, communes, *next(places)) for n in range(1, count + 1)]
    made = Structure.objects.bulk_create(structures)
    services = Service.objects.bulk_create(
        _service(number, rank, structure, chance, communes)
        for number, structure in enumerate(made, 1)
        for rank in range(number % 5 if number % 7 else 1)
    )
    Contact.objects.bulk_create(
        _contact(number, service.structure, service if number % 3 else None)
        for number, service in enumerate(services, 1)
        if number % 2
    )
    Session.objects.bulk_create(
        Session(service=service, first_day=date(2026, 9, 7), last_day=date(2027, 6, 25), details="Année")
        for service in services[::9]
    )
    return made


def _structure(n: int, chance: random.Random, communes: dict, code: str, phone: str) -> Structure:
    commune = communes.get(code) or communes["77288"]
    point = commune.point or Point(2.66, 48.539)
    networks = [one for one, _label in vocabulary.RESEAUX_PORTEURS]
    return Structure(
        source=("dora", "annuaire", "reperes")[n % 3],
        source_id=f"s-{n}" if n % 4 else f"{n:014d}",
        nom=_NAMES[n % len(_NAMES)].format(n=n),
        description=_TEXTS[n % len(_TEXTS)],
        siret=_siret(chance) if n % 3 else "",
        adresse=f"{n} bis, rue de l'Essai" if n % 11 else f"{n}/12 rue des  Écoles",
        complement_adresse=("", "Bât. B ; 2e étage", "1-2", "الطابق الثاني")[n % 4],
        code_postal=(commune.postcodes or ["77000"])[0],
        commune_nom=commune.nom,
        commune=commune,
        position=Point(
            round(point.x + chance.uniform(-0.01, 0.01), 7), round(point.y + chance.uniform(-0.01, 0.01), 7),
            srid=4326,
        ),
        position_precision="address" if n % 6 else "commune",
        position_origin="tests",
        telephone=phone.format(n % 100),
        courriel=f"accueil-{n}@example.org" if n % 5 else "",
        site_web=f"https://example.org/?a={n}&b=2" if n % 4 else "",
        horaires_accueil=_HOURS[n % len(_HOURS)],
        accessibilite_lieu=f"https://acceslibre.beta.gouv.fr/{n}/" if n % 3 else "",
        accessible=(True, False, None)[n % 3],
        reseaux_porteurs=chance.sample(networks, n % 4),
        porteur=("", "association", "institution")[n % 3],
        vocation=("", "generale")[n % 2],
        equipements=chance.sample([code for code, _label in vocabulary.EQUIPEMENTS], n % 3),
        bureau_confidentiel=(None, True, False)[n % 3],
        lien_source=f"https://example.org/s/{n}" if n % 2 else "",
        date_maj=date(2024, 1, 1) + timedelta(days=n % 600) if n % 3 else None,
        address_visibility=Visibility.PUBLIC if n % 8 else _WITHHELD[n % 16 // 8],
    )  # fmt: skip


def _service(number: int, rank: int, structure: Structure, chance: random.Random, communes: dict) -> Service:
    n = number * 10 + rank
    themes = [code for code, _label in vocabulary.THEMATIQUES]
    said = chance.sample(themes, 1 + n % 3) + ([_DIGITAL[n % 2]] if number % 2 else [_PAPERS])
    own_place = {}
    if n % 13 == 0:
        other = communes["01004"]
        own_place = {
            "adresse": f"{n} place d'Armes", "code_postal": "01500",
            "commune_nom": other.nom, "commune": other,
            "position": Point(5.3586, 45.9608, srid=4326), "position_precision": "address",
        }  # fmt: skip
    return Service(
        structure=structure, source=structure.source, source_id=f"v-{n}",
        nom=f"{('Atelier « débutants »', 'ورشة', '=Cours; du soir', 'Permanence')[n % 4]} {rank}",
        description=_TEXTS[n % len(_TEXTS)],
        type=("atelier", "accompagnement", "formation", "")[n % 4],
        thematiques=list(dict.fromkeys(said)),
        frais=("gratuit", "payant", "", "marchand")[n % 4],
        frais_precisions=("", "10 € l’année", "5,50 €; 2 € réduit")[n % 3],
        publics=["tous-publics"] if n % 6 == 0 else chance.sample(_PUBLICS, n % 3),
        publics_precisions=("", "Majeurs, « ou presque »")[n % 2],
        conditions_acces=("", "Aucune\nsinon la patience")[n % 2],
        modes_accueil=[["en-presentiel"], ["a-distance", "en-presentiel"], []][n % 3],
        zone_eligibilite=[["77288", "01004"], ["77"], ["france"], [], ["01"]][n % 5],
        telephone=("01 64 52 89 01", "", "0262 20 12 34", "3949")[n % 4],
        courriel=f"cours-{n}@example.org" if n % 3 else "",
        lien_mobilisation=f"https://example.org/rdv?n={n}" if n % 4 else "",
        modes_mobilisation=[["telephoner"], ["se-presenter", "telephoner"], []][n % 3],
        mobilisable_par=[["usagers"], ["professionnels", "usagers"], []][n % 3],
        mobilisation_precisions=("", "Appeler le matin ; puis l'après-midi")[n % 2],
        volume_horaire_hebdomadaire=(None, 2.5, 35, 1.25)[n % 4],
        nombre_semaines=(None, 10, 30)[n % 3],
        horaires_accueil=_HOURS[n % len(_HOURS)],
        lien_source=f"https://example.org/v/{n}" if n % 2 else "",
        date_maj=date(2025, 1, 1) + timedelta(days=n % 300) if n % 2 else None,
        langues=[["ar", "uk"], ["en"], []][n % 3], niveaux=[["A1", "A2"], ["B1"], []][n % 3],
        capacite=(None, 12, 20)[n % 3], places_restantes=(None, 3, 0)[n % 3],
        places_restantes_le=date(2026, 11, 1) if n % 3 else None,
        liste_attente=(None, True, False)[n % 3], garde_enfants=(True, None, False)[n % 3],
        garde_enfants_precisions="dès 3 mois ; « sur place »" if n % 3 == 0 else "",
        rendez_vous=[["sur-rendez-vous"], [], ["sans-rendez-vous"]][n % 3],
        interprete=(None, False, True)[n % 3], falc=(True, None, False)[n % 3],
        a_apporter=("", "Pièce d’identité\nJustificatif")[n % 2],
        **own_place,
    )  # fmt: skip


def _contact(n: int, structure: Structure, service: Service | None) -> Contact:
    return Contact(
        structure=structure, service=service,
        nom=("Camille Essai", "أمينة", "D’Arc, Jeanne")[n % 3] + f" {n}",
        fonction=("Directrice", "Chargé(e) d'accueil ; soir", "")[n % 3],
        telephone=("06 12 34 56 78", "0692 12 34 56", "")[n % 3],
        courriel=f"p{n}@example.org" if n % 2 else "",
    )  # fmt: skip


def _siret(chance: random.Random) -> str:
    """A number with the right key; one in three begins with zeros, which spreadsheets lose."""
    while True:
        body = f"{'00' if chance.random() < 0.3 else ''}{chance.randrange(10**13, 10**14)}"[:13]
        found = next((f"{body}{key}" for key in range(10) if is_siret(f"{body}{key}")), "")
        if found:
            return found
