# SPDX-License-Identifier: AGPL-3.0-or-later
"""A resource as its page and its sheet of paper tell it, in a language, to a reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.roles import Role
from common.dates import in_words
from common.links import outgoing
from mapping.models import SeenBy, VisibleStructure
from mapping.presentation import short_name, slug_of, structure_path
from mapping.vocabulary import PUBLICS, THEME_BY_CODE, ThemeSpec
from network.languages import FRENCH, Language, language_of
from network.links.found_in import addresses_of
from network.models import Attachment, Audience, LifeCourse, LinkCheck, Resource, State, Translation
from network.models.translation import TRANSLATED
from network.resources import who_does_what
from network.resources.reviewing import is_to_review
from network.resources.who_acts import Doer, doers
from network.territories import names
from network.text import contents, words
from network.text.rendering import rendered, steps

# A table of contents helps where there is something to go through.
# Whoever wrote it says it is right as they write: that is no reading again.
_STILL_WRITING = timedelta(hours=1)
_HEADINGS, _WORDS = 3, 2_000
_PUBLICS = dict(PUBLICS)
_COURSES = dict(LifeCourse.choices)


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the four facts of a procedure."""

    label: str
    value: str
    language: Language


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A language that the sheet may be read in, and where."""

    language: Language
    url: str
    print_url: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """A structure that the sheet speaks of."""

    name: str
    commune: str
    url: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A file to take away or to look at; `size` in words."""

    id: str
    label: str
    name: str
    size: str
    is_picture: bool


class Sheet:
    """A resource in a language: what is translated by the translation, the rest by the resource.

    `translation` is None for French, and where nobody translated it.
    """

    def __init__(self, resource: Resource, translation: Translation | None, role: Role) -> None:
        self.resource, self.translation, self.role = resource, translation, role
        self.language = language_of(translation.language if translation else FRENCH)

    def said(self, name: str) -> str:
        """A text of it, by the name of its column: translated, else in French, so that what nobody translated
        is there all the same."""
        own = getattr(self.translation, name) if self.translation else ""
        return str(own or getattr(self.resource, name))

    def language_of(self, name: str) -> Language:
        """The language in which a text of it is said: French where it is not translated."""
        is_translated = self.translation is not None and bool(getattr(self.translation, name))
        return self.language if is_translated else language_of(FRENCH)

    @property
    def is_partly_french(self) -> bool:
        """Whether something of it is said in French because nobody translated it."""
        return self.translation is not None and any(
            getattr(self.resource, name) and not getattr(self.translation, name) for name in TRANSLATED
        )

    @property
    def id(self) -> int:
        """Its number."""
        return self.resource.pk

    @property
    def title(self) -> str:
        """Its title, without the « (exemple) » that the badge says."""
        return short_name(self.said("title"), self.resource.is_example)

    @property
    def summary(self) -> str:
        """What it is in one sentence."""
        return self.said("summary")

    @property
    def kind(self) -> str:
        """What it is: « Fiche pratique »."""
        return str(self.resource.get_kind_display())

    @property
    def is_for_professionals(self) -> bool:
        """Whether visitors do not read it."""
        return self.resource.audience > Audience.PUBLIC

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn, which only professionals see."""
        return self.resource.state == State.WITHDRAWN

    @cached_property
    def is_outdated(self) -> bool:
        """Whether the French says something else since it was translated."""
        return self.translation is not None and self.translation.is_outdated

    @cached_property
    def facts(self) -> list[Fact]:
        """When, where, how much, how long: those that are said."""
        told = (
            (_("Quand"), "fact_when"),
            (_("Où"), "fact_where"),
            (_("Combien"), "fact_cost"),
            (_("Délai"), "fact_delay"),
        )
        return [
            Fact(label, self.said(name), self.language_of(name)) for label, name in told if self.said(name)
        ]

    @cached_property
    def steps(self) -> list[SafeString]:
        """The steps, in their order."""
        return steps(self.said("steps"))

    @cached_property
    def html(self) -> SafeString:
        """The text as it is read."""
        text = self.text
        return rendered(text, anchors="partie", sizes=contents.sizes(text)) if text else SafeString()

    def html_of(self, text: str) -> SafeString:
        """A part of the text as it is printed."""
        return rendered(text, level=2, sizes=contents.sizes(text))

    @property
    def text(self) -> str:
        """The text as it was written."""
        return self.said("text")

    @cached_property
    def contents(self) -> list[contents.Heading]:
        """The headings of the text; none where it is short."""
        found = contents.headings(self.text, anchors="partie") if self.text else []
        return found if len(found) >= _HEADINGS and len(self.text) >= _WORDS else []

    @cached_property
    def minutes(self) -> int:
        """About how many minutes it takes to be listened to."""
        return words.minutes_to_listen("\n\n".join([self.summary, self.said("steps"), self.text]))

    @cached_property
    def who_does_what(self) -> who_does_what.WhoDoesWhat | None:
        """Its table of tasks; None without any."""
        table = who_does_what.read(self.resource.tasks)
        return table if table.tasks else None

    @property
    def due(self) -> str:
        """The deadline, in words."""
        if said := self.said("due_words"):
            return said
        return in_words(self.resource.due_on, "DATE_FORMAT") if self.resource.due_on else ""

    @property
    def link(self) -> str:
        """The address that a link, a form or a document leads to; empty for none."""
        return outgoing(self.resource.link)

    @property
    def source_link(self) -> str:
        """The address of the official source; empty for none."""
        return outgoing(self.resource.source_link)

    @property
    def source(self) -> str:
        """What the official source is called; its address where it has no name."""
        return self.resource.source_name or self.source_link

    @property
    def to_review(self) -> bool:
        """Whether it is to be read again."""
        return is_to_review(self.resource)

    @property
    def read_by(self) -> str:
        """« relue le 20 novembre par la préfecture », « écrite le 20 novembre » until somebody reads it
        again; empty where nobody says."""
        if not self.resource.verified_at:
            return ""
        if self.resource.verified_at - self.resource.created_at < _STILL_WRITING:
            # Nobody has read it again since it was written.
            return _("écrite le %(day)s") % {"day": day_text(self.resource.created_at)}
        said = {
            SeenBy.STRUCTURE: _("relue le %(day)s par la structure"),
            SeenBy.STAFF: _("relue le %(day)s par la préfecture"),
            SeenBy.NETWORK: _("relue le %(day)s par le réseau"),
        }.get(SeenBy(self.resource.verified_by), "")
        return said % {"day": day_text(self.resource.verified_at)} if said else ""

    @property
    def themes(self) -> list[ThemeSpec]:
        """Its themes."""
        return [THEME_BY_CODE[code] for code in self.resource.themes if code in THEME_BY_CODE]

    @property
    def publics(self) -> list[str]:
        """For whom it is."""
        return [str(_PUBLICS[code]) for code in self.resource.publics if code in _PUBLICS]

    @property
    def life_courses(self) -> list[tuple[str, str]]:
        """Where in a life it comes: codes and labels."""
        return [
            (code, str(_COURSES[code])) for code in self.resource.life_courses if code in LifeCourse.values
        ]

    @property
    def of_the_document(self) -> list[Language]:
        """The languages of the document, or site, that it leads to."""
        return [language_of(code) for code in self.resource.languages]

    @cached_property
    def territory(self) -> str:
        """Where it holds; empty for everywhere."""
        place = (self.resource.territory_kind, self.resource.territory_code)
        return names([place]).get(place, "")

    @cached_property
    def organisation(self) -> tuple[str, str]:
        """Who keeps it, and their page; empty where it is not the reader's to know, as for who holds a
        structure."""
        held = self.resource.organisation
        if held is None or not (held.is_public or self.role >= Role.PROFESSIONAL):
            return "", ""
        return held.name, reverse("organisation", args=[held.pk, slug_of(held.name)])

    @cached_property
    def structures(self) -> list[Spoken]:
        """The structures that it speaks of, those that the reader sees."""
        return [
            Spoken(
                short_name(one.nom, one.is_example),
                one.commune_nom,
                structure_path(one.id, one.nom),
                one.is_example,
            )
            for one in self._spoken
        ]

    @cached_property
    def _spoken(self) -> list[VisibleStructure]:
        if not self.resource.structures:
            return []
        seen = VisibleStructure.objects.seen_by(self.role).filter(pk__in=self.resource.structures)
        told = {one.id: one for one in seen}
        return [told[number] for number in dict.fromkeys(self.resource.structures) if number in told]

    @cached_property
    def doers(self) -> Mapping[str, Doer]:
        """Who does the tasks, by name, with what one may do next."""
        table = self.who_does_what
        return doers(table, self._spoken, self.role) if table else {}

    @cached_property
    def attachments(self) -> list[Given]:
        """Its files, but for the pictures that its text shows already."""
        shown = set(contents.pictures(self.text)) if self.text else set()
        every = Attachment.objects.filter(resource=self.resource.pk).select_related("file")
        return [given(one) for one in every if one.file_id not in shown]

    @cached_property
    def dead_links(self) -> list[LinkCheck]:
        """The addresses that do not answer any more, for professionals to put right."""
        if self.role < Role.PROFESSIONAL:
            return []
        return list(LinkCheck.objects.dead().filter(url__in=addresses_of(self.resource, self._translations)))

    @cached_property
    def _translations(self) -> list[Translation]:
        return list(self.resource.translations.all())

    @cached_property
    def languages(self) -> list[InLanguage]:
        """Every language that it may be read in, French first."""
        codes = [FRENCH, *(one.language for one in self._translations)]
        return [self._in(language_of(code)) for code in codes]

    def _in(self, language: Language) -> InLanguage:
        path = in_language("resource", self.resource, language)
        paper = in_language("resource-print", self.resource, language)
        return InLanguage(language, path, paper, language.code == self.language.code)


def given(one: Attachment) -> Given:
    """A file of a resource, as pages name it."""
    file = one.file
    return Given(
        str(file.pk), one.label, file.name, filesizeformat(file.size), file.media_type.startswith("image/")
    )


def in_language(name: str, resource: Resource, language: Language) -> str:
    """The address of a resource's page in a language: that of the site's own pages where they are in it, a
    word of the query beside the French ones where they are not."""
    with override(language.code if language.is_of_the_site else FRENCH):
        path = reverse(name, args=[resource.pk, resource.slug])
    return path if language.is_of_the_site else f"{path}?langue={language.code}"


def day_text(moment: datetime) -> str:
    """« 20 novembre », with its year where it is another than this one."""
    day = timezone.localdate(moment)
    is_this_year = day.year == timezone.localdate().year
    return in_words(day, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")


def printed_parts(text: str, most: int) -> tuple[str, bool]:
    """As many whole parts of a text, each from a heading to the next, as hold in `most` characters, and
    whether that is all of it."""
    kept: list[str] = []
    for part in _parts(text):
        if sum(map(len, kept)) + len(part) > most:
            return "\n".join(kept), False
        kept.append(part)
    return "\n".join(kept), True


def _parts(text: str) -> Iterable[str]:
    lines: list[str] = []
    is_code = False
    for line in text.split("\n"):
        is_code ^= line.lstrip().startswith(("```", "~~~"))
        if line.startswith("#") and lines and not is_code:
            yield "\n".join(lines)
            lines = []
        lines.append(line)
    if lines:
        yield "\n".join(lines)


def chosen(translations: Sequence[Translation], code: str) -> Translation | None:
    """The translation in a language, where there is one."""
    return next((one for one in translations if one.language == code), None)
