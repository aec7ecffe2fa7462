# SPDX-License-Identifier: AGPL-3.0-or-later
"""An edition of the printed directory, what is written for it, and each time that it was made."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from files.models import File
from mapping import vocabulary
from mapping.models.codes import codes
from mapping.models.constraints import known_values, not_blank
from network.models.common import THEMES, territory_is_whole
from places.territories import Territory, TerritoryKind, territory
from publishing.book.content import Paper

_CODE_LENGTH = 50
# A euro a page is more than any printer asks.
MAX_PRICE = Decimal("1")
MAX_COPIES = 1_000_000
PAPERS = [(one.value, one.value.upper()) for one in Paper]


class Cut(models.TextChoices):
    """How a book is cut into parts, each with its map."""

    EPCI = "epci", "une partie par intercommunalité"
    COMMUNE = "commune", "une partie par commune"
    ONE = "one", "une seule partie"


class Edition(models.Model):
    """What a book is to be: its cover, where and of what it tells, what it costs.

    `themes` and `publics` are those that services are asked for; none for all. `sheets` numbers resources of
    the network. `follows` is an edition whose readers are told what changed since. `version` grows at each
    edit, so that two people do not write over each other.
    """

    title = models.CharField("titre", max_length=120)
    subtitle = models.CharField("sous-titre", max_length=200, blank=True)
    period = models.CharField("période", max_length=60, blank=True)
    publisher = models.CharField("publié par", max_length=150, blank=True)
    about = models.TextField("qui le publie, à qui écrire", max_length=1500, blank=True)
    territory_kind = models.CharField(
        max_length=11, choices=[(kind.value, kind.value) for kind in TerritoryKind]
    )
    territory_code = models.CharField(max_length=_CODE_LENGTH)
    themes = codes("thèmes", THEMES)
    publics = codes("publics", vocabulary.PUBLICS)
    cut = models.CharField("parties", max_length=7, choices=Cut, default=Cut.EPCI)
    season_from = models.DateField("agenda, du", null=True, blank=True)
    season_until = models.DateField("agenda, au", null=True, blank=True)
    sheets = ArrayField(models.BigIntegerField(), verbose_name="fiches pratiques", default=list, blank=True)
    paper = models.CharField(
        "papier",
        max_length=2,
        choices=PAPERS,
        default=Paper.A5.value,
    )
    price_page = models.DecimalField(
        "prix d’une page (€)",
        max_digits=6,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    copies = models.PositiveIntegerField("exemplaires", null=True, blank=True)
    follows = models.ForeignKey(
        "self",
        verbose_name="édition d’avant",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(
        User, verbose_name="faite par", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("faite le", default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        User, verbose_name="changée par", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField("changée le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "édition"
        verbose_name_plural = "éditions"
        ordering = ["-created_at", "-pk"]
        constraints = [
            not_blank("edition", "title"),
            territory_is_whole("edition"),
            known_values("edition", "themes", [code for code, _label in THEMES]),
            models.CheckConstraint(
                condition=Q(season_from__isnull=True, season_until__isnull=True)
                | Q(season_from__isnull=False, season_until__gte=F("season_from")),
                name="edition_season_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.period}" if self.period else self.title

    @property
    def territory(self) -> Territory | None:
        """Where it tells of; None for a territory that is no more."""
        return territory(TerritoryKind(self.territory_kind), self.territory_code)


class EditionChapter(models.Model):
    """A page written for a book, in Markdown (`network.text`), read before the directory."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="chapters")
    position = models.PositiveIntegerField("rang", default=0)
    title = models.CharField("titre", max_length=150)
    text = models.TextField("texte", max_length=60_000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "page d’une édition"
        verbose_name_plural = "pages des éditions"
        ordering = ["position", "pk"]
        constraints = [not_blank("editionchapter", "title")]

    def __str__(self) -> str:
        return self.title


class EditionEmblem(models.Model):
    """The emblem of who pays for a book: its picture, what it shows, and what is said beside it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="emblems")
    position = models.PositiveIntegerField("rang", default=0)
    file = models.ForeignKey(File, verbose_name="fichier", on_delete=models.PROTECT, related_name="+")
    alt = models.CharField("ce que l’on voit", max_length=200)
    words = models.CharField("ce qui est écrit à côté", max_length=300, blank=True)

    class Meta:
        verbose_name = "emblème d’une édition"
        verbose_name_plural = "emblèmes des éditions"
        ordering = ["position", "pk"]
        constraints = [not_blank("editionemblem", "alt")]

    def __str__(self) -> str:
        return self.alt


class PrintingState(models.TextChoices):
    """Where the making of a book is."""

    WAITING = "waiting", "en attente"
    DOING = "doing", "en cours"
    DONE = "done", "fait"
    FAILED = "failed", "pas fait"
    STOPPED = "stopped", "arrêté"


UNDER_WAY = (PrintingState.WAITING, PrintingState.DOING)


class Printing(models.Model):
    """An edition made into a book, once.

    `phase` (in words), `percent` and `told_at` say how far it is, `stop` that somebody asked to give it up,
    `tries` how many workers began it, `problem` why it was not made. `scope` is of what it tells
    (`frozen.scope_of`), `unseen` where it has letters that no font shows (`unseen.Unseen`), `read_on` the day
    on which its content was read. While `published_at` says a moment, visitors take it away, and what changed
    since is told from it. Its files are gone after `deleted_at`.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="printings")
    asked_at = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    asked_by = models.ForeignKey(
        User, verbose_name="demandé par", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField("état", max_length=7, choices=PrintingState, default=PrintingState.WAITING)
    unseen = models.JSONField("lettres qu’aucune police n’a", default=list, blank=True)
    phase = models.CharField(max_length=80, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    stop = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    title = models.CharField("titre", max_length=120)
    subtitle = models.CharField("sous-titre", max_length=200, blank=True)
    period = models.CharField("période", max_length=60, blank=True)
    paper = models.CharField("papier", max_length=2, choices=PAPERS)
    scope = models.JSONField("champ", default=dict)
    read_on = models.DateField("contenu du", null=True, blank=True)
    made_at = models.DateTimeField("fait le", null=True, blank=True)
    pages = models.PositiveIntegerField("pages", null=True, blank=True)
    entries_count = models.PositiveIntegerField("structures", null=True, blank=True)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    published_by = models.ForeignKey(
        User, verbose_name="publié par", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deleted_at = models.DateTimeField("supprimé le", null=True, blank=True)

    class Meta:
        verbose_name = "tirage"
        verbose_name_plural = "tirages"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            # Two people who ask at once are given one book.
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state__in=[one.value for one in UNDER_WAY]),
                name="printing_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(state=PrintingState.DONE.value),
                name="printing_published_is_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.period}" if self.period else self.title

    @property
    def is_under_way(self) -> bool:
        """Whether somebody waits for it."""
        return self.state in UNDER_WAY

    @property
    def has_files(self) -> bool:
        """Whether it can be taken away."""
        return self.state == PrintingState.DONE and self.deleted_at is None


class PrintedEntry(models.Model):
    """What a book said of a structure, kept to tell the next time what changed."""

    printing = models.ForeignKey(Printing, on_delete=models.CASCADE, related_name="entries")
    structure = models.BigIntegerField()
    told = models.JSONField()

    class Meta:
        verbose_name = "fiche imprimée"
        verbose_name_plural = "fiches imprimées"
        constraints = [models.UniqueConstraint(fields=["printing", "structure"], name="printedentry_once")]

    def __str__(self) -> str:
        return f"{self.printing_id} {self.structure}"


class PrintedFile(models.Model):
    """The bytes of a book: for the screen, or for the printer."""

    class Which(models.TextChoices):
        SCREEN = "screen", "à lire à l’écran"
        PRINTER = "printer", "pour l’imprimeur"

    printing = models.ForeignKey(Printing, on_delete=models.CASCADE, related_name="files")
    which = models.CharField(max_length=7, choices=Which)
    size = models.PositiveIntegerField("taille (octets)")
    content = models.BinaryField()

    class Meta:
        verbose_name = "fichier d’un tirage"
        verbose_name_plural = "fichiers des tirages"
        constraints = [models.UniqueConstraint(fields=["printing", "which"], name="printedfile_once")]

    def __str__(self) -> str:
        return f"{self.printing_id} {self.which}"
