"""How sure the geocoding pipeline is, and how fast: `python -m bench.geocoding`."""
