package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                    "There is no room for apt's caches in " + apt.plan().getParent()
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
        try {
            List<AptPlan.Step> steps = Files.exists(apt.plan()) ? plan() : null;
            if (steps == null) {
                throw new HostException(
                        WHERE, "apt ended well but told no plan. apt 2.0 or newer is needed, and /bin/sh.");
            }
            return steps;
        } catch (IOException unreadable) {
            throw new HostException(
                    new Problem(WHERE, "The plan that apt told could not be read.", String.valueOf(unreadable)),
                    unreadable);
        }
    }

    private @Nullable List<AptPlan.Step> plan() throws IOException, HostException {
        if (Files.size(apt.plan()) > MAX_PLAN) {
            throw new HostException(WHERE, "The plan that apt told is larger than 512 MiB, which is no sane size.");
        }
        try (InputStream stream = Files.newInputStream(apt.plan())) {
            return new AptPlan(problems).read(stream);
        }
    }
}
