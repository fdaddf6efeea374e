"""Floor 2: synthetic reports with their truth, for tests, benchmarks and the demo corpus.

The truth comes from what is planted, never from reading the text back.
"""

from wenzhi.synth.generate import SynthManifest, SynthReport, generate, write_reports

__all__ = ["SynthManifest", "SynthReport", "generate", "write_reports"]
