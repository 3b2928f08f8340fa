"""Templates of strangers: every one ends soon, stays small, and is right or an error of ours with its place."""

import subprocess
import sys
import time

import pytest

from coach.errors import LinesError
from coach.script.lines import load_style
from coach.script.sandbox import FILTERS_ALLOWED

# Each was a traceback, had no end, or took all memory.
ERRORS = [
    "{{ 1|xmlattr }}", "{{ '{a}'.format() }}", "{{ 1|dictsort }}", "{{ 'a'.encode('nonesuch') }}", "{{ ([]|first).x }}",
    "{{ 'x'|attr('__class__') }}", "{{ ''.__class__.__mro__ }}", "{{ cycler.__init__.__globals__ }}",
    "{% include '../../../../../../etc/passwd' %}", "{% include '/etc/passwd' %}", "{% import 'welcome.j2' as w %}{{ w }}",
    "{% include 'welcome.j2' %}", "{{ lipsum(1) }}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{{ 'a' * 9999999999 }}", "{% set x = namespace(v='a') %}{% for i in range(30) %}{% set x.v = x.v ~ x.v %}{% endfor %}a",
    "{{ 9**9**9 }}", "{{ '%2000000000d' % 1 }}", "{{ 'a'.center(3000000000) }}", "{{ [1,2]|random }} words",
    "{{ 123456789012345678901234567890 }}", "{{ undefinedthing }}", "{% raise %}", "{{ namespace(a=1).b }}",
    "{{ range(10)|batch(0)|list }}",
    "{{ [3,'a']|sort }}", "{{ 'x'|indent('a') }}", "{{ 'x'|wordwrap(0) }}", "{{ [1]|slice(0)|list }}",
    "{% extends 'nonesuch.j2' %}", "{{ none.x }}", "{{ self.a() }}", "{{ super() }}", "{{ 'x'|round }}", "{{ caller() }}",
    "{{ 1e400 }}", "{{ counted(999999999999, 'run') }}", "{{ 10000000|ordinal }}",
    "{% set x=[1] %}" + "{% set x=[x,x] %}" * 40 + "{{ x }}",
    "{% set a %}xx{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 60,
    "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% for i in range(5) recursive %}{{ loop(range(5)) }}{% endfor %}",
    "{% for a in range(100) %}" * 6 + "{% endfor %}" * 6 + "x", "{% for i in [1] %}" * 40 + "{% endfor %}" * 40,
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}", "{% if 1 %}" * 3000, "{{ 1" + "+1" * 6000 + " }}", "x" * 200_000,
    "{{ 'a' + 'b' * 3 }}", "{{ {'a': [1]}.a }}", "{{ [[1]] }}", "{{ 1 // 0 }}", "\x00{{", "{{ x.y.z }}", "{{ spend(-9) }}",
]  # fmt: skip

RIGHT = {
    "{{ -5 }}": "minus five",
    "{{ week }} of {{ 3 * 4 }}": "two of twelve",
    "{{ {'a': 'one'}.get('a') }}{{ {'a': week}.get('b', ' or none') }}": "one or none",
    "{% for x in [1, 2] %}{{ x }}, {{ loop.index0 }}. {% endfor %}": "one, zero. two, one.",
    "{{ ('a', 'b')|join(' and ') }} {{ name|capitalize }}": "a and b Zoë",
    "{% macro m(x) %}so {{ x }}{% endmacro %}{{ m('it is') }}": "so it is",
    "{{ 'a' ~ week ~ none|default('') }}{{ 'b' if false }}": "atwoNone",
    "{% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}": "six",
}


@pytest.fixture
def lines(tmp_path):
    def rendered(template):
        (tmp_path / "welcome.j2").write_text(template, "utf-8")
        rendered_lines = load_style(str(tmp_path)).lines("welcome", {"week": 2, "name": "zoë"})
        return tuple(text for _, text in rendered_lines.lines)

    return rendered


@pytest.mark.parametrize("template", ERRORS, ids=range(len(ERRORS)))
def test_what_cannot_be_rendered_is_an_error_of_ours_within_two_seconds(lines, template):
    begun = time.monotonic()
    with pytest.raises(LinesError, match=r"welcome\.j2|no .*\.j2|etc/passwd|nonesuch"):
        lines(template)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(("template", "said"), RIGHT.items())
def test_what_templates_are_for_works(lines, template, said):
    assert lines(template) == (said,)


def test_all_of_them_together_take_little_memory(tmp_path):
    script = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
from pathlib import Path
from coach.errors import LinesError
from coach.script.lines import load_style
for template in {ERRORS!r}:
    Path("welcome.j2").write_text(template, "utf-8")
    try:
        load_style(".").lines("welcome", {{}})
    except LinesError:
        pass
# Not ru_maxrss: a child inherits that from the process that started it.
print(next(int(line.split()[1]) // 1_000 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
    done = subprocess.run([sys.executable, "-"], input=script, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200


def test_an_endless_template_ends_alike_each_time(lines):
    """By what it does, not by the clock."""
    messages = set()
    for _ in range(3):
        with pytest.raises(LinesError, match="goes on and on") as caught:
            lines("{% for a in range(100) %}" * 4 + "{% endfor %}" * 4)
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_the_documented_filters_are_those_that_there_are():
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs" / "lines.md").read_text("utf-8")
    assert all(f"`{name}`" in text for name in FILTERS_ALLOWED)


def test_an_empty_template_silences_its_cue(tmp_path):
    from support import SpokenAtReadingSpeed

    from coach.plan.catalogue import find_plan
    from coach.plan.context import session_context
    from coach.script.cues import CueKind
    from coach.script.draft import ScriptOptions
    from coach.script.writer import write_script

    style = tmp_path / "quiet-style"
    style.mkdir()
    plan = find_plan("walk-run-start")
    context = session_context(plan, 1, 1, plan.weeks[0].sessions[0], None)

    def kinds(*silent):
        for part in silent:
            (style / f"{part}.j2").write_text("# silent\n\n", "utf-8")
        sheet = write_script(context, load_style(str(style)), SpokenAtReadingSpeed(), ScriptOptions())
        return {cue.kind for cue in sheet.cues}

    assert CueKind.HALFWAY not in kinds("halfway")
    assert not {CueKind.WELCOME, CueKind.LAST, CueKind.WALK_EARLY, CueKind.OUTLINE} & kinds(
        "welcome", "last-run", "walk-early", "outline", "safety", "time-left", "talk-test", "encouragement", "tip"
    )
    with pytest.raises(LinesError, match="command-run"):
        kinds("command-run")
