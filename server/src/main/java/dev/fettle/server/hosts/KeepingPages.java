package dev.fettle.server.hosts;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.server.web.Slice;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Which hosts are kept: taking one away, and saying of two whether they are one. */
@Controller
public final class KeepingPages {
    static final int MOST_PAIRS = 100;
    private static final int REMOVED = 100;

    private final Hosts hosts;
    private final RemoveHost removeHost;
    private final MergeHosts mergeHosts;
    private final TellHostsApart tellHostsApart;
    private final Pages pages;

    KeepingPages(
            Hosts hosts, RemoveHost removeHost, MergeHosts mergeHosts, TellHostsApart tellHostsApart, Pages pages) {
        this.hosts = hosts;
        this.removeHost = removeHost;
        this.mergeHosts = mergeHosts;
        this.tellHostsApart = tellHostsApart;
        this.pages = pages;
    }

    /** @param fault a sentence on what could not be done; empty at first */
    public record Removing(Host host, String reason, String fault) {}

    @Needs(Permission.ENROL_HOSTS)
    @GetMapping("/hosts/{id}/remove")
    Page form(Viewer viewer, @PathVariable long id) {
        return pages.of("hosts/remove", new Removing(host(viewer, id), "", ""));
    }

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping("/hosts/{id}/remove")
    View remove(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String reason,
            HttpServletResponse response) {
        Host host = host(viewer, id);
        return switch (removeHost.remove(viewer.actor(), viewer.scope(), host.id(), reason)) {
            case RemoveHost.Outcome.Removed _ -> new RedirectView("/hosts/removed");
            case RemoveHost.Outcome.NoSuchHost _ -> throw missing(id);
            case RemoveHost.Outcome.Refused(String why) -> {
                response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
                yield pages.of("hosts/remove", new Removing(host, reason, why));
            }
        };
    }

    private Host host(Viewer viewer, long id) {
        return hosts.find(new HostId(id), viewer.scope()).orElseThrow(() -> missing(id));
    }

    private static NotFoundException missing(long id) {
        return new NotFoundException("There is no host with the number " + id + ".");
    }

    public record Gone(Slice<Host> hosts) {}

    @Needs(Permission.ENROL_HOSTS)
    @GetMapping("/hosts/removed")
    Page removed(@RequestParam(defaultValue = "1") int page) {
        return pages.of("hosts/removed", new Gone(Slice.of(hosts.removed(), page, REMOVED)));
    }

    /**
     * @param more whether there are more than are shown
     * @param done what was done; empty if nothing was
     * @param fault a sentence on what could not be done; empty if nothing was asked
     */
    public record DuplicateList(List<Duplicate> pairs, boolean more, String done, String fault) {
        public DuplicateList {
            pairs = List.copyOf(pairs);
        }
    }

    @Needs(Permission.ENROL_HOSTS)
    @GetMapping("/hosts/duplicates")
    Page duplicates(@RequestParam(defaultValue = "") String done) {
        return duplicates(
                switch (done) {
                    case "merged" -> "The two are one host now.";
                    case "apart" -> "The two stay two hosts, and you are not asked again.";
                    default -> "";
                },
                "");
    }

    private Page duplicates(String done, String fault) {
        List<Duplicate> found = hosts.duplicates(MOST_PAIRS + 1);
        boolean more = found.size() > MOST_PAIRS;
        return pages.of(
                "hosts/duplicates", new DuplicateList(more ? found.subList(0, MOST_PAIRS) : found, more, done, fault));
    }

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping("/hosts/duplicates/merge")
    View merge(
            Viewer viewer,
            @RequestParam(defaultValue = "0") long keep,
            @RequestParam(defaultValue = "0") long other,
            @RequestParam(defaultValue = "") String reason,
            HttpServletResponse response) {
        return switch (mergeHosts.merge(viewer.actor(), viewer.scope(), new HostId(keep), new HostId(other), reason)) {
            case MergeHosts.Outcome.Merged _ -> new RedirectView("/hosts/duplicates?done=merged");
            case MergeHosts.Outcome.NoSuchHost _ -> refused(gone(), response);
            case MergeHosts.Outcome.Refused(String why) -> refused(why, response);
        };
    }

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping("/hosts/duplicates/apart")
    View apart(
            Viewer viewer,
            @RequestParam(defaultValue = "0") long first,
            @RequestParam(defaultValue = "0") long second,
            @RequestParam(defaultValue = "") String reason,
            HttpServletResponse response) {
        return switch (tellHostsApart.tell(
                viewer.actor(), viewer.scope(), new HostId(first), new HostId(second), reason)) {
            case TellHostsApart.Outcome.Told _ -> new RedirectView("/hosts/duplicates?done=apart");
            case TellHostsApart.Outcome.NoSuchHost _ -> refused(gone(), response);
            case TellHostsApart.Outcome.Refused(String why) -> refused(why, response);
        };
    }

    private Page refused(String why, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return duplicates("", why);
    }

    private static String gone() {
        return "One of the two hosts is not there any more.";
    }
}
