"""The demo company, for tests that read all pages."""

from tests.ops.conftest import demo_file, demo_site

__all__ = ["demo_file", "demo_site"]
