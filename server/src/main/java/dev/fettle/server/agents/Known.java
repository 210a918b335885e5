package dev.fettle.server.agents;

import dev.fettle.core.signing.Octets;
import dev.fettle.link.CheckIn;
import dev.fettle.link.SurveyDelta;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An agent in this server's memory: what the database says of it, and what was heard of it since. */
final class Known {
    private volatile StoredAgent stored;
    private volatile @Nullable Sighting seen;
    private volatile @Nullable Instant seenAt;
    private volatile boolean unwritten;
    private volatile boolean rung;
    private volatile List<UUID> taken = List.of();
    private volatile @Nullable Octets told;
    private volatile @Nullable Handed handed;
    private volatile @Nullable Instant otherSince;
    private volatile @Nullable UUID stray;

    Known(StoredAgent stored) {
        this.stored = stored;
        this.seenAt = stored.agent().lastSeenAt();
    }

    /** Orders that it was given, and when. */
    record Handed(List<Octets> signatures, Instant at) {}

    UUID id() {
        return stored.id();
    }

    StoredAgent stored() {
        return stored;
    }

    void stored(StoredAgent anew) {
        stored = anew;
    }

    Agent.State state() {
        return stored.agent().state();
    }

    Octets survey() {
        Octets digest = stored.survey();
        return digest == null ? SurveyDelta.NOTHING : digest;
    }

    /** When any server saw it last, as far as is known here; when it was enrolled if none did. */
    Instant lastSeen() {
        Instant at = seenAt;
        return at == null ? stored.agent().enrolledAt() : at;
    }

    /** When this server saw it last. */
    Optional<Instant> seenHere() {
        return Optional.ofNullable(seen).map(Sighting::at);
    }

    /** From where it was heard last. */
    String address() {
        Sighting last = seen;
        return last == null ? stored.address() : last.address();
    }

    void seen(Instant now, String address, CheckIn checkIn) {
        seen = new Sighting(id(), now, address, checkIn.program(), checkIn.boot());
        seenAt = now;
        unwritten = true;
        Octets has = checkIn.inventory().orElse(null);
        if (has == null || has.equals(survey())) {
            otherSince = null;
        } else if (otherSince == null) {
            otherSince = now;
        }
    }

    /** Since when it says to have another inventory than the server, as far as this server heard; empty if it does not. */
    Optional<Instant> otherSince() {
        return Optional.ofNullable(otherSince);
    }

    void seenElsewhere(Instant at) {
        Instant before = seenAt;
        if (before == null || before.isBefore(at)) {
            seenAt = at;
        }
    }

    /** What the database does not know yet; it is taken to know it from now on. */
    Optional<Sighting> unwritten() {
        if (!unwritten) {
            return Optional.empty();
        }
        unwritten = false;
        return Optional.ofNullable(seen);
    }

    void stillUnwritten() {
        unwritten = true;
    }

    /** Whether an earlier run came again for the first time, as far as this server heard; it is remembered. */
    boolean strays(UUID run) {
        boolean first = !run.equals(stray);
        stray = run;
        return first;
    }

    void ring() {
        rung = true;
    }

    boolean isRung() {
        return rung;
    }

    void silence() {
        rung = false;
    }

    /** Whether it says to have other orders than before; they are remembered. */
    boolean takes(List<UUID> orders) {
        return !taken.equals(orders);
    }

    void taken(List<UUID> orders) {
        taken = orders;
    }

    /** Whether it has another inventory than the server, and was not told so before. */
    boolean hasNews(CheckIn checkIn) {
        Octets has = checkIn.inventory().orElse(null);
        return has != null && !has.equals(survey()) && !has.equals(told);
    }

    void toldOf(CheckIn checkIn) {
        told = checkIn.inventory().orElse(null);
    }

    @Nullable
    Handed handed() {
        return handed;
    }

    void handed(Handed orders) {
        handed = orders;
    }
}
