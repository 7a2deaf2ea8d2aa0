"""The addresses: all of them belong to the pages."""

from django.urls import include, path

handler400 = "luoshu.web.errors.bad_request"
handler403 = "luoshu.web.errors.forbidden"
handler404 = "luoshu.web.errors.not_found"

urlpatterns = [path("", include("luoshu.web.urls"))]
