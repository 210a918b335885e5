package dev.fettle.host.pkg.apt;

import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import dev.fettle.host.shell.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configuration files of packages, of which dpkg says what became of them. */
final class Conffiles {
    /** A suffix that programs which read whole folders of configuration pass over. */
    static final String ASIDE = ".dpkg-bak";

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Pattern CONFLICT =
            Pattern.compile("^Configuration file '(/[^']{1,4000})'$", Pattern.MULTILINE);

    /** {@code  /etc/nginx/nginx.conf 0123456789abcdef0123456789abcdef obsolete}. */
    private static final Pattern OBSOLETE = Pattern.compile("^ (/.{1,4000}) [0-9a-f]{32} obsolete$");

    private final AptRun run;

    Conffiles(AptRun run) {
        this.run = run;
    }

    /** Files that the administrator and the package had both changed, of which the administrator's were kept. */
    static List<String> conflicts(String output) {
        List<String> files = new ArrayList<>();
        Matcher conflict = CONFLICT.matcher(output);
        while (conflict.find()) {
            files.add(conflict.group(1));
        }
        return files;
    }

    /** Files that the installed versions of these packages do not have any more. */
    SortedSet<String> obsolete(List<String> packages) throws ChangeException {
        List<String> argv = new ArrayList<>(List.of("dpkg-query", "-W", "-f=${Conffiles}\\n"));
        argv.addAll(packages);
        Result result = run.run(TIMEOUT, argv);
        SortedSet<String> files = new TreeSet<>();
        for (String line : result.stdout().lines().toList()) {
            Matcher obsolete = OBSOLETE.matcher(line);
            if (obsolete.matches()) {
                files.add(obsolete.group(1));
            }
        }
        return files;
    }

    /** Renames files, so that programs do not read them but nothing is lost. */
    void putAside(SortedSet<String> files) throws ChangeException {
        for (String file : files) {
            Result result = run.run(TIMEOUT, List.of("mv", "--backup=numbered", "--", file, file + ASIDE));
            if (!result.succeeded()) {
                throw AptFailure.of(result, "mv " + file, FailureKind.DISK);
            }
        }
    }
}
