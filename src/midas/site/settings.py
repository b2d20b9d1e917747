"""Django settings: one file, everything that differs between installations comes from the environment.

`MIDAS_HOME` (data folder), `DATABASE_URL` (else the embedded server), `MIDAS_APP_ROLE` (the database role the
running site takes, without owner rights), `MIDAS_HOSTS`, `MIDAS_ADDRESS`, `MIDAS_DEBUG`, `MIDAS_SECRET_KEY`, mail
(`site/mail.py`), single sign-on (`site/single_sign_on.py`), `MIDAS_SOURCE_FOLDER` and
`MIDAS_SOURCE_LOOPBACK` (notices by the clock).
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import structlog

from midas.site.database import django_databases
from midas.site.home import home, secret_key
from midas.site.mail import mail_settings
from midas.site.single_sign_on import APPS as SINGLE_SIGN_ON
from midas.site.single_sign_on import provider

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]
HOME = home()

DEBUG = os.environ.get("MIDAS_DEBUG") == "1"
TESTING = os.environ.get("MIDAS_TESTING") == "1"
HTTPS = os.environ.get("MIDAS_HTTPS") == "1"
OIDC = provider(os.environ)
SECRET_KEY = os.environ.get("MIDAS_SECRET_KEY") or ("test" * 16 if TESTING else secret_key(HOME))
ALLOWED_HOSTS = os.environ.get("MIDAS_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("MIDAS_ORIGINS", "").split(",") if o]
# What letters that no request has to do with begin their links with.
MIDAS_ADDRESS = os.environ.get("MIDAS_ADDRESS") or next(
    iter(CSRF_TRUSTED_ORIGINS), f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "django_structlog",
    "ninja",
    "midas.web",  # before allauth, whose pages its templates replace
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(SINGLE_SIGN_ON if OIDC else ()),
    "pgtrigger",
    "procrastinate.contrib.django",
    "midas.store",
    "midas.tasks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "midas.site.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "midas.site.nul.no_nul",  # before whatever looks anything up by a cookie or a field
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "midas.site.middleware.tenancy",
    "midas.web.shell.middleware.personal",
]

ROOT_URLCONF = "midas.site.urls"
WSGI_APPLICATION = "midas.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "midas.web.shell.shell",
            ]
        },
    }
]

DATABASES = django_databases(os.environ)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGTRIGGER_MIGRATIONS = True

AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # at sign-in: the first address was proven by the invitation's link
ACCOUNT_CHANGE_EMAIL = True  # a new address counts once its link was followed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets mail from here who is not known here
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Midas] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_ADAPTER = "midas.web.access.adapter.MembersOnly"
# A key is an account and the address it is tried from; many people share the address of an office.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/m/key",
    "join": "20/h/ip,5/h/key",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "midas.web.access.adapter.SecondFactors"
MFA_FORMS = {
    "authenticate": "midas.web.access.codes.Authenticate",
    "reauthenticate": "midas.web.access.codes.Reauthenticate",
    "activate_totp": "midas.web.access.codes.ActivateApp",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Midas"
MFA_TRUST_ENABLED = False
# Nobody opens an account by themselves, so an address that waits for its link is no reason to do without.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers themselves allow passkeys on http:// for localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SOCIALACCOUNT_ADAPTER = "midas.web.access.single_sign_on.InvitedOnly"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [OIDC] if OIDC else []}}
# A form may go nowhere but here (form-action 'self'), so the way to the provider is a link.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
# Attempts are counted in the cache, so all processes of an installation have to share it.
SHARED_CACHE = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": str(HOME / "cache"),
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"} if TESTING else SHARED_CACHE
}

globals().update(mail_settings(os.environ, HOME))

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch"), ("cy", "Cymraeg")]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True


STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
NODE_MODULES = Path(os.environ.get("MIDAS_NODE_MODULES", CHECKOUT / "node_modules"))
STATICFILES_DIRS = [
    ("tabler", str(NODE_MODULES / "@tabler" / "core" / "dist")),
    ("icons", str(NODE_MODULES / "@tabler" / "icons-webfont" / "dist")),
    ("echarts", str(NODE_MODULES / "echarts" / "dist")),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "midas.web.shell.refusals.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=7).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
MIDAS_UPLOAD_MAX_BYTES = 50_000_000
MIDAS_INDEXES = HOME / "indexes"  # what texts are found by; losing it loses nothing
MIDAS_SOURCE_FOLDER = Path(folder) if (folder := os.environ.get("MIDAS_SOURCE_FOLDER")) else None
MIDAS_SOURCE_LOOPBACK = os.environ.get("MIDAS_SOURCE_LOOPBACK") == "1"  # sources on this very machine
MIDAS_UPLOADS = HOME / "uploads"  # where handed-in files lie until a job has read them

PROCRASTINATE_IMPORT_PATHS = ["midas.tasks.demand", "midas.tasks.formation", "midas.tasks.members"]

DJANGO_TABLES2_TEMPLATE = "shell/table.html"
SILENCED_SYSTEM_CHECKS = ["models.W042"]

LOG_LEVEL = os.environ.get("MIDAS_LOG_LEVEL", "WARNING")
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"masking": {"()": "midas.site.masking.Masking"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["masking"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
