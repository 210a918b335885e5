package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditChain;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.folder.SigningKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives committed entries their place in the chain, and signs checkpoints of it. */
@Component
final class Sealer {
    /** So many entries go without a checkpoint at most. */
    static final int ENTRIES_PER_CHECKPOINT = 1000;

    /** And so long does a sealed entry. */
    static final Duration BETWEEN_CHECKPOINTS = Duration.ofMinutes(1);

    private static final int BATCH = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

    private final ChainStore chain;
    private final Audit audit;
    private final KeyFolder folder;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Sealer(ChainStore chain, Audit audit, KeyFolder folder, PlatformTransactionManager transactions, Clock clock) {
        this.chain = chain;
        this.audit = audit;
        this.folder = folder;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Takes up work with the key of the folder. A database that does not know the key, because it is new, was restored
     * from a backup or has been moved, learns it, and an entry tells so. A folder that has no key yet trusts the keys of
     * such a database: there is nothing else to go by.
     */
    SigningKey takeOver() throws FolderException {
        List<VerificationKey> known = chain.keys();
        if (!folder.hasKey()) {
            for (VerificationKey key : known) {
                folder.trust(key);
            }
        }
        SigningKey key = folder.key();
        if (known.stream().noneMatch(each -> each.id().equals(key.open().id()))) {
            String id = key.open().id().hex();
            Map<String, String> before = known.isEmpty()
                    ? Map.of()
                    : Map.of("key", known.getLast().id().hex());
            transaction.executeWithoutResult(_ -> {
                chain.addKey(key.open(), now());
                audit.append(
                        Actor.server("start of the server"),
                        new Deed(
                                "audit.key-changed",
                                new AuditSubject("audit-key", id, id.substring(0, 16)),
                                before,
                                Map.of("key", id),
                                known.isEmpty()
                                        ? "The first start makes a key for checkpoints."
                                        : "The data folder holds another key than the one that signed before."));
            });
            LOG.info("Checkpoints of the audit trail are signed by {} from now on.", key);
        }
        return key;
    }

    /** Seals all that waits; returns how many entries that were. Another sealer at work makes it nothing. */
    int seal() {
        int all = 0;
        while (chain.isBehind()) {
            Integer some = transaction.execute(_ -> chain.lock() ? sealSome() : 0);
            if (some == null || some == 0) {
                return all;
            }
            all += some;
        }
        return all;
    }

    private int sealSome() {
        ChainStore.End end = chain.end();
        Octets hash = end.hash();
        long number = end.number();
        List<ChainStore.Seal> seals = new ArrayList<>();
        for (ChainStore.Waiting each : chain.waiting(BATCH)) {
            AuditEntry entry = each.numbered(++number);
            Octets digest = entry.digest();
            hash = AuditChain.next(hash, digest);
            seals.add(new ChainStore.Seal(number, each.id(), digest, hash));
        }
        if (!seals.isEmpty()) {
            chain.seal(seals);
        }
        return seals.size();
    }

    /**
     * Signs how far the chain is, if that is due, and puts it into the folder's file.
     *
     * @param now whether it is due as soon as there is anything new
     */
    Optional<Checkpoint> checkpoint(SigningKey key, boolean now) throws IOException {
        Checkpoint made = transaction.execute(_ -> chain.lock() ? sign(key, now).orElse(null) : null);
        if (made != null) {
            folder.keep(made);
        }
        return Optional.ofNullable(made);
    }

    private Optional<Checkpoint> sign(SigningKey key, boolean now) {
        ChainStore.End end = chain.end();
        Octets id = key.open().id();
        Optional<Checkpoint> last = chain.lastCheckpoint(id);
        long covered = last.map(Checkpoint::number).orElse(0L);
        if (end.number() <= covered) {
            return Optional.empty();
        }
        boolean due = now
                || last.isEmpty()
                || end.number() - covered >= ENTRIES_PER_CHECKPOINT
                || Duration.between(last.get().at(), now()).abs().compareTo(BETWEEN_CHECKPOINTS) >= 0;
        if (!due) {
            return Optional.empty();
        }
        Checkpoint checkpoint = Checkpoint.sign(end.number(), end.hash(), now(), key.open(), key.secret());
        chain.addCheckpoint(checkpoint);
        return Optional.of(checkpoint);
    }

    /** Puts a checkpoint into the file that a crash has kept from getting there. */
    void catchUp(SigningKey key) throws IOException {
        Optional<Checkpoint> stored = chain.lastCheckpoint(key.open().id());
        long kept = folder.lastKept().map(Checkpoint::number).orElse(0L);
        if (stored.isPresent() && stored.get().number() > kept && stored.get().isSignedBy(key.open())) {
            folder.keep(stored.get());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
