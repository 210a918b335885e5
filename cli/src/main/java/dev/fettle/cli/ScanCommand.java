package dev.fettle.cli;

import dev.fettle.cli.report.JsonReport;
import dev.fettle.cli.report.ScanReport;
import dev.fettle.cli.report.TableReport;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.product.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fettle scan}: the whole job once, without server or database. */
@Command(
        name = "scan",
        description = "Says what should be patched first on this machine, and why. Changes nothing on it.",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.FAILED,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done, whatever was found",
            "1:something that was asked for could not be done or could not be known",
            "2:the condition of --fail-on holds",
            "64:the command line was wrong"
        })
final class ScanCommand implements Callable<Integer> {
    private enum Format {
        TABLE,
        JSON
    }

    private enum Colour {
        AUTO,
        ALWAYS,
        NEVER
    }

    @Option(
            names = "--feeds",
            paramLabel = "DIR|FILE|URL",
            description = {"Take in OSV records, CISA KEV or EPSS scores. May be given several times."})
    private List<String> feeds = new ArrayList<>();

    @Option(names = "--format", paramLabel = "table|json", description = "What to print (default: table).")
    private Format format = Format.TABLE;

    @Option(
            names = "--fail-on",
            paramLabel = "kev|critical|high",
            description = {
                "Exit with 2 if a known exploited, critical or high vulnerability is open; each includes those before it."
            })
    private @Nullable FailOn failOn;

    @Option(names = "--no-changelogs", description = "Don't fetch candidate packages to read their changelogs.")
    private boolean noChangelogs;

    @Option(names = "--all", description = "List findings that turned out not affected, too.")
    private boolean all;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Scan another root file system, such as a mounted image.")
    private @Nullable Path root;

    @Option(
            names = "--packages",
            paramLabel = "FILE",
            description = {
                "Judge a saved listing: tab-separated, its header naming at least name, version, arch, source, source_version."
            })
    private @Nullable Path packages;

    @Option(names = "--platform", paramLabel = "debian:12", description = "What the saved listing is of.")
    private @Nullable String platform;

    @Option(names = "--color", paramLabel = "auto|always|never", description = "Colour the table (default: auto).")
    private Colour color = Colour.AUTO;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on standard error.")
    private boolean quiet;

    @Spec
    private @Nullable CommandSpec spec;

    private final Console console;
    private final Clock clock;
    private final Map<String, String> environment;

    ScanCommand(Console console, Clock clock, Map<String, String> environment) {
        this.console = console;
        this.clock = clock;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        console.progress().setQuiet(quiet);
        Scan.Target target = target();
        Path cache = CacheHome.of(environment);
        Scan scan = new Scan(cache, clock, console.progress());
        Scan.Outcome outcome = scan.run(target, feeds, !noChangelogs, all);
        return switch (outcome) {
            case Scan.Outcome.Impossible(Problem why) -> {
                console.error(why);
                yield ExitCode.FAILED;
            }
            case Scan.Outcome.Done(ScanReport report) -> finish(report);
        };
    }

    private int finish(ScanReport report) {
        try {
            switch (format) {
                case JSON -> JsonReport.write(report, console.out());
                case TABLE ->
                    TableReport.write(
                            report,
                            console.out(),
                            coloured(),
                            console.terminal().width());
            }
        } catch (IOException e) {
            console.error("The result could not be written: " + e.getMessage() + ".");
            return ExitCode.FAILED;
        }
        console.out();
        report.errors().forEach(console::error);
        if (!report.complete()) {
            return ExitCode.FAILED;
        }
        return failOn == null ? ExitCode.DONE : exitCode(failOn, report);
    }

    private boolean coloured() {
        return switch (color) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> console.terminal().out() && console.terminal().colour();
        };
    }

    private int exitCode(FailOn condition, ScanReport report) {
        String unknown = whyUnknown(condition, report);
        if (unknown != null) {
            console.error("--fail-on " + name(condition) + " cannot be told: " + unknown);
            return ExitCode.FAILED;
        }
        long matches = condition.matches(report.assessment());
        long unrated = condition.unrated(report.assessment());
        if (unrated > 0) {
            console.error("--fail-on " + name(condition) + " leaves out " + unrated
                    + " open findings that nobody has rated yet.");
        }
        if (matches > 0) {
            console.error("--fail-on " + name(condition) + " holds for " + matches + " open findings.");
            return ExitCode.CONDITION_HOLDS;
        }
        return ExitCode.DONE;
    }

    /** Unknown is not success: without what the condition asks about there is no answer. */
    private static @Nullable String whyUnknown(FailOn condition, ScanReport report) {
        if (condition == FailOn.KEV && !report.catalog().knowsExploitation()) {
            return "no good KEV feed is at hand. Give one with --feeds.";
        }
        if (!report.knowsVulnerabilities()) {
            return "nothing says which vulnerabilities this host has. Give an OSV feed with --feeds.";
        }
        if (condition != FailOn.KEV
                && !report.catalog().covers(report.inventory().platform())) {
            return "no feed rates vulnerabilities. Give an OSV feed with --feeds.";
        }
        return null;
    }

    private static String name(FailOn condition) {
        return condition.name().toLowerCase(Locale.ROOT);
    }

    private Scan.Target target() {
        if (packages == null) {
            if (platform != null) {
                throw wrong("--platform goes with --packages: a host tells its platform itself.");
            }
            return new Scan.Target.Machine(root == null ? Path.of("/") : root);
        }
        if (root != null) {
            throw wrong("--root and --packages exclude each other: the host is either a file system or a listing.");
        }
        if (platform == null) {
            throw wrong("--packages needs --platform, for example --platform debian:12: a listing does not tell it.");
        }
        try {
            return new Scan.Target.Listing(packages, Platform.parse(platform));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
