# SPDX-License-Identifier: AGPL-3.0-or-later
"""The geocoder of the container: import /data/adresses.ndjson.gz if it changed, then answer on port 7878."""

import sys
from pathlib import Path

from tools.address_server import GeocoderError, LocalGeocoder

DATA = Path("/data")
DOCUMENTS = DATA / "adresses.ndjson.gz"


def main() -> int:
    """Index the addresses where they are new, serve them on port 7878, and return the status to end with."""
    if not DOCUMENTS.exists():
        print(
            f"Il manque {DOCUMENTS} : copiez-y un fichier « addok » de la Base Adresse Nationale.",
            file=sys.stderr,
        )
        return 1
    try:
        with LocalGeocoder(DATA / "index", Path("/opt/addok"), 7878, host="0.0.0.0") as geocoder:
            geocoder.start_index()
            geocoder.load([DOCUMENTS])
            geocoder.serve()
            print(f"GEOCODER_EDITION={geocoder.edition}", flush=True)
            return geocoder.wait()
    except GeocoderError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
