"""The podcast feeds, read by a parser that is not ours, and held against what directories and players write down."""

import gzip
import io
import re
import uuid
from datetime import date, timedelta

import feedparser
import pytest
from lxml import etree

from coach.web.feed import podcast_guid

PODCAST = "{https://podcastindex.org/namespace/1.0}"
PODLOVE = "{http://podlove.org/simple-chapters}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@pytest.fixture(scope="module")
def feed(server):
    answer = server("plans/tiny/feed.xml")
    assert answer.getheader("content-type").startswith("application/rss+xml")
    return feedparser.parse(io.BytesIO(answer.body), response_headers={"content-type": "application/rss+xml; charset=utf-8"})


@pytest.fixture(scope="module")
def items(server):
    return etree.fromstring(server("plans/tiny/feed.xml").body).findall("channel/item")


def inside(server, address):
    """Return the path on the server; every address in a feed leads back to it."""
    assert address.startswith(server.address), address
    return address.removeprefix(server.address)


def test_another_parser_finds_nothing_wrong_and_every_session_in_order(feed):
    assert not feed.bozo
    assert feed.version == "rss20"
    assert feed.feed.title == "Tiny & <b>quick</b>"
    assert [entry.title.split(":")[0] for entry in feed.entries] == [f"Week {w}, session {s}" for w in (1, 2) for s in (1, 2)]
    dates = [entry.published_parsed for entry in feed.entries]
    assert dates == sorted(dates, reverse=True), "players that list the newest first begin with week 1, session 1"
    assert len(set(dates)) == 4


def test_enclosures_are_what_they_say_and_unique_and_ascii(server, feed):
    addresses = [entry.enclosures[0].href for entry in feed.entries]
    assert len(set(addresses)) == len(addresses)
    for entry in feed.entries:
        enclosure = entry.enclosures[0]
        assert enclosure.href.isascii()
        assert enclosure.href.endswith(".mp3")
        answer = server(inside(server, enclosure.href))
        assert answer.getheader("content-type") == enclosure.type == "audio/mpeg"
        assert len(answer.body) == int(enclosure.length)


def test_guids_are_no_addresses_and_stay_when_the_voice_changes_while_the_sound_moves(feed, serving, tiny):
    assert all(not entry.guidislink for entry in feed.entries)
    with serving(tiny, "--talk", "less") as other:
        changed = feedparser.parse(io.BytesIO(other("plans/tiny/feed.xml").body))
    assert [entry.id for entry in changed.entries] == [entry.id for entry in feed.entries]
    hashes = [{entry.enclosures[0].href.split("/")[-2] for entry in version.entries} for version in (feed, changed)]
    assert not hashes[0] & hashes[1]


def test_the_tags_that_directories_ask_for_are_there(server):
    channel = etree.fromstring(server("plans/tiny/feed.xml").body).find("channel")
    assert channel.findtext("language") == "en"
    assert channel.findtext(f"{ITUNES}explicit") == "false"
    assert channel.findtext(f"{ITUNES}block") == "Yes"
    assert channel.findtext(f"{ITUNES}type") == "serial"
    assert channel.find(f"{ITUNES}category").get("text") == "Health & Fitness"
    assert server(inside(server, channel.find(f"{ITUNES}image").get("href"))).getheader("content-type") == "image/jpeg"
    assert channel.find("{http://www.w3.org/2005/Atom}link[@rel='self']").get("href") == server.address + "plans/tiny/feed.xml"
    for number, item in enumerate(channel.findall("item")):
        assert item.findtext(f"{ITUNES}season") == str(number // 2 + 1)
        assert item.findtext(f"{ITUNES}episode") == str(number % 2 + 1)
        assert int(item.findtext(f"{ITUNES}duration")) > 600


def test_chapters_are_the_same_in_every_form(server, items, tmp_path):
    import json

    from mutagen.id3 import ID3

    for item in items:
        podlove = [
            (_seconds(mark.get("start")), mark.get("title")) for mark in item.findall(f"{PODLOVE}chapters/{PODLOVE}chapter")
        ]
        link = item.find(f"{PODCAST}chapters")
        assert link.get("type") == "application/json+chapters"
        listed = json.loads(server.text(inside(server, link.get("url"))))
        as_json = [(mark["startTime"], mark["title"]) for mark in listed["chapters"]]
        described = [
            (_seconds(at), title)
            for at, title in re.findall(r"^(\d\d:\d\d:\d\d) (.+)$", item.findtext("description"), re.MULTILINE)
        ]
        path = tmp_path / "a.mp3"
        path.write_bytes(server(inside(server, item.find("enclosure").get("url"))).body)
        tags = sorted(ID3(path).getall("CHAP"), key=lambda chapter: chapter.start_time)
        in_file = [(chapter.start_time / 1_000, str(chapter.sub_frames["TIT2"])) for chapter in tags]
        assert podlove == as_json == described == in_file
        assert podlove[0] == (0, "Warm-up · 5 min")
        assert len(podlove) >= 3


def _seconds(stamp):
    hours, minutes, seconds = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def test_transcripts_are_there_in_both_forms_that_apps_read(server, items):
    for item in items:
        kinds = {link.get("type"): inside(server, link.get("url")) for link in item.findall(f"{PODCAST}transcript")}
        assert server.text(kinds["text/vtt"]).startswith("WEBVTT\n")
        assert "\n00:0" in server.text(kinds["application/x-subrip"])


def test_a_transcript_has_one_sentence_a_cue_and_no_line_over_65_characters(server, items):
    for item in items:
        link = next(link for link in item.findall(f"{PODCAST}transcript") if link.get("type") == "text/vtt")
        blocks = server.text(inside(server, link.get("url"))).strip().split("\n\n")[1:]
        assert len(blocks) > 5
        ends = 0.0
        for block in blocks:
            times, *lines = block.splitlines()
            start, end = map(_seconds, times.split(" --> "))
            assert ends <= start < end
            ends = end
            assert max(map(len, lines)) <= 65
            assert not re.search(r"[.!?] \S", " ".join(lines))


def test_the_podcast_namespace_says_what_it_is(server, items):
    address = server.address + "plans/tiny/feed.xml"
    channel = etree.fromstring(server("plans/tiny/feed.xml").body).find("channel")
    assert channel.findtext(f"{PODCAST}medium") == "course"
    assert channel.find(f"{PODCAST}txt[@purpose='ai-content']").text == "true"
    namespace = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    assert channel.findtext(f"{PODCAST}guid") == str(uuid.uuid5(namespace, address.removeprefix("http://")))
    assert [item.findtext(f"{PODCAST}season") for item in items] == ["1", "1", "2", "2"]


def test_the_guid_of_a_podcast_is_the_one_in_the_specifications_example():
    assert podcast_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert podcast_guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


def test_a_feed_is_compressed_for_clients_that_take_it_and_says_since_when_it_is_so(server):
    plain = server("plans/tiny/feed.xml")
    small = server("plans/tiny/feed.xml", Accept_Encoding="gzip")
    assert small.getheader("content-encoding") == "gzip"
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body) / 3
    modified = plain.getheader("last-modified")
    assert server("plans/tiny/feed.xml", If_Modified_Since=modified).status == 304
    assert server("plans/tiny/feed.xml", If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT").status == 200


def test_a_cold_feed_is_complete_instead_of_refused(serving, tiny):
    with serving(tiny, "--rate", "0.97") as cold:
        answer = cold("plans/tiny/feed.xml")
        assert answer.status == 200
        assert len(etree.fromstring(answer.body).findall("channel/item")) == 4


def test_trim_silence_stands_in_every_description(feed):
    assert all("Trim silence" in entry.description for entry in feed.entries)


def test_on_training_days_only_what_is_due_has_appeared(server):
    begun = date.today() - timedelta(1)  # noqa: DTZ011  # the runner's own day
    later = date.today() + timedelta(30)  # noqa: DTZ011
    every_day = "mon-tue-wed-thu-fri-sat-sun"
    counts = [
        len(feedparser.parse(server(f"plans/tiny/from.{start}_days.{every_day}/feed.xml").body).entries)
        for start in (begun, later)
    ]
    assert counts[0] in (1, 2)
    assert counts[1] == 0


def test_a_feed_that_has_not_changed_is_not_sent_again(server):
    etag = server("plans/tiny/feed.xml").getheader("etag")
    assert server("plans/tiny/feed.xml", If_None_Match=etag).status == 304


def test_a_mix_has_a_podcast_of_its_own(server, feed):
    while (answer := server("plans/tiny/walk.45s/feed.xml")).status == 503:
        pass
    mixed = feedparser.parse(io.BytesIO(answer.body))
    assert len(mixed.entries) == 4
    assert not {entry.id for entry in mixed.entries} & {entry.id for entry in feed.entries}
    assert "walk-45s" in mixed.entries[0].enclosures[0].href


def test_the_addresses_of_a_feed_carry_the_name_that_is_given(serving, tiny):
    with serving(tiny, "--host", "https://runs.example.org") as client:
        text = client.text("plans/tiny/feed.xml")
    assert set(re.findall(r'(?:url|href)="(https?://[^/"]+)', text)) == {"https://runs.example.org"}
