package dev.fettle.link;

import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * An order in its envelope as JSON, these bytes being what is signed. The kind of order stands in {@code do}:
 *
 * <p>{@code {"id":"…","host":"…","issued":"2026-11-20T12:00:00Z","expires":"…","seconds":600,"bytes":65536,
 * "do":"install","builds":[{"name":"openssl","architecture":"amd64","version":"3.0.17-1"}]}}
 */
final class OrderForm {
    private static final int MAX_BYTES = 2 << 20;

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
            case Order.Download(List<ExactBuild> builds) -> builds(json, "builds", builds);
            case Order.Simulate(List<ExactBuild> builds) -> builds(json, "builds", builds);
            case Order.Install(List<ExactBuild> builds) -> builds(json, "builds", builds);
            case Order.RollBack(List<ExactBuild> builds, List<ExactBuild> newcomers) -> {
                builds(json, "builds", builds);
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
        Json.objects(json, name, builds, (object, build) -> {
            object.writeStringProperty("name", build.name());
            object.writeStringProperty("architecture", build.architecture());
            object.writeStringProperty("version", build.version().text());
        });
    }

    /** @throws LinkException if it is no order, or one of a kind that is not known here */
    static Envelope read(byte[] bytes) throws LinkException {
        if (bytes.length > MAX_BYTES) {
            throw new LinkException("it is larger than any order can be.");
        }
        JsonObject json = JsonObject.parse(bytes);
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
            case "download" -> new Order.Download(builds(with(json, "builds"), "builds"));
            case "simulate" -> new Order.Simulate(builds(with(json, "builds"), "builds"));
            case "install" -> new Order.Install(builds(with(json, "builds"), "builds"));
            case "roll-back" ->
                new Order.RollBack(builds(with(json, "builds", "newcomers"), "builds"), builds(json, "newcomers"));
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
            build.only("name", "architecture", "version");
            builds.add(new ExactBuild(
                    build.text("name"), build.text("architecture"), new DebVersion(build.text("version"))));
        }
        return builds;
    }
}
