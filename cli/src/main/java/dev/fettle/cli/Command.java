package dev.fettle.cli;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One command: its options, and what it does with them. */
interface Command {
    /** As people type it; may be several words. */
    String name();

    /** What stands behind the name beside options, for the usage: {@code FILE}; empty if nothing may. */
    default String operands() {
        return "";
    }

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
