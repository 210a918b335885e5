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
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the lines of {@link SurveyForm}, which come from a host and are hostile: whole, or not at all. */
public final class SurveyReader {
    private static final int MOST_LINES = 200_000;

    /** In all lines together, for all of them are in memory at once. */
    private static final int MOST_VALUES = 1_000_000;

    private final Map<String, Origin> archives = new HashMap<>();
    private final List<InstalledPackage> packages = new ArrayList<>();
    private final List<StaleBuild> stale = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, PendingPatch> patches = new HashMap<>();
    private final List<PendingChanges.Install> installs = new ArrayList<>();
    private final List<PendingChanges.Removal> removals = new ArrayList<>();
    private final List<PendingChanges.KeptBack> keptBack = new ArrayList<>();
    private @Nullable JsonObject host;
    private @Nullable JsonObject pending;

    private SurveyReader() {}

    /** @throws LinkException if they are not the lines of a survey */
    public static Survey read(List<String> lines) throws LinkException {
        if (lines.size() > MOST_LINES) {
            throw new LinkException("it has more than " + MOST_LINES + " lines.");
        }
        SurveyReader reader = new SurveyReader();
        try {
            List<JsonObject> objects = new ArrayList<>(lines.size());
            int left = MOST_VALUES;
            for (String line : lines) {
                JsonObject object = JsonObject.parse(line.getBytes(StandardCharsets.UTF_8), left);
                left -= object.values();
                objects.add(object);
            }
            for (JsonObject each : objects) {
                if (each.text("is").equals("archive")) {
                    reader.archive(each);
                }
            }
            for (JsonObject each : objects) {
                reader.line(each);
            }
            return reader.survey();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new LinkException("it tells something that cannot be: " + e.getMessage(), e);
        }
    }

    private void archive(JsonObject json) throws LinkException {
        json.only("is", "id", "origin", "label", "suite", "codename", "site");
        archives.put(
                json.text("id"),
                new Origin(
                        json.text("origin"),
                        json.text("label"),
                        json.text("suite"),
                        json.text("codename"),
                        json.text("site")));
    }

    private void line(JsonObject json) throws LinkException {
        switch (json.text("is")) {
            case "archive" -> {}
            case "host" ->
                host = once(
                        host,
                        json.only("is", "name", "platform", "pretty", "kernel", "reboot", "because", "unreadable"));
            case "pending" -> pending = once(pending, json.only("is", "patches", "unavailable"));
            case "package" -> packages.add(installed(json));
            case "stale" -> stale.add(stale(json));
            case "problem" ->
                problems.add(new Problem(
                        json.only("is", "where", "message", "text").text("where"),
                        json.text("message"),
                        json.text("text")));
            case "patch" -> patch(json);
            case "install" -> installs.add(install(json));
            case "removal" ->
                removals.add(new PendingChanges.Removal(
                        json.only("is", "name", "architecture", "installed").text("name"),
                        json.text("architecture"),
                        version(json, "installed")));
            case "kept-back" -> keptBack.add(keptBack(json));
            default -> throw new LinkException("it has a line of a kind that is not known here.");
        }
    }

    private static JsonObject once(@Nullable JsonObject before, JsonObject json) throws LinkException {
        if (before != null) {
            throw new LinkException("it has a line twice that can be there once.");
        }
        return json;
    }

    private InstalledPackage installed(JsonObject json) throws LinkException {
        json.only("is", "name", "architecture", "version", "source", "source-version", "from", "held", "automatic");
        return new InstalledPackage(
                json.text("name"),
                json.text("architecture"),
                version(json, "version"),
                new SourceBuild(json.text("source"), version(json, "source-version")),
                origins(json),
                json.number("held") == 1,
                json.number("automatic") == 1);
    }

    private List<Origin> origins(JsonObject json) throws LinkException {
        List<Origin> origins = new ArrayList<>();
        for (String id : json.texts("from")) {
            Origin origin = archives.get(id);
            if (origin == null) {
                throw new LinkException("it names an archive that it does not describe.");
            }
            origins.add(origin);
        }
        return origins;
    }

    private static StaleBuild stale(JsonObject json) throws LinkException {
        json.only("is", "name", "architecture", "version", "source", "source-version", "users");
        return new StaleBuild(
                json.text("name"),
                json.text("architecture"),
                json.has("version") ? version(json, "version") : null,
                source(json),
                json.texts("users"));
    }

    private void patch(JsonObject json) throws LinkException {
        json.only(
                "is",
                "name",
                "architecture",
                "installed",
                "candidate",
                "source",
                "source-version",
                "from",
                "bytes",
                "sha256");
        PendingPatch patch = new PendingPatch(
                json.text("name"),
                json.text("architecture"),
                version(json, "installed"),
                version(json, "candidate"),
                source(json),
                origins(json),
                json.has("bytes") ? new PendingPatch.Download(json.number("bytes"), json.text("sha256")) : null,
                PendingPatch.Basis.PACKAGE_MANAGER);
        if (patches.put(patch.id(), patch) != null) {
            throw new LinkException("it names two patches of one package.");
        }
    }

    private PendingChanges.Install install(JsonObject json) throws LinkException {
        json.only("is", "name", "architecture", "version", "from", "bytes", "sha256");
        return new PendingChanges.Install(
                json.text("name"),
                json.text("architecture"),
                version(json, "version"),
                origins(json),
                json.number("bytes"),
                json.optionalText("sha256").orElse(""));
    }

    private static PendingChanges.KeptBack keptBack(JsonObject json) throws LinkException {
        json.only("is", "name", "architecture", "installed", "candidate", "why", "percentage");
        PendingChanges.Why why =
                switch (json.text("why")) {
                    case "held" -> new PendingChanges.Why.Held();
                    case "unsatisfied" -> new PendingChanges.Why.Unsatisfied();
                    case "phased" -> new PendingChanges.Why.Phased(Math.toIntExact(json.number("percentage")));
                    default -> throw new LinkException("a package is kept back for a reason that is not known here.");
                };
        return new PendingChanges.KeptBack(
                json.text("name"),
                json.text("architecture"),
                version(json, "installed"),
                version(json, "candidate"),
                why);
    }

    private static DebVersion version(JsonObject json, String name) throws LinkException {
        return new DebVersion(json.text(name));
    }

    private static @Nullable SourceBuild source(JsonObject json) throws LinkException {
        return json.has("source") ? new SourceBuild(json.text("source"), version(json, "source-version")) : null;
    }

    private Survey survey() throws LinkException {
        JsonObject head = host;
        JsonObject next = pending;
        if (head == null || next == null) {
            throw new LinkException("it does not say which host it is of, or what is pending there.");
        }
        packages.sort(Comparator.comparing(InstalledPackage::name).thenComparing(InstalledPackage::architecture));
        Inventory inventory = new Inventory(
                head.text("name"),
                Platform.parse(head.text("platform")),
                head.text("pretty"),
                packages,
                Inventory.kernelsOf(packages, head.optionalText("kernel").orElse(null)),
                reboot(head),
                stale,
                Math.toIntExact(head.number("unreadable")),
                problems);
        Optional<String> unavailable = next.optionalText("unavailable");
        return new Survey(
                inventory,
                unavailable.isPresent()
                        ? new Survey.Pending.Unavailable(unavailable.get())
                        : new Survey.Pending.Known(changes(next.texts("patches"))));
    }

    private static Inventory.Reboot reboot(JsonObject head) throws LinkException {
        List<String> because = head.texts("because");
        return switch (head.text("reboot")) {
            case "required" -> new Inventory.Reboot.Required(because);
            case "not-required" -> new Inventory.Reboot.NotRequired();
            case "unknown" -> new Inventory.Reboot.Unknown(String.join(" ", because));
            default -> throw new LinkException("whether a reboot is due is told in a word that is not known here.");
        };
    }

    private PendingChanges changes(List<String> order) throws LinkException {
        List<PendingPatch> ordered = new ArrayList<>();
        for (String id : order) {
            PendingPatch patch = patches.remove(id);
            if (patch == null) {
                throw new LinkException("it names a pending patch that it does not describe, or one twice.");
            }
            ordered.add(patch);
        }
        if (!patches.isEmpty()) {
            throw new LinkException("it describes a patch that is not pending.");
        }
        return new PendingChanges(ordered, installs, removals, keptBack);
    }
}
