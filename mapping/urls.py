"""The public pages, in every language."""

from django.urls import path, re_path

from mapping import pages

urlpatterns = [
    path("", pages.home, name="home"),
    re_path(r"^structures/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", pages.structure, name="structure"),
    re_path(r"^structures/(?P<pk>\d{1,18})/$", pages.structure, name="structure-short"),
]
