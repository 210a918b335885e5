package dev.fettle.link;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A report as JSON, in journals and on its way to the server. */
public final class ReportForm {
    private static final int MOST_VALUES = 300_000;

    private ReportForm() {}

    public static byte[] write(Report report) {
        return Json.object(json -> {
            json.writeStringProperty("order", report.order().toString());
            json.writeStringProperty("begun", report.begunAt().toString());
            json.writeStringProperty("ended", report.endedAt().toString());
            outcome(json, report.outcome());
            Json.objects(json, "changes", report.changes(), ReportForm::change);
            Json.texts(json, "notes", report.notes());
            Json.objects(json, "stale", report.stale(), ReportForm::stale);
            json.writeStringProperty("output", report.output());
        });
    }

    private static void outcome(JsonGenerator json, Outcome outcome) {
        switch (outcome) {
            case Outcome.Succeeded() -> json.writeStringProperty("outcome", "succeeded");
            case Outcome.Failed(FailureKind kind, String message) -> {
                json.writeStringProperty("outcome", "failed");
                json.writeStringProperty("kind", kind.name().toLowerCase(Locale.ROOT));
                json.writeStringProperty("message", message);
            }
            case Outcome.Unknown(String why) -> {
                json.writeStringProperty("outcome", "unknown");
                json.writeStringProperty("message", why);
            }
        }
    }

    private static void change(JsonGenerator json, Report.Change change) {
        json.writeStringProperty("name", change.name());
        json.writeStringProperty("architecture", change.architecture());
        version(json, "before", change.before());
        version(json, "after", change.after());
    }

    private static void version(JsonGenerator json, String name, @Nullable DebVersion version) {
        if (version != null) {
            json.writeStringProperty(name, version.text());
        }
    }

    private static void stale(JsonGenerator json, StaleProcess process) {
        json.writeNumberProperty("pid", process.pid());
        json.writeStringProperty("command", process.command());
        json.writeStringProperty("unit", process.unit());
        json.writeNumberProperty("since", process.startedAt());
        Json.texts(json, "files", process.files());
    }

    /** @throws LinkException if it is no report */
    public static Report read(byte[] bytes) throws LinkException {
        JsonObject json = JsonObject.parse(bytes, MOST_VALUES)
                .only("order", "begun", "ended", "outcome", "kind", "message", "changes", "notes", "stale", "output");
        List<Report.Change> changes = new ArrayList<>();
        List<StaleProcess> stale = new ArrayList<>();
        try {
            for (JsonObject change : json.objects("changes")) {
                changes.add(change(change.only("name", "architecture", "before", "after")));
            }
            for (JsonObject process : json.objects("stale")) {
                stale.add(stale(process.only("pid", "command", "unit", "since", "files")));
            }
            return new Report(
                    json.uuid("order"),
                    json.time("begun"),
                    json.time("ended"),
                    outcome(json),
                    changes,
                    json.texts("notes"),
                    stale,
                    json.text("output"));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new LinkException("it tells something that cannot be: " + e.getMessage(), e);
        }
    }

    private static Outcome outcome(JsonObject json) throws LinkException {
        return switch (json.text("outcome")) {
            case "succeeded" -> new Outcome.Succeeded();
            case "failed" ->
                new Outcome.Failed(
                        FailureKind.valueOf(json.text("kind").toUpperCase(Locale.ROOT)), json.text("message"));
            case "unknown" -> new Outcome.Unknown(json.text("message"));
            default -> throw new LinkException("its outcome is of a kind that is not known here.");
        };
    }

    private static Report.Change change(JsonObject json) throws LinkException {
        return new Report.Change(
                json.text("name"), json.text("architecture"), version(json, "before"), version(json, "after"));
    }

    private static @Nullable DebVersion version(JsonObject json, String name) throws LinkException {
        Optional<String> text = json.optionalText(name);
        return text.isPresent() ? new DebVersion(text.get()) : null;
    }

    private static StaleProcess stale(JsonObject json) throws LinkException {
        return new StaleProcess(
                Math.toIntExact(json.number("pid")),
                json.text("command"),
                json.text("unit"),
                json.fraction("since"),
                json.texts("files"));
    }
}
