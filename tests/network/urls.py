"""The site with a form that has a text to write, as the rooms that have texts will have one."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from geoapp.urls import urlpatterns as site
from network.text.fields import MarkdownField
from network.text.pages import preview

TEMPLATE = """
{% extends "base.html" %}
{% from "network/text/editor.html" import editor with context %}
{% block title %}Écrire{% endblock %}
{% block styles %}
  <link rel="stylesheet" href="{{ static('css/prose.css') }}">
  <link rel="stylesheet" href="{{ static('css/editor.css') }}">
{% endblock %}
{% block scripts %}<script type="module" src="{{ static('js/text-editor.js') }}"></script>{% endblock %}
{% block content %}
  <div class="page page--text">
    <h1 class="page__title">Écrire</h1>
    {% if kept is defined %}<p id="kept">Gardé</p>{% endif %}
    <form method="post" novalidate>
      {{ csrf_input }}
      {{ editor(form["corps"], pictures) }}
      <button class="btn" type="submit">Enregistrer</button>
    </form>
  </div>
{% endblock %}
"""


@dataclass
class Picture:
    id: UUID
    words: str


class Sheet(forms.Form):
    corps = MarkdownField(label="texte", help_text="Ce que dit la fiche.")


def write(request: HttpRequest) -> HttpResponse:
    form = Sheet(request.POST or None)
    told = {"form": form, "pictures": [Picture(UUID("3f2504e0-4f89-11d3-9a0c-0305e82c3301"), "un plan")]}
    if form.is_valid():
        told["kept"] = True
    return HttpResponse(engines["jinja2"].from_string(TEMPLATE).render(told, request))


urlpatterns = [
    path("essai/rendu/", preview, name="text-preview"),
    *i18n_patterns(path("essai/ecrire/", write, name="essay"), prefix_default_language=False),
    *site,
]
handler404 = "geoapp.errors.page_not_found"
