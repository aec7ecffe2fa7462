from django.urls import path, re_path

from layers import outlines, tiles

urlpatterns = [
    re_path(r"^couches/communes/(?P<departement>\d[\dAB]\d?)\.geojson$", outlines.communes, name="outlines"),
    path("tiles/structures/<int:z>/<int:x>/<int:y>.mvt", tiles.structures, name="tile"),
]
