"""The player on a session's page, in a real Chromium: the whole session is there before it is called ready."""

import base64
import io
import json
import re
import time
from datetime import UTC, datetime, timedelta

import av
import numpy as np
import pytest
from playwright.sync_api import expect
from support import SIZES, until

SESSION = "plans/tiny/week-1-session-1/"
READY = "Ready. You can leave the house."
FAST_3G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
"""As Chromium's developer tools define it; throughputs in bytes a second."""


EARS = """
  // Whatever a page sends to the loudspeaker is recorded too, from its first sound on.
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...more) {
    const { context } = this;
    if (target === context.destination) {
      if (!window.ears) {
        const sound = context.createMediaStreamDestination();
        const recorder = new MediaRecorder(sound.stream);
        window.ears = { context, sound, recorder, end: context.currentTime + 1.5 };
        recorder.start();
      }
      connect.call(this, window.ears.sound);
    }
    return connect.call(this, target, ...more);
  };
"""
RECORDED = """() => new Promise((resolve) => {
  const { recorder } = window.ears;
  recorder.ondataavailable = async (event) => {
    const bytes = new Uint8Array(await event.data.arrayBuffer());
    resolve(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
  };
  recorder.stop();
})"""


def tones_heard(page):
    """Return the pitches, in Hz, that came out of the loudspeaker in a second and a half from the first sound on."""
    until(page, "window.ears?.context.currentTime > window.ears?.end")
    with av.open(io.BytesIO(base64.b64decode(page.evaluate(RECORDED)))) as file:
        (stream,) = file.streams
        rate = stream.rate
        sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in file.decode(stream)])
    window = rate // 20
    pieces = [sound[start : start + window] for start in range(0, len(sound) - window, window)]
    loud = [piece for piece in pieces if np.sqrt(np.mean(piece**2)) > 0.03]
    pitches = [np.argmax(np.abs(np.fft.rfft(piece * np.hanning(window), rate))) for piece in loud]
    return [int(pitch) for place, pitch in enumerate(pitches) if not place or abs(pitch - pitches[place - 1]) > 60]


def state(page):
    return page.locator("#state").inner_text()


def get_ready(page):
    page.get_by_role("button", name="Play").click()
    until(page, "document.getElementById('player').dataset.ready === 'yes'")


def slow(page, throughput):
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", FAST_3G | {"downloadThroughput": throughput})
    return network


def shown_on_lock_screen(page):
    return page.evaluate(
        "(({title, artist, album, artwork}) => [title, artist, album, artwork[0].src])(navigator.mediaSession.metadata)"
    )


def test_a_newcomer_is_ready_after_one_tap_and_then_hears_the_session_to_its_last_word_without_the_server(
    window, serving, tiny
):
    with serving(tiny) as server:
        page = window(server.address, "small phone")
        page.get_by_role("link", name="Play").click()
        page.wait_for_selector("#play", timeout=120_000)
        until(page, f"document.getElementById('state').textContent === {json.dumps(READY)}")
    # The server has ended.
    assert page.locator("h1").inner_text() == "Week 1, session 1"
    page.get_by_role("button", name="Start").click()
    until(page, "document.getElementById('audio').currentTime > 0.3")
    for seconds, part in ((301, "Run 1 of 6 · 1 min"), (362, "Walk 1 of 6 · 2 min"), (1_381, "Cool-down · 5 min")):
        page.evaluate(f"document.getElementById('audio').currentTime = {seconds}")
        until(page, f"navigator.mediaSession.metadata.title === {json.dumps(part)}")
    title, artist, album, cover = shown_on_lock_screen(page)
    assert (title, artist, album) == ("Cool-down · 5 min", "Week 1, session 1", "Walk-run start")
    assert cover.endswith("/week-1-session-1/cover.jpg")
    page.evaluate("document.getElementById('audio').currentTime = document.getElementById('audio').duration - 1.5")
    until(page, "document.getElementById('audio').ended")
    assert page.evaluate("document.getElementById('audio').error") is None
    expect(page.locator("#state")).to_have_text("Done. How did it feel?")


def test_a_server_that_ends_in_the_middle_is_noticed_and_the_rest_follows_when_it_is_back(window, serving, tiny):
    with serving(tiny) as first:
        page = window(f"{first.address}plans/walk-run-start/week-1-session-1/")
        page.add_init_script(EARS)
        page.reload()
        slow(page, 1_000_000)
        page.get_by_role("button", name="Play").click()
        until(page, "document.getElementById('fetching').value > 0.1")
        first.process.kill()
    until(page, "document.getElementById('state').classList.contains('problem')")
    assert state(page).startswith("Not ready: the connection has stopped at ")
    assert page.locator("#player[data-ready]").count() == 0
    assert tones_heard(page) == pytest.approx([880, 659, 494], abs=5)
    before = page.evaluate("document.getElementById('fetching').value")
    answers = []
    page.on("response", lambda response: answers.append((response.status, response.request.headers.get("range") or "")))
    with serving(tiny, port=first.port) as second:
        until(page, f"document.getElementById('state').textContent === {json.dumps(READY)}")
        assert any(status == 206 and re.fullmatch(r"bytes=[1-9]\d*-", wanted) for status, wanted in answers)
        kept = page.evaluate("document.getElementById('audio').src.startsWith('blob:')")
        size = int(page.locator("#player").get_attribute("data-size"))
        assert kept
        assert 0.1 < before < 1
        assert (
            kept_bytes(page)
            == second("plans/walk-run-start/week-1-session-1/" + page.locator("#player").get_attribute("data-sound")).body
        )
        assert len(kept_bytes(page)) == size


def test_a_session_that_stops_by_itself_is_noticed_shown_and_heard_and_so_is_its_going_on(visit):
    page = visit(SESSION)
    page.add_init_script(EARS)
    page.reload()
    get_ready(page)
    page.get_by_role("button", name="Start").click()
    until(page, "document.getElementById('audio').currentTime > 0.2")
    # At this rate the sound stands still while it counts as playing, as when its source has gone.
    page.evaluate("document.getElementById('audio').playbackRate = 0")
    expect(page.locator("#state.problem")).to_contain_text("The sound has stopped by itself.")
    assert tones_heard(page) == pytest.approx([880, 659, 494], abs=5)
    page.evaluate("document.getElementById('audio').playbackRate = 1")
    expect(page.locator("#state")).to_have_text("It goes on.")


@pytest.mark.long
def test_a_sound_that_stops_while_it_plays_is_noticed_shown_and_heard(window, serving, tiny):
    with serving(tiny) as server:
        while server(f"{SESSION}mp3").status != 302:
            pass
        page = window(f"{server.address}mixer/?plan=tiny&week=1&session=1")
        page.add_init_script(EARS)
        page.reload()
        slow(page, 40_000)
        page.locator("#preview").scroll_into_view_if_needed()
        # From the beginning: to go to the first run takes minutes over a connection as slow as this.
        page.evaluate("document.getElementById('preview').src = document.getElementById('preview').src.split('#')[0]")
        page.evaluate("void document.getElementById('preview').play()")
        until(page, "document.getElementById('preview').played.length > 0")
        server.process.kill()
    until(page, "document.getElementById('problem').textContent.includes('The sound has stopped')")
    assert tones_heard(page) == pytest.approx([880, 659, 494], abs=5)


def kept_bytes(page):
    """Return the bytes of the session that the browser keeps."""
    text = page.evaluate(
        """async () => {
          const request = indexedDB.open("coach");
          await new Promise((resolve) => (request.onsuccess = resolve));
          const found = request.result.transaction("sessions").objectStore("sessions").getAll();
          await new Promise((resolve) => (found.onsuccess = resolve));
          const bytes = new Uint8Array(await found.result[0].blob.arrayBuffer());
          let text = "";
          for (let start = 0; start < bytes.length; start += 8192) {
            text += String.fromCharCode(...bytes.subarray(start, start + 8192));
          }
          return btoa(text);
        }"""
    )
    return base64.b64decode(text)


def test_a_kept_session_opens_and_plays_without_a_network_and_is_removed_with_its_size_shown(window, serving, tiny):
    with serving(tiny) as server:
        page = window(server.address + SESSION)
        # From its activation on it answers for every page that is opened; whether for this one too is a matter of chance.
        until(page, "navigator.serviceWorker.getRegistration().then((found) => Boolean(found?.active))")
        get_ready(page)
        until(page, "caches.open('coach-pages').then((pages) => pages.keys()).then((keys) => keys.length >= 2)")
        page.goto(server.address)
    page.goto(server.address)
    row = page.locator("#kept-sessions li")
    until(page, "document.querySelectorAll('#kept-sessions li').length === 1")
    expect(row.locator(".facts")).to_have_text(re.compile(r"^11 min · 5\.\d MB$"))
    row.get_by_role("link").click()
    until(page, "document.getElementById('player').dataset.ready === 'yes'")
    page.get_by_role("button", name="Start").click()
    until(page, "document.getElementById('audio').currentTime > 0.3")
    page.goto(f"{server.address}plans/never-seen/")
    assert page.url == f"{server.address}offline/"
    page.get_by_role("button", name="Remove Week 1, session 1, Tiny").click()
    until(page, "document.getElementById('kept-sessions').hidden")
    page.goto(server.address + SESSION)
    assert page.url == f"{server.address}offline/"
    assert [message for message in page.messages if "ERR_CONNECTION_REFUSED" not in message] == []


def test_without_https_the_session_is_kept_and_plays_after_the_server_has_ended(chromium, serving, tiny):
    name = "runs.test"
    browser = chromium(f"--host-resolver-rules=MAP {name} 127.0.0.1", "--autoplay-policy=no-user-gesture-required")
    try:
        with serving("--host", name, tiny) as server:
            page = browser.new_page(viewport=SIZES["phone"])
            page.goto(f"http://{name}:{server.port}/{SESSION}")
            assert not page.evaluate("isSecureContext")
            get_ready(page)
            expect(page.locator("#kept-text")).to_contain_text("Leave this page open")
            page.reload()
            until(page, "document.getElementById('player').dataset.ready === 'yes'")
        page.get_by_role("button", name="Start").click()
        until(page, "document.getElementById('audio').currentTime > 0.3")
        until(page, "navigator.mediaSession.metadata?.title === 'Warm-up · 5 min'")
    finally:
        browser.close()


def test_if_the_browser_refuses_storage_the_session_is_ready_as_long_as_the_page_is_open(chromium, server, tmp_path):
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}))
    context = chromium("--autoplay-policy=no-user-gesture-required", profile=tmp_path, viewport=SIZES["phone"])
    try:
        page = context.new_page()
        page.goto(server.address + SESSION)
        with pytest.raises(Exception, match="Access is denied"):
            page.evaluate("localStorage.length")
        get_ready(page)
        expect(page.locator("#state")).to_have_text(READY)
        expect(page.locator("#kept-text")).to_contain_text("only as long as this page is open")
        page.get_by_role("button", name="Start").click()
        until(page, "document.getElementById('audio').currentTime > 0.3")
        page.get_by_role("button", name="Mark as done").click()
        expect(page.locator("#marks-refused")).to_be_visible()
    finally:
        context.close()


@pytest.mark.long
def test_if_the_device_is_full_the_session_is_ready_as_long_as_the_page_is_open(visit, server):
    page = visit(SESSION)
    storage = page.context.new_cdp_session(page)
    storage.send("Storage.overrideQuotaForOrigin", {"origin": server.address.rstrip("/"), "quotaSize": 1_000_000})
    get_ready(page)
    expect(page.locator("#kept-text")).to_contain_text("no room")
    page.get_by_role("button", name="Start").click()
    until(page, "document.getElementById('audio').currentTime > 0.3")


def test_the_place_is_kept_over_a_reload_and_over_back_and_forward(visit):
    page = visit(SESSION)
    get_ready(page)
    page.get_by_role("button", name="Start").click()
    page.locator("#chapters a", has_text="Run").click()
    until(page, "document.getElementById('audio').currentTime > 301.5")
    page.reload()
    until(page, "document.getElementById('player').dataset.ready === 'yes'")
    assert re.fullmatch(r"Go on at 5:0[1-9]", page.locator("#play").inner_text())
    expect(page.locator("#now")).to_contain_text("Run")
    page.locator("#chapters a", has_text="Cool-down").click()
    until(page, "document.getElementById('audio').currentTime > 361")
    page.get_by_role("link", name="Tiny").click()
    page.go_back()
    page.wait_for_selector("#play")
    until(page, "document.getElementById('player').dataset.ready === 'yes'")
    page.get_by_role("button", name=re.compile(r"Go on( at 6:0\d)?$")).click()
    until(page, "document.getElementById('audio').currentTime > 361.5")
    assert page.evaluate("document.getElementById('audio').currentTime") < 375


@pytest.mark.long
def test_only_one_tab_plays(visit):
    one = visit(SESSION)
    get_ready(one)
    one.get_by_role("button", name="Start").click()
    until(one, "document.getElementById('audio').currentTime > 0.2")
    other = one.context.new_page()
    other.goto(one.url)
    until(other, "document.getElementById('player').dataset.ready === 'yes'")
    other.locator("#play").click()
    until(one, "document.getElementById('audio').paused")
    assert not other.evaluate("document.getElementById('audio').paused")


@pytest.mark.long
def test_parts_the_seek_bar_and_the_picture_move_the_place(visit):
    page = visit(SESSION)
    get_ready(page)
    place = "document.getElementById('audio').currentTime"
    page.get_by_role("button", name="Next part").click()
    until(page, f"{place} > 300")
    page.get_by_role("button", name="Next part").click()
    until(page, f"{place} > 330")
    page.get_by_role("button", name="Previous part").click()
    until(page, f"{place} > 300 && {place} < 329")
    page.get_by_role("slider", name="Place in the session").fill("500")
    until(page, f"{place} >= 500")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile(r"Cool-down · 5 min$"))
    box = page.locator("#timeline").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + 20)
    until(page, f"{place} > 150 && {place} < 200")
    expect(page.locator("#chapters a[aria-current]")).to_have_count(1)
    assert page.messages == []


def test_how_it_felt_is_answered_as_coach_next_answers_and_decides_what_the_first_page_opens_with(visit, coach):
    page = visit("plans/walk-run-start/week-1-session-1/")
    for felt, label in (("easy", "It was easy"), ("sore", "I am sore"), ("hard", "It was hard")):
        page.get_by_text(label, exact=True).click()
        headline, reason, _ = coach("next", "--week", 1, "--session", 1, "--felt", felt).stdout.splitlines()
        advice = re.escape(f"{headline} {reason.removeprefix('Why: ')}")
        answer = page.locator(f"#felt [data-felt={felt}] .advice-next")
        expect(answer).to_be_visible()
        expect(answer).to_have_text(re.compile(f"^{advice}$", re.IGNORECASE))
    expect(page.locator("#done-text")).to_contain_text("Done on ")
    page.get_by_role("link", name="Plans").first.click()
    expect(page.locator("#next-title")).to_have_text("Week 1, session 2 (feel tired)")
    assert page.locator("#next-play").get_attribute("href").endswith("walk-run-start/feel.tired/week-1-session-2/#get-ready")
    expect(page.locator("#next .bars path")).to_have_count(3)
    page.get_by_text("What you did, on this device").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as a file").click()
    marks = json.loads(waiting.value.path().read_text())
    today = time.strftime("%Y-%m-%d")
    assert marks == [{"plan": "walk-run-start", "week": 1, "session": 1, "date": today, "felt": "hard"}]
    page.get_by_role("link", name="Walk-run start", exact=False).nth(1).click()
    expect(page.locator(".done-mark:visible")).to_have_count(1)
    assert page.messages == []


def says_why(page, words):
    """Wait until the first page says in these words what comes next and why; capital letters apart."""
    expect(page.locator("#next-why")).to_have_text(re.compile(words, re.IGNORECASE))


def test_after_days_without_a_session_the_first_page_advises_what_the_command_line_advises(visit, coach, tiny):
    page = visit("plans/tiny/week-2-session-1/")
    page.get_by_text("It was right", exact=True).click()
    page.get_by_role("link", name="Plans").first.click()
    expect(page.locator("#next-title")).to_have_text("Week 2, session 2")
    says_why(page, "^do week 2, session 2. it felt right: one small step at a time.$")
    today = datetime.now(UTC)
    for missed, title in ((9, "Week 2, session 1"), (20, "Week 1, session 1"), (40, "Week 1, session 1")):
        page.clock.set_system_time(today + timedelta(missed + 1))
        page.reload()
        expect(page.locator("#next-title")).to_have_text(title)
        headline, reason, *_ = coach("next", tiny, "--week", 2, "--session", 1, "--missed", missed).stdout.splitlines()
        says_why(page, f"^{re.escape(headline + ' ' + reason.removeprefix('Why: '))}$")
    page.clock.set_system_time(today + timedelta(5))
    page.reload()
    expect(page.locator("#next-title")).to_have_text("Week 2, session 2")
    says_why(page, "one small step at a time; 4 days without a session take nothing away.$")
    assert page.messages == []


def test_a_session_of_ones_own_asks_how_it_felt_and_leaves_the_plan_where_it_is(visit):
    own = visit("plans/custom/run.30s_walk.30s_repeat.2/week-1-session-1/")
    own.get_by_text("It was hard", exact=True).click()
    expect(own.locator("#felt [data-felt=hard]")).to_contain_text("Do it again, with longer walks.")
    link = own.locator("#felt [data-felt=hard] .next-session")
    assert link.get_attribute("href").endswith("plans/custom/run.30s_walk.30s_repeat.2_feel.tired/week-1-session-1/")
    home = own.context.new_page()
    home.goto(own.url.partition("plans/")[0])
    expect(home.locator("#next-title")).to_have_text("Run 30 s, walk 30 s, x2, feel tired")
    home.get_by_text("What you did, on this device").click()
    expect(home.locator("#log-list")).to_contain_text("Run 30 s, walk 30 s, x2, felt hard")
    # A plan comes before it, and stays where it is; what follows a rest comes after something gentle that felt well.
    plan = own.context.new_page()
    plan.goto(own.url.replace("plans/custom/run.30s_walk.30s_repeat.2/", "plans/tiny/"))
    plan.get_by_text("I am sore", exact=True).click()
    home.reload()
    expect(home.locator("#next-why")).to_contain_text("No run now")
    own.get_by_text("It was right", exact=True).click()
    home.reload()
    expect(home.locator("#next-why")).to_contain_text("Repeat week 1 from its first session. You were sore")
    expect(home.locator("#next-plan")).to_contain_text("Tiny")
    home.get_by_text("What you did, on this device").click()
    with home.expect_download() as waiting:
        home.get_by_role("button", name="Save as a file").click()
    (saved,) = json.loads(waiting.value.path().read_text())
    assert (saved["plan"], saved["felt"]) == ("tiny", "sore"), "the log knows plans alone"
    assert own.messages == []


@pytest.mark.long
def test_a_mark_can_be_taken_back(visit):
    page = visit(SESSION)
    page.get_by_role("button", name="Mark as done").click()
    page.get_by_role("button", name="Not done after all").click()
    expect(page.locator("#done-text")).to_have_text("")
    page.get_by_role("link", name="Plans").first.click()
    expect(page.locator("#next-title")).to_have_text("Week 1, session 1")
    expect(page.locator("#log")).to_be_hidden()


def test_without_scripts_the_session_plays_downloads_and_answers_how_it_felt(visit):
    page = visit(SESSION, script=False)
    assert page.locator("#audio").get_attribute("controls") is not None
    assert page.locator("#play").is_hidden()
    page.get_by_text("It was easy").click()
    expect(page.locator("#felt [data-felt=easy]")).to_contain_text("Do week 1, session 2.")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    assert waiting.value.path().read_bytes().startswith(b"ID3")


@pytest.mark.long
def test_on_fast_3g_one_tap_and_the_time_that_the_bytes_take_make_a_session_ready(visit, capsys):
    visit("plans/walk-run-start/week-1-session-1/")
    page = visit("", "small phone")
    network = slow(page, FAST_3G["downloadThroughput"])
    received = []
    addresses = {}
    network.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    network.on("Network.dataReceived", lambda event: received.append((event["requestId"], event["dataLength"])))
    start = time.monotonic()
    page.get_by_role("link", name="Play").click()
    page.wait_for_selector("#play", timeout=60_000)
    until(page, f"document.getElementById('state').textContent === {json.dumps(READY)}", 240)
    seconds = time.monotonic() - start
    size = int(page.locator("#player").get_attribute("data-size"))
    fetched = sum(length for request, length in received if addresses.get(request, "").startswith("http"))
    with capsys.disabled():
        print(f"\nFast 3G: 1 tap, {seconds:.0f} s, {fetched} bytes, of them the session {size}")  # noqa: T201  # a measurement
    assert fetched < size + 300_000
    assert seconds < size / FAST_3G["downloadThroughput"] + 20
