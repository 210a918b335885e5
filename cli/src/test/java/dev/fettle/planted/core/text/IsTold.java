package dev.fettle.planted.core.text;

import dev.fettle.wire.Me;

record IsTold(Me me) {}
