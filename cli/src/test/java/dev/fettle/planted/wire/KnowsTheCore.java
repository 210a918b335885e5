package dev.fettle.planted.wire;

import dev.fettle.core.product.Platform;

record KnowsTheCore(Platform platform) {}
