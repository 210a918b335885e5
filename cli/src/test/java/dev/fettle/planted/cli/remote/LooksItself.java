package dev.fettle.planted.cli.remote;

import dev.fettle.host.Progress;

record LooksItself(Progress progress) {}
