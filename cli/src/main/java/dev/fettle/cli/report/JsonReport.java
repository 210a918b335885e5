package dev.fettle.cli.report;

import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.assessment.Summary;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.feeds.FeedState;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * The report as a JSON document of the form {@code docs/schema/scan-1.schema.json}, in ASCII alone, so that nothing in
 * it can steer a terminal.
 */
public final class JsonReport {
    /** Changes with every change that could break a reader. */
    private static final String FORMAT = "fettle-scan/1";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            // Standard output is not ours to close.
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /** @throws IOException if the stream cannot take it */
    public static void write(ScanReport report, OutputStream out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            new JsonReport(json).document(report);
        } catch (JacksonException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
        out.write('\n');
        out.flush();
    }

    private void document(ScanReport report) {
        json.writeStartObject();
        json.writeStringProperty("format", FORMAT);
        json.writeStringProperty("generated", report.generated().toString());
        json.writeStringProperty("fettle", report.version());
        host(report.inventory());
        Members.array(json, "feeds", report.feeds(), this::feed);
        Members.array(json, "errors", report.errors(), this::problem);
        summary(report);
        changelogs(report.changelogs());
        Members.array(json, "patches", report.patches(), this::patch);
        pending(report.pending());
        Members.array(json, "findings", report.assessment().findings(), new FindingWriter(json)::write);
        json.writeEndObject();
    }

    private void host(Inventory inventory) {
        json.writeObjectPropertyStart("host");
        json.writeStringProperty("name", inventory.host());
        json.writeStringProperty("platform", inventory.platform().toString());
        json.writeStringProperty("pretty_name", inventory.prettyName());
        Members.nullable(json, "running_kernel", inventory.kernels().runningRelease());
        Members.array(
                json,
                "installed_kernels",
                inventory.kernels().installed(),
                image -> json.writeString(image.name() + " " + image.source().unsigned()));
        json.writeObjectPropertyStart("reboot");
        switch (inventory.reboot()) {
            case Inventory.Reboot.Required(List<String> packages) -> {
                json.writeStringProperty("state", "required");
                Members.array(json, "packages", packages, json::writeString);
            }
            case Inventory.Reboot.NotRequired _ -> json.writeStringProperty("state", "not_required");
            case Inventory.Reboot.Unknown(String why) -> {
                json.writeStringProperty("state", "unknown");
                json.writeStringProperty("why", why);
            }
        }
        json.writeEndObject();
        Members.array(json, "not_in_effect", inventory.stale(), this::stale);
        Members.array(json, "packages", inventory.packages(), this::installed);
        json.writeEndObject();
    }

    private void stale(StaleBuild stale) {
        json.writeStartObject();
        json.writeStringProperty("name", stale.name());
        json.writeStringProperty("architecture", stale.architecture());
        Members.nullable(
                json,
                "version",
                stale.version() == null ? null : stale.version().text());
        Members.array(json, "users", stale.users(), json::writeString);
        json.writeStringProperty("todo", stale.advice());
        json.writeEndObject();
    }

    private void installed(InstalledPackage installed) {
        json.writeStartObject();
        json.writeStringProperty("name", installed.name());
        json.writeStringProperty("version", installed.version().text());
        json.writeStringProperty("architecture", installed.architecture());
        json.writeStringProperty("source", installed.source().name());
        json.writeStringProperty("source_version", installed.source().version().text());
        json.writeBooleanProperty("held", installed.held());
        json.writeBooleanProperty("automatic", installed.automatic());
        Members.array(json, "origins", installed.origins(), this::origin);
        json.writeEndObject();
    }

    private void origin(Origin origin) {
        json.writeStartObject();
        json.writeStringProperty("origin", origin.origin());
        json.writeStringProperty("label", origin.label());
        json.writeStringProperty("suite", origin.suite());
        json.writeStringProperty("codename", origin.codename());
        json.writeStringProperty("site", origin.site());
        json.writeEndObject();
    }

    private void feed(FeedState feed) {
        json.writeStartObject();
        json.writeStringProperty("name", feed.name());
        json.writeStringProperty("location", feed.location());
        json.writeStringProperty("kind", feed.kind());
        json.writeStringProperty("status", Members.lower(feed.status()));
        json.writeStringProperty("date", feed.date());
        json.writeNumberProperty("records", feed.records());
        json.writeStringProperty("sha256", feed.sha256());
        json.writeStringProperty("message", feed.message());
        json.writeEndObject();
    }

    private void problem(Problem problem) {
        json.writeStartObject();
        json.writeStringProperty("where", problem.where());
        json.writeStringProperty("message", problem.message());
        json.writeStringProperty("text", problem.text());
        json.writeEndObject();
    }

    private void summary(ScanReport report) {
        Summary summary = Summary.of(report.assessment(), report.patches());
        json.writeObjectPropertyStart("summary");
        json.writeNumberProperty("packages", report.inventory().packages().size());
        json.writeNumberProperty("patches", report.patches().size());
        json.writeNumberProperty("security_patches", summary.securityPatches());
        json.writeNumberProperty("fixable", summary.fixable());
        json.writeNumberProperty("unfixed", summary.unfixed());
        json.writeNumberProperty("unimportant", summary.unimportant());
        json.writeNumberProperty("unknown", summary.unknown());
        json.writeNumberProperty("not_affected", report.assessment().notAffected());
        json.writeNumberProperty("exploited", summary.exploited());
        json.writeEndObject();
    }

    private void changelogs(ScanReport.Changelogs changelogs) {
        switch (changelogs) {
            case ScanReport.Changelogs.NotAsked _ -> json.writeNullProperty("changelogs");
            case ScanReport.Changelogs.Asked(int read, List<String> unread) -> {
                json.writeObjectPropertyStart("changelogs");
                json.writeNumberProperty("read", read);
                Members.array(json, "unread", unread, json::writeString);
                json.writeEndObject();
            }
        }
    }

    private void patch(RankedPatch ranked) {
        PendingPatch patch = ranked.patch();
        json.writeStartObject();
        json.writeNumberProperty("rank", ranked.rank());
        json.writeStringProperty("package", patch.name());
        json.writeStringProperty("architecture", patch.architecture());
        json.writeStringProperty(
                "source",
                patch.source() == null ? "" : patch.source().unsigned().name());
        json.writeStringProperty(
                "source_version",
                patch.source() == null
                        ? ""
                        : patch.source().unsigned().version().text());
        json.writeStringProperty("installed", patch.installed().text());
        json.writeStringProperty("candidate", patch.candidate().text());
        json.writeStringProperty("basis", Members.lower(patch.basis()));
        json.writeBooleanProperty("security", patch.security());
        json.writeStringProperty("tier", Members.lower(ranked.tier()));
        json.writeNumberProperty("risk_removed", Math.round(ranked.riskRemoved() * 10_000) / 10_000.0);
        Members.array(json, "vulnerabilities", ranked.mends(), finding -> json.writeString(finding.vulnerability()));
        json.writeStringProperty("reason", ranked.reason());
        Members.array(json, "origins", patch.origins(), this::origin);
        if (patch.download() == null) {
            json.writeNullProperty("download_bytes");
        } else {
            json.writeNumberProperty("download_bytes", patch.download().bytes());
        }
        json.writeEndObject();
    }

    private void pending(@Nullable PendingChanges pending) {
        if (pending == null) {
            json.writeNullProperty("pending");
            return;
        }
        json.writeObjectPropertyStart("pending");
        json.writeNumberProperty("download_bytes", pending.downloadBytes());
        Members.array(json, "installs", pending.installs(), install -> {
            json.writeStartObject();
            json.writeStringProperty("package", install.name());
            json.writeStringProperty("architecture", install.architecture());
            json.writeStringProperty("candidate", install.version().text());
            Members.array(json, "origins", install.origins(), this::origin);
            json.writeEndObject();
        });
        Members.array(json, "removals", pending.removals(), removal -> {
            json.writeStartObject();
            json.writeStringProperty("package", removal.name());
            json.writeStringProperty("architecture", removal.architecture());
            json.writeStringProperty("installed", removal.installed().text());
            json.writeEndObject();
        });
        Members.array(json, "kept_back", pending.keptBack(), this::keptBack);
        json.writeEndObject();
    }

    private void keptBack(PendingChanges.KeptBack kept) {
        json.writeStartObject();
        json.writeStringProperty("package", kept.name());
        json.writeStringProperty("architecture", kept.architecture());
        json.writeStringProperty("installed", kept.installed().text());
        json.writeStringProperty("candidate", kept.candidate().text());
        switch (kept.why()) {
            case PendingChanges.Why.Held _ -> json.writeStringProperty("why", "held");
            case PendingChanges.Why.Phased(int percentage) -> {
                json.writeStringProperty("why", "phased");
                json.writeNumberProperty("phased_percentage", percentage);
            }
            case PendingChanges.Why.Unsatisfied _ -> json.writeStringProperty("why", "unsatisfied");
        }
        json.writeEndObject();
    }
}
