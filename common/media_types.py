"""Media types that several pages answer with."""

GEOJSON = "application/geo+json"
