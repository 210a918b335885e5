package dev.fettle.core.order;

import dev.fettle.core.inventory.StaleProcess;
import java.util.ArrayList;
import java.util.List;

/** Reports as they are told and kept: a host has as much to tell as it likes, but nobody has to send or store all of it. */
public final class BoundedReport {
    public static final int LONGEST_MESSAGE = 4_000;
    public static final int MOST_CHANGES = 10_000;
    public static final int MOST_NOTES = 500;
    public static final int MOST_STALE = 1_000;
    private static final int LONGEST_NAME = 512;
    private static final int MOST_FILES = 20;

    private BoundedReport() {}

    /** @param outputLimit how much output counts; the end of it is kept, where the reason of a failure stands */
    public static Report of(Report report, int outputLimit) {
        List<String> notes = new ArrayList<>(some(report.notes(), MOST_NOTES).stream()
                .map(note -> cut(note, LONGEST_MESSAGE))
                .toList());
        tellCut(notes, report.notes().size(), MOST_NOTES, "notes");
        tellCut(notes, report.changes().size(), MOST_CHANGES, "changes");
        tellCut(notes, report.stale().size(), MOST_STALE, "processes");
        return new Report(
                report.order(),
                report.begunAt(),
                report.endedAt(),
                outcome(report.outcome()),
                some(report.changes(), MOST_CHANGES).stream()
                        .map(each -> new Report.Change(
                                cut(each.name(), LONGEST_NAME),
                                cut(each.architecture(), LONGEST_NAME),
                                each.before(),
                                each.after()))
                        .toList(),
                notes,
                some(report.stale(), MOST_STALE).stream()
                        .map(BoundedReport::stale)
                        .toList(),
                end(report.output(), outputLimit));
    }

    private static void tellCut(List<String> notes, int count, int most, String what) {
        if (count > most) {
            notes.add("There are " + count + " " + what + "; only the first " + most + " are kept.");
        }
    }

    private static Outcome outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded succeeded -> succeeded;
            case Outcome.Failed(var kind, String message) -> new Outcome.Failed(kind, cut(message, LONGEST_MESSAGE));
            case Outcome.Unknown(String why) -> new Outcome.Unknown(cut(why, LONGEST_MESSAGE));
        };
    }

    private static StaleProcess stale(StaleProcess process) {
        return new StaleProcess(
                process.pid(),
                cut(process.command(), LONGEST_NAME),
                cut(process.unit(), LONGEST_NAME),
                process.startedAt(),
                some(process.files(), MOST_FILES).stream()
                        .map(file -> cut(file, LONGEST_NAME))
                        .toList());
    }

    private static <T> List<T> some(List<T> all, int most) {
        return all.size() > most ? all.subList(0, most) : all;
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most - 1) + "…" : text;
    }

    private static String end(String text, int most) {
        return text.length() > most ? "…" + text.substring(text.length() - most + 1) : text;
    }
}
