package dev.fettle.server.database;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/** Work in a transaction that leaves nothing behind unless it comes to an end that is to be kept. */
public final class AllOrNothing {
    private AllOrNothing() {}

    /**
     * Works and tells what came of it.
     *
     * @param kept the outcomes with which what was done stays; with any other it is rolled back
     */
    public static <O> O within(TransactionTemplate transaction, Predicate<O> kept, Supplier<O> work) {
        return Objects.requireNonNull(transaction.execute(status -> {
            O outcome = work.get();
            if (!kept.test(outcome)) {
                status.setRollbackOnly();
            }
            return outcome;
        }));
    }

    /**
     * As {@link #within(TransactionTemplate, Predicate, Supplier)}, where a name or another key can be taken.
     *
     * @param taken what came of it if somebody else took the key in the same moment
     */
    public static <O> O within(
            TransactionTemplate transaction, Predicate<O> kept, Supplier<O> work, Supplier<O> taken) {
        try {
            return within(transaction, kept, work);
        } catch (DuplicateKeyException _) {
            return taken.get();
        }
    }
}
