package dev.fettle.server.live;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * Watches the sources and tells the pages that listen the names of those that have changed, and nothing else: what it is,
 * each page asks for itself, with the permissions of whoever looks at it. A stream ends after a minute and browsers open it
 * anew, so nobody hears anything for long after a session has ended.
 */
@Component
public final class Live implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final int MOST_LISTENERS = 256;
    /** The longest that a stream lasts. */
    static final Duration STREAM = Duration.ofMinutes(1);

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int BEATS = 15;

    private final List<LiveSource> sources;
    private final Set<SseEmitter> listeners = ConcurrentHashMap.newKeySet();
    private final Map<String, Object> marks = new HashMap<>();
    private volatile CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    Live(List<LiveSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * A stream of events; one that ends at once if too many listen already, so that the page asks again later.
     *
     * @param most after which it ends, if that is sooner than usual
     */
    SseEmitter listen(Duration most) {
        Duration length = most.compareTo(STREAM) < 0 ? most : STREAM;
        SseEmitter listener = new SseEmitter(Math.max(1, length.toMillis()));
        listener.onTimeout(listener::complete);
        listener.onCompletion(() -> listeners.remove(listener));
        listener.onError(_ -> listeners.remove(listener));
        if (listeners.size() >= MOST_LISTENERS || thread == null) {
            listener.complete();
            return listener;
        }
        // Whatever changed before somebody listened is told at once: the page may be older.
        if (send(listener, SseEmitter.event().reconnectTime(AGAIN.toMillis()).comment("listening"))) {
            listeners.add(listener);
        }
        return listener;
    }

    @Override
    public void start() {
        stop = new CountDownLatch(1);
        Thread watcher = Thread.ofPlatform().daemon().name("live").unstarted(this::watch);
        thread = watcher;
        watcher.start();
    }

    /** Before the pages end in order, which would wait for streams that nobody ends. */
    @Override
    public void stop() {
        thread = null;
        stop.countDown();
        listeners.forEach(SseEmitter::complete);
        listeners.clear();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    private void watch() {
        try {
            for (int beat = 1; !stop.await(1, TimeUnit.SECONDS); beat++) {
                if (!listeners.isEmpty()) {
                    tellChanges();
                }
                if (beat % BEATS == 0) {
                    tell(SseEmitter.event().comment("still here"));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellChanges() {
        for (LiveSource source : sources) {
            try {
                Object now = source.mark();
                Object before = marks.put(source.live(), now);
                if (before != null && !before.equals(now)) {
                    tell(SseEmitter.event().name("change").data(source.live()));
                }
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("Whether {} changed is not known.", source.live(), e);
            }
        }
    }

    private void tell(SseEventBuilder event) {
        listeners.removeIf(listener -> !send(listener, event));
    }

    private static boolean send(SseEmitter listener, SseEventBuilder event) {
        try {
            listener.send(event);
            return true;
        } catch (IOException | IllegalStateException e) {
            LOG.debug("A page does not listen any more.", e);
            return false;
        }
    }
}
