package dev.fettle.server.rollouts;

import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.order.Report;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.plan.PackageSet;
import dev.fettle.core.product.DebVersion;
import dev.fettle.server.feeds.Feeds;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes down what becomes of hosts as soon as it is known, in the transaction in which their states are kept. */
@Component
final class KeepFacts {
    private static final Set<String> ENDS = Set.of("done", "failed", "lost", "back", "stuck", "left-over", "skipped");
    private static final int MOST = 1_000;
    private static final float LOAD = 0.75f;

    private static final Instant EARLIEST = Instant.parse("1980-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final FactStore store;
    private final Feeds feeds;
    private final Map<Key, FactStore.Kind> kinds = new LinkedHashMap<>(MOST, LOAD, /* accessOrder= */ true);

    KeepFacts(FactStore store, Feeds feeds) {
        this.store = store;
        this.feeds = feeds;
    }

    /** A class of the plan of a roll-out. */
    private record Key(long rollout, int kind) {}

    /** @param rows of hosts that are others than before */
    void keep(Turn turn, List<RolloutHostStore.Kept> rows, Instant now) {
        List<FactStore.Ended> ended = new ArrayList<>();
        for (RolloutHostStore.Kept row : rows) {
            HostForm form = HostForm.of(row.course());
            HostForm before = HostForm.of(turn.before().rollout().courses().at(row.place()));
            if (ENDS.contains(form.state()) && !form.state().equals(before.state())) {
                @Nullable Instant known = form.at();
                Instant at = known == null ? now : known;
                ended.add(new FactStore.Ended(row.place(), form.state(), form.why(), at, kind(turn, row.place())));
            }
        }
        if (!ended.isEmpty()) {
            store.add(turn.head().number(), ended);
        }
    }

    private synchronized FactStore.Kind kind(Turn turn, int place) {
        Key key = new Key(turn.head().number(), turn.before().kinds().get(place));
        FactStore.Kind known = kinds.get(key);
        if (known == null) {
            HostClass what = turn.before().planned(place);
            known = kind(what);
            if (known.released() == null && !what.closes().isEmpty()) {
                return known; // feeds may tell it yet: a server that has just taken over has none
            }
            kinds.put(key, known);
            if (kinds.size() > MOST) {
                kinds.remove(kinds.keySet().iterator().next());
            }
        }
        return known;
    }

    private FactStore.Kind kind(HostClass what) {
        List<String> names = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        for (Report.Change each : what.changes()) {
            @Nullable DebVersion after = each.after();
            if (after != null) {
                names.add(each.name());
                versions.add(after.text());
            }
        }
        FactStore.Origin origin = store.origin(what.platform().toString(), names, versions);
        return new FactStore.Kind(
                PackageSet.of(what.platform(), what.changes()).digest(),
                what.changes().size(),
                what.bytes(),
                released(what, origin.sources()),
                origin.detected());
    }

    /** When the first of what is closed was published; null if no feed tells. */
    private @Nullable Instant released(HostClass what, List<String> sources) {
        Set<String> closes = new HashSet<>();
        what.closes().forEach(each -> closes.add(each.vulnerability()));
        Catalog catalog = feeds.catalog();
        return sources.stream()
                .flatMap(source -> catalog.statements(what.platform(), source).stream())
                .filter(each ->
                        !each.withdrawn() && each.vulnerabilities().stream().anyMatch(closes::contains))
                .map(Statement::published)
                .map(KeepFacts::time)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** As feeds write it; empty if that is no time, or one at which nothing was published. */
    private static Optional<Instant> time(String published) {
        try {
            return Optional.of(OffsetDateTime.parse(published).toInstant())
                    .filter(at -> at.isAfter(EARLIEST) && at.isBefore(LATEST));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
