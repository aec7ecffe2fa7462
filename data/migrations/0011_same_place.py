"""What finding the same place twice needs: indexes of what identifies a structure, and what is kept of a pair."""

from django.db import migrations, models

# In the words of `data.same_place.candidates` at the time: an index serves the very same words alone.
_MADE = r"""
CREATE INDEX structure_phone_key ON mapping_structure (right(regexp_replace(telephone, '\D', '', 'g'), 9))
    WHERE telephone <> '';
CREATE INDEX structure_mail_key ON mapping_structure (lower(courriel)) WHERE courriel <> '';
CREATE INDEX structure_host_key ON mapping_structure (
    lower(substring(site_web from '^(?:[a-zA-Z]+://)?(?:www\.)?([^/:?#]+)'))
) WHERE site_web <> '';
CREATE INDEX structure_siret_key ON mapping_structure (siret) WHERE siret <> '';
CREATE INDEX structure_name_in_commune ON mapping_structure USING gist (
    code_insee,
    translate(lower(nom), 'àâäáãéèêëîïíìôöóòõùûüúÿçñ', 'aaaaaeeeeiiiiooooouuuuycn') gist_trgm_ops
);
"""
_TAKEN_BACK = """
DROP INDEX structure_phone_key; DROP INDEX structure_mail_key; DROP INDEX structure_host_key;
DROP INDEX structure_siret_key; DROP INDEX structure_name_in_commune;
"""


# Nobody changed a pair: no trigger is told of it.
_AS_SURE_AS_THEY_WERE = "ALTER TABLE data_duplicate ALTER COLUMN worth TYPE double precision USING score"


class Migration(migrations.Migration):
    dependencies = [
        ("data", "0010_extracts"),
        ("mapping", "0022_report_commune"),
    ]

    operations = [
        migrations.AlterModelOptions(
            "duplicate",
            {
                "ordering": ["-worth", "-score", "pk"],
                "verbose_name": "doublon possible",
                "verbose_name_plural": "doublons possibles",
            },
        ),
        migrations.AlterField("duplicate", "score", models.FloatField(verbose_name="sûreté, de 0 à 1")),
        migrations.AddField(
            "duplicate", "worth", models.FloatField(default=0, verbose_name="ce que décider rapporte, de 0 à 1")
        ),
        migrations.AddField(
            "duplicate", "first_origin", models.CharField(blank=True, editable=False, max_length=320)
        ),
        migrations.AddField(
            "duplicate", "second_origin", models.CharField(blank=True, editable=False, max_length=320)
        ),
        migrations.AddIndex(
            "duplicate",
            models.Index(
                condition=models.Q(("first_origin", ""), _negated=True),
                fields=["first_origin", "second_origin"],
                name="duplicate_origins",
            ),
        ),
        migrations.AddIndex("duplicate", models.Index(fields=["second_id"], name="duplicate_second")),
        migrations.RunSQL(_AS_SURE_AS_THEY_WERE, migrations.RunSQL.noop),
        migrations.RunSQL(_MADE, _TAKEN_BACK),
    ]
