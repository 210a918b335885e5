package dev.fettle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Test hosts are hosts: they boot, have a network and an identity, and can be cut off and lose their power. */
@ExtendWith(FleetExtension.class)
final class TestHostsTest {

    @Test
    void a_host_runs_its_own_systemd_with_real_services(TestHost host) {
        assertThat(host.run("systemctl", "is-system-running").text()).isEqualTo("running");
        assertThat(host.read("/proc/1/comm")).isEqualTo("systemd");
        assertThat(host.run("hostname").text()).isEqualTo(host.name());
        assertThat(host.sh("ss -Hltn | awk '{ print $4 }'").text()).contains("0.0.0.0:22", "0.0.0.0:80");
    }

    @Test
    void hosts_have_nothing_in_common_that_should_tell_them_apart(TestFleet fleet) {
        List<TestHost> hosts = fleet.hosts(2);
        try (TestHost one = hosts.getFirst();
                TestHost other = hosts.getLast()) {
            for (String path : List.of(
                    "/etc/machine-id",
                    "/etc/hostname",
                    "/etc/ssh/ssh_host_ed25519_key",
                    "/sys/class/net/eth0/address")) {
                assertThat(one.read(path)).as(path).isNotEqualTo(other.read(path));
            }
            one.write("/etc/only-here", "yes");
            assertThat(other.run("test", "-e", "/etc/only-here").succeeded()).isFalse();
            assertThat(one.knownHost()).isNotEqualTo(other.knownHost());
        }
    }

    @Test
    void ssh_lets_in_whoever_has_the_key_and_shows_the_key_that_is_known(TestHost host, @TempDir Path folder)
            throws Exception {
        Path known = folder.resolve("known_hosts");
        Files.writeString(known, host.knownHost() + "\n");

        assertThat(ssh(host, known, "cat /etc/hostname")).isEqualTo(host.name());
    }

    @Test
    void files_go_in_and_come_out(TestHost host, @TempDir Path folder) throws Exception {
        Path script = folder.resolve("script");
        Files.writeString(script, "#!/bin/sh\necho \"$1 and more\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();

        host.copyIn(script, "/opt/new/script");

        assertThat(host.run("/opt/new/script", "a 'quoted' $word").text()).isEqualTo("a 'quoted' $word and more");
        host.write("/etc/greeting", "grüß dich\n");
        assertThat(host.read("/etc/greeting")).isEqualTo("grüß dich");
    }

    @Test
    void a_pulled_cable_cuts_a_host_off_while_it_goes_on_working(TestHost host) {
        host.pullCable();

        assertThat(answers(host)).isFalse();
        assertThat(host.read("/sys/class/net/eth0/carrier")).isEqualTo("0");
        assertThat(host.run("systemctl", "is-active", "nginx").text()).isEqualTo("active");

        host.plugCable();
        assertThat(answersSoon(host)).isTrue();
    }

    @Test
    void a_loss_of_power_ends_everything_at_once_and_leaves_the_disk(TestHost host) throws Exception {
        host.write("/var/lib/kept", "still here");
        host.write("/run/lost", "in memory");
        String boot = startOfFirstProcess(host);
        Process sleeping = new ProcessBuilder(host.inHost("sleep", "600")).start();

        host.losePower();

        assertThat(sleeping.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(host.run("true").output()).contains("is off");
        host.powerOn();
        assertThat(host.read("/var/lib/kept")).isEqualTo("still here");
        assertThat(host.run("test", "-e", "/run/lost").succeeded()).isFalse();
        assertThat(startOfFirstProcess(host)).isNotEqualTo(boot);
        assertThat(answers(host)).isTrue();
    }

    @Test
    void a_host_can_do_nothing_to_the_machine_it_runs_on(TestHost host) {
        assertThat(host.sh("echo 1 >/proc/sys/vm/drop_caches").succeeded()).isFalse();
        assertThat(host.sh("ls /dev").text()).doesNotContain("vda", "sda", "kmsg", "mem");
        assertThat(host.sh("ls /sys/fs/cgroup").text()).doesNotContain("fettle-fleet");
        assertThat(host.sh("ip -o link | wc -l").text()).isEqualTo("2");
        assertThat(host.sh("ps ax | grep -c '[j]ava'").stdout().strip()).isEqualTo("0");
    }

    private static String startOfFirstProcess(TestHost host) {
        return host.sh("cut -d ' ' -f 22 /proc/1/stat").text();
    }

    /** The machine may have to find it anew first. */
    private static boolean answersSoon(TestHost host) {
        return IntStream.range(0, 10).anyMatch(_ -> answers(host));
    }

    private static boolean answers(TestHost host) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.address(), 22), 2000);
            return socket.getInputStream().read() == 'S';
        } catch (IOException silent) {
            return false;
        }
    }

    private static String ssh(TestHost host, Path known, String command) throws Exception {
        Process process = new ProcessBuilder(
                        "ssh",
                        "-F",
                        "/dev/null",
                        "-i",
                        host.sshKey().toString(),
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "StrictHostKeyChecking=yes",
                        "-o",
                        "UserKnownHostsFile=" + known,
                        "root@" + host.address(),
                        command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
