package dev.fettle.planted.server;

import dev.fettle.planted.cli.Command;

public record ImportsCli(Command aside) {}
