package dev.fettle.server.ssh;

import dev.fettle.core.access.Permission;
import dev.fettle.host.HostException;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.tasks.Tasks;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.ssh.HostKeys;
import dev.fettle.wire.Accepted;
import dev.fettle.wire.Listing;
import dev.fettle.wire.NewSshHost;
import dev.fettle.wire.SshChanges;
import dev.fettle.wire.SshHostItem;
import dev.fettle.wire.SshKeys;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The hosts that are looked at over SSH, for programs. */
@RestController
final class SshHostApi implements ListedRoutes {
    private static final int USUAL_PORT = 22;

    private static final Fields<SshHost> HOSTS = Fields.<SshHost>builder()
            .whole("id", SshHost::id, "")
            .sortedText("address", SshHost::address, "")
            .flag("failed", host -> !host.failure().isEmpty(), "")
            .instant("lookedAt", SshHost::lookedAt, "")
            .build("id", "address");

    private final SshHosts hosts;
    private final SshKey key;
    private final SshSetup setup;
    private final ScanOverSsh scan;
    private final Tasks tasks;

    SshHostApi(SshHosts hosts, SshKey key, SshSetup setup, ScanOverSsh scan, Tasks tasks) {
        this.setup = setup;
        this.hosts = hosts;
        this.key = key;
        this.scan = scan;
        this.tasks = tasks;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", HOSTS);
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Lists the hosts that are looked at over SSH")
    @GetMapping("/api/v1/ssh-hosts")
    ResponseEntity<Listing<SshHostItem>> list(ListRequest request) {
        ListPlan<SshHost> plan = request.plan(HOSTS);
        return plan.answer(plan.of(hosts.all()), SshHostApi::item);
    }

    private static SshHostItem item(SshHost each) {
        return new SshHostItem(
                each.id(),
                each.address(),
                each.port(),
                each.login(),
                each.jump(),
                each.keys(),
                each.host() == null ? null : each.host().value(),
                each.triedAt(),
                each.lookedAt(),
                each.dueAt(),
                each.failure(),
                each.changes() != null,
                each.changes() == null ? "" : each.changes().failure());
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Tells about one host that is looked at over SSH")
    @GetMapping("/api/v1/ssh-hosts/{id}")
    SshHostItem one(@PathVariable long id) {
        return hosts.find(id).map(SshHostApi::item).orElseThrow(SshHostApi::absent);
    }

    /** Asks the host itself; nothing is kept. */
    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Asks a host which keys it shows over SSH, and tells the key that it has to let in")
    @PostMapping("/api/v1/ssh-hosts/keys")
    SshKeys keys(@RequestBody NewSshHost sent) {
        Checks checks = new Checks();
        String address = checks.there("/address", sent.address(), "").strip();
        checks.end();
        if (!SshHosts.isAddress(address)) {
            throw new ApiFault(ProblemKind.INVALID, "That is no name or address of a host.");
        }
        try {
            List<SshKeys.Shown> shown = HostKeys.ask(address, port(sent)).stream()
                    .map(each -> new SshKeys.Shown(each.line(), each.fingerprint()))
                    .toList();
            return new SshKeys(shown, key.publicLine());
        } catch (HostException silent) {
            throw new ApiFault(ProblemKind.CONFLICT, silent.problem().message());
        }
    }

    private static int port(NewSshHost sent) {
        Integer port = sent.port();
        return port == null ? USUAL_PORT : port;
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Adds a host that is to be looked at over SSH")
    @PostMapping("/api/v1/ssh-hosts")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<SshHostItem> add(Viewer viewer, @RequestBody NewSshHost sent) {
        Checks checks = new Checks();
        String address = checks.there("/address", sent.address(), "").strip();
        String user = checks.there("/user", sent.user(), "").strip();
        List<String> keys = checks.there("/hostKeys", sent.hostKeys(), List.of());
        checks.end();
        SshHost added = done(hosts.add(viewer.actor(), address, port(sent), user, keys, sent.jump()));
        tasks.runNow(scan);
        return ResponseEntity.created(URI.create("/api/v1/ssh-hosts/" + added.id()))
                .body(item(added));
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Ends the looks at a host over SSH; what is known of it stays")
    @DeleteMapping("/api/v1/ssh-hosts/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Viewer viewer, @PathVariable long id) {
        done(hosts.remove(viewer.actor(), id));
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Lets orders be given to a host over SSH, and tells what its root has to run once for that")
    @PostMapping("/api/v1/ssh-hosts/{id}/changes")
    SshChanges allow(Viewer viewer, @PathVariable long id) {
        return changes(done(hosts.allowChanges(viewer.actor(), id)));
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Tells how a host that may be changed over SSH is set up for that")
    @GetMapping("/api/v1/ssh-hosts/{id}/changes")
    SshChanges changes(@PathVariable long id) {
        return changes(hosts.find(id).orElseThrow(SshHostApi::absent));
    }

    private SshChanges changes(SshHost host) {
        SshHost.Changes changes = host.changes();
        if (changes == null) {
            throw new NotFoundException("This host is only looked at. Allow changes first.");
        }
        return new SshChanges(host.id(), changes.failure(), setup.script(host, changes.ordersAs()));
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Ends changes of a host over SSH; it is still looked at")
    @DeleteMapping("/api/v1/ssh-hosts/{id}/changes")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(Viewer viewer, @PathVariable long id) {
        done(hosts.endChanges(viewer.actor(), id));
    }

    @Needs(Permission.RUN_SCANS)
    @Operation(summary = "Has a host looked at over SSH now")
    @PostMapping("/api/v1/ssh-hosts/{id}/scans")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Accepted look(Viewer viewer, @PathVariable long id) {
        done(hosts.lookSoon(viewer.actor(), id));
        return new Accepted(tasks.runNow(scan), "/api/v1/ssh-hosts/" + id);
    }

    private static SshHost done(SshHosts.Outcome outcome) {
        return switch (outcome) {
            case SshHosts.Outcome.Done(SshHost host) -> host;
            case SshHosts.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
            case SshHosts.Outcome.NotThere() -> throw absent();
        };
    }

    private static NotFoundException absent() {
        return new NotFoundException("There is no host with this number that is looked at over SSH.");
    }
}
