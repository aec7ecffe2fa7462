# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the public reads, the same in every language."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from evaluation.charter import public_page
from evaluation.observatory import page
from evaluation.satisfaction import vote
from evaluation.surveys import answering

urlpatterns: list[URLPattern | URLResolver] = [
    path("charte-qualite/", public_page.quality_charter, name="quality-charter"),
    path("observatoire/", page.observatory, name="observatory"),
    path("avis/", vote.start, name="opinion-start"),
    path("avis/merci/", vote.thanks, name="opinion-thanks"),
    path("avis/<str:code>/", vote.opinion, name="opinion"),
    path("enquetes/<int:pk>/", answering.public, name="survey-public"),
    path("enquetes/<int:pk>/resultats/", answering.shown, name="survey-shown"),
    path("enquetes/merci/", answering.thanks, name="survey-thanks"),
]
