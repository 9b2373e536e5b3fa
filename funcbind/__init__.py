"""Resolve Azure Functions connections exactly as the Functions host does."""
