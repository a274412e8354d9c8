"""Which network an address belongs to: whoever has many addresses has few networks."""

from ipaddress import IPv6Address, ip_address, ip_network


def network_of(address: str | None) -> str:
    """The network an address is counted under: /24, for IPv6 /64; the text itself when it is no address.

    An IPv4 address written as IPv6 (::ffff:203.0.113.9) counts as what it is: all of them are one /64.
    """
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return (address or "unknown")[:40]
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{24 if found.version == 4 else 64}", strict=False))
