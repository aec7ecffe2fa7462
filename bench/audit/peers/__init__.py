"""The usual ways to put many places on a Leaflet map, and a server for their pages on the loopback."""

import contextlib
import gzip
import json
import mimetypes
from pathlib import Path

from django.contrib.staticfiles import finders

from bench.audit.lighthouse import markercluster
from bench.audit.loopback import Answer, serving

HERE = Path(__file__).parent


def server(places: dict, theme: str, tiles: str) -> contextlib.AbstractContextManager[str]:
    """The address of `plain.html` and `markercluster.html`, over `places` (a GeoJSON collection)."""
    leaflet = Path(finders.find("js_lib_leaflet/leaflet.js")).parent
    folders = {"leaflet": leaflet, "cluster": markercluster()}
    made = {"places.json": places, "settings.json": {"theme": theme, "tiles": tiles}}
    ready = {name: gzip.compress(json.dumps(content).encode()) for name, content in made.items()}

    def answer(path: str) -> Answer:
        folder, _slash, name = path.lstrip("/").rpartition("/")
        headers = {"Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream"}
        if name in ready:
            return ready[name], headers | {"Content-Encoding": "gzip"}
        file = folders.get(folder, HERE) / Path(name).name
        return (file.read_bytes(), headers) if file.is_file() else None

    return serving(answer)
