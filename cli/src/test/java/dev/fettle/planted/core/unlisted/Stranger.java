package dev.fettle.planted.core.unlisted;

import dev.fettle.planted.core.assessment.Verdict;

/** Lives in a package that has no place in the order. */
record Stranger(Verdict verdict) {}
