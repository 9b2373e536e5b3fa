from __future__ import annotations
from urllib.parse import urlsplit
from funcbind._record import Record
class Uri(Record):
    scheme: str
    absolute_uri: str
def parse_absolute(text: str) -> Uri | None:
    """STUB."""
    p=urlsplit(text.strip())
    if not p.scheme or not p.netloc: return None
    u=text.strip()
    if not p.path: u+="/"
    return Uri(p.scheme.lower(),u)
