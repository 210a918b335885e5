package dev.fettle.cli;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One command: its options, and what it does with them. */
interface Command {
    /** As people type it. */
    String name();

    /** One sentence. */
    String description();

    /** In the order in which help shows them. */
    Options options();

    /**
     * Does it; returns the exit code.
     *
     * @throws UsageException if the options make no sense together
     */
    int run(CommandLine line) throws UsageException;
}
