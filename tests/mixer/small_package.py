"""A package of pieces for a few sessions, out of a cache that native renders have filled."""

from coach.cache import Cache, entry_name, key_hash
from coach.fields import to_data
from coach.mixer.in_page import COVER
from coach.mixer.options import Choices, parse_form, plan_for, requests_for
from coach.mixer.piece_cache import write_lengths, write_pack
from coach.session.renderer import Renderer
from coach.speech.speaker import voice_identity


class RecordingCache(Cache):
    """A cache that notes which clips and pieces were asked for."""

    def __init__(self, folder):
        super().__init__(folder)
        self.lengths = {}
        self.pieces = {}

    def number(self, key):
        length = super().number(key)
        if length and key.startswith("clip|"):
            self.lengths[key] = length
        return length

    def get(self, key):
        entry = super().get(key)
        if entry and key.startswith("mp3 "):
            name = entry_name(key_hash(key))
            self.pieces[name] = (self.folder / name).read_bytes()
        return entry


def small_package(folder, settings, forms, cover, plans=()):
    """Render the sessions of forms, and return the package's index and files: index, lengths, pieces."""
    cache = RecordingCache(folder)
    choices = Choices({}, ())
    for form in forms:
        values = dict(form)
        place = [int(values.pop(name)) if name in values else None for name in ("week", "session")]
        plan = values.pop("plan", "custom")
        options = parse_form(values, choices)
        request = requests_for(plan_for(plan, options), options, settings, *(place if plan != "custom" else (1, 1)))[0]
        renderer = Renderer(options.settings(settings), cache=cache)
        for _ in renderer.assembly(request).chunks():
            pass
    cache.put(COVER, cover)
    name = entry_name(key_hash(COVER))
    start = write_pack({name: (cache.folder / name).read_bytes()})
    index = {
        "settings": to_data(settings),
        "identity": voice_identity(renderer.speaker.voice),
        "choices": {"plans": list(plans), "fields": {}},
        "published": list(plans),
    }
    return index, write_lengths(cache.lengths), start, cache.pieces
