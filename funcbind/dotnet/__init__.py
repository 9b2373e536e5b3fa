"""Small pieces of .NET whose exact behaviour decides what the host accepts: text, numbers, URIs."""
