"""The links that open podcast apps: only those that a source describes, and none that gives a secret away."""

from urllib.parse import parse_qs, urlsplit

from coach.web.subscription import app_links

HOME = "http://192.168.1.20:8420/secret/plans/walk-run-start/feed.xml"
PUBLIC = "https://runs.example.org/plans/walk-run-start/feed.xml"


def addresses(feed, *, is_private=False):
    return {link.name: link.address for link in app_links(feed, "Walk & run", is_private=is_private)}


def test_at_home_each_link_is_the_address_under_the_scheme_of_an_app():
    assert addresses(HOME, is_private=True) == {
        "AntennaPod": HOME.replace("http://", "antennapod-subscribe://"),
        "Apple Podcasts": HOME.replace("http://", "podcast://"),
        "Another app": HOME.replace("http://", "pcast://"),
    }


def test_with_https_antennapod_has_the_link_that_its_documentation_gives():
    link = urlsplit(addresses(PUBLIC)["AntennaPod"])
    assert (link.scheme, link.netloc, link.path) == ("https", "antennapod.org", "/deeplink/subscribe")
    assert parse_qs(link.query) == {"url": [PUBLIC], "title": ["Walk & run"]}


def test_an_address_with_a_secret_is_given_to_no_website():
    links = addresses(PUBLIC, is_private=True)
    assert links.keys() == {"Apple Podcasts", "Another app"}
    assert not any(address.startswith("http") for address in links.values())


def test_an_app_without_a_documented_link_gets_none():
    for feed in (HOME, PUBLIC):
        assert not {"Overcast", "Pocket Casts"} & addresses(feed).keys()
