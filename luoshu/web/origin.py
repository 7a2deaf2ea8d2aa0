"""Where a request comes from: the address of the connection, or what our own proxies say, as many as there are."""

from ipaddress import ip_address, ip_network

from django.conf import settings

NETWORK_OF_ONE = 64  # who has one address of IPv6 has the whole network of that size


def address(request) -> str:
    """The network address; the forwarded ones are believed only as far as they were added by proxies of ours."""
    proxies = settings.LUOSHU_PROXIES
    direct = request.META.get("REMOTE_ADDR", "")
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    told = chain[-proxies] if proxies and len(chain) >= proxies else direct
    try:
        return str(ip_address(told))
    except ValueError:
        return direct


def source(request) -> str:
    """The address as far as it tells one source from another."""
    told = address(request)
    if ":" not in told:
        return told
    return str(ip_network(f"{told}/{NETWORK_OF_ONE}", strict=False))
