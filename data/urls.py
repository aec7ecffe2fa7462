# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from accounts.charter import accepted
from data.pages import (
    communes,
    control,
    correcting,
    exports,
    gate,
    imports,
    lessons,
    merge,
    new_structure,
    sources,
)

urlpatterns = [
    path("exports/<slug:kind>", exports.export, name="export"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.import_run, name="import"),
    path("imports/<int:pk>/colonnes/", imports.import_columns, name="import-columns"),
    path("imports/<int:pk>/valeurs/", lessons.import_values, name="import-values"),
    path("imports/<int:pk>/communes/", communes.import_communes, name="import-communes"),
    path("imports/<int:pk>/cellules/", lessons.import_cells, name="import-cells"),
    path("imports/<int:pk>/repeter/", imports.import_rehearse, name="import-rehearse"),
    path("imports/<int:pk>/appliquer/", imports.import_apply, name="import-apply"),
    path("imports/<int:pk>/annuler/", imports.import_undo, name="import-undo"),
    path("imports/<int:pk>/ici/", imports.import_now, name="import-now"),
    path("imports/<int:pk>/avant-d-ecrire/", gate.import_gate, name="import-gate"),
    path("imports/<int:pk>/a-corriger.xlsx", correcting.import_workbook, name="import-workbook"),
    path("imports/<int:pk>/corriger/", correcting.import_correct, name="import-correct"),
    path("imports/<int:pk>/arreter/", control.import_stop, name="import-stop"),
    path("imports/<int:pk>/supprimer/", control.import_forget, name="import-forget"),
    path("imports/<int:pk>/refaire/", control.import_redo, name="import-redo"),
    path("imports/<int:pk>/prevenir/", control.import_watch, name="import-watch"),
    path("structures/nouvelle/", accepted(new_structure.new_structure), name="structure-new"),
    path("professionnels/sources/", sources.sources, name="sources"),
    path("professionnels/sources/decrire/", sources.describe, name="source-describe"),
    path("professionnels/sources/<slug:code>/", sources.source, name="source"),
    path("professionnels/sources/<slug:code>/releve/", sources.set_schedule, name="source-schedule"),
    path("professionnels/sources/<slug:code>/appris/<int:pk>/oublier/", sources.forget, name="source-forget"),
    path("professionnels/sources/<slug:code>/supprimer/", sources.delete, name="source-delete"),
    path("doublons/", merge.duplicates, name="duplicates"),
    path("doublons/<int:pk>/", merge.duplicate, name="duplicate"),
]
