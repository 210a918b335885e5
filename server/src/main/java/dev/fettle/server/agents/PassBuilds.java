package dev.fettle.server.agents;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.Order;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.BuildPart;
import dev.fettle.link.BuildRequest;
import dev.fettle.link.BuildTaken;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Takes package files from hosts and gives them out: to a host only those that an order of its own names, from it only those
 * that an order of its own has it hand over.
 */
@Component
final class PassBuilds {
    private static final int MOST_AT_ONCE = 20;
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration LATER = Duration.ofSeconds(20);

    private final ObjectProvider<OrderDesk> orders;
    private final ObjectProvider<BuildDesk> builds;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(MOST_AT_ONCE);
    private final Set<UUID> being = ConcurrentHashMap.newKeySet();

    PassBuilds(ObjectProvider<OrderDesk> orders, ObjectProvider<BuildDesk> builds, Clock clock) {
        this.orders = orders;
        this.builds = builds;
        this.clock = clock;
    }

    /** @throws Refusal if no open order of the host has it hand the file over, or the file is not taken */
    BuildTaken take(Known agent, BuildPart part) throws Refusal {
        BuildFile file = named(agent, part.order(), part.sha256())
                .filter(named -> named.order() instanceof Order.Download)
                .map(Named::file)
                .orElseThrow(() ->
                        new Refusal(Refusal.FORBIDDEN, "No order that this host has has it hand this file over."));
        BuildDesk.Taking taking = desk().take(agent.stored().agent(), file, part.from(), part.content());
        return switch (taking) {
            case BuildDesk.Taking.Has(long bytes) -> new BuildTaken(bytes);
            case BuildDesk.Taking.OtherBytes() ->
                throw new Refusal(
                        Refusal.CONFLICT,
                        "What was handed over as " + file.build()
                                + " has not the bytes that were planned, so it was not" + " kept.");
            case BuildDesk.Taking.NoRoom(String why) -> throw new Refusal(Refusal.TOO_LARGE, why);
            case BuildDesk.Taking.Misfit() ->
                throw new Refusal(
                        Refusal.TOO_LARGE,
                        "The part does not fit a file of " + file.bytes() + " bytes, as the order tells.");
        };
    }

    /** @throws Refusal if no open order of the host names the file, or it is not kept */
    void give(Known agent, BuildRequest asked, HttpServletResponse response) throws Refusal, IOException {
        BuildFile file = named(agent, asked.order(), asked.sha256())
                .map(Named::file)
                .orElseThrow(() -> new Refusal(Refusal.FORBIDDEN, "No order that this host has names this file."));
        BuildDesk.Kept kept = desk().find(asked.sha256())
                .orElseThrow(() -> new Refusal(
                        Refusal.NOT_FOUND, "The server has not kept " + file.build() + " with these bytes."));
        if (!turns.tryAcquire()) {
            throw new Refusal(Refusal.NOT_NOW, "Too many hosts fetch package files at once.", LATER);
        }
        try {
            if (!being.add(agent.id())) {
                throw new Refusal(Refusal.NOT_NOW, "This host fetches a package file already.", LATER);
            }
            try {
                send(kept, response);
            } finally {
                being.remove(agent.id());
            }
        } finally {
            turns.release();
        }
    }

    private void send(BuildDesk.Kept kept, HttpServletResponse response) throws IOException {
        Instant until = clock.instant().plus(LONGEST);
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("application/octet-stream");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLengthLong(kept.bytes());
        OutputStream out = response.getOutputStream();
        for (int number = 0; number < kept.parts(); number++) {
            if (clock.instant().isAfter(until)) {
                throw new IOException("The host takes what it is given too slowly.");
            }
            out.write(kept.part(number).orElseThrow(() -> new IOException("The file was removed meanwhile.")));
        }
    }

    /** A file as an order names it. */
    private record Named(Order order, BuildFile file) {}

    private Optional<Named> named(Known agent, UUID order, Octets sha256) throws Refusal {
        if (agent.state() != Agent.State.ACTIVE) {
            throw new Refusal(
                    Refusal.FORBIDDEN, "More than one machine uses the identity of this host; enrol it anew.");
        }
        OrderDesk desk = orders.getIfAvailable();
        return desk == null
                ? Optional.empty()
                : desk.named(agent.id(), order)
                        .flatMap(known -> known.pinned().stream()
                                .filter(file -> file.sha256().equals(sha256))
                                .map(file -> new Named(known, file))
                                .findFirst());
    }

    private BuildDesk desk() throws Refusal {
        BuildDesk desk = builds.getIfAvailable();
        if (desk == null) {
            throw new Refusal(Refusal.NOT_FOUND, "This server keeps no package files.");
        }
        return desk;
    }
}
