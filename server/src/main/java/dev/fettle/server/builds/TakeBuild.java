package dev.fettle.server.builds;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.BuildPart;
import dev.fettle.server.agents.Agent;
import dev.fettle.server.agents.BuildDesk;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.settings.Settings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes package files part by part, each in a transaction, so that whatever is cut off goes on where it was, on whichever
 * server. What hosts hand over side by side never mixes: the first whole file with the right hash is kept.
 */
@Component
final class TakeBuild implements BuildDesk {
    private static final Logger LOG = LoggerFactory.getLogger(TakeBuild.class);

    private final BuildStore store;
    private final Audit audit;
    private final long most;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TakeBuild(BuildStore store, Audit audit, Settings settings, PlatformTransactionManager transactions, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.most = (long) settings.builds().mostMib() << 20;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Override
    public Taking take(Agent agent, BuildFile file, long from, byte[] content) {
        Taking taking = transaction.execute(_ -> taken(agent, file, from, content));
        return taking == null ? new Taking.Misfit() : taking;
    }

    private Taking taken(Agent agent, BuildFile file, long from, byte[] content) {
        if (store.whole(file.sha256()).isPresent()) {
            return new Taking.Has(file.bytes());
        }
        Instant now = clock.instant();
        Optional<BuildStore.Copy> found = store.lockComing(file.sha256(), agent.id());
        if (found.isEmpty() && content.length == 0) {
            return new Taking.Has(0); // whoever only asks takes no room
        }
        if (found.isEmpty()) {
            store.lockAll();
            found = store.lockComing(file.sha256(), agent.id());
            if (found.isEmpty() && store.bytes() + file.bytes() > most) {
                return noRoom(file);
            }
            if (found.isEmpty()) {
                store.begin(agent, file, now);
                found = store.lockComing(file.sha256(), agent.id());
            }
        }
        BuildStore.Copy copy = found.orElseThrow();
        if (copy.refused()) {
            return new Taking.OtherBytes();
        }
        if (copy.file().bytes() != file.bytes()) {
            return new Taking.Misfit();
        }
        if (content.length == 0 || from != copy.taken()) {
            return new Taking.Has(copy.taken());
        }
        if (content.length != Math.min(BuildPart.LONGEST, file.bytes() - from)) {
            return new Taking.Misfit();
        }
        if (store.bytes() + content.length > most) {
            return noRoom(file); // others have come meanwhile
        }
        store.add(copy, (int) (from / BuildPart.LONGEST), content, now);
        long taken = from + content.length;
        return taken == file.bytes() ? whole(copy, agent, now) : new Taking.Has(taken);
    }

    private Taking noRoom(BuildFile file) {
        return new Taking.NoRoom("There is no room for " + file.build() + ": at most " + (most >> 20)
                + " MiB of package files are kept. The setting builds.most-mib says so.");
    }

    private Taking whole(BuildStore.Copy copy, Agent agent, Instant now) {
        if (!sha256(copy).equals(copy.file().sha256())) {
            store.refuse(copy, now);
            audit.append(
                    Actor.server("kept builds"),
                    new Deed(
                            "build.refused",
                            subject(copy.file()),
                            Map.of(),
                            Map.of("host", agent.name()),
                            "It has other bytes than those that were planned."));
            LOG.warn(
                    "What {} handed over as {} has another hash.",
                    agent.name(),
                    copy.file().build());
            return new Taking.OtherBytes();
        }
        store.lockAll();
        if (store.whole(copy.file().sha256()).isPresent()) { // another host was faster
            store.remove(copy);
            return new Taking.Has(copy.file().bytes());
        }
        store.keep(copy, now);
        audit.append(
                Actor.server("kept builds"),
                Deed.added(
                        "build.kept",
                        subject(copy.file()),
                        Map.of(
                                "sha256",
                                copy.file().sha256().hex(),
                                "bytes",
                                Long.toString(copy.file().bytes()),
                                "host",
                                agent.name())));
        return new Taking.Has(copy.file().bytes());
    }

    static AuditSubject subject(BuildFile file) {
        return new AuditSubject("build", file.sha256().hex(), file.build().toString());
    }

    private Octets sha256(BuildStore.Copy copy) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int part = 0; part < parts(copy.file().bytes()); part++) {
                digest.update(store.part(copy.id(), part).orElseThrow());
            }
            return Octets.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK knows SHA-256, but this one.", e);
        }
    }

    private static int parts(long bytes) {
        return (int) ((bytes + BuildPart.LONGEST - 1) / BuildPart.LONGEST);
    }

    @Override
    public Optional<Kept> find(Octets sha256) {
        return store.whole(sha256).map(copy -> new Kept() {
            @Override
            public long bytes() {
                return copy.file().bytes();
            }

            @Override
            public int parts() {
                return TakeBuild.parts(copy.file().bytes());
            }

            @Override
            public Optional<byte[]> part(int number) {
                return store.part(copy.id(), number);
            }
        });
    }
}
