"""Floor 1: bytes → `Document`. Knows files and encodings; must not know what a report says."""

from wenzhi.read.document import read, read_bytes

__all__ = ["read", "read_bytes"]
