package dev.fettle.planted.core.inventory;

import dev.fettle.planted.core.assessment.Verdict;

record LooksUp(Verdict verdict) {}
