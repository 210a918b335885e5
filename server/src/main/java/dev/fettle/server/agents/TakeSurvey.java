package dev.fettle.server.agents;

import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Survey;
import dev.fettle.link.LinkException;
import dev.fettle.link.SurveyDelta;
import dev.fettle.link.SurveyReader;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.RecordLook;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes in what a host has. Whose inventory it is follows from the certificate alone: a host that lies lies about itself.
 * What it changes is noted for the audit by {@link RecordLook}.
 */
@Component
final class TakeSurvey {
    /** Real hosts have a few thousand; more would need more memory to be read than this server has. */
    static final int MOST_LINES = 60_000;

    static final int LONGEST_NAME = 255;
    private static final long MOST_CHARACTERS = 32L << 20;

    private final Roster roster;
    private final AgentStore store;
    private final RecordLook recordLook;
    private final Clock clock;
    private final TransactionTemplate transaction;

    TakeSurvey(
            Roster roster,
            AgentStore store,
            RecordLook recordLook,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.roster = roster;
        this.store = store;
        this.recordLook = recordLook;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @throws Refusal if it fits not what the server has, is no inventory, or the agent may not send one */
    void take(Known agent, SurveyDelta delta) throws Refusal {
        Optional<Refusal> refused = transaction.execute(_ -> store.lock(agent.id())
                .map(stored -> taken(stored, delta))
                .orElseGet(() -> Optional.of(new Refusal(Refusal.UNKNOWN, "This host is not enrolled."))));
        if (refused != null && refused.isPresent()) {
            throw refused.get();
        }
        roster.reload(agent.id());
    }

    private Optional<Refusal> taken(StoredAgent stored, SurveyDelta delta) {
        if (stored.isRevoked()) {
            return Optional.of(new Refusal(Refusal.UNKNOWN, "This host was revoked: enrol it anew."));
        }
        if (stored.agent().state() != Agent.State.ACTIVE) {
            return Optional.of(new Refusal(
                    Refusal.FORBIDDEN,
                    "More than one machine uses the identity of this host, so its inventory is not taken; enrol it"
                            + " anew."));
        }
        if (delta.to().equals(stored.survey())) {
            return Optional.empty(); // It came before, and the answer got lost.
        }
        List<String> before = delta.isWhole()
                ? List.of()
                : store.survey(stored.id()).map(SurveyLines::unpacked).orElse(List.of());
        Optional<List<String>> after = delta.apply(before);
        if (after.isEmpty()) {
            return Optional.of(new Refusal(
                    Refusal.CONFLICT,
                    "That is the difference from another inventory than the server has; send it whole."));
        }
        return record(stored, delta, after.get());
    }

    private Optional<Refusal> record(StoredAgent stored, SurveyDelta delta, List<String> lines) {
        long characters = lines.stream().mapToLong(String::length).sum();
        if (lines.size() > MOST_LINES || characters > MOST_CHARACTERS) {
            return Optional.of(new Refusal(
                    Refusal.TOO_LARGE,
                    "An inventory has at most " + MOST_LINES + " lines and " + (MOST_CHARACTERS >> 20)
                            + " million characters."));
        }
        Survey survey;
        try {
            survey = SurveyReader.read(lines);
        } catch (LinkException e) {
            return Optional.of(new Refusal(Refusal.MALFORMED, "The inventory cannot be used: " + e.getMessage()));
        }
        Inventory inventory = survey.inventory();
        if (inventory.host().isBlank() || inventory.host().length() > LONGEST_NAME) {
            return Optional.of(
                    new Refusal(Refusal.MALFORMED, "The name of a host has 1 to " + LONGEST_NAME + " characters."));
        }
        HostId host = recordLook.record(stored.machine(), clock.instant(), inventory, PendingLook.of(survey.pending()));
        store.survey(stored.id(), host, delta.to(), SurveyLines.packed(lines));
        return Optional.empty();
    }
}
