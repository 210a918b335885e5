package dev.fettle.server.changes;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.plan.LeftOut;
import dev.fettle.core.plan.Plan;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.server.web.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** All hosts of a change and what each of them gets, for whoever has to judge it. */
@Controller
public final class ChangeHostPages {
    private static final int SIZE = 100;
    private static final int LONGEST = 128;

    private final Changes changes;
    private final Hosts hosts;
    private final Pages pages;

    ChangeHostPages(Changes changes, Hosts hosts, Pages pages) {
        this.changes = changes;
        this.hosts = hosts;
        this.pages = pages;
    }

    /**
     * Some hosts of a change, in the order of its plan; those that get nothing come last.
     *
     * @param waves their names
     * @param name a part of that of the hosts; empty for all
     * @param wave from 1; one more than there are for the hosts that get nothing; 0 for all
     * @param from how many such hosts come before
     * @param next how many come before those that follow; 0 if none do
     */
    public record HostList(
            long change, String title, List<String> waves, String name, int wave, int from, int next, List<Line> rows) {
        public HostList {
            waves = List.copyOf(waves);
            rows = List.copyOf(rows);
        }

        /** With a mark at its end for more. */
        public String address() {
            return "/changes/" + change + "/hosts?name=" + Words.encoded(name) + "&wave=" + wave + "&";
        }
    }

    /**
     * A host.
     *
     * @param name its number if it is not there any more
     * @param wave empty if it gets nothing
     * @param gets what, or why nothing
     */
    public record Line(long host, String name, String wave, String gets) {}

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/changes/{id}/hosts")
    Page hosts(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "0") int wave,
            @RequestParam(defaultValue = "0") int from) {
        Scope seeing = ChangeApi.seeing(viewer);
        Change change = changes.find(id, seeing)
                .orElseThrow(
                        () -> new NotFoundException("There is no such change among those of hosts that you may see."));
        Plan plan = changes.content(change)
                .orElseThrow(() -> new NotFoundException("What is stored of this change cannot be read any more."))
                .plan();
        String part = name.strip().length() > LONGEST ? name.strip().substring(0, LONGEST) : name.strip();
        List<Line> all = lines(plan, wave);
        if (!part.isEmpty()) {
            Set<Long> named = changes.named(change, part);
            all = all.stream().filter(each -> named.contains(each.host())).toList();
        }
        int first = Math.min(Math.max(0, from), all.size());
        int end = Math.min(first + SIZE, all.size());
        return pages.of(
                "changes/hosts",
                new HostList(
                        id,
                        change.title(),
                        plan.waves().stream().map(PlannedWave::name).toList(),
                        part,
                        Math.max(0, wave),
                        first,
                        end < all.size() ? end : 0,
                        named(all.subList(first, end), seeing)));
    }

    private static List<Line> lines(Plan plan, int wanted) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < plan.waves().size(); i++) {
            PlannedWave wave = plan.waves().get(i);
            if (wanted <= 0 || wanted == i + 1) {
                wave.hosts()
                        .forEach(host -> lines.add(new Line(
                                host.host(),
                                "",
                                wave.name(),
                                gets(plan.classes().get(host.kind())))));
            }
        }
        if (wanted <= 0 || wanted > plan.waves().size()) {
            for (LeftOut left : plan.leftOut()) {
                left.hosts().forEach(host -> lines.add(new Line(host, "", "", left.because())));
            }
        }
        return lines;
    }

    private static String gets(HostClass what) {
        return Words.count(what.changes().size(), "package", "packages") + " in about " + Words.span(what.expected())
                + (what.aftermath().reboot() ? ", and a reboot" : "")
                + (what.closes().isEmpty()
                        ? ""
                        : "; closes " + Words.count(what.closes().size(), "vulnerability", "vulnerabilities"));
    }

    private List<Line> named(List<Line> lines, Scope scope) {
        Set<HostId> wanted = new HashSet<>();
        lines.forEach(each -> wanted.add(new HostId(each.host())));
        Map<Long, String> names = new HashMap<>();
        for (Host host : hosts.find(wanted, scope)) {
            names.put(host.id().value(), host.name());
        }
        return lines.stream()
                .map(each -> new Line(
                        each.host(), names.getOrDefault(each.host(), "host " + each.host()), each.wave(), each.gets()))
                .toList();
    }
}
