package dev.fettle.server.web;

import static dev.fettle.server.web.SamplePages.NOW;

import dev.fettle.server.hosts.Duplicate;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.KeepingPages;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.web.SamplePages.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models for the pages on which hosts are kept. */
final class KeepingSamples {
    private final String text;

    KeepingSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        Host host = host(1, null);
        all.put(
                "host-remove",
                new Sample(
                        "/hosts/1/remove", "hosts/remove", new KeepingPages.Removing(host, text, "Say why. " + text)));
        List<Host> removed = List.of(
                host(2, new Host.Removal(NOW, "olga " + text, "Scrapped " + text, null)),
                host(3, new Host.Removal(NOW, "olga", "Installed anew", new HostId(1))));
        all.put(
                "hosts-removed",
                new Sample("/hosts/removed", "hosts/removed", new KeepingPages.Gone(Slice.of(removed, 1, 2))));
        all.put(
                "hosts-removed-none",
                new Sample("/hosts/removed", "hosts/removed", new KeepingPages.Gone(Slice.of(List.of(), 1, 2))));
        Duplicate pair = new Duplicate(
                new Duplicate.Side(host, "Debian " + text, "192.0.2.7", false, NOW.minusSeconds(90_000)),
                new Duplicate.Side(host(9, null), "Debian " + text, "192.0.2.7", true, NOW),
                true);
        all.put(
                "hosts-duplicates",
                new Sample(
                        "/hosts/duplicates",
                        "hosts/duplicates",
                        new KeepingPages.DuplicateList(List.of(pair), true, "", "That cannot be. " + text)));
        all.put(
                "hosts-duplicates-none",
                new Sample(
                        "/hosts/duplicates",
                        "hosts/duplicates",
                        new KeepingPages.DuplicateList(List.of(), false, "The two are one host now.", "")));
        return all;
    }

    private Host host(long id, Host.@Nullable Removal removal) {
        return new Host(
                new HostId(id),
                new MachineId("machine " + id + text),
                "web-07 " + text,
                NOW,
                Host.Described.NOT_YET,
                1,
                removal);
    }
}
