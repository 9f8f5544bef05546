"""placeholder"""

from bench.database import database
