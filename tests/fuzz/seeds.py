"""Writes the seeds of the corpus: small inputs of every kind, right and wrong."""

from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
RECIPE = (
    '{"coach":"0","fingerprint":"0","plan":"p","title":"t","week":1,"session":1,"ordinal":0,"ratio":{},"settings":{},'
    '"script":{"schema_version":1,"plan_ms":9,"file_ms":9,"intervals":[{"effort":"run","flavour":null,"start_ms":0,'
    '"end_ms":9,"repetition":1,"repetitions":1,"free":false}],"cues":[],"dropped":[]},"recipe_version":1}'
)


def frame(name, data, flags=b"\0\0"):
    """Return a frame of a tag of version 2.3."""
    return name + len(data).to_bytes(4, "big") + flags + data


def tag(*frames, version=3, flags=0):
    """Return a tag."""
    body = b"".join(frames)
    return b"ID3" + bytes((version, 0, flags)) + bytes(len(body) >> shift & 127 for shift in (21, 14, 7, 0)) + body


RECIPE_FRAME = frame(b"TXXX", b"\0walk-run-coach recipe\0" + RECIPE.encode())
CHAPTER = frame(b"CHAP", b"chp1\0" + bytes(16) + frame(b"TIT2", b"\x01\xff\xfeR\0u\0n\0"))
SEEDS = {
    "plan": [
        'title = "A"\n[[week]]\nmain = [{ repeat = 6, of = [{ run = "1m" }, { walk = "2m" }] }]\n',
        'warm-up = "10m"\n[[week]]\n[[week.session]]\nmain = [{ walk = "20m", flavour = "brisk" }]\n',
        '"!"."!"."!" = 1',
        "x = 1e400",
        "[[week]]\nmain = [{ run = 90 }]",
        "a.b.c.d = [[[[]]]]",
    ],
    "toml": ["a = 1\n[b]\nc = 'd'", '"\\"".x = 1', "x = {a.b = [1, {c = 2}]}", "[[a]]\n[[a.b]]"],
    "duration": ["1m30s", "90s", "1:10:00", "1h", "٣s", "0", "99999999s", "inf", " 5 m "],
    "voice": [
        'engine = "hibari"\nvoice = "heart"\nrate = 1.1\n[delivery]\nbrisk = 1.2\n[pronunciations]\nHIIT = "hit"\n',
        "engine = 3",
        "rate = nan",
    ],
    "style": [
        "Welcome{% if name %}, {{ name }}{% endif %}. / You run {{ counted(run_count, 'run') }}. | Hello.",
        "{% for i in range(9) %}{{ i }} {% endfor %}",
        "{% macro m(n) %}{{ m(n-1) }}{% endmacro %}{{ m(3) }}",
        "{% set x = [1, 'a'] %}{{ x|join(' ~ ') }} [5s] a",
        "{{ 9**9 }}",
        "{{ week|ordinal }} {{ {'a': 1}.get('b', -3) }}",
    ],
    "settings": ['voice = "heart"\nwake = "2s"\nrate = 0.9\ntalk = "less"\n', 'wake = "inf"', "run-bpm = 1e400", "resume = 1"],
    "recipe": [RECIPE, RECIPE.replace("9", "NaN"), "[" * 50, '{"recipe_version":2}'],
    "tag": [
        tag(RECIPE_FRAME, CHAPTER),
        tag(RECIPE_FRAME, version=4),
        tag(flags=64),
        tag(frame(b"TXXX", b"abcd" * 4, b"\0\x80")),
    ],
    "check": [tag(RECIPE_FRAME, CHAPTER), tag(frame(b"TXXX", b"\x03walk-run-coach recipe\0{}"))],
    "form": ["run=1m&walk=2m&repeat=6&bed=beat&voice=heart", "feel=tired&total=30m&talk=less", "repeat=1e400&run=inf&style=x"],
    "wishes": [
        "run=75s&walk=45s&repeat=9",
        "plan=walk-run-start&week=2&session=3&feel=tired&warm-up=10m&talk=less&warning=15s&halfway=off&tones=soft",
        "run=1e400&walk=-5s&repeat=" + "9" * 3_000,
        "run=%00&walk=1m%0A&plan=..%2F..%2Fetc%2Fpasswd&week=0&session=-1",
        "plan=%3Cscript%3Ealert(1)%3C/script%3E&run=%22%3E%3Cscript%3E&x%3Cscript%3E=1&talk=%3Csvg onload=x%3E",
        "plan=narrated-walk&total=3h&time-left-every=60s&early-warning=30s",
        "run=%EF%BC%91m&walk=%D9%A3s&repeat=%C2%B2&total=1:30:00&cool-down=inf",
        f"plan={'x' * 3_000}&week=1",
        f"{'y' * 3_000}=1&run=1m",
        f"plan=walk-run-start&week={'1' * 3_000}",
        f"run=1m&walk=1m&repeat=2&voice={'z' * 3_000}",
        "plan=&run=&walk=&repeat=&week=&session=",
    ],
    "address": [
        "walk.90s/week-2-session-1/",
        "from.2026-12-01_days.tue-thu-sat/feed.xml",
        "localhost:8420",
        "https://a.example:1/b",
        "[::1]:80",
        "run.1m_walk.x/",
    ],
    "text": [
        "# A\n\nShe ran. [x](y) *z*\n\n```\ncode\n```\n1. two, 3:30",
        "[a](b[a](b",
        "a" * 300,
        "---\nt: x\n---\nWords, words.",
        "<!doctype html><p>She <b>ran</b>.<sup>1</sup><table><tr><td>a<td>1:30</table><script>x</script>&amp;&#9;",
        "*** START OF A BOOK ***\nOne.[1]\n* * *\n[1] A note.\n\n[Illustration: x]\n| a | b |\n|--|--|\n*** END OF A BOOK ***",
        "<p>One.<![amp;<p>Two.<![if x]>Three.<![CDATA[ x ]]>",  # an AssertionError of html.parser
    ],
    "m3u": [
        "#EXTM3U\na.mp3\n../b.mp3\n",
        b"\xff\xfea\0\n\0",
        b"Caf\xe9\x85.mp3\r\n",
        "file:///a%20b.mp3\nhttp://x/y",
        b"\0\n\0",
        "a" * 300 + ".mp3\n",  # too long a name for a file
        "file://h]/a.mp3\nFILE:///b%00.mp3\nfile://\n",  # an address that urllib does not take
    ],
}

MADE = (
    '{"manifest_version":1,"runners":[{"row":2,"name":"A","folder":"a","sessions":[{"file":"x/y.mp3","week":1,"session":1,'
    '"title":"t","duration_ms":9,"bytes":9,"sound":"0","check":"holds"}]}]}'
)
FRAME = bytes.fromhex("fffb94c4") + bytes(380)
"""A frame of MP3: layer III, 48 kHz, 128 kbit/s, silence."""

SEEDS |= {
    "roster": [
        "name,run,walk,repeat,folder\nAda,30s,30s,1,\nBo,1m,,,../x\n",
        'name;plan;from-week\n"A;B";walk-run-start;3\n',
        "name,run,,\nAda,1m,2m,\n",  # a cell in a column without a name
        '[[runner]]\nname = "Ada"\nrun = "1m"\nrepeat = 3\nhalfway = true\n',
        "name,pace,spoken-name,voice,style,bed,read\nA,5:30/km,Zoë,heart,calm,beat,x.txt\n",
    ],
    "log": [
        '[[done]]\ndate = 2026-12-01\nplan = "walk-run-start"\nweek = 1\nsession = 1\nfelt = "right"\nrun = "6m"\n',
        '[{"plan":"walk-run-start","week":1,"session":1,"date":"2026-12-01","felt":"right","note":"x"}]',
        '[{"plan":"/dev/zero","week":1e400,"session":true,"date":[]}]',
    ],
    "manifest": [MADE, MADE.replace("x/y", "../y"), MADE.replace("9", "1e400"), "[" * 50],
    "language": [(Path(__file__).parents[1] / "language" / "german" / "language.toml").read_bytes(), "code = 3", "[numbers]"],
    "pace": ["5:30/km", "8:50 min/mi", "11 km/h", "0:00/km", "1e400 km/h", "٣:30/km"],
    "watch": [
        'title = "A"\n[[week]]\nmain = [{ repeat = 6, of = [{ run = "400m" }, { repeat = 2, of = [{ walk = "2m" }] }] }]\n',
        '[[week]]\n[[week.session]]\nmain = [{ walk = "20m", flavour = "brisk" }]\n',
    ],
    "damage": [
        FRAME * 3,
        b"",
        FRAME[:100] + FRAME,
        bytes.fromhex("fff394c4") + FRAME,
        b"RIFF\0\0\0\0WAVEfmt ",
        b"OggS" + bytes(40),
    ],
}


def write():
    """Write all seeds."""
    for name, seeds in SEEDS.items():
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds):
            (folder / f"seed-{number:02}").write_bytes(seed if isinstance(seed, bytes) else seed.encode())


if __name__ == "__main__":
    write()
