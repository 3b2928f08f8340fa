"""What lies beside the audio: calendars and podcasts by the log, links to subscribe, pages for paper."""

import re
import subprocess
import sys
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from icalendar import Calendar

from coach.web.addresses import webcal_address


def test_the_feed_and_the_calendar_follow_the_log(serving, tiny, environment, tmp_path):
    environment = environment | {"XDG_STATE_HOME": str(tmp_path)}
    today = datetime.now().astimezone().date()

    def done(session, day):
        words = ("done", str(tiny), "--week", "1", "--session", str(session), "--date", str(day))
        subprocess.run([sys.executable, "-m", "coach", *words], env=environment, check=True, capture_output=True)

    done(1, today - timedelta(2))
    with serving(tiny, "--from-log", "--days", "mon,tue,wed,thu,fri,sat,sun", more=environment) as client:
        while client("plans/tiny/feed.xml").status == 503:
            pass

        def dates():
            events = Calendar.from_ical(client.text("plans/tiny/calendar.ics")).walk("VEVENT")
            feed = re.findall(r"<pubDate>(.*?)</pubDate>", client.text("plans/tiny/feed.xml"))
            return [event.decoded("dtstart") for event in events], {parsedate_to_datetime(text).date() for text in feed}

        calendar, feed = dates()
        assert calendar[:2] == [today - timedelta(2), today]
        assert feed <= {today - timedelta(2), today}
        assert today - timedelta(2) in feed
        done(2, today - timedelta(1))
        assert dates()[0][:2] == [today - timedelta(2), today - timedelta(1)]
        assert client("plans/small/calendar.ics").status == 404  # the log has nothing of it


def test_the_page_links_to_the_calendar_by_webcal(server):
    while (answer := server("plans/tiny/subscribe/?start=2026-12-01")).status == 202:
        pass
    page = answer.body.decode()
    address = re.search(r'href="(webcal://[^"]+)"', page)[1]
    assert address.endswith("/plans/tiny/from.2026-12-01_days.tue-sat/calendar.ics")
    text = server.text("plans/tiny/from.2026-12-01_days.tue-sat/calendar.ics")
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in text
    assert "X-PUBLISHED-TTL:PT12H" in text


def test_a_webcal_address_stands_for_http_and_https():
    expected = "webcal://example.org/runs/plans/small/calendar.ics"
    assert webcal_address("https://example.org/runs/plans/small/feed.xml") == expected
    assert webcal_address("http://example.org/runs/plans/small/feed.xml") == expected


def test_a_plans_page_links_to_its_poster_which_may_load_nothing(server):
    assert 'href="poster.html"' in server.text("plans/tiny/")
    answer = server("plans/tiny/poster.html")
    assert answer.status == 200
    assert answer.getheader("content-security-policy").startswith("default-src 'none'")
    assert answer.body.decode().count('<span class="box">') == 4
