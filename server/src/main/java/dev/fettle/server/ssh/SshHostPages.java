package dev.fettle.server.ssh;

import dev.fettle.core.access.Permission;
import dev.fettle.host.HostException;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.tasks.Tasks;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.ssh.HostKeys;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Hosts that are looked at over SSH. */
@Controller
public final class SshHostPages {
    private static final String PLACE = "/hosts/ssh";

    private final SshHosts hosts;
    private final SshKey key;
    private final SshSetup setup;
    private final ScanOverSsh scan;
    private final Tasks tasks;
    private final Pages pages;

    SshHostPages(SshHosts hosts, SshKey key, SshSetup setup, ScanOverSsh scan, Tasks tasks, Pages pages) {
        this.setup = setup;
        this.hosts = hosts;
        this.key = key;
        this.scan = scan;
        this.tasks = tasks;
        this.pages = pages;
    }

    /**
     * @param authorizedKey the line for authorized_keys on hosts
     * @param address typed before
     * @param shown keys that the host at the typed address shows, to be compared and pinned; empty before it was asked
     */
    public record SshHostList(
            List<SshHost> hosts,
            String authorizedKey,
            String address,
            int port,
            String login,
            List<HostKeys.Shown> shown,
            String mistake) {}

    @Needs(Permission.ENROL_HOSTS)
    @GetMapping(PLACE)
    Page list() {
        return page("", 22, "fettle", List.of(), "");
    }

    private Page page(String address, int port, String login, List<HostKeys.Shown> shown, String mistake) {
        return pages.of(
                "ssh/list", new SshHostList(hosts.all(), key.publicLine(), address, port, login, shown, mistake));
    }

    /** Asks the host for its keys. */
    @Needs(Permission.ENROL_HOSTS)
    @PostMapping(PLACE + "/keys")
    Page keys(
            @RequestParam(defaultValue = "") String address,
            @RequestParam(defaultValue = "22") int port,
            @RequestParam(defaultValue = "") String login) {
        if (!SshHosts.isAddress(address.strip())) {
            return page(address, port, login, List.of(), "That is no name or address of a host.");
        }
        try {
            return page(address.strip(), port, login, HostKeys.ask(address.strip(), port), "");
        } catch (HostException silent) {
            return page(address, port, login, List.of(), silent.problem().message());
        }
    }

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping(PLACE)
    View add(
            @RequestParam(defaultValue = "") String address,
            @RequestParam(defaultValue = "22") int port,
            @RequestParam(defaultValue = "") String login,
            @RequestParam(defaultValue = "") List<String> hostKey,
            Viewer viewer) {
        return switch (hosts.add(viewer.actor(), address.strip(), port, login.strip(), hostKey, null)) {
            case SshHosts.Outcome.Done _ -> {
                tasks.runNow(scan);
                yield new RedirectView(PLACE);
            }
            case SshHosts.Outcome.Refused(String why) -> page(address, port, login, List.of(), why);
            case SshHosts.Outcome.NotThere() -> throw absent();
        };
    }

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping(PLACE + "/{id}/remove")
    View remove(@PathVariable long id, Viewer viewer) {
        return changed(hosts.remove(viewer.actor(), id), PLACE);
    }

    @Needs(Permission.RUN_SCANS)
    @PostMapping(PLACE + "/{id}/scan")
    View look(@PathVariable long id, Viewer viewer) {
        View next = changed(hosts.lookSoon(viewer.actor(), id), PLACE);
        tasks.runNow(scan);
        return next;
    }

    /** @param script that root runs on the host; empty as long as nobody has allowed changes */
    public record Changes(SshHost host, String script) {}

    @Needs(Permission.ENROL_HOSTS)
    @GetMapping(PLACE + "/{id}/changes")
    Page changes(@PathVariable long id) {
        SshHost host = hosts.find(id).orElseThrow(SshHostPages::absent);
        SshHost.Changes changes = host.changes();
        return pages.of(
                "ssh/changes", new Changes(host, changes == null ? "" : setup.script(host, changes.ordersAs())));
    }

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping(PLACE + "/{id}/changes")
    View allow(@PathVariable long id, Viewer viewer) {
        return changed(hosts.allowChanges(viewer.actor(), id), PLACE + "/" + id + "/changes");
    }

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping(PLACE + "/{id}/changes/end")
    View end(@PathVariable long id, Viewer viewer) {
        return changed(hosts.endChanges(viewer.actor(), id), PLACE);
    }

    private View changed(SshHosts.Outcome outcome, String next) {
        return switch (outcome) {
            case SshHosts.Outcome.Done _ -> new RedirectView(next);
            case SshHosts.Outcome.Refused(String why) -> page("", 22, "fettle", List.of(), why);
            case SshHosts.Outcome.NotThere() -> throw absent();
        };
    }

    private static NotFoundException absent() {
        return new NotFoundException("That host is not looked at over SSH any more.");
    }
}
