package dev.fettle.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.access.Route;
import dev.fettle.server.access.RouteTable;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.RecordLook;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The description of the API, held against its routes and against what they answer. */
final class OpenApiTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path SPECIFICATION = Path.of("src/test/openapi").toAbsolutePath();
    private static final String DESCRIPTION = "/api/v1/openapi.json";

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor ada;
    private static JsonNode description;
    private static long host;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
        InstalledPackage bash = new InstalledPackage(
                "bash",
                "amd64",
                new DebVersion("5.2-1"),
                new SourceBuild("bash", new DebVersion("5.2-1")),
                List.of(),
                false,
                true);
        host = server.bean(RecordLook.class)
                .record(
                        new MachineId("one"),
                        Instant.parse("2026-11-20T12:00:00Z"),
                        Inventory.ofListing("one", new Platform("debian", "12"), List.of(bash), 0, List.of()),
                        new PendingLook(PendingChanges.none(), null, Map.of(), List.of(), Map.of()))
                .value();
        ada = server.visitor();
        ada.signIn("ada", RunningServer.PASSWORD);
        Visitor.Answer answer = ada.get(DESCRIPTION);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        description = JSON.readTree(answer.body());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<Route> routes() {
        return server.bean(RouteTable.class).routes().stream()
                .filter(route -> route.pattern().startsWith("/api/v1/"))
                .filter(route -> !route.pattern().startsWith(DESCRIPTION))
                .toList();
    }

    @Test
    void every_route_is_described_with_its_permission_its_answers_and_its_faults() {
        assertThat(description.get("openapi").asString()).startsWith("3.1");
        Set<String> ids = new HashSet<>();
        for (Route route : routes()) {
            JsonNode operation = description
                    .path("paths")
                    .path(route.pattern())
                    .path(route.method().toLowerCase(Locale.ROOT));
            assertThat(operation.isObject()).as(route.toString()).isTrue();
            assertThat(ids.add(operation.path("operationId").asString("")))
                    .as(route.toString())
                    .isTrue();
            assertThat(operation.path("summary").asString(""))
                    .as(route.toString())
                    .isNotBlank();
            route.permission().ifPresent(permission -> {
                assertThat(operation.path("x-permission").asString(""))
                        .as(route.toString())
                        .isEqualTo(Checks.word(permission));
                assertThat(operation.path("responses").propertyNames())
                        .as(route.toString())
                        .contains("401", "403", "429", "500", "503");
            });
            assertThat(operation.path("responses").propertyNames())
                    .as(route.toString())
                    .anyMatch(status -> status.startsWith("2"));
        }
        assertThat(description.path("paths").propertyNames())
                .isSubsetOf(routes().stream().map(Route::pattern).toList());
    }

    /** By the specification's own schema, Schema Objects included. */
    @Test
    void it_is_openapi_3_1_by_the_specification_itself() throws Exception {
        assumeTrue(
                Files.isDirectory(SPECIFICATION.resolve("node_modules")),
                "The specification is not installed, so nothing is held against it: run npm ci in " + SPECIFICATION);
        assertThat(faults(description)).isEmpty();

        JsonNode wrong = description.deepCopy();
        ((ObjectNode) wrong.at("/paths/~1api~1v1~1hosts/get/responses/200")).remove("description");
        ((ObjectNode) wrong.at("/components/schemas/HostItem")).put("type", "thing");
        assertThat(faults(wrong))
                .contains("#/paths/~1api~1v1~1hosts/get/responses/200 ", "#/components/schemas/HostItem/type ");
    }

    private static String faults(JsonNode whole) throws Exception {
        Process process = new ProcessBuilder("node", "validate.js")
                .directory(SPECIFICATION.toFile())
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(JSON.writeValueAsBytes(whole));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(said.isEmpty() ? 0 : 1);
        return said;
    }

    @Test
    void every_reference_leads_somewhere() {
        Set<String> schemas =
                new HashSet<>(description.at("/components/schemas").propertyNames());
        description
                .findValuesAsString("$ref")
                .forEach(ref -> assertThat(schemas).contains(ref.replace("#/components/schemas/", "")));
        assertThat(description.findValuesAsString("$ref")).isNotEmpty();
    }

    @Test
    void every_list_and_every_thing_answers_as_it_is_described() throws Exception {
        int asked = 0;
        for (Route route : routes()) {
            if (!route.method().equals("GET")) {
                continue;
            }
            String path = route.pattern()
                    .replace("/feeds/{id}", "/feeds/0")
                    .replaceFirst("\\{id}", Long.toString(host))
                    .replaceAll("\\{[^}]+}", "none");
            Visitor.Answer answer = ada.get(path);
            JsonNode response = description
                    .path("paths")
                    .path(route.pattern())
                    .path("get")
                    .path("responses")
                    .path(Integer.toString(answer.status()));
            assertThat(response.isObject())
                    .as(path + " answered " + answer.status())
                    .isTrue();
            String type = answer.header("Content-Type");
            JsonNode schema = response.path("content").path(type).path("schema");
            if (type.endsWith("json")) {
                assertThat(schema.isObject())
                        .as(path + " as " + type + ": " + response)
                        .isTrue();
                check(schema, answer.body(), path);
                asked++;
            }
        }
        assertThat(asked).isGreaterThan(8);
    }

    private static void check(JsonNode schema, String body, String what) {
        ObjectNode whole = (ObjectNode) schema.deepCopy();
        whole.set("components", description.get("components"));
        Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString(), InputFormat.JSON);
        assertThat(compiled.validate(body, InputFormat.JSON))
                .as(what + ": " + body)
                .isEmpty();
    }

    @Test
    void the_page_that_shows_it_is_for_who_is_signed_in_and_takes_nothing_from_elsewhere() throws Exception {
        assertThat(server.visitor().get("/api/docs").toSignIn()).isTrue();
        Visitor.Answer page = ada.get("/api/docs");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.headers().allValues("Content-Security-Policy")).hasSize(1);
        for (String file : List.of("swagger-ui-bundle.js", "swagger-ui.css", "docs.js")) {
            assertThat(page.body()).contains("/api/docs/" + file);
            assertThat(ada.get("/api/docs/" + file).status()).as(file).isEqualTo(200);
        }
        assertThat(ada.get("/api/docs/other").status()).isEqualTo(404);
    }
}
