"""Words know how they sound, so that what people write as they hear it is found."""

from django.db import migrations, models

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [("mapping", "0003_position_review")]

    operations = [
        migrations.RunSQL(frozen_sql(__file__, "sound"), "DROP FUNCTION mapping_sound(text)"),
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
        migrations.RunSQL(
            frozen_sql(__file__, "known_words"), frozen_sql(__file__, "known_words.reverse")
        ),
    ]
