"""The addresses of the portal, each in Chinese and, below /en, in English. None asks who is there."""

from django.urls import include, path

from luoshu.portal import pages

handler400, handler403, handler404, handler500 = pages.bad_request, pages.stale, pages.not_found, pages.broken

PAGES = [
    path("", pages.home, name="home"),
    path("area/<str:code>", pages.area, name="area"),
    path("area/<str:code>/report", pages.report, name="report"),
    path("notice/<int:number>", pages.notice, name="notice"),
    path("notice/<int:number>/object", pages.object_to, name="object"),
    path("receipt", pages.receipt, name="receipt"),
    path("about", pages.about, name="about"),
]
urlpatterns = [path("en/", include((PAGES, "en"))), *PAGES]
