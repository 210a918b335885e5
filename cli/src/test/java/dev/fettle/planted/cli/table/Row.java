package dev.fettle.planted.cli.table;

import dev.fettle.planted.cli.Command;

/** Closes the circle with the package above. */
public record Row(Command command) {}
