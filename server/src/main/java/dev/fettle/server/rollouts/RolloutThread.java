package dev.fettle.server.rollouts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Takes all roll-outs on, each second. What goes wrong with one does not keep the others. */
@Component
final class RolloutThread implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutThread.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration TO_END = Duration.ofSeconds(5);

    private final AdvanceRollouts advance;
    private final RolloutBell bell;
    private final Map<Long, String> faults = new HashMap<>();
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    RolloutThread(AdvanceRollouts advance, RolloutBell bell) {
        this.advance = advance;
        this.bell = bell;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("roll-outs").daemon().start(this::work);
    }

    private void work() {
        try (ExecutorService worker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("roll-out").daemon().factory())) {
            while (running) {
                for (long number : open(worker)) {
                    if (running) {
                        attempt(worker, number, () -> advance.advance(number));
                    }
                }
                bell.await(EVERY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Long> open(ExecutorService worker) throws InterruptedException {
        List<Long> open = new ArrayList<>();
        attempt(worker, 0, () -> open.addAll(advance.open()));
        faults.keySet().removeIf(number -> number > 0 && !open.contains(number));
        return open;
    }

    /** What fails is told once and tried again at the next beat. */
    private void attempt(ExecutorService worker, long number, Runnable work) throws InterruptedException {
        try {
            worker.submit(work).get();
            if (faults.remove(number) != null) {
                LOG.info("{} again.", number == 0 ? "Roll-outs go on" : "Roll-out " + number + " goes on");
            }
        } catch (ExecutionException e) {
            String fault = String.valueOf(e.getCause());
            if (!fault.equals(faults.put(number, fault))) {
                LOG.error(
                        "{}; that is tried again each second.",
                        number == 0 ? "Roll-outs cannot be read" : "Roll-out " + number + " does not go on",
                        e.getCause());
            }
        }
    }

    @Override
    public void stop() {
        running = false;
        bell.ring();
        Thread begun = thread;
        thread = null;
        try {
            if (begun != null && !begun.join(TO_END)) {
                LOG.warn("Roll-outs did not end in time; what was begun is not kept.");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
