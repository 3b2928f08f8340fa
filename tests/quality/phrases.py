"""Every phrase of the bundled styles, and the part that it belongs to."""

from functools import cache

from coach.script.lines import bundled_styles, load_style
from coach.script.parts import Part
from coach.script.review import sessions, situations

COMMANDS = (
    *(Part.COMMAND_RUN, Part.COMMAND_WALK, Part.COMMAND_WARM_UP, Part.COMMAND_COOL_DOWN, Part.COMMAND_BY_FEEL),
    *(Part.COMMAND_HILLS, Part.WARNING, Part.LAST_RUN, Part.HALFWAY, Part.FINISH),
)
"""The parts that tell what to do and when."""


@cache
def phrases(style_name):
    """Return a style's phrases with their parts, in the order in which its situations bring them about."""
    style = load_style(style_name)
    part_of = {}
    for context in sessions():
        for situation in situations(context, style.language):
            for variant in situation.variants(style):
                for wording in variant:
                    part_of |= {text: situation.part for text in wording.phrases + wording.after if text not in part_of}
    return part_of


def all_phrases():
    """Return the phrases of all bundled styles with their parts, each once."""
    part_of = {}
    for name in bundled_styles():
        part_of |= {text: part for text, part in phrases(name).items() if text not in part_of}
    return part_of
