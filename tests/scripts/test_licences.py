"""The list of licences is of what is pinned, no more and no less, in the packages' own words."""

import re

from scripts.licences import licence, render
from scripts.pins import PRODUCT, ROOT, TESTS, Pin, read_pins

LISTED = re.compile(r"^\| (?P<name>[a-z0-9-]+) \| (?P<version>\d\S*) \| (?P<licence>.+) \|$", re.MULTILINE)


def listed() -> dict[tuple[str, str], str]:
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    found = [((match["name"], match["version"]), match["licence"]) for match in LISTED.finditer(text)]
    assert len(found) == len(dict(found))
    return dict(found)


def test_every_pinned_package_is_listed_with_its_version_and_nothing_else() -> None:
    pinned = {(pin.name, pin.version) for path in (PRODUCT, TESTS) for pin in read_pins(path)}
    assert len(pinned) > 100
    assert set(listed()) == pinned


def test_the_licences_are_what_the_installed_packages_say() -> None:
    committed = listed()
    for pin in [*read_pins(PRODUCT), *read_pins(TESTS)]:
        said = licence(pin)
        if not said.startswith("not installed"):
            assert committed[pin.name, pin.version].startswith(said), pin.name


def test_every_pin_has_hashes_and_the_product_asks_for_no_package_of_the_tests() -> None:
    product, tests = read_pins(PRODUCT), read_pins(TESTS)
    assert all(pin.hashes for pin in [*product, *tests])
    assert {pin.name for pin in product} <= {pin.name for pin in tests}
    assert not {"pytest", "moto", "schemathesis"} & {pin.name for pin in product}


def test_a_package_that_is_not_there_has_no_licence_made_up() -> None:
    assert licence(Pin("no-such-package", "1.0", (), "")) == "not installed on this machine"
    assert licence(Pin("click", "0.0.1", (), "")) == "not installed on this machine"
    assert "not installed" not in render().partition("| click |")[2].splitlines()[0]
