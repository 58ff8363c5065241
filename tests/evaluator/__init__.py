"""The rules of conversion goals in plain Python, to compare the SQL with, row for row.

Written from the rules alone, one rule number at each line that carries one out. It is slow where
slow reads better.
"""

from .evaluate import evaluate, worlds
from .settings import Settings

__all__ = ["Settings", "evaluate", "worlds"]
