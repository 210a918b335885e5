package dev.fettle.server.web;

import static dev.fettle.server.web.SamplePages.NOW;

import dev.fettle.server.hosts.HostId;
import dev.fettle.server.ssh.SshHost;
import dev.fettle.server.ssh.SshHostPages;
import dev.fettle.server.web.SamplePages.Sample;
import dev.fettle.ssh.HostKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The page on hosts over SSH. */
final class SshSamples {
    private static final SshHost.Changes CHANGES = new SshHost.Changes(new UUID(0, 7), NOW, 2, "It was not up.");
    private static final String KEY = "ssh-ed25519 " + "A".repeat(68);

    private final String text;

    /** @param text what stands wherever a host or a person may write anything */
    SshSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        List<SshHost> hosts = List.of(
                new SshHost(
                        1,
                        "web-1 " + text,
                        22,
                        text,
                        null,
                        List.of(KEY),
                        new HostId(7),
                        NOW,
                        NOW,
                        NOW,
                        NOW,
                        "",
                        CHANGES),
                new SshHost(
                        2,
                        "web-2",
                        2222,
                        "fettle",
                        1L,
                        List.of(KEY),
                        null,
                        NOW,
                        NOW,
                        NOW,
                        null,
                        "Silent. " + text,
                        null),
                new SshHost(3, "192.0.2.3", 22, "fettle", null, List.of(KEY), null, NOW, NOW, null, null, "", null));
        all.put("ssh", sample(new SshHostPages.SshHostList(hosts, KEY + " fettle", text, 22, text, List.of(), text)));
        all.put(
                "ssh-keys",
                sample(new SshHostPages.SshHostList(
                        List.of(),
                        KEY + " fettle",
                        "web-1",
                        22,
                        "fettle",
                        List.of(new HostKeys.Shown(KEY, "SHA256:" + "a".repeat(43))),
                        "")));
        all.put("ssh-changes", changes(hosts.getFirst(), "#!/bin/sh\n" + text));
        all.put("ssh-only-looks", changes(hosts.getLast(), ""));
        return all;
    }

    private static Sample changes(SshHost host, String script) {
        return new Sample("/hosts/ssh/1/changes", "ssh/changes", new SshHostPages.Changes(host, script));
    }

    private static Sample sample(SshHostPages.SshHostList page) {
        return new Sample("/hosts/ssh", "ssh/list", page);
    }
}
