package dev.fettle.server.database;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What others may only hear of once it is committed. */
public final class AfterCommit {
    private AfterCommit() {}

    /**
     * Runs this once the transaction of this thread is committed; never if it is rolled back.
     *
     * @throws IllegalStateException without a transaction
     */
    public static void run(Runnable work) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                work.run();
            }
        });
    }
}
