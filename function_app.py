"""Entry point of the sample app: the repository itself is a deployable function app."""

from function_app_sample import app

__all__ = ["app"]
