"""``ptce seminar``."""

from typing import Annotated

import typer

from experiments.cli.options import Workers

PORT = 8080


def seminar(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes any that is free.")] = PORT,
    host: Annotated[
        str,
        typer.Option("--host", help="127.0.0.1 for this computer alone; 0.0.0.0 opens it to the local network."),
    ] = "127.0.0.1",
    language: Annotated[str, typer.Option("--language", help="fr or en.")] = "fr",
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
    workers: Workers = None,
) -> None:
    """Open the page for the classroom in a browser."""
    from experiments.cli.comparison import checked_workers
    from experiments.seminar.start import address_told, kept_port
    from experiments.words.language import Language

    Language(language)
    chosen_workers = checked_workers(workers)
    with kept_port(host, port) as chosen:
        typer.echo(address_told(host, chosen, language))

        from experiments.seminar.app import serve

        serve(host=host, port=chosen, language_code=language, show=show, workers=chosen_workers)
