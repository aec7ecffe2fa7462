# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API assembled from what each application offers, under `/api/v1/`."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView
from rest_framework.views import APIView

from common.costly import UPLOAD, costly
from common.problems import not_found
from data.api import views as imports
from geocoding.api import Geocode, Reverse
from layers.viewport import Towns, Viewport
from mapping.contact_api import ContactItem, StructureContacts
from search.api import Facets, RemoteCollection, StructureCollection, StructureItem, ThemeCollection
from search.words_api import Suggestions, Understanding


def _uploads(view: type[APIView]) -> Callable[..., HttpResponseBase]:
    """A view whose answers to what is sent cost as much as those of the pages that take files."""
    return costly(UPLOAD, ("POST", "PATCH", "DELETE"))(view.as_view())


urlpatterns = [
    path("structures", StructureCollection.as_view(), name="api-structures"),
    path("structures/<int:pk>", StructureItem.as_view(), name="api-structure"),
    path("structures/<int:pk>/contacts", StructureContacts.as_view(), name="api-structure-contacts"),
    path("contacts/<int:pk>", ContactItem.as_view(), name="api-contact"),
    path("a-distance", RemoteCollection.as_view(), name="api-remote"),
    path("facets", Facets.as_view(), name="api-facets"),
    path("viewport", Viewport.as_view(), name="api-viewport"),
    path("viewport/villes", Towns.as_view(), name="api-towns"),
    path("geocode", Geocode.as_view(), name="api-geocode"),
    path("reverse", Reverse.as_view(), name="api-reverse"),
    path("comprendre", Understanding.as_view(), name="api-understand"),
    path("suggestions", Suggestions.as_view(), name="api-suggestions"),
    path("themes", ThemeCollection.as_view(), name="api-themes"),
    path("imports", _uploads(imports.ImportCollection), name="api-imports"),
    path("imports/<int:pk>", _uploads(imports.ImportItem), name="api-import"),
    path("imports/<int:pk>/rows", imports.ImportRows.as_view(), name="api-import-rows"),
    path("imports/<int:pk>/apply", _uploads(imports.ImportApply), name="api-import-apply"),
    path("imports/<int:pk>/undo", _uploads(imports.ImportUndo), name="api-import-undo"),
    path("imports/<int:pk>/redo", _uploads(imports.ImportRedo), name="api-import-redo"),
    path("schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("<path:anything>", csrf_exempt(lambda request, anything: not_found(request))),
]
