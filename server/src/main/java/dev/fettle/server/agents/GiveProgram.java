package dev.fettle.server.agents;

import dev.fettle.core.order.Order;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Gives a host the program that an order to it names, and to no other host. To few at a time, as it comes from the disk. */
@Component
final class GiveProgram {
    private static final int MOST_AT_ONCE = 20;
    private static final int CHUNK = 32 << 10;
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final Duration LATER = Duration.ofSeconds(30);

    private final ObjectProvider<OrderDesk> desk;
    private final AgentPrograms programs;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(MOST_AT_ONCE);
    private final Set<UUID> being = ConcurrentHashMap.newKeySet();

    GiveProgram(ObjectProvider<OrderDesk> desk, AgentPrograms programs, Clock clock) {
        this.desk = desk;
        this.programs = programs;
        this.clock = clock;
    }

    /** @throws Refusal if the host has no such order, the file is not here, or too many are at it */
    void give(Known agent, UUID order, HttpServletResponse response) throws Refusal, IOException {
        if (agent.state() != Agent.State.ACTIVE) {
            throw new Refusal(
                    Refusal.FORBIDDEN, "More than one machine uses the identity of this host; enrol it anew.");
        }
        OrderDesk orders = desk.getIfAvailable();
        Optional<Order.UpdateAgent> named = orders == null
                ? Optional.empty()
                : orders.named(agent.id(), order)
                        .filter(Order.UpdateAgent.class::isInstance)
                        .map(Order.UpdateAgent.class::cast);
        if (named.isEmpty()) {
            throw new Refusal(Refusal.NOT_FOUND, "This host has no order to take another version of its program.");
        }
        Optional<Path> file = programs.file(named.get());
        if (file.isEmpty()) {
            throw new Refusal(
                    Refusal.NOT_FOUND,
                    "Version " + named.get().version() + " of the program for "
                            + named.get().architecture() + " is not on this server any more.");
        }
        if (!turns.tryAcquire()) {
            throw new Refusal(Refusal.NOT_NOW, "Too many hosts fetch a program at once.", LATER);
        }
        try {
            if (!being.add(agent.id())) {
                throw new Refusal(Refusal.NOT_NOW, "This host fetches a program already.", LATER);
            }
            try {
                send(file.get(), named.get().bytes(), response);
            } finally {
                being.remove(agent.id());
            }
        } finally {
            turns.release();
        }
    }

    private void send(Path file, long bytes, HttpServletResponse response) throws IOException {
        Instant until = clock.instant().plus(LONGEST);
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("application/octet-stream");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLengthLong(bytes);
        OutputStream out = response.getOutputStream();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (clock.instant().isAfter(until)) {
                    throw new IOException("The host takes what it is given too slowly.");
                }
                out.write(chunk, 0, count);
            }
        }
    }
}
