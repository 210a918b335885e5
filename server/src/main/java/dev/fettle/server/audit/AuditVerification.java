package dev.fettle.server.audit;

import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.RunningRun;
import dev.fettle.server.tasks.Runs;
import dev.fettle.trail.TrailWords;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Verifies the stored trail in the background, whenever somebody asks for it. */
@Component
public final class AuditVerification implements DisposableBean {
    static final String KIND = "audit-verification";
    private static final String ABOUT = "trail";
    private static final int ENTRIES_PER_SIGN = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(AuditVerification.class);

    private final StoredTrail trail;
    private final ChainStore chain;
    private final KeyFolder folder;
    private final SealingThread sealing;
    private final Runs runs;
    private final TransactionTemplate apart;
    private @Nullable Thread thread;

    AuditVerification(
            StoredTrail trail,
            ChainStore chain,
            KeyFolder folder,
            SealingThread sealing,
            Runs runs,
            PlatformTransactionManager transactions) {
        this.trail = trail;
        this.chain = chain;
        this.folder = folder;
        this.sealing = sealing;
        this.runs = runs;
        this.apart = new TransactionTemplate(transactions);
        apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** How the last verification went or goes on; empty before the first. A failed one has found something wrong. */
    public Optional<Run> last() {
        return runs.last(KIND, ABOUT);
    }

    /** Begins one, unless one runs. */
    public synchronized void begin() {
        if (thread == null || !thread.isAlive()) {
            RunningRun run = runs.begin(KIND, ABOUT);
            thread = Thread.ofPlatform().daemon().name("audit-verification").start(() -> verify(run));
        }
    }

    private void verify(RunningRun begun) {
        try (RunningRun run = begun) {
            run.step("Following the chain from its first entry");
            Verified verified = verify((done, total) -> apart.executeWithoutResult(_ -> run.amount(done, total)));
            run.end(verified.good() ? Run.State.DONE : Run.State.FAILED, verified.sentence());
            if (!verified.good()) {
                LOG.error("Verification of the audit trail: {}", verified.sentence());
            }
        } catch (IOException e) {
            LOG.error("The audit trail could not be verified: {}", DataFolder.reason(e));
            begun.end(Run.State.FAILED, "The trail could not be verified: " + DataFolder.reason(e));
        } catch (CancellationException _) {
            begun.end(Run.State.CUT_OFF, "The server was stopped in the middle.");
        } catch (DataAccessException | TransactionException e) {
            LOG.error("The audit trail could not be verified.", e);
        }
    }

    /**
     * @param good whether nothing is wrong
     * @param sentence what was found, in sentences
     */
    public record Verified(boolean good, String sentence) {}

    /** Is told how far it is. */
    @FunctionalInterface
    interface Told {
        void amount(long done, long total);
    }

    /** Verifies now, in this thread. */
    Verified verify(Told told) throws IOException {
        sealing.settle();
        long total = chain.end().number();
        List<Checkpoint> known = folder.lastKept().stream().toList();
        ChainVerdict verdict = trail.verify(folder.trusted(), known, number -> {
            if (number % ENTRIES_PER_SIGN == 0) {
                told.amount(number, total);
            }
            if (Thread.interrupted()) {
                throw new CancellationException();
            }
        });
        return new Verified(verdict.tampering().isEmpty(), TrailWords.of(verdict));
    }

    @Override
    public synchronized void destroy() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }
}
