"""Where a request comes from: the address of the connection, or what our own proxies say, as many as there are."""

from django.conf import settings

from luoshu.core import network


def address(request) -> str:
    """The network address; the forwarded ones are believed only as far as they were added by proxies of ours."""
    return network.address(request.META, settings.LUOSHU_PROXIES)


def source(request) -> str:
    """The address as far as it tells one source from another."""
    return network.source(address(request))
