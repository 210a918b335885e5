package dev.fettle.host.pkg.apt;

import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.Result;
import java.util.ArrayList;
import java.util.List;

/** Asks apt what a full upgrade would do now. Nothing is locked, fetched or changed. */
final class AptSimulation {
    private static final String WHERE = "apt-get -s dist-upgrade";
    private static final long MAX_PLAN = 512L << 20;

    private final Apt apt;
    private final Problems problems;

    AptSimulation(Apt apt, Problems problems) {
        this.apt = apt;
        this.problems = problems;
    }

    /** @throws HostException if apt finds no plan; its own words are among the problems */
    List<AptPlan.Step> run() throws HostException {
        Result result = apt.run(apt.simulation());
        for (String line : result.errorLines()) {
            problems.add(WHERE, result.succeeded() ? "apt warns." : "apt failed and said this.", line);
        }
        if (result.stderr().contains("No space left on device")) {
            throw new HostException(
                    WHERE,
                    "There is no room for apt's caches in " + apt.folder()
                            + ". Make room there, or set XDG_CACHE_HOME to another folder, then scan again.");
        }
        if (!result.succeeded()) {
            throw new HostException(
                    WHERE,
                    "apt could not tell what it would do (it ended with " + result.status()
                            + "). \"apt-get check\" on the host shows why; mend it, then scan again.");
        }
        return told();
    }

    /** What apt told its hooks in the last simulation. */
    List<AptPlan.Step> told() throws HostException {
        List<AptPlan.Step> steps = new ArrayList<>();
        AptPlan plan = new AptPlan(problems);
        boolean[] whole = new boolean[1];
        apt.plan(MAX_PLAN, stream -> {
            List<AptPlan.Step> read = plan.read(stream);
            whole[0] = read != null;
            steps.addAll(read == null ? List.of() : read);
        });
        if (!whole[0]) {
            throw new HostException(WHERE, "apt ended well but told no plan. apt 2.0 or newer is needed, and /bin/sh.");
        }
        return steps;
    }
}
