"""Words know how they sound, so that what people write as they hear it is found."""

import re
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def statement(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


# As it was before.
KNOWN_WORDS = re.search(r"FUNCTION mapping_known_words.*?\$\$;", statement("words"), re.DOTALL)[0]


class Migration(migrations.Migration):
    dependencies = [("mapping", "0003_position_review")]

    operations = [
        migrations.RunSQL(statement("sound"), "DROP FUNCTION mapping_sound(text)"),
        migrations.AddField(
            "word",
            "sound",
            models.GeneratedField(
                expression=models.Func("word", function="mapping_sound"),
                output_field=models.TextField(db_collation="C"),
                db_persist=True,
            ),
        ),
        migrations.AddIndex("word", models.Index("sound", name="word_sound")),
        migrations.RunSQL(statement("known_words"), f"CREATE OR REPLACE {KNOWN_WORDS}"),
    ]
