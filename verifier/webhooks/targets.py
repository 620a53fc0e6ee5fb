"""Where notices may go: never to this machine or its neighbours, unless an operator allowed the very host and port.

A name is resolved once and the connection goes to the address that was looked at, so that a second answer of the
name server (DNS rebinding) changes nothing.
"""

import ipaddress
import socket
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from verifier.errors import WebhookError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Iterable[str]]

_PORTS = {"https": 443, "http": 80}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Set aside by IANA, which Python learned of only in 3.12.4 or later; a cloud's metadata service answers at 192.0.0.192.
# Site-local addresses (fec0::/10) and 6to4 relays (192.88.99.0/24) are given up by the standards, not by all networks.
_SET_ASIDE = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "5f00::/16", "fec0::/10")
)


@dataclass(frozen=True, slots=True)
class Target:
    """A place that may be called. `address` is what `host` resolved to, the only one to connect to."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def pinned_url(self) -> str:
        """The URL with the address in place of the name."""
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{address}:{self.port}{self.path}"

    @property
    def authority(self) -> str:
        """The value of the header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def resolve(host: str, port: int) -> list[str]:
    """Addresses of a host by the system's resolver. Raises OSError."""
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def choose_target(url: str, allowed: Collection[str], resolve: Resolve = resolve) -> Target:
    """The target of a URL; `allowed` lists `host:port` of neighbours that may be called, also without TLS.

    Raises WebhookError: webhook-url (not a plain http or https URL), webhook-unresolved, webhook-not-https,
    webhook-address (one of its addresses is not public).
    """
    scheme, host, port, path = _parts(url)
    try:
        addresses = list(dict.fromkeys(resolve(host, port)))
    except (OSError, UnicodeError) as error:
        raise WebhookError("webhook-unresolved", f"回调地址的主机“{host}”无法解析。", "请核对主机名。") from error
    if not addresses:
        raise WebhookError("webhook-unresolved", f"回调地址的主机“{host}”无法解析。", "请核对主机名。")
    if f"{host}:{port}" not in allowed:
        if scheme != "https":
            raise WebhookError("webhook-not-https", "回调地址应使用https。", _ASK)
        # One public address beside a private one is how a name is made to lead inside.
        if not all(is_public(address) for address in addresses):
            raise WebhookError("webhook-address", f"回调地址“{host}:{port}”位于本机或内部网络。", _ASK)
    return Target(scheme, host, port, path, addresses[0])


_ASK = "如需使用，请由系统管理员在设置VERIFIER_WEBHOOK_HOSTS中列出该主机和端口（主机:端口）。"


def _parts(url: str) -> tuple[str, str, int, str]:
    wrong = WebhookError(
        "webhook-url", "回调地址不是有效的网址。", "应如https://portal.example.cn/notices，不带用户名和#。"
    )
    if not url.isascii() or not url.isprintable() or any(character in url for character in " \\"):
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise wrong from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc or parts.fragment or "%" in host:
        raise wrong
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, _PORTS[parts.scheme] if port is None else port, path


def is_public(address: str) -> bool:
    """Whether an address belongs to the public network, also one that wraps an IPv4 address."""
    parsed = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    set_aside = any(parsed in network for network in _SET_ASIDE)
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved and not set_aside


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one (mapped, NAT64, 6to4), where the packets really go."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour or address
