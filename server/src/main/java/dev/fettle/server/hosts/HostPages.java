package dev.fettle.server.hosts;

import dev.fettle.core.access.Permission;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.InventoryDelta;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.server.web.Slice;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** A host's packages and its history. */
@Controller
public final class HostPages {
    private static final int PACKAGES = 200;
    private static final int LOOKS = 50;
    private static final int STEPS = 200;

    private final Hosts hosts;
    private final Presence presence;
    private final Pages pages;

    /** @param presence asked for only when there are pages, for it is made after the hosts */
    HostPages(Hosts hosts, @Lazy Presence presence, Pages pages) {
        this.hosts = hosts;
        this.presence = presence;
        this.pages = pages;
    }

    /** @param query what the names have in common; empty for all */
    public record PackageList(HostHead host, String query, Slice<InstalledPackage> packages) {}

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts/{id}/packages")
    Page packages(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "1") int page) {
        HostNow now = now(id, viewer);
        String query = q.strip().toLowerCase(Locale.ROOT);
        List<InstalledPackage> found = now.inventory().packages().stream()
                .filter(each ->
                        each.name().contains(query) || each.source().name().contains(query))
                .toList();
        return pages.of(
                "hosts/packages",
                new PackageList(HostHead.of(now, presence), q.strip(), Slice.of(found, page, PACKAGES)));
    }

    public record History(HostHead host, List<Look> looks) {
        /** @param more steps that are not listed */
        public record Look(int revision, Instant at, List<InventoryDelta.Step> steps, int more) {
            /** The look that added the host: everything was new. */
            public boolean first() {
                return revision == 1;
            }
        }
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts/{id}/history")
    Page history(Viewer viewer, @PathVariable long id) {
        HostNow now = now(id, viewer);
        List<History.Look> looks = hosts.history(now.host().id(), LOOKS).stream()
                .map(delta -> look(delta))
                .toList();
        return pages.of("hosts/history", new History(HostHead.of(now, presence), looks));
    }

    private static History.Look look(InventoryDelta delta) {
        List<InventoryDelta.Step> steps = delta.steps();
        int shown = delta.revision() == 1 ? 0 : Math.min(STEPS, steps.size());
        return new History.Look(delta.revision(), delta.at(), steps.subList(0, shown), steps.size() - shown);
    }

    private HostNow now(long id, Viewer viewer) {
        return hosts.now(new HostId(id), viewer.scope())
                .orElseThrow(() -> new NotFoundException("There is no host with the number " + id + "."));
    }
}
