package dev.fettle.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.Survey;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.DebianHost;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.Real;
import dev.fettle.testing.TestHost;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A whole survey of real hosts over SSH, by a user without any rights there: against dpkg's and apt's own words. */
@ExtendWith(FleetExtension.class)
final class SshSurveyTest {
    private static final Pattern STEP = Pattern.compile("(?m)^Inst (\\S+?)(?::\\S+)? \\[(\\S+)] \\((\\S+) .*$");

    @Test
    void a_tiny_host_tells_all_by_an_unprivileged_user(TestHost host) throws Exception {
        host.run("apt-get", "-qq", "update");
        compare(host);
    }

    @Test
    void a_real_debian_tells_all_by_an_unprivileged_user(@Real TestHost host) throws Exception {
        host.run("apt-get", "-qq", "update");
        compare(host);
    }

    private static void compare(TestHost host) throws Exception {
        host.sh("useradd -m -s /bin/sh watcher && mkdir -p ~watcher/.ssh"
                + " && cp /root/.ssh/authorized_keys ~watcher/.ssh/ && chown -R watcher ~watcher/.ssh");
        host.sh("install -d -o watcher /tmp/fettle.aaaaaaaaaa/deep /tmp/fettle.bbbbbbbbbb"
                        + " && install -d /tmp/fettle.cccccccccc && chown watcher /tmp/fettle.aaaaaaaaaa"
                        + " && touch -d '3 hours ago' /tmp/fettle.aaaaaaaaaa /tmp/fettle.cccccccccc")
                .text();
        Survey survey;
        try (SshConnections connections = new SshConnections(SshIdentity.of(Files.readString(host.sshKey())), 8)) {
            SshTarget target = new SshTarget(
                    host.address(), 22, "watcher", SshShellTest.target(host).hostKeys(), null);
            survey = DebianHost.remote(connections.shell(target), Clock.systemUTC(), Progress.NONE)
                    .scan();
        }

        List<String> dpkgs = host.sh("dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Architecture} ${Version}\\n'"
                        + " | sed -n 's/^[a-z]i  *//p' | sort")
                .text()
                .lines()
                .toList();
        assertThat(survey.inventory().packages().stream()
                        .map(each -> each.name() + " " + each.architecture() + " " + each.version())
                        .sorted()
                        .toList())
                .isEqualTo(dpkgs.stream().sorted().toList())
                .isNotEmpty();
        assertThat(survey.inventory().problems())
                .as("what others run is root's to see")
                .singleElement()
                .satisfies(problem -> assertThat(problem.where()).isEqualTo("/proc"));
        assertThat(survey.pending()).isInstanceOf(Survey.Pending.Known.class);
        TreeSet<String> ours = new TreeSet<>();
        if (survey.pending() instanceof Survey.Pending.Known known) {
            for (PendingPatch patch : known.changes().patches()) {
                ours.add(patch.name() + " " + patch.installed() + " " + patch.candidate());
            }
        }
        TreeSet<String> apts = new TreeSet<>();
        Matcher steps = STEP.matcher(host.sh("apt-get -s dist-upgrade").text());
        while (steps.find()) {
            apts.add(steps.group(1) + " " + steps.group(2) + " " + steps.group(3));
        }
        assertThat(ours).isEqualTo(apts).isNotEmpty();
        assertThat(host.sh("cd /tmp && ls -d fettle.*").text().lines())
                .as("what a lost connection left goes; what is in use, or another's, stays")
                .containsExactly("fettle.bbbbbbbbbb", "fettle.cccccccccc");
        host.sh("rmdir /tmp/fettle.*").text();
        assertThat(host.sh("find / -xdev -user watcher -not -path '/home/watcher/.ssh*' | sort")
                        .text())
                .isEqualTo(host.sh("find /home/watcher -xdev -user watcher -not -path '/home/watcher/.ssh*' -newermt"
                                + " 1970-01-01 | sort")
                        .text());
        assertThat(host.sh("find /home/watcher -newer /home/watcher/.ssh/authorized_keys -type f")
                        .text())
                .isEmpty();
    }
}
