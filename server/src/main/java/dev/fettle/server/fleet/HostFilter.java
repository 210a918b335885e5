package dev.fettle.server.fleet;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.assessment.FleetStep;
import dev.fettle.core.assessment.Tier;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.Choice;
import dev.fettle.server.web.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which hosts somebody wants to see. Every text comes from an address and may be anything; what makes no sense matches no
 * host, and an empty text does not matter.
 *
 * @param q a part of the name
 * @param state {@code exploited}, {@code likely}, … for the tier of the worst; {@code reboot}, {@code restart} or
 *     {@code silent}
 * @param platform such as {@code debian:12}
 * @param group such as {@code tag:web}
 * @param vulnerability that has to be open
 * @param step that has to be pending, as {@link FleetRow#query} writes it
 * @param source a source package that has to be there, and {@code version} its version
 * @param members the number of a named group to which they have to belong
 */
public record HostFilter(
        String q,
        String state,
        String platform,
        String group,
        String vulnerability,
        String step,
        String source,
        String version,
        String members) {
    static final String REBOOT = "reboot";
    static final String RESTART = "restart";
    static final String SILENT = "silent";

    public static final HostFilter ALL = new HostFilter("", "", "", "", "", "", "", "", "");

    /** Whether it leaves any host out on purpose. */
    public boolean empty() {
        return equals(ALL);
    }

    /** @param belonging to the named group; does not matter where none is named */
    RoaringBitmap hosts(Sight sight, FleetFigures.Now figures, List<HostId> belonging) {
        RoaringBitmap hosts = members.isEmpty() ? sight.hosts().clone() : sight.of(belonging);
        state(figures).ifPresent(hosts::and);
        if (!group.isEmpty()) {
            hosts.and(parsedGroup().map(sight::group).orElseGet(RoaringBitmap::new));
        }
        if (!vulnerability.isEmpty()) {
            hosts.and(sight.index().exposedTo(vulnerability));
        }
        if (!step.isEmpty()) {
            hosts.and(needing(figures));
        }
        if (!source.isEmpty()) {
            hosts.and(having(sight));
        }
        String wanted = q.toLowerCase(Locale.ROOT);
        if (!wanted.isEmpty() || !platform.isEmpty()) {
            RoaringBitmap named = new RoaringBitmap();
            hosts.forEach((int number) -> {
                FleetHost host = sight.host(number);
                boolean matches =
                        (platform.isEmpty() || platform.equals(host.platform().toString()))
                                && host.place().name().contains(wanted);
                if (matches) {
                    named.add(number);
                }
            });
            hosts.and(named);
        }
        return hosts;
    }

    private Optional<RoaringBitmap> state(FleetFigures.Now figures) {
        if (state.isEmpty()) {
            return Optional.empty();
        }
        if (state.equals(REBOOT)) {
            return Optional.of(figures.awaiting());
        }
        if (state.equals(RESTART)) {
            return Optional.of(figures.restart());
        }
        if (state.equals(SILENT)) {
            return Optional.of(figures.silent());
        }
        return Optional.of(Choice.of(Tier.class, state).map(figures::worst).orElseGet(RoaringBitmap::new));
    }

    private Optional<HostGroup> parsedGroup() {
        try {
            return Optional.of(HostGroup.parse(group));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private RoaringBitmap needing(FleetFigures.Now figures) {
        return figures.steps().stream()
                .filter(each -> FleetRow.query(each.id()).equals(step))
                .map(FleetStep::hosts)
                .findFirst()
                .orElseGet(RoaringBitmap::new);
    }

    private RoaringBitmap having(Sight sight) {
        RoaringBitmap having = new RoaringBitmap();
        sight.index()
                .platforms(sight.hosts())
                .forEach(where -> PackagePages.builds(sight, where, source).forEach((build, hosts) -> {
                    if (version.isEmpty() || build.version().text().equals(version)) {
                        having.or(hosts);
                    }
                }));
        return having;
    }

    /** What is set, by the names of the form's fields. */
    public Map<String, String> set() {
        Map<String, String> set = new LinkedHashMap<>();
        put(set, "q", q);
        put(set, "state", state);
        put(set, "platform", platform);
        put(set, "group", group);
        put(set, "vulnerability", vulnerability);
        put(set, "step", step);
        put(set, "source", source);
        put(set, "version", version);
        put(set, "members", members);
        return set;
    }

    private static void put(Map<String, String> set, String name, String value) {
        if (!value.isEmpty()) {
            set.put(name, value);
        }
    }

    /** {@code ?q=web&state=exploited&}, to be gone on with. */
    public String query() {
        StringBuilder query = new StringBuilder("?");
        set().forEach((name, value) ->
                query.append(name).append('=').append(Words.encoded(value)).append('&'));
        return query.toString();
    }
}
