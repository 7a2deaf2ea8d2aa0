"""Django's settings of the portal: no database, no accounts, no sessions, one cookie against forged forms."""

import os
import secrets
from pathlib import Path

from luoshu.core import place

BASE = Path(__file__).resolve().parent
VAR = Path(os.environ.get("LUOSHU_VAR", "var")).absolute() / "portal"
SECRET_KEY = os.environ.get("LUOSHU_SECRET_KEY") or place.write_once(VAR / "secret_key.txt", secrets.token_urlsafe(50))
DEBUG = False
ALLOWED_HOSTS = os.environ.get("LUOSHU_HOSTS", "*").split(",")
LUOSHU_PROXIES = int(os.environ.get("LUOSHU_PROXIES", "0"))

INSTALLED_APPS = ["luoshu.portal", "django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "luoshu.portal.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "luoshu.portal.urls"
WSGI_APPLICATION = "luoshu.portal.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["luoshu.portal.language.frame"]},
    }
]
DATABASES = {}
TIME_ZONE, USE_TZ, USE_I18N, LANGUAGE_CODE = "Asia/Shanghai", True, False, "zh-hans"

STATIC_URL = "/static/"
STATIC_ROOT = place.make_folder(VAR / "static", 0o755)
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# A form is a few sentences; files are not taken.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 2**10
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
DATA_UPLOAD_MAX_NUMBER_FILES = 0

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone when the browser closes
CSRF_FAILURE_VIEW = "luoshu.portal.pages.stale"
if os.environ.get("LUOSHU_HTTPS") == "1":
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
