from collections.abc import Callable

import pytest

from verifier.errors import WebhookError
from verifier.webhooks.targets import choose_target, is_public

PUBLIC = "93.184.215.14"


def answering(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _host, _port: list(addresses)


def code_of(url: str, *addresses: str, allowed: tuple[str, ...] = ()) -> str:
    resolve = {"resolve": answering(*addresses)} if addresses else {}
    with pytest.raises(WebhookError) as caught:
        choose_target(url, allowed, **resolve)
    return caught.value.code


def test_a_public_https_address_is_pinned() -> None:
    target = choose_target("https://portal.example.cn/notices?a=1", (), answering(PUBLIC))
    assert target.pinned_url == f"https://{PUBLIC}:443/notices?a=1"
    assert target.authority == "portal.example.cn"
    assert target.host == "portal.example.cn"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "192.0.0.192", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::",
        "2002:a00:1::", "2001:db8::1", "fec0::1", "5f00::1", "192.88.99.1", "::7f00:1", "2001:0:4136:e378::1",
    ],
)  # fmt: skip
def test_no_address_inside_is_public(address: str) -> None:
    assert not is_public(address)
    assert code_of("https://portal.example.cn/", address) == "webhook-address"


@pytest.mark.parametrize(
    "address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", f"::ffff:{PUBLIC}", "64:ff9b::5db8:d70e"]
)
def test_addresses_outside_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost.",
    ],
)
def test_this_machine_is_refused_however_it_is_written(host: str) -> None:
    assert code_of(f"https://{host}/") == "webhook-address"


def test_one_address_inside_spoils_a_name() -> None:
    assert code_of("https://portal.example.cn/", PUBLIC, "10.0.0.1") == "webhook-address"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://portal.example.cn/", "portal.example.cn", "https://", "https:///x", "https://user@portal.example.cn/",
        "https://portal.example.cn@10.0.0.1/", "https://portal.example.cn/#x", "https://portal.example.cn:99999/",
        "https://portal.example.cn\\@10.0.0.1/", "https://portal.example.cn /", "https://portal.example.cn/\r\nHost: x",
        "https://門戶.example.cn/", "file:///etc/passwd", "https://[::1", "https://%31%32%37.0.0.1/",
    ],
)  # fmt: skip
def test_what_is_no_plain_url_is_refused(url: str) -> None:
    assert code_of(url, PUBLIC) == "webhook-url"


def test_without_tls_only_where_it_is_allowed() -> None:
    assert code_of("http://portal.example.cn/", PUBLIC) == "webhook-not-https"
    target = choose_target("http://10.0.0.8:8080/x", ("10.0.0.8:8080",), answering("10.0.0.8"))
    assert (target.pinned_url, target.authority) == ("http://10.0.0.8:8080/x", "10.0.0.8:8080")


def test_a_neighbour_is_allowed_by_host_and_port_only() -> None:
    assert choose_target("https://portal.lan/", ("portal.lan:443",), answering("10.0.0.8")).address == "10.0.0.8"
    assert code_of("https://portal.lan:8443/", "10.0.0.8", allowed=("portal.lan:443",)) == "webhook-address"
    assert code_of("https://other.lan/", "10.0.0.8", allowed=("portal.lan:443",)) == "webhook-address"


def test_a_name_that_leads_nowhere_is_told() -> None:
    assert code_of("https://no-such-host.invalid/") == "webhook-unresolved"


def test_an_ipv6_address_is_pinned_in_brackets() -> None:
    target = choose_target("https://portal.example.cn:8443/", (), answering("2606:2800:21f:cb07:6820:80da:af6b:8b2c"))
    assert target.pinned_url == "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:8443/"
    assert target.authority == "portal.example.cn:8443"
