package dev.fettle.planted.host;

import dev.fettle.planted.cli.Command;

record ImportsCli(Command command) {}
