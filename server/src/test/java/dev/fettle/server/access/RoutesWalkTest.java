package dev.fettle.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.HostLabels;
import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.product.Platform;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.RecordLook;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route × every role × (all hosts, own, other, none), asked for real and held against what is declared. */
final class RoutesWalkTest {
    private static final String OWN = "host-of-the-web-team";
    private static final String OTHER = "host-of-somebody-else";

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static long own;
    private static long other;

    /** Somebody, and what they may do. */
    private record Person(String name, Access access) {}

    private static final List<Person> PEOPLE = people();

    private static List<Person> people() {
        Scope web = new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "web")));
        Scope nothing = new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.OWNER, "nobody has this")));
        List<Person> people = new ArrayList<>(List.of(new Person("without-role", Access.NONE)));
        for (Role role : Role.values()) {
            people.add(new Person(role.word(), new Access(List.of(new Grant(role, Scope.everything())))));
            people.add(new Person(role.word() + "-web", new Access(List.of(new Grant(role, web)))));
            people.add(new Person(role.word() + "-none", new Access(List.of(new Grant(role, nothing)))));
        }
        return people;
    }

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        own = host(OWN, "{web}");
        other = host(OTHER, "{db}");
        PEOPLE.forEach(person -> server.add(person.name(), person.access().grants()));
    }

    private static long host(String name, String tags) {
        long id = server.bean(RecordLook.class)
                .record(
                        new MachineId(name),
                        Instant.parse("2026-11-20T12:00:00Z"),
                        Inventory.ofListing(name, new Platform("debian", "12"), List.of(), 0, List.of()),
                        new PendingLook(PendingChanges.none(), null, Map.of(), List.of(), Map.of()))
                .value();
        server.jdbc()
                .sql("update host set tags = ?::text[] where id = ?")
                .params(tags, id)
                .update();
        return id;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void each_role_gets_what_is_declared_and_nothing_more() throws Exception {
        List<Route> routes = server.bean(RouteTable.class).routes();
        int asked = 0;
        for (Person person : PEOPLE) {
            Visitor visitor = server.visitor();
            visitor.signIn(person.name(), RunningServer.PASSWORD);
            for (Route route : routes) {
                if (route.permission().isEmpty()) {
                    continue;
                }
                for (long host : route.pattern().contains("{") ? new long[] {own, other} : new long[] {own}) {
                    if (!route.method().equals("GET")) {
                        prove(visitor, person); // the request before may have ended the session, or changed its proof
                    }
                    check(person, visitor, route, host, route.permission().get());
                    asked++;
                }
            }
        }
        assertThat(asked).isGreaterThan(PEOPLE.size() * 20);
    }

    private static void prove(Visitor visitor, Person person) throws Exception {
        Visitor.Answer page = visitor.get("/scans");
        if (page.toSignIn()) {
            visitor.signIn(person.name(), RunningServer.PASSWORD);
        } else {
            visitor.keepProof(page);
        }
    }

    private void check(Person person, Visitor visitor, Route route, long host, Permission permission) throws Exception {
        Visitor.Answer answer = ask(visitor, route, host);
        String what =
                person.name() + " " + route.method() + " " + route.pattern() + " of " + host + ": " + answer.status();
        Optional<Scope> scope = person.access().reach(permission);
        if (scope.isEmpty()) {
            assertThat(answer.status()).as(what).isEqualTo(403);
            assertThat(answer.body()).as(what).doesNotContain(OWN).doesNotContain(OTHER);
            return;
        }
        assertThat(answer.status()).as(what).isNotIn(401, 403).isLessThan(500);
        assertThat(answer.toSignIn()).as(what).isFalse();
        if (permission.reach() == Permission.Reach.HOSTS) {
            if (!covers(scope.get(), "web")) {
                assertThat(answer.body()).as(what).doesNotContain(OWN);
            }
            if (!covers(scope.get(), "db")) {
                assertThat(answer.body()).as(what).doesNotContain(OTHER);
            }
            boolean ofOneHost = route.pattern().matches("(/api/v1)?/hosts/\\{[a-z]+}(/.*)?");
            if (ofOneHost && !covers(scope.get(), host == own ? "web" : "db")) {
                assertThat(answer.status()).as(what).isNotIn(200, 201, 202, 204);
                if (route.method().equals("GET") && !route.pattern().equals("/hosts/{id}")) {
                    assertThat(answer.status()).as(what).isEqualTo(404);
                }
            }
        }
    }

    private static boolean covers(Scope scope, String tag) {
        return scope.covers(new HostLabels(Set.of(tag), "", ""));
    }

    private static Visitor.Answer ask(Visitor visitor, Route route, long host) throws Exception {
        String path =
                route.pattern().replaceFirst("\\{[^}]+}", Long.toString(host)).replaceAll("\\{[^}]+}", "x");
        return switch (route.method()) {
            case "GET" -> visitor.get(path);
            case "POST" ->
                route.pattern().startsWith("/api/") ? visitor.json("POST", path, "{}") : visitor.post(path, Map.of());
            default -> visitor.json(route.method(), path, "{}");
        };
    }

    @Test
    void who_is_not_signed_in_gets_nothing_but_what_is_open() throws Exception {
        int asked = 0;
        for (Route route : server.bean(RouteTable.class).routes()) {
            String path = route.pattern()
                    .replaceFirst("\\{[^}]+}", Long.toString(own))
                    .replaceAll("\\{[^}]+}", "x");
            // Each from elsewhere: from one network, so many refusals in a minute are answered with 429.
            String from = "198.51.100." + (++asked % 250);
            Visitor.Answer answer =
                    server.visitor().send(route.method(), path, BodyPublishers.noBody(), "X-Forwarded-For", from);
            if (route.permission().isPresent()) {
                boolean refused = answer.toSignIn() || answer.status() == 401 || answer.status() == 403;
                assertThat(refused).as(route + ": " + answer.status()).isTrue();
            } else {
                assertThat(answer.status()).as(route.toString()).isNotIn(401).isLessThan(600);
            }
            assertThat(answer.body()).as(route.toString()).doesNotContain(OWN).doesNotContain(OTHER);
        }
    }

    @Test
    void what_is_open_is_little_and_known() {
        assertThat(server.bean(RouteTable.class).routes())
                .filteredOn(route -> route.permission().isEmpty())
                .extracting(Route::pattern)
                .containsOnly(
                        "/sign-in",
                        "/sign-in/code",
                        "/sign-in/set-up",
                        "/sign-in/provider",
                        "/set-password",
                        "/welcome",
                        "/error",
                        "/assets/{digest}/{name}",
                        "/problems/{word}",
                        "/api/v1/device-authorizations",
                        "/api/v1/device-authorizations/token");
    }

    /** Who may do what, for people to read; made anew with -Dfettle.write-docs=1. */
    @Test
    void the_documented_table_is_the_declared_one() throws Exception {
        PermissionsTable.check(server.bean(RouteTable.class).routes());
    }
}
