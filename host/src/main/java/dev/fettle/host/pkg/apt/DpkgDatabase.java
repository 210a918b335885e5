package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.product.DebNames;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What dpkg has installed, by dpkg-query(1); the origins of the packages are not known here. */
final class DpkgDatabase {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String FORMAT =
            "${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\t${source:Version}"
                    + "\\t${db:Status-Status}\\t${db:Status-Want}\\n";
    private static final int COLUMNS = 7;
    private static final int MAX_EXTENDED_STATES = 64 << 20;
    private static final String EXTENDED_STATES = "/var/lib/apt/extended_states";
    private static final byte[] ARCHITECTURE = Stanzas.key("Architecture");
    private static final byte[] AUTO_INSTALLED = Stanzas.key("Auto-Installed");

    private final Shell shell;
    private final HostFiles files;
    private final Problems problems;
    private int unreadable;

    DpkgDatabase(Shell shell, HostFiles files, Problems problems) {
        this.shell = shell;
        this.files = files;
        this.problems = problems;
    }

    /**
     * @param packages by name and architecture
     * @param architecture the native one
     * @param unreadable how many packages could not be read
     */
    record Installed(List<InstalledPackage> packages, String architecture, int unreadable) {}

    /** @throws HostException if dpkg cannot read its database */
    Installed read() throws HostException {
        Path directory = files.resolve("/var/lib/dpkg")
                .orElseThrow(() ->
                        new HostException("/var/lib/dpkg", files.root() + " has no package database in var/lib/dpkg."));
        Result result = shell.run(Command.of(TIMEOUT, "dpkg-query", "--admindir=" + directory, "-W", "-f=" + FORMAT));
        if (!result.succeeded()) {
            throw new HostException(new Problem(
                    "dpkg-query",
                    "dpkg cannot read its database " + directory + " (dpkg-query ended with " + result.status()
                            + "). Mend it, for instance from /var/backups/dpkg.status.*, then scan again.",
                    result.stderr().strip()));
        }
        for (String line : result.errorLines()) {
            problems.add("dpkg-query", "dpkg warns about its database.", line);
        }
        Installed installed = parse(result.stdout(), automatic());
        if (installed.packages().isEmpty()) {
            throw new HostException(
                    directory.toString(),
                    "dpkg knows no installed package: " + directory + "/status is missing or empty. Restore it, for"
                            + " instance from /var/backups/dpkg.status.*, then scan again.");
        }
        return installed;
    }

    /** A line: {@code zlib1g\t1:1.2.13.dfsg-1\tamd64\tzlib\t1:1.2.13.dfsg-1\tinstalled\tinstall}. */
    Installed parse(String output, Set<String> automatic) {
        List<Row> rows = new ArrayList<>();
        String nativeArchitecture = null;
        for (String line : output.split("\n", -1)) {
            Row row = line.isEmpty() ? null : row(line);
            if (row != null) {
                rows.add(row);
                if (row.name().equals("dpkg")) {
                    nativeArchitecture = row.architecture();
                }
            }
        }
        String architecture = nativeArchitecture == null ? commonest(rows) : nativeArchitecture;
        List<InstalledPackage> packages = new ArrayList<>(rows.size());
        for (Row row : rows) {
            String recordedUnder = row.architecture().equals("all") ? architecture : row.architecture();
            packages.add(new InstalledPackage(
                    row.name(),
                    row.architecture(),
                    row.version(),
                    row.source(),
                    List.of(),
                    row.held(),
                    automatic.contains(row.name() + ":" + recordedUnder)));
        }
        return new Installed(packages, architecture, unreadable);
    }

    private record Row(String name, String architecture, DebVersion version, SourceBuild source, boolean held) {}

    private @Nullable Row row(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            unreadable++;
            problems.add("dpkg-query", "This line of dpkg-query has not the seven columns asked for.", line);
            return null;
        }
        String state = columns[5];
        if (state.equals("config-files") || state.equals("not-installed")) {
            return null;
        }
        String name = columns[0];
        if (!DebNames.isPackage(name) || !DebNames.isArchitecture(columns[2]) || !DebVersion.isValid(columns[1])) {
            unreadable++;
            problems.add("dpkg-query", "This line of dpkg-query names no package, version and architecture.", line);
            return null;
        }
        if (!state.equals("installed")) {
            problems.add(
                    "dpkg-query",
                    name + " is only " + state + "; \"dpkg --configure -a\" finishes what was interrupted.",
                    line);
        }
        DebVersion version = new DebVersion(columns[1]);
        SourceBuild source;
        if (Sources.isUsable(columns[3], columns[4])) {
            source = new SourceBuild(columns[3], new DebVersion(columns[4]));
        } else {
            problems.add("dpkg-query", name + " names no usable source package; its own name is taken.", line);
            source = new SourceBuild(name, version);
        }
        return new Row(name, columns[2], version, source, columns[6].equals("hold"));
    }

    private static String commonest(List<Row> rows) {
        return rows.stream()
                .map(Row::architecture)
                .filter(architecture -> !architecture.equals("all"))
                .collect(Collectors.groupingBy(architecture -> architecture, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("amd64");
    }

    /** The packages that apt installed for others, as {@code name:architecture}; apt knows no {@code all} here. */
    private Set<String> automatic() {
        Set<String> automatic = new HashSet<>();
        try {
            Optional<String> text = files.read(EXTENDED_STATES, MAX_EXTENDED_STATES);
            byte[] bytes = text.orElse("").getBytes(StandardCharsets.UTF_8);
            Stanzas stanzas = new Stanzas(new ByteArrayInputStream(bytes), EXTENDED_STATES);
            while (stanzas.next()) {
                String name = stanzas.name();
                String architecture = stanzas.field(ARCHITECTURE);
                String flag = stanzas.field(AUTO_INSTALLED);
                if (name == null || architecture == null) {
                    problems.add(
                            EXTENDED_STATES,
                            "A paragraph of apt's list of automatic installations names no package.",
                            stanzas.firstLine());
                } else if ("1".equals(flag)) {
                    automatic.add(name + ":" + architecture);
                }
            }
        } catch (HostException unreadable) {
            problems.add(unreadable.problem());
        } catch (IOException impossible) {
            throw new IllegalStateException("Reading from memory failed.", impossible);
        }
        return automatic;
    }
}
