package dev.fettle.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** apt on a test host, asked as a careless administrator would. */
final class Apt {
    private Apt() {}

    static Ran update(TestHost host, String... options) {
        List<String> argv = new ArrayList<>(
                List.of("apt-get", "-y", "-q", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=3", "update"));
        argv.addAll(Arrays.asList(options));
        return host.run(argv.toArray(String[]::new));
    }

    static Ran install(TestHost host, String... arguments) {
        List<String> argv = new ArrayList<>(List.of(
                "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q", "-o", "Acquire::Retries=0", "install"));
        argv.addAll(Arrays.asList(arguments));
        return host.run(argv.toArray(String[]::new));
    }

    static String version(TestHost host, String name) {
        return host.run("dpkg-query", "-W", "-f=${db:Status-Abbrev}${Version}", name)
                .text();
    }

    static String state(TestHost host, String unit) {
        return host.run("systemctl", "is-active", unit).stdout().strip();
    }
}
