package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fettle.core.inventory.Survey;
import dev.fettle.core.inventory.Survey.Pending;
import dev.fettle.host.Progress;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.LocalShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The machine that runs the tests, where it is a Debian: our answer against apt's own words. */
@Timeout(120)
class ThisMachineTest {
    /** {@code Inst curl [7.88.1-10+deb12u12] (7.88.1-10+deb12u14 Debian:12.15/oldstable [amd64])}. */
    private static final Pattern INST = Pattern.compile("Inst (\\S+?)(?::\\S+)? (?:\\[(\\S+)] )?\\((\\S+) .*");

    private static final Pattern REMV = Pattern.compile("Remv (\\S+?)(?::\\S+)? \\[(\\S+)].*");

    @Test
    void the_pending_changes_are_exactly_what_apt_says(@TempDir Path temporary) throws Exception {
        LocalFiles files = new LocalFiles(Path.of("/"));
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/apt-get")), "apt-get is not here");
        assumeTrue(files.read("/etc/os-release", 1 << 16).orElse("").contains("\nID=debian\n"), "this is no Debian");
        LocalShell shell = new LocalShell();
        Survey scan = new DebianHost(shell, files, temporary, Clock.systemUTC(), Progress.NONE).scan();
        assumeTrue(scan.pending() instanceof Pending.Known, "no package lists here: " + scan.pending());
        String words = shell.run(Command.of(Duration.ofMinutes(2), "apt-get", "-s", "dist-upgrade"))
                .stdout();
        assertThat(ours(((Pending.Known) scan.pending()))).isEqualTo(apts(words));
    }

    private static Set<String> ours(Pending.Known pending) {
        Set<String> lines = new TreeSet<>();
        pending.changes()
                .patches()
                .forEach(each -> lines.add("patch " + each.name() + " " + each.installed() + " " + each.candidate()));
        pending.changes().installs().forEach(each -> lines.add("install " + each.name() + " " + each.version()));
        pending.changes().removals().forEach(each -> lines.add("remove " + each.name() + " " + each.installed()));
        return lines;
    }

    private static Set<String> apts(String words) {
        Set<String> lines = new TreeSet<>();
        List<String> all = words.lines().toList();
        for (String line : all) {
            Matcher inst = INST.matcher(line);
            Matcher remv = REMV.matcher(line);
            if (inst.matches()) {
                lines.add(
                        inst.group(2) == null
                                ? "install " + inst.group(1) + " " + inst.group(3)
                                : "patch " + inst.group(1) + " " + inst.group(2) + " " + inst.group(3));
            } else if (remv.matches()) {
                lines.add("remove " + remv.group(1) + " " + remv.group(2));
            }
        }
        return lines;
    }
}
