package dev.fettle.server.rollouts;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import dev.fettle.server.fleet.Fleet;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server with six hosts, {@code shop-1} to {@code shop-6}, on each of which {@link #VULNERABILITY} is open and the build
 * that closes it is pending; with olga, an operator who may approve too, ada, who only approves, and vera, who audits. The agents
 * are there, and do nothing before they are told to play.
 */
public final class PlayedFleet implements AutoCloseable {
    public static final String VULNERABILITY = "CVE-2099-1234";
    private static final int HOSTS = 6;
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final RunningServer server;
    private final List<OrderedHosts.Managed> hosts;
    private final List<PlayedAgents> playing = new ArrayList<>();

    private PlayedFleet(RunningServer server, List<OrderedHosts.Managed> hosts) {
        this.server = server;
        this.hosts = hosts;
    }

    public static PlayedFleet start(Path folder) throws Exception {
        Path feeds = Files.createDirectories(folder.resolve("feeds"));
        Files.writeString(feeds.resolve(VULNERABILITY + ".json"), """
                {"schema_version":"1.6.0","id":"%s","modified":"2026-11-01T00:00:00Z","published":"2026-11-01T00:00:00Z",
                "affected":[{"package":{"ecosystem":"Debian:12","name":"openssl"},
                "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.0-2"}]}]}]}""".formatted(VULNERABILITY));
        RunningServer server = RunningServer.start(folder, Map.of());
        server.add(
                "olga",
                List.of(new Grant(Role.OPERATOR, Scope.everything()), new Grant(Role.APPROVER, Scope.everything())));
        server.add("ada", List.of(new Grant(Role.APPROVER, Scope.everything())));
        server.add("vera", List.of(new Grant(Role.AUDITOR, Scope.everything())));
        List<OrderedHosts.Managed> hosts = new ArrayList<>();
        for (int i = 1; i <= HOSTS; i++) {
            hosts.add(OrderedHosts.add(server, "shop-" + i, "shop"));
        }
        OrderedHosts.settleManaged(
                server, hosts.stream().map(OrderedHosts.Managed::host).toList());
        Fleet fleet = server.bean(Fleet.class);
        boolean exposed = Until.holds(() -> fleet.<Boolean>ask(
                Scope.everything(),
                sight -> sight.index().exposedTo(VULNERABILITY).getCardinality() == HOSTS));
        if (!exposed) {
            throw new AssertionError("The hosts do not come to be exposed.");
        }
        return new PlayedFleet(server, hosts);
    }

    public RunningServer server() {
        return server;
    }

    HostId host(int number) {
        return hosts.get(number - 1).host();
    }

    /** The agents of some hosts begin to do what they are asked, from one number to another. */
    void play(int from, int to) {
        playing.add(new PlayedAgents(server, hosts.subList(from - 1, to)));
    }

    /** A token with all the roles of a person. */
    String token(String person, String... roles) throws IOException, InterruptedException {
        Visitor visitor = server.visitor();
        visitor.signIn(person, RunningServer.PASSWORD);
        visitor.keepProof(visitor.get("/account/tokens"));
        Visitor.Answer answer = visitor.json(
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"walk\",\"roles\":[\"" + String.join("\",\"", roles) + "\"],\"days\":7}");
        Matcher token = TOKEN.matcher(answer.body());
        if (!token.find()) {
            throw new AssertionError(answer.body());
        }
        return token.group(1);
    }

    @Override
    public void close() {
        try {
            for (PlayedAgents each : playing) {
                each.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            server.close();
        }
    }
}
