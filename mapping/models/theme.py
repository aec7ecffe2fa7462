"""Map themes and the thématiques they gather, as rows that SQL can join.

The rows mirror `mapping.vocabulary`, which stays the only place where they are declared; they
are brought up to date after every `migrate`.
"""

from data_inclusion.schema import v1
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mapping import tags, vocabulary


class Theme(models.Model):
    """What people pick on the map: a few words, a colour, a pictogram."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    code = models.SlugField(_("code"), unique=True)
    nom = models.CharField(_("nom"), max_length=60)
    colour = models.CharField(_("couleur"), max_length=7)
    pictogram = models.CharField(_("pictogramme"), max_length=40)

    class Meta:
        verbose_name = _("thème")
        verbose_name_plural = _("thèmes")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.nom


class Thematique(models.Model):
    """A data·inclusion thématique; it belongs to exactly one theme."""

    code = models.CharField(_("code"), max_length=120, primary_key=True)
    nom = models.CharField(_("nom"), max_length=200)
    theme = models.ForeignKey(
        Theme, verbose_name=_("thème"), on_delete=models.PROTECT, related_name="thematiques"
    )

    class Meta:
        verbose_name = _("thématique")
        verbose_name_plural = _("thématiques")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.nom


class Tag(models.Model):
    """The number of a word that a filter can ask for, where SQL can read it (`mapping.tags`)."""

    key = models.CharField(max_length=140, primary_key=True)
    number = models.IntegerField(unique=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


@transaction.atomic
def sync_vocabulary() -> None:
    """Make the three tables say what `mapping.vocabulary` and the installed schema say, and nothing more.

    The search's rows do not follow: whoever calls makes them again.
    """
    _follow_at_once(False)
    Theme.objects.bulk_create(
        [
            Theme(id=t.id, code=t.code, nom=str(t.nom), colour=t.colour, pictogram=t.pictogram)
            for t in vocabulary.THEMES
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["code", "nom", "colour", "pictogram"],
    )
    Thematique.objects.bulk_create(
        [
            Thematique(code=member.value, nom=member.label, theme_id=vocabulary.theme_of(member.value).id)
            for member in v1.Thematique
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["nom", "theme"],
    )
    Thematique.objects.exclude(code__in=vocabulary.values(v1.Thematique)).delete()
    Theme.objects.exclude(id__in=[t.id for t in vocabulary.THEMES]).delete()
    known = dict(Tag.objects.values_list("key", "number"))
    changed = {key: number for key, number in tags.TAGS.items() if known.get(key) != number}
    # Two words may have exchanged their numbers, and the number of one that is gone may be another's now.
    Tag.objects.filter(~Q(key__in=tags.TAGS) | Q(key__in=changed) | Q(number__in=changed.values())).delete()
    Tag.objects.bulk_create([Tag(key=key, number=number) for key, number in changed.items()])
    _follow_at_once(True)


def _follow_at_once(yes: bool) -> None:
    """Whether, in this transaction, the rows follow each change of these tables (`vocabulary.sql`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('mapping.rows_made_at_the_end', %s, true)", ["" if yes else "yes"])
