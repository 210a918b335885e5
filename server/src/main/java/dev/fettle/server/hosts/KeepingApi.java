package dev.fettle.server.hosts;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.DuplicateItem;
import dev.fettle.wire.HostMerge;
import dev.fettle.wire.HostsApart;
import dev.fettle.wire.Listing;
import dev.fettle.wire.RemovedHostItem;
import dev.fettle.wire.Revocation;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Which hosts are kept, for programs. */
@RestController
final class KeepingApi implements ListedRoutes {
    private static final int MOST_PAIRS = 10_000;

    private static final Fields<RemovedHostItem> REMOVED = Fields.<RemovedHostItem>builder()
            .whole("id", RemovedHostItem::id, "")
            .sortedText("name", RemovedHostItem::name, "")
            .sortedInstant("removedAt", RemovedHostItem::removedAt, "")
            .text("removedBy", RemovedHostItem::removedBy, "")
            .build("id", "-removedAt");

    private static final Fields<Duplicate> DUPLICATES = Fields.<Duplicate>builder()
            .sortedText("id", Duplicate::id, "")
            .whole("first", each -> each.first().host().id().value(), "")
            .whole("second", each -> each.second().host().id().value(), "")
            .flag("sameMachineId", Duplicate::sameMachineId, "")
            .build("id", "first");

    private final Hosts hosts;
    private final RemoveHost removeHost;
    private final MergeHosts mergeHosts;
    private final TellHostsApart tellHostsApart;

    KeepingApi(Hosts hosts, RemoveHost removeHost, MergeHosts mergeHosts, TellHostsApart tellHostsApart) {
        this.hosts = hosts;
        this.removeHost = removeHost;
        this.mergeHosts = mergeHosts;
        this.tellHostsApart = tellHostsApart;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("removed", REMOVED, "duplicates", DUPLICATES);
    }

    /** Its history, its orders and the audit stay; it comes back by being enrolled again. */
    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Takes a host away, and revokes its agent; what is known of it stays readable")
    @PostMapping("/api/v1/hosts/{id}/remove")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Viewer viewer, @PathVariable long id, @RequestBody Revocation sent) {
        switch (removeHost.remove(viewer.actor(), viewer.scope(), new HostId(id), text(sent.reason()))) {
            case RemoveHost.Outcome.Removed _ -> {}
            case RemoveHost.Outcome.NoSuchHost _ -> throw missing();
            case RemoveHost.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        }
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Lists the hosts that were taken away, the last first")
    @GetMapping("/api/v1/removed-hosts")
    ResponseEntity<Listing<RemovedHostItem>> removed(ListRequest request) {
        ListPlan<RemovedHostItem> plan = request.plan(REMOVED);
        return plan.answer(
                plan.of(hosts.removed().stream().map(KeepingApi::item).toList()), each -> each);
    }

    private static RemovedHostItem item(Host host) {
        Host.Removal removal = host.removal();
        if (removal == null) {
            throw new IllegalStateException("A host that was not removed stands among those that were.");
        }
        HostId into = removal.into();
        return new RemovedHostItem(
                host.id().value(),
                host.name(),
                removal.at(),
                removal.by(),
                removal.because(),
                into == null ? null : into.value());
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Lists pairs of hosts that are perhaps one machine, with the evidence")
    @GetMapping("/api/v1/host-duplicates")
    ResponseEntity<Listing<DuplicateItem>> duplicates(ListRequest request) {
        ListPlan<Duplicate> plan = request.plan(DUPLICATES);
        return plan.answer(plan.of(hosts.duplicates(MOST_PAIRS)), KeepingApi::item);
    }

    private static DuplicateItem item(Duplicate pair) {
        return new DuplicateItem(pair.id(), side(pair.first()), side(pair.second()), pair.evidence());
    }

    private static DuplicateItem.Side side(Duplicate.Side side) {
        return new DuplicateItem.Side(
                side.host().id().value(),
                side.host().name(),
                side.platform(),
                side.address(),
                side.agent(),
                side.host().addedAt(),
                side.heardAt());
    }

    /** The kept one gets the other's history, orders and, if it has none, description; the other is removed. */
    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Merges another host, which is the same machine, into this one")
    @PostMapping("/api/v1/hosts/{id}/merge")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void merge(Viewer viewer, @PathVariable long id, @RequestBody HostMerge sent) {
        Checks checks = new Checks();
        long other = checks.there("/other", sent.other(), 0L);
        checks.end();
        switch (mergeHosts.merge(
                viewer.actor(), viewer.scope(), new HostId(id), new HostId(other), text(sent.reason()))) {
            case MergeHosts.Outcome.Merged _ -> {}
            case MergeHosts.Outcome.NoSuchHost _ -> throw missing();
            case MergeHosts.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        }
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Says that two hosts are not the same machine, so that they are listed as duplicates no more")
    @PostMapping("/api/v1/host-duplicates/apart")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void apart(Viewer viewer, @RequestBody HostsApart sent) {
        Checks checks = new Checks();
        long first = checks.there("/first", sent.first(), 0L);
        long second = checks.there("/second", sent.second(), 0L);
        checks.end();
        switch (tellHostsApart.tell(
                viewer.actor(), viewer.scope(), new HostId(first), new HostId(second), text(sent.reason()))) {
            case TellHostsApart.Outcome.Told _ -> {}
            case TellHostsApart.Outcome.NoSuchHost _ -> throw missing();
            case TellHostsApart.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        }
    }

    private static String text(@Nullable String reason) {
        return reason == null ? "" : reason;
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such host among those that you may see, or it was removed.");
    }
}
