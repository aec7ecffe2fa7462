# SPDX-License-Identifier: AGPL-3.0-or-later
"""`make geocoder`: addok on loopback, over addresses of the Base Adresse Nationale given or downloaded."""

import os
import urllib.request
from pathlib import Path

from tools.address_server import GeocoderError, LocalGeocoder
from tools.console import LOCAL, Stop, alone, say, step
from tools.environment import GEOCODER_VENV, ensure_geocoder_environment
from tools.system import ensure_geocoder_packages

HOME = LOCAL / "geocoder"
DOCUMENTS = HOME / "documents"
DEFAULT_PORT = 7878
_EXAMPLE = "BAN=chemin/adresses-addok-77.ndjson.gz make geocoder"
# One file a département, in addok's own form (Licence Ouverte 2.0), refreshed every week.
BAN = "https://adresse.data.gouv.fr/data/ban/adresses/latest/addok/adresses-addok-{departement}.ndjson.gz"


def prepare() -> None:
    """Packages of the system and environment of addok; quick when both are there."""
    with alone("geocoder", "Une autre commande prépare déjà le géocodeur : attente…"):
        ensure_geocoder_packages()
        ensure_geocoder_environment()


def run() -> int:
    """Import what is not imported yet and serve until Ctrl-C; the exit code."""
    port = _port()
    prepare()
    documents = _documents()
    with alone("geocoder-run", "Le géocodeur de ce dossier tourne déjà : attente…"):
        try:
            with LocalGeocoder(HOME, GEOCODER_VENV, port) as geocoder:
                geocoder.start_index()
                with step("Import des adresses (quelques minutes pour un département, la première fois)"):
                    geocoder.load(documents)
                geocoder.serve()
                say(
                    f"\nGéocodeur prêt. Pour que le site s'en serve, dans un autre terminal :\n"
                    f"  GEOCODER_URL={geocoder.url} GEOCODER_EDITION={geocoder.edition} make run\n"
                    "(Ctrl-C pour arrêter)"
                )
                return geocoder.wait()
        except GeocoderError as error:
            raise Stop(str(error)) from error
        except KeyboardInterrupt:
            say("\nGéocodeur arrêté ; ce qui est importé reste prêt.")
            return 0


def _documents() -> list[Path]:
    """The files named by BAN (several, by spaces), else the département's, downloaded once."""
    if named := os.environ.get("BAN", "").split():
        files = [Path(name).expanduser().resolve() for name in named]
        if absent := [str(file) for file in files if not file.is_file()]:
            raise Stop(f"Fichier introuvable : {', '.join(absent)}. {_EXAMPLE}")
        return files
    departement = os.environ.get("DEPARTEMENT", "77")
    target = DOCUMENTS / f"adresses-addok-{departement}.ndjson.gz"
    if not target.exists():
        _download(BAN.format(departement=departement), target)
    return [target]


def _download(address: str, target: Path) -> None:
    DOCUMENTS.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    with step(f"Téléchargement de {target.name}"):
        try:
            with urllib.request.urlopen(address, timeout=30) as answer, partial.open("wb") as out:
                while chunk := answer.read(1 << 20):
                    out.write(chunk)
        except OSError as error:
            raise Stop(
                f"{address} n'a pas pu être téléchargé ({error}).\n"
                f"Prenez ce fichier ailleurs et donnez-le : {_EXAMPLE}"
            ) from error
    partial.replace(target)


def _port() -> int:
    text = os.environ.get("GEOCODER_PORT", str(DEFAULT_PORT))
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Stop(f"GEOCODER_PORT={text} : donnez un nombre entre 1 et 65535.")
    return int(text)
