# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path, re_path

from layers import areas, base_outlines, territories, tiles

urlpatterns = [
    re_path(
        r"^couches/communes/(?P<departement>\d[\dAB]\d?)\.geojson$", base_outlines.communes, name="outlines"
    ),
    re_path(
        r"^couches/intercommunalites/(?P<departement>\d[\dAB]\d?)\.geojson$",
        territories.intercommunalities,
        name="intercommunalities",
    ),
    re_path(
        r"^couches/departements/(?P<departement>\d[\dAB]\d?)\.geojson$",
        territories.departements,
        name="departements",
    ),
    path("couches/france.geojson", territories.country, name="country"),
    path("couches/zones/<int:pk>.geojson", territories.deposited, name="deposited-zones"),
    path("couches/zones-desservies/<int:pk>.geojson", areas.service_areas, name="service-areas"),
    path("tiles/structures/<int:z>/<int:x>/<int:y>.mvt", tiles.structures, name="tile"),
]
