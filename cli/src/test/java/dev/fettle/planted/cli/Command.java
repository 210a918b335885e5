package dev.fettle.planted.cli;

import dev.fettle.planted.cli.table.Row;

public record Command(Row row) {}
