"""One module a family of case files; each has ``compare(case) -> list[str]``: what differs, nothing when it agrees."""
