"""What every test stands on: no accidental order, no undefined name, the places loaded once."""

import gc
import os

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.test.signals import template_rendered
from django.utils.functional import Promise
from hypothesis import settings as hypothesis_settings
from jinja2 import Template, Undefined

# Playwright keeps an event loop running in browser tests, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Everyday runs try a hundred examples, a thorough one ten times as many. How long one takes is the machine's
# affair, not the code's: speed is the benchmark's.
hypothesis_settings.register_profile("everyday", deadline=None, max_examples=100)
hypothesis_settings.register_profile("thorough", deadline=None, max_examples=1000)
hypothesis_settings.load_profile("everyday")

WRITERS = (SQLAggregateCompiler, SQLDeleteCompiler, SQLInsertCompiler, SQLUpdateCompiler)


def pytest_configure(config):
    look_for_cycles_seldom()
    compile_translations()
    shuffle_unordered_rows()
    keep_places_when_flushing()


def pytest_collection_finish(session):
    # What is there by now stays until the end.
    gc.collect()
    gc.freeze()


def look_for_cycles_seldom() -> None:
    """A fifth of the time of the tests went into Python's search for what can be forgotten."""
    gc.set_threshold(20_000, 20, 50)


def pytest_xdist_auto_num_workers(config) -> int | None:
    """One process for one file or some of its tests: others would take longer to start than to help."""
    asked = {argument.partition("::")[0] for argument in config.args}
    return 0 if len(asked) == 1 and os.path.isfile(*asked) else None


def compile_translations() -> None:
    """The pages of the tests speak the catalogues as they are now."""
    from django.utils.translation.reloader import translation_file_changed

    from tools import catalogues

    for language in catalogues.compile_stale():
        # What Django has read before, without the catalogue, is read anew.
        translation_file_changed(None, catalogues.path_of(language, "mo"))


def shuffle_unordered_rows() -> None:
    """Add `ORDER BY random()` to a SELECT of rows that asks for no order.

    PostgreSQL promises none, yet hands small tables back as they were filled: what leans on that passes
    here and fails in production. Grouped, distinct, combined and inner queries are left as they are.
    """
    original_order, original_combine = SQLCompiler.get_order_by, SQLCompiler.get_combinator_sql
    combining = []

    def get_order_by(self):
        ordering = original_order(self)
        query = self.query
        if (
            ordering
            or combining
            or isinstance(self, WRITERS)
            or query.combinator
            or query.distinct
            or query.group_by is not None
            or query.subquery
            or query.explain_info
            or query.high_mark == 1  # exists() and get()
            or any(annotation.contains_aggregate for annotation in query.annotation_select.values())
        ):
            return ordering
        expression = OrderBy(Random())
        sql, params = self.compile(expression)
        return [(expression, (sql, params, False))]

    def get_combinator_sql(self, *args, **kwargs):
        combining.append(self)
        try:
            return original_combine(self, *args, **kwargs)
        finally:
            combining.pop()

    SQLCompiler.get_order_by = get_order_by
    SQLCompiler.get_combinator_sql = get_combinator_sql


def keep_places_when_flushing() -> None:
    """Let a test with real transactions (a live server) empty every table but the places'."""

    def sql_flush(style, connection, reset_sequences=True, allow_cascade=False):
        from tests.template import FILLED_TABLES, KEPT_TABLES, emptying

        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        # Among those of the places, what people write.
        written = ("places_namedterritory",)
        kept = {name for name in names if name in FILLED_TABLES or name.startswith(KEPT_TABLES)}
        tables = [name for name in names if name in written or name not in kept]
        statements = None if reset_sequences else emptying(connection, tables)
        if statements is None:
            statements = connection.ops.sql_flush(
                style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade
            )
        # Tables that have a history refuse to be emptied behind its back. Of the places, those that a test
        # made (`CommuneFactory`) go: the next one asks for Melun by its name.
        made = "DELETE FROM places_commune WHERE code LIKE '779%'"
        return ["SET LOCAL history.sweeping = 'yes'", *statements, made]

    flush.sql_flush = sql_flush


class WrittenAsIs(TypeError):
    """A template writes a method that it does not call."""


def refuse_methods(value):
    """Nothing that a template writes is a function: its parentheses were forgotten."""
    if callable(value) and not isinstance(value, (type, Promise, Undefined)):
        raise WrittenAsIs(repr(value))
    return value


@pytest.fixture(scope="session", autouse=True)
def observed_templates():
    """Pages say what they were given, as the test client's `context`, and write no method."""
    from django.core.signals import setting_changed
    from django.template import engines

    def watch(*, setting=None, **said):
        """Django makes its engines anew where a test changes one of these settings."""
        if setting in (None, "TEMPLATES", "DEBUG", "INSTALLED_APPS"):
            ours = engines["jinja2"].env
            ours.finalize = refuse_methods
            ours.cache.clear()

    watch()
    setting_changed.connect(watch)
    render = Template.render

    def observed(self, *given, **named):
        if self.environment is engines["jinja2"].env:
            template_rendered.send(sender=self, template=self, context=dict(*given, **named))
        return render(self, *given, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Template, "render", observed)
        yield
    setting_changed.disconnect(watch)


@pytest.fixture(autouse=True)
def french():
    """Each test begins in French, whatever page the one before it read."""
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def fields_of_the_region_known(request):
    """Each test begins as a process that has read whether a region's own fields are shown: none are, and to
    find that out is no query of what is tested."""
    marker = request.node.get_closest_marker("django_db")
    really = bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    if marker is None and not {"db", "transactional_db"} & set(request.fixturenames):
        return
    request.getfixturevalue("transactional_db" if really else "db")
    from mapping.taxonomies import shown

    shown.shown()


@pytest.fixture(scope="session", autouse=True)
def plain_static_files():
    """Static files by their own names: hashing them all takes most of a minute and is `make run`'s affair."""
    from django.test import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(autouse=True)
def at_any_hour(monkeypatch):
    """Mails leave at whatever hour the tests run; those of quiet hours say what somebody chose."""
    from network import quiet
    from network.models import QuietHours

    monkeypatch.setattr(quiet, "usual", lambda: QuietHours(first=0, last=0, rests=False))


@pytest.fixture(scope="session", autouse=True)
def no_limits():
    """As many costly answers as a test asks for; the tests of the limits set them."""
    from django.test import override_settings

    with override_settings(COSTLY_PLACES=0, LIMIT_FACTOR=0):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,
    django_db_blocker,
    django_db_keepdb,
    django_db_createdb,
    django_db_modify_db_settings,
):
    """A database of this process's own, with the schema and the places (`tests.template`)."""
    from django.db import connection

    from tests.template import NoTestDatabase, own_database

    given = connection.settings_dict
    wanted = given["TEST"]["NAME"] or f"test_{given['NAME']}"
    reuse = django_db_keepdb and not django_db_createdb
    try:
        with (
            django_db_blocker.unblock(),
            own_database(wanted, reuse=reuse, keep=django_db_keepdb),
            django_db_blocker.block(),
        ):
            yield
    except NoTestDatabase as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)


@pytest.fixture(scope="session")
def places(django_db_setup):
    """The official places of all France: every database of the tests holds them, and keeps them."""
