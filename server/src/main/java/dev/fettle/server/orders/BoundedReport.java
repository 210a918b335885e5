package dev.fettle.server.orders;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.link.LinkException;
import dev.fettle.link.ReportForm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Reports as they are kept: a host may send what it likes, but not make a server store it. */
final class BoundedReport {
    static final int LONGEST_MESSAGE = 4_000;
    static final int MOST_CHANGES = 10_000;
    static final int MOST_NOTES = 500;
    static final int MOST_STALE = 1_000;
    private static final int LONGEST_NAME = 512;
    private static final int MOST_FILES = 20;
    /** Far more than a report of these bounds takes. */
    private static final int MOST_BYTES = 128 << 20;

    private BoundedReport() {}

    /** @param outputLimit how much output counts; the end of it is kept, where the reason of a failure stands */
    static Report of(Report report, int outputLimit) {
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
            notes.add("The host told of " + count + " " + what + "; only the first " + most + " are kept here.");
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

    static byte[] bytes(Report report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(ReportForm.write(report));
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot be written.", e);
        }
        return bytes.toByteArray();
    }

    /** Empty if somebody has changed the bytes in the database so that they are no report any more. */
    static Optional<Report> read(byte[] bytes) {
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return Optional.of(ReportForm.read(inflater.readNBytes(MOST_BYTES)));
        } catch (IOException | LinkException _) {
            return Optional.empty();
        }
    }
}
