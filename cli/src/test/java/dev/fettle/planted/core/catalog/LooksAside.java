package dev.fettle.planted.core.catalog;

import dev.fettle.planted.core.inventory.Mutable;

record LooksAside(Mutable neighbour) {}
