package dev.fettle.feeds;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Loads the feeds it is given, in a small heap: {@link MemoryTest} starts it. */
final class HostileFeedMain {
    private HostileFeedMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        FeedStore store = new FeedStore(Path.of(arguments[0]), () -> Instant.EPOCH, (_, _, _) -> {});
        for (int i = 1; i < arguments.length; i++) {
            FeedState state = store.load(List.of(arguments[i])).states().getFirst();
            System.out.println(state.name() + " " + state.status() + " " + state.message());
        }
    }
}
