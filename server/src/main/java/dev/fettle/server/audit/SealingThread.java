package dev.fettle.server.audit;

import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.folder.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Has entries sealed as soon as they are committed; begins before everything that writes some, and ends after it. */
@Component
final class SealingThread implements SmartLifecycle, Runnable {
    /** What other servers have committed is found this late at most. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Duration TO_END = Duration.ofSeconds(5);
    private static final int FIRST_TO_BEGIN = Integer.MIN_VALUE + 1000;
    private static final Logger LOG = LoggerFactory.getLogger(SealingThread.class);

    private final Sealer sealer;
    private final SealBell bell;
    private volatile boolean running;
    private volatile boolean sick;
    private @Nullable SigningKey key;
    private @Nullable Thread thread;

    SealingThread(Sealer sealer, SealBell bell) {
        this.sealer = sealer;
        this.bell = bell;
    }

    @Override
    public void start() {
        try {
            key = sealer.takeOver();
            sealer.catchUp(key);
        } catch (FolderException e) {
            throw new UncheckedIOException(new IOException(String.valueOf(e.getMessage()), e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        running = true;
        thread = Thread.ofPlatform().name("audit-sealer").daemon().start(this);
    }

    @Override
    public void run() {
        try {
            while (running) {
                work(false);
                bell.await(LONGEST_WAIT);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Seals and signs all that is committed; for who is about to read it. What fails is tried again by itself. */
    void settle() {
        work(true);
    }

    private synchronized void work(boolean last) {
        SigningKey signing = key;
        if (signing == null) {
            throw new IllegalStateException("There is no key yet.");
        }
        try {
            sealer.seal();
            sealer.checkpoint(signing, last);
            if (sick) {
                sick = false;
                LOG.info("Entries of the audit trail are sealed again.");
            }
        } catch (DataAccessException
                | TransactionException
                | IOException
                | IllegalArgumentException
                | IllegalStateException e) {
            if (!sick) {
                sick = true;
                LOG.error(
                        "Entries of the audit trail wait to be sealed; that is tried again each second: {}",
                        e instanceof IOException io ? DataFolder.reason(io) : String.valueOf(e.getMessage()));
            }
        }
    }

    /** Seals what was committed last, and signs that. */
    @Override
    public void stop() {
        running = false;
        bell.ring();
        Thread begun = thread;
        try {
            if (begun != null && begun.join(TO_END)) {
                work(true);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return FIRST_TO_BEGIN;
    }
}
