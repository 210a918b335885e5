package dev.fettle.server.operations;

import dev.fettle.server.feeds.Feeds;
import dev.fettle.server.hosts.Hosts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Fettle's own figures for Prometheus: how much it knows, and how old that is. */
@Component
final class Figures implements MeterBinder {
    private final Hosts hosts;
    private final Feeds feeds;
    private final Clock clock;

    Figures(Hosts hosts, Feeds feeds, Clock clock) {
        this.hosts = hosts;
        this.feeds = feeds;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("fettle.hosts", hosts, Hosts::count)
                .description("Hosts that Fettle knows")
                .register(registry);
        Gauge.builder("fettle.host.look.age.oldest", this, Figures::oldestLook)
                .description(
                        "Seconds since the host was looked at that was not looked at for longest; NaN without hosts")
                .baseUnit("seconds")
                .register(registry);
        for (String source : feeds.sources()) {
            Gauge.builder("fettle.feed.last.good.age", this, figures -> figures.lastGood(source))
                    .description("Seconds since all that a source holds was last known to be good; NaN if it never was")
                    .baseUnit("seconds")
                    .tag("source", source)
                    .register(registry);
            Gauge.builder("fettle.feed.records", feeds, all -> all.records(source))
                    .description("Records of a source that are in force")
                    .tag("source", source)
                    .register(registry);
        }
    }

    private double lastGood(String source) {
        return feeds.lastGood(source).map(this::age).orElse(Double.NaN);
    }

    private double oldestLook() {
        return hosts.oldestLook().map(this::age).orElse(Double.NaN);
    }

    private double age(Instant at) {
        return Duration.between(at, clock.instant()).toSeconds();
    }
}
