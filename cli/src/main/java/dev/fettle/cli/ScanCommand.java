package dev.fettle.cli;

import dev.fettle.cli.report.JsonReport;
import dev.fettle.cli.report.ScanReport;
import dev.fettle.cli.report.TableReport;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.product.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code fettle scan}: the whole job once, without server or database. */
final class ScanCommand implements Command {
    private enum Format {
        TABLE,
        JSON
    }

    private enum Colour {
        AUTO,
        ALWAYS,
        NEVER
    }

    private final Console console;
    private final Clock clock;
    private final Map<String, String> environment;

    ScanCommand(Console console, Clock clock, Map<String, String> environment) {
        this.console = console;
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public String description() {
        return "Says what should be patched first on this machine, and why. Changes nothing on it, and asks no server.";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(valued("feeds", "DIR|FILE|URL", "Take in OSV records, CISA KEV or EPSS scores; repeatable."))
                .addOption(valued("format", "table|json", "What to print (default: table)."))
                .addOption(valued(
                        "fail-on",
                        "kev|critical|high",
                        "Exit with 2 if a known exploited, critical or high vulnerability is open; each includes those"
                                + " before it."))
                .addOption(flag("no-changelogs", "Don't fetch candidate packages to read their changelogs."))
                .addOption(flag("all", "List findings that turned out not affected, too."))
                .addOption(valued("root", "DIR", "Scan another root file system, such as a mounted image."))
                .addOption(valued(
                        "packages",
                        "FILE",
                        "Judge a saved listing: tab-separated, its header naming at least name, version, arch, source,"
                                + " source_version. Needs --platform."))
                .addOption(valued("platform", "debian:12", "What the saved listing is of."))
                .addOption(valued("color", "auto|always|never", "Colour the table (default: auto)."))
                .addOption(Option.builder("q")
                        .longOpt("quiet")
                        .desc("No progress on standard error.")
                        .get())
                .addOption(Option.builder("h").longOpt("help").desc("Say this.").get());
    }

    private static Option valued(String name, String value, String description) {
        return Option.builder()
                .longOpt(name)
                .hasArg()
                .argName(value)
                .desc(description)
                .get();
    }

    private static Option flag(String name, String description) {
        return Option.builder().longOpt(name).desc(description).get();
    }

    @Override
    public int run(CommandLine line) throws UsageException {
        Format format = oneOf(line, "format", Format.values(), Format.TABLE);
        Colour colour = oneOf(line, "color", Colour.values(), Colour.AUTO);
        FailOn failOn = line.hasOption("fail-on") ? oneOf(line, "fail-on", FailOn.values(), FailOn.KEV) : null;
        String[] feeds = line.getOptionValues("feeds");
        requireText("feeds", feeds);
        Scan.Target target = target(line);
        console.progress().setQuiet(line.hasOption("quiet"));
        Scan scan = new Scan(CacheHome.of(environment), clock, console.progress());
        Scan.Outcome outcome = scan.run(
                target,
                feeds == null ? List.of() : List.of(feeds),
                !line.hasOption("no-changelogs"),
                line.hasOption("all"));
        return switch (outcome) {
            case Scan.Outcome.Impossible(Problem why) -> {
                console.error(why);
                yield ExitCode.FAILED;
            }
            case Scan.Outcome.Done(ScanReport report) ->
                print(report, format, colour) ? exitCode(failOn, report) : ExitCode.FAILED;
        };
    }

    /** Whether the report could be written. */
    private boolean print(ScanReport report, Format format, Colour colour) {
        try {
            switch (format) {
                case JSON -> JsonReport.write(report, console.out());
                case TABLE ->
                    TableReport.write(
                            report,
                            console.out(),
                            coloured(colour),
                            console.terminal().width());
            }
        } catch (IOException e) {
            console.error("The result could not be written: " + e.getMessage() + ".");
            return false;
        }
        report.errors().forEach(console::error);
        return true;
    }

    private boolean coloured(Colour colour) {
        return switch (colour) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> console.terminal().out() && console.terminal().colour();
        };
    }

    private int exitCode(@Nullable FailOn condition, ScanReport report) {
        if (!report.complete()) {
            return ExitCode.FAILED;
        }
        if (condition == null) {
            return ExitCode.DONE;
        }
        String asked = "--fail-on " + name(condition);
        long matches = condition.matches(report.assessment());
        if (matches > 0) {
            console.error(asked + " holds for " + matches + " open findings.");
            return ExitCode.CONDITION_HOLDS;
        }
        String unknown = whyUnknown(condition, report);
        if (unknown != null) {
            console.error(asked + " cannot be told: " + unknown);
            return ExitCode.FAILED;
        }
        long unrated = condition.unrated(report.assessment());
        if (unrated > 0) {
            console.error(
                    asked + " does not hold, but leaves out " + unrated + " open findings that nobody has rated yet.");
        }
        return ExitCode.DONE;
    }

    /** Unknown is not success: without what the condition asks about there is no answer. */
    private static @Nullable String whyUnknown(FailOn condition, ScanReport report) {
        Inventory inventory = report.inventory();
        if (condition == FailOn.KEV && !report.catalog().knowsExploitation()) {
            return "no good KEV feed is at hand. Give one with --feeds.";
        }
        if (!report.catalog().covers(inventory.platform())) {
            return "no feed says which vulnerabilities " + inventory.platform()
                    + " has. Give an OSV feed with --feeds.";
        }
        if (inventory.unreadable() > 0) {
            return "packages that could not be read were left out: " + inventory.unreadable() + ".";
        }
        if (!inventory.kernels().foreign().isEmpty()) {
            return "an installed kernel is not the distribution's, so it could not be judged.";
        }
        return null;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Scan.Target target(CommandLine line) throws UsageException {
        String packages = single(line, "packages");
        String platform = single(line, "platform");
        String root = single(line, "root");
        if (packages == null) {
            if (platform != null) {
                throw new UsageException("--platform goes with --packages: a host tells its platform itself.");
            }
            return new Scan.Target.Machine(Path.of(root == null ? "/" : root));
        }
        if (root != null) {
            throw new UsageException(
                    "--root and --packages exclude each other: the host is either a file system or a listing.");
        }
        if (platform == null) {
            throw new UsageException(
                    "--packages needs --platform, for example --platform debian:12: a listing does not tell it.");
        }
        try {
            return new Scan.Target.Listing(Path.of(packages), Platform.parse(platform));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable String single(CommandLine line, String option) throws UsageException {
        String[] values = line.getOptionValues(option);
        requireText(option, values);
        if (values != null && values.length > 1) {
            throw new UsageException("--" + option + " is given twice; once is meant.");
        }
        return values == null ? null : values[0];
    }

    /** An empty value is a variable that was not set, and never means the current folder. */
    private static void requireText(String option, String @Nullable [] values) throws UsageException {
        if (values != null && Arrays.asList(values).contains("")) {
            throw new UsageException("--" + option + " is given an empty value.");
        }
    }

    private static <E extends Enum<E>> E oneOf(CommandLine line, String option, E[] all, E otherwise)
            throws UsageException {
        String value = single(line, option);
        if (value == null) {
            return otherwise;
        }
        for (E each : all) {
            if (name(each).equals(value.toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        String known = Arrays.stream(all).map(ScanCommand::name).collect(Collectors.joining(", "));
        throw new UsageException("--" + option + " takes one of " + known + ", not \"" + value + "\".");
    }
}
