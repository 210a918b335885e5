package dev.fettle.host.pkg.apt;

import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import dev.fettle.host.shell.Result;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** {@code  /etc/nginx/nginx.conf 0123456789abcdef0123456789abcdef}, and {@code  obsolete} where it is. */
    private static final Pattern FILE =
            Pattern.compile("^ (/.{1,4000}) (?:[0-9a-f]{32}|newconffile)( obsolete)?(?: remove-on-upgrade)?$");

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

    /** Files that the installed versions of these packages do not have any more, nor any other package. */
    SortedSet<String> obsolete(List<String> packages) throws ChangeException {
        Result result = run.run(TIMEOUT, List.of("dpkg-query", "-W", "-f=${Package}\\n${Conffiles}\\n"));
        if (!result.succeeded()) {
            throw AptFailure.of(result, "dpkg-query", FailureKind.PACKAGE_DATABASE);
        }
        return obsolete(result.stdout(), Set.copyOf(packages));
    }

    /** A package's name at the beginning of a line, then its files, each behind a blank. */
    static SortedSet<String> obsolete(String output, Set<String> packages) {
        SortedSet<String> obsolete = new TreeSet<>();
        Set<String> live = new HashSet<>();
        String name = "";
        for (String line : output.lines().toList()) {
            Matcher file = FILE.matcher(line);
            if (!file.matches()) {
                name = line.isBlank() || line.startsWith(" ") ? name : line;
            } else if (file.group(2) == null) {
                live.add(file.group(1));
            } else if (packages.contains(name)) {
                obsolete.add(file.group(1));
            }
        }
        obsolete.removeAll(live);
        return obsolete;
    }

    /**
     * Renames files, so that programs do not read them but nothing is lost.
     *
     * @return those that were there
     */
    List<String> putAside(SortedSet<String> files) throws ChangeException {
        List<String> moved = new ArrayList<>();
        for (String file : files) {
            if (Files.exists(Path.of(file), LinkOption.NOFOLLOW_LINKS)) {
                Result result = run.run(TIMEOUT, List.of("mv", "-T", "--backup=numbered", "--", file, file + ASIDE));
                if (!result.succeeded()) {
                    throw AptFailure.of(result, "mv " + file, FailureKind.DISK);
                }
                moved.add(file);
            }
        }
        return moved;
    }
}
