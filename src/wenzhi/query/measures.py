"""Floor 6: the measures of words, each with its definition, as SQL over named columns.

Sources: P. Rychlý, A Lexicographer-Friendly Association Score (2008) for logDice; S. Evert, Corpora and
Collocations (2008) for surface co-occurrence, MI, MI³, t and the log-likelihood of a 2×2 table; P. Rayson
and R. Garside, Comparing Corpora using Frequency Profiling (2000) for keyness; A. Hardie, Log Ratio (2014);
A. Kilgarriff, Simple Maths for Keywords (2009); S. Th. Gries, Dispersions and adjusted frequencies in
corpora (2008) and, for the normed DP, J. Lijffijt and S. Th. Gries (2012); A. Juilland et al. (1970) in the
form for parts of unequal size that Gries gives.
"""

from __future__ import annotations

ASSOCIATION: dict[str, str] = {
    "observed": "O: places within the window of a hit where the collocate stands, each counted once",
    "frequency": "C: the collocate in all reports looked through",
    "expected": "E = R·C / N; R: all words within windows, N: all words; marks are no words",
    "log_dice": "14 + log₂(2·O / (F + C)); F: hits",
    "mi": "log₂(O / E)",
    "mi3": "log₂(O³ / E)",
    "t": "(O − E) / √O",
    "ll": "2·Σ o·ln(o/e) over the four cells of the table window × collocate; negative where O < E",
}

KEYNESS: dict[str, str] = {
    "focus": "a: the word in the focus reports; n₁: all words there",
    "reference": "b: the word in the reference reports; n₂: all words there",
    "ll": "2·(a·ln(a/e₁) + b·ln(b/e₂)), e₁ = n₁·(a+b)/(n₁+n₂), e₂ = n₂·(a+b)/(n₁+n₂); "
    "negative where the word is rarer in the focus",
    "chi2": "Pearson's χ² of the table word × side without correction: N·(a·d − b·c)² / (n₁·n₂·(a+b)·(c+d)); "
    "c, d: the other words of each side, N = n₁ + n₂; negative where the word is rarer in the focus",
    "log_ratio": "log₂((a/n₁) / (b/n₂)); a count of nought is taken as 0.5",
    "percent_diff": "100·(a/n₁ − b/n₂) / (b/n₂); unknown where b is nought",
    "simple_maths": "(10⁶·a/n₁ + 100) / (10⁶·b/n₂ + 100)",
    "focus_reports": "focus reports with the word",
    "reference_reports": "reference reports with the word",
}

DISPERSION: dict[str, str] = {
    "parts": "n: reports looked through that have a word; sᵢ: a report's share of all words",
    "hits": "f: hits; vᵢ: hits in a report",
    "found_in": "reports with a hit",
    "share": "found_in / n",
    "dp": "½·Σ|vᵢ/f − sᵢ|: 0 spread as evenly as the words, towards 1 in few reports",
    "dp_norm": "dp / (1 − min sᵢ)",
    "juilland_d": "1 − V/√(n−1); V: population standard deviation of vᵢ/sᵢ over its mean; unknown for one part",
    "carroll_d2": "entropy of (vᵢ/wᵢ)/Σ(vⱼ/wⱼ), in log₂, over log₂ n; wᵢ: words of a report",
    "arf": "average reduced frequency (Savický and Hlaváčová 2002): (f/N)·Σ min(dᵢ, N/f); "
    "dᵢ: words from one hit to the next, the last to the first, in the order of reports",
    "aldf": "average logarithmic distance frequency (the same): N·10^(−Σ (dᵢ/N)·log₁₀ dᵢ)",
}


def _cell(observed: str, expected: str) -> str:
    """One cell's part of a log-likelihood; that of an empty cell is nought."""
    return (
        f"(CASE WHEN {observed} > 0 THEN ({observed}) * ln(({observed}) / ({expected})) ELSE 0 END)"
    )


def association_columns(observed: str, collocate: str, hits: str, window: str, words: str) -> str:
    """SQL of the association measures out of the five figures they rest on."""
    o, c, f, r, n = (f"({part})::DOUBLE" for part in (observed, collocate, hits, window, words))
    expected = f"({r} * {c} / {n})"
    rest = f"({n} - {r})"
    cells = (
        (o, expected),
        (f"({r} - {o})", f"({r} * ({n} - {c}) / {n})"),
        (f"({c} - {o})", f"({rest} * {c} / {n})"),
        (f"({rest} - ({c} - {o}))", f"({rest} * ({n} - {c}) / {n})"),
    )
    likelihood = " + ".join(_cell(*cell) for cell in cells)
    return (
        f"{expected} AS expected, 14 + log2(2 * {o} / ({f} + {c})) AS log_dice, "
        f"log2({o} / {expected}) AS mi, log2({o} * {o} * {o} / {expected}) AS mi3, "
        f"({o} - {expected}) / sqrt({o}) AS t, "
        f"(CASE WHEN {o} < {expected} THEN -2 ELSE 2 END) * ({likelihood}) AS ll"
    )


def keyness_columns(focus: str, reference: str, focus_words: str, reference_words: str) -> str:
    """SQL of the keyness measures out of two counts and the two sizes."""
    a, b, n1, n2 = (
        f"({part})::DOUBLE" for part in (focus, reference, focus_words, reference_words)
    )
    shared = f"(({a} + {b}) / ({n1} + {n2}))"
    likelihood = f"{_cell(a, f'{n1} * {shared}')} + {_cell(b, f'{n2} * {shared}')}"
    return (
        f"(CASE WHEN {a} / {n1} < {b} / {n2} THEN -2 ELSE 2 END) * ({likelihood}) AS ll, "
        f"(CASE WHEN {a} / {n1} < {b} / {n2} THEN -1 ELSE 1 END) * ({n1} + {n2}) "
        f"* pow({a} * ({n2} - {b}) - {b} * ({n1} - {a}), 2) "
        f"/ nullif({n1} * {n2} * ({a} + {b}) * ({n1} + {n2} - {a} - {b}), 0) AS chi2, "
        f"log2((greatest({a}, CASE WHEN {a} = 0 THEN 0.5 ELSE 0 END) / {n1}) / "
        f"(greatest({b}, CASE WHEN {b} = 0 THEN 0.5 ELSE 0 END) / {n2})) AS log_ratio, "
        f"100 * ({a} / {n1} - {b} / {n2}) / nullif({b} / {n2}, 0) AS percent_diff, "
        f"(1e6 * {a} / {n1} + 100) / (1e6 * {b} / {n2} + 100) AS simple_maths"
    )
