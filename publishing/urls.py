# SPDX-License-Identifier: AGPL-3.0-or-later
"""What machines, partners' sites and staff use: one address, in French."""

from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern, URLResolver

from publishing.bulletins import pages as bulletins
from publishing.editions import pages, part_pages, printing_pages, public_pages
from publishing.editions.models import PrintedFile
from publishing.posters import pages as posters
from publishing.reports import pages as reports
from publishing.satisfaction import pages as satisfaction

_HERE = "professionnels/annuaire-papier/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("professionnels/bilan.pdf", reports.of_territory, name="territory-report-pdf"),
    re_path(r"^structures/(?P<pk>\d{1,18})/bilan\.pdf$", reports.of_structure, name="structure-report-pdf"),
    path(_HERE, pages.editions, name="editions"),
    path(f"{_HERE}nouvelle/", pages.new, name="edition-new"),
    path(f"{_HERE}<int:pk>/", pages.edition, name="edition"),
    path(f"{_HERE}<int:pk>/modifier/", pages.edit, name="edition-edit"),
    path(f"{_HERE}<int:pk>/contenu/", pages.preview, name="edition-preview"),
    path(f"{_HERE}<int:pk>/faire/", pages.make, name="edition-make"),
    path(f"{_HERE}<int:pk>/suivante/", pages.duplicate, name="edition-duplicate"),
    path(f"{_HERE}<int:pk>/supprimer/", pages.remove, name="edition-remove"),
    path(f"{_HERE}<int:pk>/pages/nouvelle/", part_pages.new_chapter, name="edition-chapter-new"),
    path(f"{_HERE}pages/<int:pk>/", part_pages.chapter, name="edition-chapter"),
    path(f"{_HERE}pages/<int:pk>/deplacer/", part_pages.move_chapter, name="edition-chapter-move"),
    path(f"{_HERE}pages/<int:pk>/retirer/", part_pages.remove_chapter, name="edition-chapter-remove"),
    path(f"{_HERE}<int:pk>/emblemes/nouveau/", part_pages.new_emblem, name="edition-emblem-new"),
    path(f"{_HERE}emblemes/<int:pk>/", part_pages.emblem, name="edition-emblem"),
    path(f"{_HERE}emblemes/<int:pk>/deplacer/", part_pages.move_emblem, name="edition-emblem-move"),
    path(f"{_HERE}emblemes/<int:pk>/retirer/", part_pages.remove_emblem, name="edition-emblem-remove"),
    path(f"{_HERE}tirages/<int:pk>/", printing_pages.printing, name="printing"),
    path(f"{_HERE}tirages/<int:pk>/arreter/", printing_pages.stop, name="printing-stop"),
    path(f"{_HERE}tirages/<int:pk>/publier/", printing_pages.publish, name="printing-publish"),
    path(f"{_HERE}tirages/<int:pk>/retirer/", printing_pages.withdraw, name="printing-withdraw"),
    path(f"{_HERE}tirages/<int:pk>/supprimer/", printing_pages.remove, name="printing-remove"),
    path(_HERE, include("publishing.recipients.urls")),
    path(
        "annuaire-papier/<int:pk>.pdf",
        public_pages.file,
        {"which": PrintedFile.Which.SCREEN.value},
        name="printed-book",
    ),
    path(
        "annuaire-papier/<int:pk>-imprimeur.pdf",
        public_pages.file,
        {"which": PrintedFile.Which.PRINTER.value},
        name="printed-book-printer",
    ),
    path("reseau/bulletins/<int:pk>.pdf", bulletins.paper, name="bulletin-pdf"),
    path("", include("publishing.embedding.urls")),
    path("affiches.pdf", posters.posters, name="posters"),
    path("depliants.pdf", posters.leaflets, name="leaflets"),
    path("professionnels/affiches.pdf", posters.searched_posters, name="searched-posters"),
    path("professionnels/depliants.pdf", posters.searched_leaflets, name="searched-leaflets"),
    re_path(r"^structures/(?P<pk>\d{1,18})/affiche\.pdf$", posters.poster, name="structure-poster"),
    re_path(r"^structures/(?P<pk>\d{1,18})/depliant\.pdf$", posters.leaflet, name="structure-leaflet"),
    re_path(
        r"^structures/(?P<pk>\d{1,18})/satisfaction/papier/$", satisfaction.sheets, name="satisfaction-sheets"
    ),
]
