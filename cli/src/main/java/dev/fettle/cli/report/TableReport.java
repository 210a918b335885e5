package dev.fettle.cli.report;

import dev.fettle.core.assessment.Finding;
import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.assessment.Step;
import dev.fettle.core.assessment.Summary;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.assessment.Verdict;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.feeds.FeedState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report for people: what to take first, each step with the sentence that says why. */
public final class TableReport {
    private static final int INDENT = 6;
    private static final int MAX_NAMES = 40;
    private static final int MAX_STALE = 20;

    private final Paper paper;
    private final ScanReport report;

    private TableReport(Paper paper, ScanReport report) {
        this.paper = paper;
        this.report = report;
    }

    /**
     * @param width in columns
     * @throws IOException if the stream cannot take it
     */
    public static void write(ScanReport report, OutputStream out, boolean colour, int width) throws IOException {
        PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
        new TableReport(new Paper(print, colour, width), report).print();
        if (print.checkError()) {
            throw new IOException("standard output is gone or full");
        }
    }

    private void print() {
        head();
        notInEffect();
        patches();
        pending();
        foot();
    }

    /** What has to be restarted comes first: it is installed already. */
    private void notInEffect() {
        List<StaleBuild> stale = report.inventory().stale();
        if (stale.isEmpty()) {
            return;
        }
        long mended = report.assessment().findings().stream()
                .filter(finding -> isMendedBy(finding, Verdict.Way.RESTART))
                .count();
        paper.line(paper.of(
                Paper.Ink.YELLOW,
                "Not in effect: " + (stale.size() == 1 ? "1 build was" : stale.size() + " builds were")
                        + " replaced or removed and still run"
                        + (mended == 0 ? "." : "; restarts would bring " + mended + " installed fixes into effect.")));
        for (StaleBuild build : stale.subList(0, Math.min(stale.size(), MAX_STALE))) {
            paper.paragraph(
                    INDENT,
                    build.name()
                            + (build.version() == null ? ", version not known" : " " + build.version())
                            + ": " + build.advice());
        }
        if (stale.size() > MAX_STALE) {
            paper.paragraph(INDENT, "And " + (stale.size() - MAX_STALE) + " more (see --format json).");
        }
        paper.line("");
    }

    private void head() {
        Inventory inventory = report.inventory();
        String kernel = inventory.kernels().runningRelease();
        paper.line(paper.bold(inventory.host())
                + paper.plain("  " + inventory.prettyName() + ", "
                        + inventory.packages().size() + " packages"
                        + (kernel == null ? "" : ", running kernel " + kernel)));
        for (FeedState feed : report.feeds()) {
            if (feed.good()) {
                String dated = feed.date().isEmpty() ? "" : ", of " + day(feed.date());
                String old = feed.status() == FeedState.Status.LAST_GOOD ? ", last good state" : "";
                paper.line(paper.dim("feed  " + feed.name() + " (" + feed.records() + " records" + dated + old + ")"));
            }
        }
        if (inventory.reboot() instanceof Inventory.Reboot.Required(List<String> packages)) {
            long mended = report.assessment().findings().stream()
                    .filter(finding -> isMendedBy(finding, Verdict.Way.REBOOT))
                    .count();
            paper.line(paper.of(
                    Paper.Ink.YELLOW,
                    "Reboot due: " + String.join(", ", packages)
                            + (mended == 0 ? "." : "; it would bring " + mended + " installed fixes into effect.")));
        }
        paper.line("");
    }

    private static boolean isMendedBy(Finding finding, Verdict.Way wanted) {
        return finding.verdict() instanceof Verdict.Fixable(String _, Verdict.Way way) && way == wanted;
    }

    private static String day(String date) {
        return date.length() > 10 ? date.substring(0, 10) : date;
    }

    private void patches() {
        if (report.patches().isEmpty()) {
            boolean told = report.pending() != null
                    || report.catalog().covers(report.inventory().platform());
            paper.line(told ? "No patches are pending." : "Which patches are pending could not be told.");
            return;
        }
        List<Step> steps = Step.of(report.patches());
        int longest = steps.stream()
                .filter(step -> step.tier() != Tier.ROUTINE)
                .mapToInt(step -> names(step).length())
                .max()
                .orElse(0);
        for (Step step : steps) {
            if (step.tier() == Tier.ROUTINE) {
                routine(step);
            } else {
                step(step, Math.min(longest, MAX_NAMES) + 2);
            }
        }
    }

    private void step(Step step, int namesWidth) {
        RankedPatch first = step.first();
        PendingPatch patch = first.patch();
        String mends = first.mends().isEmpty() ? "" : first.mends().size() + " CVE";
        paper.line(paper.bold(String.format(Locale.ROOT, "%4d  ", first.rank()))
                + paper.of(ink(first.tier()), String.format(Locale.ROOT, "%-10s", word(first.tier())))
                + paper.plain(String.format(Locale.ROOT, "%9s  ", mends))
                + paper.bold(padded(names(step), namesWidth))
                + paper.plain(patch.installed() + " → " + patch.candidate()));
        paper.paragraph(INDENT, step.reason());
    }

    private void routine(Step step) {
        int count = step.patches().size();
        String names = step.patches().stream()
                .map(ranked -> ranked.patch().name() + " " + ranked.patch().candidate())
                .collect(Collectors.joining(", "));
        paper.line(paper.bold(String.format(Locale.ROOT, "%4d  ", step.first().rank()))
                + paper.dim(String.format(Locale.ROOT, "%-21s", word(Tier.ROUTINE)))
                + paper.plain(count == 1 ? "1 patch" : count + " patches"));
        paper.paragraph(INDENT, step.reason());
        paper.paragraph(INDENT, names + ".");
    }

    private static String padded(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }

    private static String names(Step step) {
        int others = step.patches().size() - 1;
        return step.name() + (others == 0 ? "" : " and " + others + " more");
    }

    private static String word(Tier tier) {
        return switch (tier) {
            case EXPLOITED -> "EXPLOITED";
            case LIKELY -> "LIKELY";
            case SEVERE -> "SEVERE";
            case UNRATED -> "UNRATED";
            case MODERATE -> "MODERATE";
            case UNIMPORTANT -> "UNIMPORT.";
            case ROUTINE -> "ROUTINE";
        };
    }

    private static Paper.Ink ink(Tier tier) {
        return switch (tier) {
            case EXPLOITED, LIKELY -> Paper.Ink.RED;
            case SEVERE, UNRATED -> Paper.Ink.YELLOW;
            case MODERATE -> Paper.Ink.CYAN;
            case UNIMPORTANT, ROUTINE -> Paper.Ink.GREY;
        };
    }

    private void pending() {
        PendingChanges pending = report.pending();
        if (pending == null) {
            return;
        }
        paper.line("");
        list(
                "Would newly come",
                pending.installs().stream()
                        .map(install -> install.name() + " " + install.version())
                        .toList());
        list(
                "Would go",
                pending.removals().stream()
                        .map(removal -> removal.name() + " " + removal.installed())
                        .toList());
        list("Kept back", pending.keptBack().stream().map(TableReport::keptBack).toList());
        paper.line(paper.dim("To download: " + ((pending.downloadBytes() + (1 << 20) - 1) >> 20) + " MiB"));
    }

    private void list(String title, List<String> items) {
        if (!items.isEmpty()) {
            paper.paragraph(0, title + " (" + items.size() + "): " + String.join(", ", items) + ".");
        }
    }

    private static String keptBack(PendingChanges.KeptBack kept) {
        return kept.name() + " " + kept.candidate()
                + switch (kept.why()) {
                    case PendingChanges.Why.Held _ -> " (on hold)";
                    case PendingChanges.Why.Phased(int percentage) -> " (phased, " + percentage + " %)";
                    case PendingChanges.Why.Unsatisfied _ -> " (not installable with the others)";
                };
    }

    private void foot() {
        paper.line("");
        if (report.changelogs() instanceof ScanReport.Changelogs.Asked(int _, List<String> unread)
                && !unread.isEmpty()) {
            paper.paragraph(
                    0,
                    "Changelogs that could not be read: " + unread.size()
                            + ". What these patches mend is not known from here: " + String.join(", ", unread) + ".");
        }
        if (!report.knowsVulnerabilities()) {
            paper.paragraph(0, "Which vulnerabilities this host has is not known. Give feeds with --feeds.");
            return;
        }
        Summary summary = Summary.of(report.assessment(), report.patches());
        paper.paragraph(
                0,
                "Vulnerabilities: " + summary.fixable() + " can be mended, " + summary.unfixed()
                        + " without a fix yet, "
                        + summary.unknown() + " cannot be judged; " + summary.unimportant()
                        + " more that the distribution calls unimportant.");
        String missing = missing();
        if (missing != null) {
            paper.paragraph(0, missing);
        }
    }

    private @Nullable String missing() {
        if (!report.catalog().covers(report.inventory().platform())) {
            return "No feed speaks of " + report.inventory().platform()
                    + ": only what changelogs of pending patches name is known, and no severity (see --feeds).";
        }
        if (!report.catalog().knowsExploitation()) {
            return "Which of them are being exploited is not known: no KEV feed was given (see --feeds).";
        }
        return null;
    }
}
