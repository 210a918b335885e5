package dev.fettle.server.assessments;

import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.Step;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.server.feeds.Feeds;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Derives what is known of hosts. The last results are kept until a look or a feed overtakes them. */
@Component
public final class Assessments {
    /** A result of a large host takes a few MiB. */
    private static final int KEPT = 16;

    private final Hosts hosts;
    private final Feeds feeds;
    private final Map<HostId, Assessed> kept = new LinkedHashMap<>(KEPT, 0.75f, true);

    Assessments(Hosts hosts, Feeds feeds) {
        this.hosts = hosts;
        this.feeds = feeds;
    }

    /** Empty if there is no such host in scope, or nobody has looked at it yet. */
    Optional<Assessed> of(HostId id, Scope scope) {
        Catalog catalog = feeds.catalog();
        Optional<Long> look = hosts.look(id, scope);
        synchronized (kept) {
            Assessed before = kept.get(id);
            if (before != null
                    && before.catalog().equals(catalog)
                    && look.isPresent()
                    && look.get() == before.now().look()) {
                return Optional.of(before);
            }
        }
        Optional<Assessed> fresh = hosts.now(id, scope).map(now -> Assessed.of(now, catalog));
        fresh.ifPresent(this::keep);
        return fresh;
    }

    /** What to patch first on a host, as people take it; empty as {@link #of}. */
    public Optional<List<Step>> steps(HostId id, Scope scope) {
        return of(id, scope)
                .map(assessed ->
                        assessed.steps().stream().map(PatchPages.StepRow::step).toList());
    }

    private void keep(Assessed assessed) {
        synchronized (kept) {
            kept.put(assessed.now().host().id(), assessed);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }
}
