package dev.fettle.server.hosts;

import dev.fettle.core.access.Permission;
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
import dev.fettle.wire.HostGroupItem;
import dev.fettle.wire.HostItem;
import dev.fettle.wire.Listing;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Named groups of hosts, for programs. */
@RestController
final class SavedGroupApi implements ListedRoutes {
    private static final Fields<SavedGroup> GROUPS = Fields.<SavedGroup>builder()
            .whole("id", SavedGroup::id, "")
            .sortedText("name", SavedGroup::name, "")
            .build("id", "name");

    private final Hosts hosts;
    private final SetSavedGroups setSavedGroups;

    SavedGroupApi(Hosts hosts, SetSavedGroups setSavedGroups) {
        this.hosts = hosts;
        this.setSavedGroups = setSavedGroups;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", GROUPS, "members", HostFields.HOSTS);
    }

    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Lists the named groups of hosts")
    @GetMapping("/api/v1/host-groups")
    ResponseEntity<Listing<HostGroupItem>> list(ListRequest request) {
        ListPlan<SavedGroup> plan = request.plan(GROUPS);
        return plan.answer(plan.of(hosts.groups()), SavedGroupApi::item);
    }

    @Needs(Permission.SEE_SERVER)
    @Operation(summary = "Tells one group")
    @GetMapping("/api/v1/host-groups/{id}")
    ResponseEntity<HostGroupItem> one(@PathVariable long id) {
        return tagged(HttpStatus.OK, group(id));
    }

    /** Those in scope; a filter narrows them further. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the hosts that belong to a group now")
    @GetMapping("/api/v1/host-groups/{id}/hosts")
    ResponseEntity<Listing<HostItem>> members(Viewer viewer, @PathVariable long id, ListRequest request) {
        ListPlan<HostRow> plan = request.plan(HostFields.HOSTS);
        return plan.answer(hosts.members(group(id), plan.condition(), viewer.scope()), HostApi::item);
    }

    private SavedGroup group(long id) {
        return hosts.group(id).orElseThrow(SavedGroupApi::missing);
    }

    private static ResponseEntity<HostGroupItem> tagged(HttpStatus status, SavedGroup group) {
        return Etags.tagged(status, "/api/v1/host-groups/" + group.id(), group.version(), item(group));
    }

    private static HostGroupItem item(SavedGroup group) {
        return new HostGroupItem(group.id(), group.name(), group.condition(), group.note());
    }

    private static SetSavedGroups.Wish wish(HostGroupItem sent) {
        Checks checks = new Checks();
        String name = checks.there("/name", sent.name(), "");
        String condition = checks.there("/condition", sent.condition(), "");
        checks.end();
        return new SetSavedGroups.Wish(name, condition, sent.note() == null ? "" : sent.note());
    }

    @Needs(Permission.SET_HOST_RULES)
    @Operation(summary = "Names a group of hosts")
    @PostMapping("/api/v1/host-groups")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<HostGroupItem> add(Viewer viewer, @RequestBody HostGroupItem sent) {
        return tagged(HttpStatus.CREATED, done(setSavedGroups.add(viewer.actor(), wish(sent))));
    }

    @Needs(Permission.SET_HOST_RULES)
    @Operation(summary = "Changes a group of hosts")
    @PutMapping("/api/v1/host-groups/{id}")
    ResponseEntity<HostGroupItem> change(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody HostGroupItem sent) {
        long seen = seen(id, ifMatch);
        return tagged(HttpStatus.OK, done(setSavedGroups.change(viewer.actor(), id, seen, wish(sent))));
    }

    @Needs(Permission.SET_HOST_RULES)
    @Operation(summary = "Removes a group of hosts; the hosts stay")
    @DeleteMapping("/api/v1/host-groups/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        done(setSavedGroups.remove(viewer.actor(), id, seen(id, ifMatch)));
    }

    private long seen(long id, @Nullable String ifMatch) {
        return Etags.seen(ifMatch, group(id).version());
    }

    private static SavedGroup done(SetSavedGroups.Outcome outcome) {
        return switch (outcome) {
            case SetSavedGroups.Outcome.Done(SavedGroup group) -> group;
            case SetSavedGroups.Outcome.NoSuchGroup _ -> throw missing();
            case SetSavedGroups.Outcome.Overtaken _ -> throw Etags.stale();
            case SetSavedGroups.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such group.");
    }
}
