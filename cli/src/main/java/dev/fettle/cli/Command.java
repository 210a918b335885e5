package dev.fettle.cli;

import java.util.List;
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

    /** The words of which one may stand first after the command's name. */
    default List<String> verbs() {
        return List.of();
    }

    /** The ways to write it, without the command's name, each with a tab and what that does; one if there are none. */
    default List<String> usages() {
        return List.of();
    }

    /** Whether it asks a server, by the address and token of {@code fettle login}. */
    default boolean remote() {
        return false;
    }

    /**
     * Does it; returns the exit code.
     *
     * @throws UsageException if the options make no sense together
     */
    int run(CommandLine line) throws UsageException;
}
