package dev.fettle.server.agents;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Lets few bodies be read at a time, and of large ones a single one: what is made of them takes many times their room. */
@Component
final class FewSurveys {
    private static final int USUAL = 6;
    private static final int LARGE_BYTES = 2 << 20;
    private static final long WAIT_SECONDS = 20;
    private static final Duration LATER = Duration.ofSeconds(30);

    private final Semaphore usual = new Semaphore(USUAL);
    private final Semaphore large = new Semaphore(1);

    /** What is done with a body. */
    @FunctionalInterface
    interface Work {
        void run() throws Refusal;
    }

    /** @throws Refusal what the work throws, or if there is no turn for it soon */
    void take(int bytes, Work work) throws Refusal {
        Semaphore turns = bytes > LARGE_BYTES ? large : usual;
        try {
            if (!turns.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new Refusal(Refusal.NOT_NOW, "Too many hosts send something at once.", LATER);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.NOT_NOW, "The server stops.", LATER);
        }
        try {
            work.run();
        } finally {
            turns.release();
        }
    }
}
