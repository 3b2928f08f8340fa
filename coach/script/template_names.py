"""Which variables a template uses, and which of them can be heard in what it says: read from its syntax, without rendering."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jinja2 import Environment, meta, nodes


class TemplateNames(NamedTuple):
    """The variables of a template and of those that it includes."""

    used: frozenset[str]
    printed: frozenset[str]
    """Those that stand elsewhere than in a condition: their value may be heard, and not only decide what is."""


def names_in(environment: Environment, name: str) -> TemplateNames:
    """Return the variables that a template uses. Raises what Jinja2 raises for one that is not there, or broken."""
    used: set[str] = set()
    printed: set[str] = set()
    to_read, read = [name], set[str]()
    while to_read:
        template = to_read.pop()
        read.add(template)
        assert environment.loader is not None
        source, _, _ = environment.loader.get_source(environment, template)
        tree = environment.parse(source)
        used |= meta.find_undeclared_variables(tree)
        printed |= set(_printed(tree))
        to_read += {each for each in meta.find_referenced_templates(tree) if each} - read
    return TemplateNames(frozenset(used), frozenset(used & printed))


def _printed(node: nodes.Node) -> Iterator[str]:
    """Yield the names below a node that do not stand in a condition."""
    if isinstance(node, nodes.Name):
        yield node.name
    tested = node.test if isinstance(node, nodes.If | nodes.CondExpr) else None
    for child in node.iter_child_nodes():
        if child is not tested:
            yield from _printed(child)
