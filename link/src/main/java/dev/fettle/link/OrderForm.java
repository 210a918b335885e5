package dev.fettle.link;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/**
 * An order in its envelope as JSON, these bytes being what is signed. The kind of order stands in {@code do}:
 *
 * <p>{@code {"id":"…","host":"…","issued":"2026-11-20T12:00:00Z","expires":"…","seconds":600,"bytes":65536,
 * "do":"install","builds":[{"name":"openssl","architecture":"amd64","version":"3.0.17-1","size":1430000,"sha256":"…"}]}}
 *
 * <p>Where the file of a build is known, its size and hash stand with it, both or neither.
 */
final class OrderForm {
    private static final int MAX_BYTES = 2 << 20;

    /** A roll-back may name twice as many builds as others, half of them with their files. */
    private static final int MOST_VALUES = 60_000;

    private OrderForm() {}

    static byte[] write(Envelope envelope) {
        return Json.object(json -> {
            json.writeStringProperty("id", envelope.id().toString());
            json.writeStringProperty("host", envelope.host().toString());
            json.writeStringProperty("issued", envelope.issuedAt().toString());
            json.writeStringProperty("expires", envelope.expiresAt().toString());
            json.writeNumberProperty("seconds", envelope.timeLimit().toSeconds());
            json.writeNumberProperty("bytes", envelope.outputLimit());
            order(json, envelope.order());
        });
    }

    private static void order(JsonGenerator json, Order order) {
        json.writeStringProperty("do", verb(order));
        switch (order) {
            case Order.Download(List<ExactBuild> builds, var _) -> builds(json, "builds", builds, order.pinned());
            case Order.Simulate(List<ExactBuild> builds) -> builds(json, "builds", builds);
            case Order.Install(List<ExactBuild> builds, var _) -> builds(json, "builds", builds, order.pinned());
            case Order.RollBack(List<ExactBuild> builds, List<ExactBuild> newcomers, var _) -> {
                builds(json, "builds", builds, order.pinned());
                builds(json, "newcomers", newcomers);
            }
            case Order.Verify(List<ExactBuild> present, List<ExactBuild> absent) -> {
                builds(json, "present", present);
                builds(json, "absent", absent);
            }
            case Order.RestartServices(List<String> units) -> Json.texts(json, "units", units);
            case Order.RunChecks(List<String> names) -> Json.texts(json, "names", names);
            case Order.UpdateAgent(String version, String architecture, long bytes, Octets sha256) -> {
                json.writeStringProperty("version", version);
                json.writeStringProperty("architecture", architecture);
                json.writeNumberProperty("size", bytes);
                json.writeStringProperty("sha256", sha256.hex());
            }
            case Order.TakeInventory _, Order.RefreshMetadata _, Order.Reboot _, Order.CollectEvidence _ -> {}
        }
    }

    private static String verb(Order order) {
        return switch (order) {
            case Order.TakeInventory _ -> "take-inventory";
            case Order.RefreshMetadata _ -> "refresh-metadata";
            case Order.Download _ -> "download";
            case Order.Simulate _ -> "simulate";
            case Order.Install _ -> "install";
            case Order.RollBack _ -> "roll-back";
            case Order.RestartServices _ -> "restart-services";
            case Order.Reboot _ -> "reboot";
            case Order.RunChecks _ -> "run-checks";
            case Order.CollectEvidence _ -> "collect-evidence";
            case Order.Verify _ -> "verify";
            case Order.UpdateAgent _ -> "update-agent";
        };
    }

    private static void builds(JsonGenerator json, String name, List<ExactBuild> builds) {
        builds(json, name, builds, List.of());
    }

    private static void builds(JsonGenerator json, String name, List<ExactBuild> builds, List<BuildFile> pinned) {
        Map<ExactBuild, BuildFile> files =
                pinned.stream().collect(Collectors.toMap(BuildFile::build, Function.identity()));
        Json.objects(json, name, builds, (object, build) -> {
            object.writeStringProperty("name", build.name());
            object.writeStringProperty("architecture", build.architecture());
            object.writeStringProperty("version", build.version().text());
            BuildFile file = files.get(build);
            if (file != null) {
                object.writeNumberProperty("size", file.bytes());
                object.writeStringProperty("sha256", file.sha256().hex());
            }
        });
    }

    /** @throws LinkException if it is no order, or one of a kind that is not known here */
    static Envelope read(byte[] bytes) throws LinkException {
        if (bytes.length > MAX_BYTES) {
            throw new LinkException("it is larger than any order can be.");
        }
        JsonObject json = JsonObject.parse(bytes, MOST_VALUES);
        try {
            return new Envelope(
                    json.uuid("id"),
                    json.uuid("host"),
                    json.time("issued"),
                    json.time("expires"),
                    Duration.ofSeconds(json.number("seconds")),
                    Math.toIntExact(json.number("bytes")),
                    order(json));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new LinkException("it asks for something that cannot be: " + e.getMessage(), e);
        }
    }

    private static Order order(JsonObject json) throws LinkException {
        String verb = json.text("do");
        return switch (verb) {
            case "take-inventory" -> plain(json, new Order.TakeInventory());
            case "refresh-metadata" -> plain(json, new Order.RefreshMetadata());
            case "reboot" -> plain(json, new Order.Reboot());
            case "collect-evidence" -> plain(json, new Order.CollectEvidence());
            case "download" -> {
                List<BuildFile> files = new ArrayList<>();
                yield new Order.Download(builds(with(json, "builds"), "builds", files), files);
            }
            case "simulate" -> new Order.Simulate(builds(with(json, "builds"), "builds"));
            case "install" -> {
                List<BuildFile> files = new ArrayList<>();
                yield new Order.Install(builds(with(json, "builds"), "builds", files), files);
            }
            case "roll-back" -> {
                List<BuildFile> files = new ArrayList<>();
                yield new Order.RollBack(
                        builds(with(json, "builds", "newcomers"), "builds", files), builds(json, "newcomers"), files);
            }
            case "verify" ->
                new Order.Verify(builds(with(json, "present", "absent"), "present"), builds(json, "absent"));
            case "restart-services" ->
                new Order.RestartServices(with(json, "units").texts("units"));
            case "run-checks" -> new Order.RunChecks(with(json, "names").texts("names"));
            case "update-agent" -> {
                with(json, "version", "architecture", "size", "sha256");
                yield new Order.UpdateAgent(
                        json.text("version"), json.text("architecture"), json.number("size"), json.octets("sha256"));
            }
            default ->
                throw new LinkException("it is of a kind that is not known here; update the program on the host.");
        };
    }

    private static Order plain(JsonObject json, Order order) throws LinkException {
        with(json);
        return order;
    }

    private static JsonObject with(JsonObject json, String... more) throws LinkException {
        List<String> names = new ArrayList<>(List.of("id", "host", "issued", "expires", "seconds", "bytes", "do"));
        names.addAll(List.of(more));
        return json.only(names.toArray(new String[0]));
    }

    private static List<ExactBuild> builds(JsonObject json, String name) throws LinkException {
        List<ExactBuild> builds = new ArrayList<>();
        for (JsonObject build : json.objects(name)) {
            builds.add(build(build.only("name", "architecture", "version")));
        }
        return builds;
    }

    /** @param files to which those are added that are told */
    private static List<ExactBuild> builds(JsonObject json, String name, List<BuildFile> files) throws LinkException {
        List<ExactBuild> builds = new ArrayList<>();
        for (JsonObject object : json.objects(name)) {
            ExactBuild build = build(object.only("name", "architecture", "version", "size", "sha256"));
            builds.add(build);
            if (object.has("size") || object.has("sha256")) {
                files.add(new BuildFile(build, object.number("size"), object.octets("sha256")));
            }
        }
        return builds;
    }

    private static ExactBuild build(JsonObject json) throws LinkException {
        return new ExactBuild(json.text("name"), json.text("architecture"), new DebVersion(json.text("version")));
    }
}
