package dev.fettle.server.ssh;

import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Has so many hosts dealt with at a time. What the database does not take ends one host's turn and nobody else's. */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Semaphore free;
    private final String notStored;

    /** @param notStored what the log says when the database failed, with {} for the host's name */
    Turns(int atATime, String notStored) {
        this.free = new Semaphore(atATime);
        this.notStored = notStored;
    }

    /** What the work says; false also if its turn never came or the database failed. */
    boolean take(SshHost host, Predicate<SshHost> work) {
        boolean turn = false;
        try {
            free.acquire();
            turn = true;
            return work.test(host);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } catch (DataAccessException | TransactionException fault) {
            LOG.error(notStored, host.name(), fault);
            return false;
        } finally {
            if (turn) {
                free.release();
            }
        }
    }
}
