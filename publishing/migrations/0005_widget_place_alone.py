from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_numbered_printings")]

    operations = [
        migrations.AlterField(
            "widget", "filters",
            models.CharField(
                choices=[
                    ("fixes", "rien : ils lisent cette recherche, telle quelle"),
                    ("endroit", "le lieu seulement"),
                    ("lieu", "le lieu et la distance seulement"),
                    ("ouverts", "tout : ils partent de cette recherche"),
                ],
                default="lieu", max_length=8, verbose_name="ce que les lecteurs changent",
            ),
        ),
    ]  # fmt: skip
