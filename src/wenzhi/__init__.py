"""wenzhi: reads government-information-disclosure annual reports and tells form from substance."""

__version__ = "0.1.0"
