"""Where a request comes from: the address of the connection, or what our own proxies say. No Django."""

from ipaddress import ip_address, ip_network

NETWORK_OF_ONE = 64  # who has one address of IPv6 has the whole network of that size


def address(meta, proxies):
    """The network address from a request's META; forwarded ones are believed as far as our `proxies` added them."""
    direct = meta.get("REMOTE_ADDR", "")
    chain = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    told = chain[-proxies] if proxies and len(chain) >= proxies else direct
    try:
        return str(ip_address(told))
    except ValueError:
        return direct


def source(told):
    """The address as far as it tells one source from another."""
    if ":" not in told:
        return told
    return str(ip_network(f"{told}/{NETWORK_OF_ONE}", strict=False))
