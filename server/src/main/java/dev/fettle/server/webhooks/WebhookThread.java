package dev.fettle.server.webhooks;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Sends messages as soon as they are due, one at a time to each webhook: one that hangs does not keep the others. */
@Component
final class WebhookThread implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookThread.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration TO_END = Duration.ofSeconds(5);

    private final SendMessages send;
    private final WebhookBell bell;
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();
    private boolean faulty;
    private volatile boolean running;
    private volatile @Nullable Thread thread;

    WebhookThread(SendMessages send, WebhookBell bell) {
        this.send = send;
        this.bell = bell;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("webhooks").daemon().start(this::work);
    }

    private void work() {
        ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
        try (PostMessage way = new PostMessage()) {
            while (running) {
                begin(senders, way);
                bell.await(EVERY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            senders.shutdownNow();
        }
    }

    private void begin(ExecutorService senders, PostMessage way) {
        try {
            for (OutboxStore.Due due : send.take(Set.copyOf(busy))) {
                busy.add(due.webhook());
                senders.execute(() -> attempt(due, way));
            }
            faulty = false;
        } catch (DataAccessException | IllegalArgumentException e) {
            if (!faulty) {
                LOG.warn("What webhooks are to be told cannot be read; that is tried again each second.", e);
            }
            faulty = true;
        }
    }

    private void attempt(OutboxStore.Due due, PostMessage way) {
        try {
            send.send(due, way);
        } catch (DataAccessException e) {
            LOG.warn("What became of message {} could not be noted, so it is sent again.", due.message(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            busy.remove(due.webhook());
            bell.ring();
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
                LOG.warn("Sending to webhooks did not end in time; what was begun is sent again.");
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
