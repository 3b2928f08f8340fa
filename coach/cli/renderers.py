"""What `coach serve` and `coach publish` share: the renderers and their cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.progress import Event, Listener, nobody

if TYPE_CHECKING:
    from coach.session.renderer import Renderer
    from coach.settings import Settings
    from coach.web.job_queue import RendererFactory


def renderer_factory(listener: Listener = nobody) -> RendererFactory:
    """Return a function from settings to a renderer. `listener` receives all events too."""
    from coach.session.renderer import Renderer
    from coach.settings import cache_path
    from coach.web.memory_cache import MemoryCache

    cache = MemoryCache(cache_path())

    def make(settings: Settings, other: Listener) -> Renderer:
        def both(event: Event) -> None:
            other(event)
            listener(event)

        return Renderer(settings, both, cache=cache)

    return make
