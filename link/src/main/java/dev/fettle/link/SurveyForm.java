package dev.fettle.link;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.inventory.Survey;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.core.signing.Octets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a host has, as lines: each one thing as a JSON object, all sorted and none twice, so that two looks that found the
 * same give the same lines and what changed between two others is a few of them. {@link SurveyDelta} makes use of that,
 * {@link SurveyReader} reads them.
 *
 * <p>Kinds, by the member {@code is}: {@code host}, {@code archive}, {@code package}, {@code stale}, {@code problem},
 * {@code pending}, {@code patch}, {@code install}, {@code removal}, {@code kept-back}.
 */
public final class SurveyForm {
    private static final int ARCHIVE_DIGITS = 16;

    private final TreeSet<String> lines = new TreeSet<>();
    private final TreeMap<String, Octets> archives = new TreeMap<>();

    private SurveyForm() {}

    /** ASCII, without line feeds. */
    public static List<String> lines(Survey survey) {
        SurveyForm form = new SurveyForm();
        form.inventory(survey.inventory());
        switch (survey.pending()) {
            case Survey.Pending.Known(PendingChanges changes) -> form.pending(changes);
            case Survey.Pending.Unavailable(String why) ->
                form.line("pending", json -> json.writeStringProperty("unavailable", why));
        }
        return List.copyOf(form.lines);
    }

    /** SHA-256 over the lines, each with a line feed behind it. */
    public static Octets digest(List<String> lines) {
        StringBuilder text = new StringBuilder(lines.size() * 100);
        lines.forEach(line -> text.append(line).append('\n'));
        return Octets.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void line(String kind, Consumer<JsonGenerator> members) {
        byte[] bytes = Json.object(json -> {
            json.writeStringProperty("is", kind);
            members.accept(json);
        });
        lines.add(new String(bytes, StandardCharsets.US_ASCII));
    }

    private void inventory(Inventory inventory) {
        line("host", json -> {
            json.writeStringProperty("name", inventory.host());
            json.writeStringProperty("platform", inventory.platform().toString());
            json.writeStringProperty("pretty", inventory.prettyName());
            optional(json, "kernel", inventory.kernels().runningRelease());
            reboot(json, inventory.reboot());
            json.writeNumberProperty("unreadable", inventory.unreadable());
        });
        inventory.packages().forEach(this::installed);
        inventory.stale().forEach(this::stale);
        inventory.problems().forEach(this::problem);
    }

    private static void reboot(JsonGenerator json, Inventory.Reboot reboot) {
        switch (reboot) {
            case Inventory.Reboot.Required(List<String> packages) -> {
                json.writeStringProperty("reboot", "required");
                Json.texts(json, "because", packages);
            }
            case Inventory.Reboot.NotRequired() -> {
                json.writeStringProperty("reboot", "not-required");
                Json.texts(json, "because", List.of());
            }
            case Inventory.Reboot.Unknown(String why) -> {
                json.writeStringProperty("reboot", "unknown");
                Json.texts(json, "because", List.of(why));
            }
        }
    }

    private void installed(InstalledPackage each) {
        List<String> from = each.origins().stream().map(this::archive).toList();
        line("package", json -> {
            named(json, each.name(), each.architecture());
            json.writeStringProperty("version", each.version().text());
            source(json, each.source());
            Json.texts(json, "from", from);
            json.writeNumberProperty("held", each.held() ? 1 : 0);
            json.writeNumberProperty("automatic", each.automatic() ? 1 : 0);
        });
    }

    /** The number of an archive: the beginning of its digest, so that it is the same on every host and in every look. */
    private String archive(Origin origin) {
        byte[] members = Json.object(json -> archive(json, origin));
        Octets digest =
                archives.computeIfAbsent(new String(members, StandardCharsets.US_ASCII), _ -> Octets.sha256(members));
        String id = digest.hex().substring(0, ARCHIVE_DIGITS);
        line("archive", json -> {
            json.writeStringProperty("id", id);
            archive(json, origin);
        });
        return id;
    }

    private static void archive(JsonGenerator json, Origin origin) {
        json.writeStringProperty("origin", origin.origin());
        json.writeStringProperty("label", origin.label());
        json.writeStringProperty("suite", origin.suite());
        json.writeStringProperty("codename", origin.codename());
        json.writeStringProperty("site", origin.site());
    }

    private void stale(StaleBuild each) {
        line("stale", json -> {
            named(json, each.name(), each.architecture());
            version(json, "version", each.version());
            source(json, each.source());
            Json.texts(json, "users", each.users());
        });
    }

    private void problem(Problem each) {
        line("problem", json -> {
            json.writeStringProperty("where", each.where());
            json.writeStringProperty("message", each.message());
            json.writeStringProperty("text", each.text());
        });
    }

    private void pending(PendingChanges changes) {
        line("pending", json -> {
            Json.texts(
                    json,
                    "patches",
                    changes.patches().stream().map(PendingPatch::id).toList());
        });
        changes.patches().forEach(this::patch);
        changes.installs().forEach(this::install);
        changes.removals()
                .forEach(each -> line("removal", json -> {
                    named(json, each.name(), each.architecture());
                    json.writeStringProperty("installed", each.installed().text());
                }));
        changes.keptBack().forEach(this::keptBack);
    }

    private void patch(PendingPatch each) {
        List<String> from = each.origins().stream().map(this::archive).toList();
        line("patch", json -> {
            named(json, each.name(), each.architecture());
            json.writeStringProperty("installed", each.installed().text());
            json.writeStringProperty("candidate", each.candidate().text());
            source(json, each.source());
            Json.texts(json, "from", from);
            PendingPatch.Download download = each.download();
            if (download != null) {
                json.writeNumberProperty("bytes", download.bytes());
                json.writeStringProperty("sha256", download.sha256());
            }
        });
    }

    private void install(PendingChanges.Install each) {
        List<String> from = each.origins().stream().map(this::archive).toList();
        line("install", json -> {
            named(json, each.name(), each.architecture());
            json.writeStringProperty("version", each.version().text());
            Json.texts(json, "from", from);
            json.writeNumberProperty("bytes", each.bytes());
            if (!each.sha256().isEmpty()) {
                json.writeStringProperty("sha256", each.sha256());
            }
        });
    }

    private void keptBack(PendingChanges.KeptBack each) {
        line("kept-back", json -> {
            named(json, each.name(), each.architecture());
            json.writeStringProperty("installed", each.installed().text());
            json.writeStringProperty("candidate", each.candidate().text());
            switch (each.why()) {
                case PendingChanges.Why.Held() -> json.writeStringProperty("why", "held");
                case PendingChanges.Why.Unsatisfied() -> json.writeStringProperty("why", "unsatisfied");
                case PendingChanges.Why.Phased(int percentage) -> {
                    json.writeStringProperty("why", "phased");
                    json.writeNumberProperty("percentage", percentage);
                }
            }
        });
    }

    private static void named(JsonGenerator json, String name, String architecture) {
        json.writeStringProperty("name", name);
        json.writeStringProperty("architecture", architecture);
    }

    private static void source(JsonGenerator json, @Nullable SourceBuild source) {
        if (source != null) {
            json.writeStringProperty("source", source.name());
            json.writeStringProperty("source-version", source.version().text());
        }
    }

    private static void version(JsonGenerator json, String name, @Nullable DebVersion version) {
        optional(json, name, version == null ? null : version.text());
    }

    private static void optional(JsonGenerator json, String name, @Nullable String text) {
        if (text != null) {
            json.writeStringProperty(name, text);
        }
    }
}
