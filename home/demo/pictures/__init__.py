"""The demo's pictures, drawn by code: no downloads, no licences to keep track of."""

from .catalogue import PICTURES, Picture

__all__ = ["PICTURES", "Picture"]
