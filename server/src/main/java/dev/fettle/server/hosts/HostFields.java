package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.lists.Fields;
import java.util.Arrays;
import java.util.List;

/** By what lists of hosts and of packages can be filtered and ordered. */
final class HostFields {
    /** Of rows with the host's agent and the times of {@link Presence.Late}; the latter as its first parameters. */
    static final String SILENT =
            "case when a.id is null then i.taken_at < late.looks else coalesce(a.last_seen_at, a.enrolled_at) < late.agents end";

    static final Fields<HostRow> HOSTS = Fields.<HostRow>builder()
            .whole("id", row -> row.host().id().value(), "host.id")
            .sortedText("name", row -> row.host().name(), "host.name")
            .text("platform", HostRow::platform, "i.pretty_name")
            .words("tags", row -> List.copyOf(row.host().described().labels().tags()), "host.tags")
            .text("owner", row -> row.host().described().labels().owner(), "host.owner")
            .text("environment", row -> row.host().described().labels().environment(), "host.environment")
            .choice(
                    "criticality",
                    row -> Checks.word(row.host().described().criticality()),
                    "host.criticality",
                    words(Criticality.values()))
            .choice(
                    "exposure",
                    row -> Checks.word(row.host().described().exposure()),
                    "host.exposure",
                    words(Exposure.values()))
            .choice("reboot", row -> Checks.word(row.reboot()), "i.reboot", words(HostRow.Reboot.values()))
            .flag("runsReplaced", HostRow::runsReplaced, "(cardinality(i.stale) > 0)")
            .flag("silent", HostRow::silent, "(" + SILENT + ")")
            .sortedInstant("takenAt", HostRow::takenAt, "i.taken_at")
            .instant("addedAt", row -> row.host().addedAt(), "host.added_at")
            .build("id", "name");

    static final Fields<InstalledPackage> PACKAGES = Fields.<InstalledPackage>builder()
            .sortedText("id", each -> each.id() + " " + each.version().text(), "")
            .sortedText("name", InstalledPackage::name, "")
            .text("version", each -> each.version().text(), "")
            .text("architecture", InstalledPackage::architecture, "")
            .sortedText("source", each -> each.source().name(), "")
            .flag("held", InstalledPackage::held, "")
            .flag("automatic", InstalledPackage::automatic, "")
            .build("id", "name");

    private HostFields() {}

    private static List<String> words(Enum<?>... all) {
        return Arrays.stream(all).map(Checks::word).toList();
    }
}
