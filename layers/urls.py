from django.urls import re_path

from layers import outlines

urlpatterns = [
    re_path(r"^couches/communes/(?P<departement>\d[\dAB]\d?)\.geojson$", outlines.communes, name="outlines"),
]
