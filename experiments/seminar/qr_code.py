"""The square that phones scan."""

import io
from html import escape

import segno


def qr_code(address: str, told: str) -> str:
    """Draw an address as a QR code: an ``svg`` element that fills what holds it.

    Parameters
    ----------
    address : str
    told : str
        What it is, for those who hear the page.
    """
    buffer = io.BytesIO()
    drawn = segno.make_qr(address, error="m")
    drawn.save(buffer, kind="svg", xmldecl=False, scale=6, omitsize=True)
    return buffer.getvalue().decode("utf-8").replace("<svg", f'<svg role="img" aria-label="{escape(told)}"', 1)
