package dev.fettle.cli;

import java.util.List;
import org.apache.commons.cli.Option;

/** Options that several commands have. */
final class Choices {
    private Choices() {}

    static Option valued(String name, String value, String description) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(value)
                .desc(description)
                .get();
    }

    static Option flag(String name, String description) {
        return Option.builder().longOpt(name).desc(description).get();
    }

    /** Of every list. */
    static List<Option> ofLists() {
        return List.of(
                valued("filter", "FILTER", "Only these, such as name==web*;reboot==required; see docs/api.md."),
                valued("sort", "FIELD", "In the order of this field; after - from the greatest on."),
                valued("limit", "N", "At most so many (default: 100)."),
                flag("all", "All of them, however many."));
    }
}
