"""The Model Context Protocol (modelcontextprotocol.io): the API as tools for assistants built on language models.

It needs the optional package `mcp`. Only `endpoint.py` and `__init__.py` may be imported without it.
"""
