"""Pages filled in from their templates, in Markdown and as HTML."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.words.language import Language

KINDS = ("md", "html")


def filled_in(template: Path, words: Language, content: Mapping[str, Any]) -> str:
    """Fill in a template; a name that it uses and that is not there is an error.

    Parameters
    ----------
    template : Path
        File such as ``report.html.j2``; in HTML, what is filled in is escaped.
    words : Language
        Of the sentences that the template asks for by ``_``.
    content : dict
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(template.parent),
        undefined=StrictUndefined,
        autoescape=".html." in template.name,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template.name).render(_=words.text, **content)
