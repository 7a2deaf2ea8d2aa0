"""The addresses of all pages."""

urlpatterns = []
