package dev.fettle.server.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.feeds.FeedDifference;
import dev.fettle.feeds.FeedState;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.tasks.Run;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FeedStatusStoreTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String SOURCE = "https://feeds.example/all.zip";

    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final FeedStatusStore store = new FeedStatusStore(database.jdbc());

    @AfterEach
    void close() {
        database.close();
    }

    private static FeedState state(String location, FeedState.Status status, long records, String message) {
        return state(location, status, records, "ab".repeat(32), message);
    }

    private static FeedState state(
            String location, FeedState.Status status, long records, String sha256, String message) {
        return new FeedState("all.zip", location, "osv", status, "2026-11-19", records, sha256, message);
    }

    @Test
    void a_feed_that_goes_bad_keeps_when_it_last_was_good_and_what_its_last_change_brought() {
        store.put(SOURCE, state(SOURCE, FeedState.Status.NEW, 10, ""), new FeedDifference(10, 0, 0), NOON);
        store.put(
                SOURCE, state(SOURCE, FeedState.Status.NEW, 12, ""), new FeedDifference(3, 2, 1), NOON.plusSeconds(1));
        store.put(SOURCE, state(SOURCE, FeedState.Status.UNCHANGED, 12, ""), null, NOON.plusSeconds(2));
        store.put(SOURCE, state(SOURCE, FeedState.Status.LAST_GOOD, 12, "It is cut."), null, NOON.plusSeconds(3));

        FeedStatus status = store.all().getFirst();
        assertThat(store.all()).hasSize(1);
        assertThat(status.health()).isEqualTo(FeedStatus.Health.LAST_GOOD);
        assertThat(status.message()).isEqualTo("It is cut.");
        assertThat(status.checkedAt()).isEqualTo(NOON.plusSeconds(3));
        assertThat(status.lastGoodAt()).isEqualTo(NOON.plusSeconds(2));
        assertThat(status.changedAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(List.of(status.added(), status.changed(), status.removed())).containsExactly(3L, 2L, 1L);
    }

    @Test
    void a_change_that_was_put_in_force_but_not_noted_is_noted_later_without_its_size() {
        store.put(SOURCE, state(SOURCE, FeedState.Status.NEW, 10, ""), new FeedDifference(10, 0, 0), NOON);

        String other = "cd".repeat(32);
        store.put(SOURCE, state(SOURCE, FeedState.Status.UNCHANGED, 12, other, ""), null, NOON.plusSeconds(1));
        store.put(SOURCE, state(SOURCE, FeedState.Status.UNCHANGED, 12, other, ""), null, NOON.plusSeconds(2));
        store.put(SOURCE, state(SOURCE, FeedState.Status.FAILED, 0, "", "It is gone."), null, NOON.plusSeconds(3));
        store.put(SOURCE, state(SOURCE, FeedState.Status.UNCHANGED, 12, other, ""), null, NOON.plusSeconds(4));

        FeedStatus status = store.all().getFirst();
        assertThat(status.changedAt()).isEqualTo(NOON.plusSeconds(1));
        assertThat(List.of(status.added(), status.changed(), status.removed())).containsExactly(-1L, -1L, -1L);
    }

    @Test
    void a_feed_that_never_was_good_says_so() {
        store.put(SOURCE, state(SOURCE, FeedState.Status.FAILED, 0, "No answer."), null, NOON);

        FeedStatus status = store.all().getFirst();
        assertThat(status.health()).isEqualTo(FeedStatus.Health.FAILED);
        assertThat(status.lastGoodAt()).isNull();
        assertThat(status.changedAt()).isNull();
    }

    @Test
    void what_was_wrong_with_the_last_run_is_told_unless_a_feed_tells_it() {
        store.put(SOURCE, state(SOURCE, FeedState.Status.FAILED, 0, "No answer."), null, NOON);
        Run run = new Run(1, SOURCE, Run.State.FAILED, "Asking", -1, NOON, NOON.plusSeconds(1), "No answer.");

        assertThat(Feeds.untold(run, store.all())).isEmpty();
        assertThat(Feeds.untold(run, List.of())).contains(new FeedPages.Fault(NOON.plusSeconds(1), "No answer."));
    }

    @Test
    void what_a_folder_held_before_and_does_not_any_more_is_forgotten() {
        store.put("/feeds", state("/feeds/a", FeedState.Status.NEW, 1, ""), null, NOON);
        store.put("/feeds", state("/feeds/b", FeedState.Status.NEW, 1, ""), null, NOON);
        store.put(SOURCE, state(SOURCE, FeedState.Status.NEW, 1, ""), null, NOON);

        store.forgetOthers("/feeds", List.of("/feeds/b"));

        assertThat(store.all()).extracting(FeedStatus::location).containsExactlyInAnyOrder("/feeds/b", SOURCE);
    }
}
