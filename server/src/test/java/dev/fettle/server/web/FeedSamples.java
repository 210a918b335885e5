package dev.fettle.server.web;

import static dev.fettle.server.web.SamplePages.NOW;

import dev.fettle.server.feeds.FeedPages;
import dev.fettle.server.feeds.FeedStatus;
import dev.fettle.server.web.SamplePages.Sample;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pages on feeds. */
final class FeedSamples {
    private final String text;

    /** @param text what stands wherever a host or a feed may write anything */
    FeedSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put("feeds", new Sample("/feeds", "feeds/list", feeds(true)));
        all.put("feeds-idle", new Sample("/feeds", "feeds/table", feeds(false)));
        all.put(
                "feeds-none",
                new Sample("/feeds", "feeds/list", new FeedPages.FeedList(List.of(), Duration.ofHours(6), false)));
        return all;
    }

    private FeedStatus feed(String name, String kind, FeedStatus.Health health, String message) {
        return new FeedStatus(
                "source",
                "location",
                name + " " + text,
                kind,
                health,
                health == FeedStatus.Health.FAILED ? "" : "2026-11-20",
                health == FeedStatus.Health.FAILED ? 0 : 48_213,
                message,
                NOW.minusSeconds(1_200),
                health == FeedStatus.Health.FAILED ? null : NOW.minusSeconds(7_900),
                health == FeedStatus.Health.FAILED ? null : NOW.minusSeconds(86_400),
                112,
                1_034,
                3);
    }

    private FeedPages.FeedList feeds(boolean busy) {
        return new FeedPages.FeedList(
                List.of(
                        new FeedPages.Source(
                                0,
                                "https://osv-vulnerabilities.storage.googleapis.com/Debian/all.zip",
                                busy
                                        ? new FeedPages.Progress("all.zip is being fetched: 31 of 74 MiB. " + text, 42)
                                        : null,
                                null,
                                null,
                                List.of(feed("all.zip", "osv", FeedStatus.Health.GOOD, ""))),
                        new FeedPages.Source(
                                1,
                                "/srv/feeds " + text,
                                null,
                                NOW.plusSeconds(9_000),
                                null,
                                List.of(
                                        feed(
                                                "known_exploited_vulnerabilities.json",
                                                "kev",
                                                FeedStatus.Health.LAST_GOOD,
                                                "The file ends in the middle of a record; what was there before is in force. "
                                                        + text),
                                        feed("epss_scores-current.csv.gz", "epss", FeedStatus.Health.GOOD, ""),
                                        feed(
                                                "notes.txt",
                                                "unknown",
                                                FeedStatus.Health.FAILED,
                                                "This is no feed that Fettle can read. " + text))),
                        new FeedPages.Source(
                                2,
                                "https://mirror.example.org/kev.json",
                                null,
                                NOW.plusSeconds(30),
                                new FeedPages.Fault(NOW.minusSeconds(30), "The database is full. " + text),
                                List.of())),
                Duration.ofHours(6),
                busy);
    }
}
