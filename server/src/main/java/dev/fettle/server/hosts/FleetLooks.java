package dev.fettle.server.hosts;

import dev.fettle.core.product.Platform;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What all hosts have, read at once, and from then on what has changed. No change is missed, whoever made it. */
@Component
public final class FleetLooks {
    private final FleetStore store;
    private final TransactionTemplate onePicture;
    private final Dictionary dictionary = new Dictionary();

    FleetLooks(FleetStore store, PlatformTransactionManager transactions) {
        this.store = store;
        this.onePicture = new TransactionTemplate(transactions);
        onePicture.setReadOnly(true);
        onePicture.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** Up to where changes are known. */
    public record Mark(String horizon) {
        /** Nothing is known yet. */
        public static final Mark BEGINNING = new Mark("0");
    }

    /**
     * Reads every host that has changed since; some of them perhaps not for the first time. Alike hosts come one after the
     * other.
     *
     * @param total is told first how many there are
     */
    public synchronized Mark read(Mark since, LongConsumer total, Consumer<FleetLook> each) {
        Mark next = onePicture.execute(_ -> {
            Mark horizon = new Mark(store.horizon());
            long count = store.count(since.horizon());
            total.accept(count);
            if (count > 0) {
                store.refresh(dictionary);
                store.changed(since.horizon(), dictionary, each);
            }
            return horizon;
        });
        if (next == null) {
            throw new IllegalStateException("What has changed was not read.");
        }
        return next;
    }

    /** Reads what changed on each host since a moment; hosts on which nothing did are left out. */
    public synchronized void past(Instant since, Consumer<HostPast> each) {
        onePicture.executeWithoutResult(_ -> {
            store.refresh(dictionary);
            store.deltas(since, new PastReader(dictionary, each));
        });
    }

    /** Packages with a text in their names, by name, each with the source that it is made from. */
    public Map<String, String> sources(String text) {
        Map<String, String> found = new TreeMap<>();
        dictionary.sourcesByName().forEach((name, source) -> {
            if (name.contains(text)) {
                found.put(name, source);
            }
        });
        return found;
    }

    /** When this installation saw a step to a source build first on any host. */
    public Optional<Instant> firstSeen(Platform platform, String source, String version) {
        return store.firstSeen(platform, source, version);
    }
}
