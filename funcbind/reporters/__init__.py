"""Renderings of a report: text for people, JSON for programs. None of them shows a setting's value."""
