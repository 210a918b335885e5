package dev.fettle.server.hosts;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.access.Permission;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.Etags;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.HostDescription;
import dev.fettle.wire.HostDetail;
import dev.fettle.wire.HostItem;
import dev.fettle.wire.HostRemoval;
import dev.fettle.wire.Listing;
import dev.fettle.wire.PackageItem;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Hosts and their packages, for programs. */
@RestController
final class HostApi implements ListedRoutes {
    private final Hosts hosts;
    private final DescribeHosts describeHosts;
    private final Presence presence;

    HostApi(Hosts hosts, DescribeHosts describeHosts, @Lazy Presence presence) {
        this.hosts = hosts;
        this.describeHosts = describeHosts;
        this.presence = presence;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", HostFields.HOSTS, "packages", HostFields.PACKAGES);
    }

    /** Lists hosts that were looked at. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the hosts that were looked at")
    @GetMapping("/api/v1/hosts")
    ResponseEntity<Listing<HostItem>> list(Viewer viewer, ListRequest request) {
        ListPlan<HostRow> plan = request.plan(HostFields.HOSTS);
        return plan.answer(hosts.part(plan.condition(), viewer.scope()), HostApi::item);
    }

    private static HostItem item(HostRow row) {
        Host host = row.host();
        HostDescription said = description(host.described());
        return new HostItem(
                host.id().value(),
                host.name(),
                row.platform(),
                said.tags(),
                said.owner(),
                said.environment(),
                said.criticality(),
                said.exposure(),
                row.packages(),
                Checks.word(row.reboot()),
                row.runsReplaced(),
                row.silent(),
                row.takenAt(),
                host.addedAt());
    }

    private static HostDescription description(Host.Described described) {
        HostLabels labels = described.labels();
        return new HostDescription(
                labels.tags().stream().sorted().toList(),
                labels.owner(),
                labels.environment(),
                Checks.word(described.criticality()),
                Checks.word(described.exposure()));
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells what the last look found on a host")
    @GetMapping("/api/v1/hosts/{id}")
    HostDetail host(Viewer viewer, @PathVariable long id) {
        HostNow now = now(viewer, id);
        HostHead head = HostHead.of(now, presence);
        Inventory inventory = now.inventory();
        return new HostDetail(
                id,
                head.name(),
                inventory.platform().toString(),
                head.platform(),
                head.kernel(),
                head.rebootDue(),
                head.reboot(),
                hosts.notInEffect(now).stream().map(HostApi::item).toList(),
                head.packages(),
                description(now.host().described()),
                head.problems().stream()
                        .map(each -> new HostDetail.Trouble(each.where(), each.message(), each.text()))
                        .toList(),
                now.takenAt(),
                head.contact().agentSeenAt(),
                head.contact().silentSince(),
                head.contact().warnings(),
                removal(now.host().removal()),
                now.host().addedAt());
    }

    private static @Nullable HostRemoval removal(Host.@Nullable Removal removal) {
        if (removal == null) {
            return null;
        }
        HostId into = removal.into();
        return new HostRemoval(removal.at(), removal.by(), removal.because(), into == null ? null : into.value());
    }

    private static HostDetail.ReplacedBuild item(NotInEffect each) {
        StaleBuild build = each.build();
        return new HostDetail.ReplacedBuild(
                build.name(),
                build.architecture(),
                build.version() == null ? null : build.version().text(),
                each.installed() == null ? null : each.installed().text(),
                each.since(),
                build.users(),
                build.advice());
    }

    /** Lists the packages that are installed on a host. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the packages that are installed on a host")
    @GetMapping("/api/v1/hosts/{id}/packages")
    ResponseEntity<Listing<PackageItem>> packages(Viewer viewer, @PathVariable long id, ListRequest request) {
        ListPlan<InstalledPackage> plan = request.plan(HostFields.PACKAGES);
        return plan.answer(plan.of(now(viewer, id).inventory().packages()), HostApi::item);
    }

    private static PackageItem item(InstalledPackage each) {
        return new PackageItem(
                each.id(),
                each.name(),
                each.version().text(),
                each.architecture(),
                each.source().name(),
                each.source().version().text(),
                each.held(),
                each.automatic(),
                each.origins().stream().map(Origin::toString).toList());
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells what people say of a host")
    @GetMapping("/api/v1/hosts/{id}/description")
    ResponseEntity<HostDescription> description(Viewer viewer, @PathVariable long id) {
        return tagged(host(viewer, new HostId(id)));
    }

    /** Replaces what people say of a host. */
    @Needs(Permission.DESCRIBE_HOSTS)
    @Operation(summary = "Replaces what people say of a host")
    @PutMapping("/api/v1/hosts/{id}/description")
    ResponseEntity<HostDescription> describe(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody HostDescription sent) {
        Host host = host(viewer, new HostId(id));
        Etags.require(ifMatch, Etags.of(host.version()));
        Redescription wish = Redescription.to(DescriptionReader.read(sent));
        return switch (describeHosts.describe(
                viewer.actor(), viewer.scope(), Set.of(host.id()), wish, host.version())) {
            case DescribeHosts.Outcome.Done(List<Host> described, int _) -> tagged(described.getFirst());
            case DescribeHosts.Outcome.NoSuchHost _ -> throw missing(id);
            case DescribeHosts.Outcome.Overtaken _ -> throw Etags.stale();
            case DescribeHosts.Outcome.TooManyTags _ ->
                throw new ApiFault(ProblemKind.INVALID, "A host has at most " + Redescription.MOST_TAGS + " tags.");
            case DescribeHosts.Outcome.WouldLeaveScope _ ->
                throw new ApiFault(
                        ProblemKind.INVALID,
                        "So described, the host would not belong to any group that your role is for. Keep a tag, owner or"
                                + " environment by which it does.");
        };
    }

    private static ResponseEntity<HostDescription> tagged(Host host) {
        return ResponseEntity.ok().eTag(Etags.of(host.version())).body(description(host.described()));
    }

    private Host host(Viewer viewer, HostId id) {
        return hosts.find(id, viewer.scope()).orElseThrow(() -> missing(id.value()));
    }

    private HostNow now(Viewer viewer, long id) {
        return hosts.now(new HostId(id), viewer.scope()).orElseThrow(() -> missing(id));
    }

    private static NotFoundException missing(long id) {
        return new NotFoundException("There is no host with the number " + id + " among those that you may see.");
    }
}
