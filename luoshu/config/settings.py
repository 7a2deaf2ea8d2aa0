"""Django's settings. What differs between installations comes from the environment (LUOSHU_*); see docs/settings.md."""

import os
import secrets
from pathlib import Path

from luoshu.core import database, place

BASE = Path(__file__).resolve().parent.parent
VAR = database.var()


def _kept(name):
    """A secret drawn at random once and kept in a file only we can read."""
    given = os.environ.get(f"LUOSHU_{name.upper()}")
    file = VAR / f"{name}.txt"
    return given or (file.read_text() if file.exists() else place.write_once(file, secrets.token_urlsafe(50)))


SECRET_KEY = _kept("secret_key")
# The demo leaves its folder here; its pages, prints and files say that everything in them is made up.
LUOSHU_DEMO = (VAR / "demo").is_dir()
# The public portal, whose addresses are printed on posters, and what else posters tell about objecting.
LUOSHU_PORTAL_URL = os.environ.get("LUOSHU_PORTAL_URL", "http://127.0.0.1:8001" if LUOSHU_DEMO else "")
LUOSHU_NOTICE_CONTACT = os.environ.get("LUOSHU_NOTICE_CONTACT", "")
DEBUG = os.environ.get("LUOSHU_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("LUOSHU_HOSTS", "*").split(",")

INSTALLED_APPS = [
    "luoshu.core",
    "luoshu.registry",
    "luoshu.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "luoshu.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "luoshu.web.sessions.SessionsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "luoshu.config.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "luoshu.config.urls"
WSGI_APPLICATION = "luoshu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "luoshu.web.frame.frame",
            ]
        },
    }
]

# The address is found at the first connection (luoshu.core.postgresql); the web server keeps its connections (wsgi.py).
DATABASES = {
    "default": {"ENGINE": "luoshu.core.postgresql", "NAME": "", "OPTIONS": {}, "CONN_HEALTH_CHECKS": True},
    "owner": {"ENGINE": "luoshu.core.postgresql", "NAME": ""},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = ["luoshu.web.account_backend.AccountBackend"]
# Log-in: a password of one's own and a second factor. In the demo the factor is offered only: anybody may look around.
LUOSHU_PASSWORD_POLICY = os.environ.get("LUOSHU_PASSWORD_POLICY", "dengbao")
LUOSHU_SECOND_FACTOR = "offered" if LUOSHU_DEMO else "required"
LUOSHU_IDLE_MINUTES = int(os.environ.get("LUOSHU_IDLE_MINUTES", "15"))
LUOSHU_SESSION_MINUTES = int(os.environ.get("LUOSHU_SESSION_MINUTES", "480"))
LUOSHU_PROXIES = int(os.environ.get("LUOSHU_PROXIES", "0"))
ACCOUNT_ADAPTER = "luoshu.web.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Tries are counted in the database (core/tries); allauth would count them in each process's own cache.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "luoshu.web.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
CSRF_FAILURE_VIEW = "luoshu.web.errors.csrf_failed"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
SESSION_ENGINE = "luoshu.web.session_store"
SESSION_COOKIE_AGE = 60 * LUOSHU_SESSION_MINUTES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Behind a server of one's own that speaks TLS and says so.
if os.environ.get("LUOSHU_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "luoshu.web.storage.HashedOnceCollected"},
}
MEDIA_ROOT = VAR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
# Large files on their way in lie where plain files are swept away.
FILE_UPLOAD_TEMP_DIR = place.make_folder(VAR / "working", 0o700)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Letters carry checkpoints of the log to their witnesses; without a server of one's own they are files to be sent on.
EMAIL_HOST = os.environ.get("LUOSHU_MAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "letters"
EMAIL_PORT = int(os.environ.get("LUOSHU_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("LUOSHU_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LUOSHU_MAIL_PASSWORD", "")
EMAIL_USE_TLS = True
LUOSHU_WITNESS = os.environ.get("LUOSHU_WITNESS", "")
DEFAULT_FROM_EMAIL = os.environ.get("LUOSHU_MAIL_FROM", "luoshu@localhost")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
