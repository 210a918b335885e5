package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.product.DebNames;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A saved listing of packages: tab-separated, with a header that names at least {@code name}, {@code version},
 * {@code arch}, {@code source} and {@code source_version} in any order. Other columns are ignored. A row:
 * {@code adduser\t3.134\t\t\tadduser\t3.134\t\t}.
 */
public final class PackageListing {
    private static final int MAX_BYTES = 64 << 20;
    private static final int BINARY_LOOK = 8 << 10;
    private static final String EXPECTED =
            " Expected is a tab-separated listing whose header names name, version, arch, source and source_version.";

    private final String where;
    private final Problems problems = new Problems();
    private final List<InstalledPackage> packages = new ArrayList<>();
    private @Nullable Columns columns;
    private int unreadable;

    private PackageListing(String where) {
        this.where = where;
    }

    /** @throws HostException if the file cannot be read or is no such listing */
    public static Inventory read(Path file, Platform platform) throws HostException {
        Path name = file.getFileName();
        String host = name == null ? file.toString() : name.toString();
        if (!Files.isRegularFile(file)) {
            throw new HostException(host, file + (Files.exists(file) ? " is no regular file." : " does not exist."));
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return read(stream, host, platform);
        } catch (IOException unreadable) {
            throw new HostException(
                    new Problem(host, "Could not read " + file + ". Are you allowed to?", String.valueOf(unreadable)),
                    unreadable);
        }
    }

    /**
     * @param host what the host is called in the inventory, and the listing in messages
     * @throws HostException as {@link #read(Path, Platform)}
     */
    public static Inventory read(InputStream listing, String host, Platform platform) throws HostException {
        byte[] bytes;
        try {
            bytes = listing.readNBytes(MAX_BYTES + 1);
        } catch (IOException unreadable) {
            throw new HostException(
                    new Problem(host, host + " could not be read.", String.valueOf(unreadable)), unreadable);
        }
        if (bytes.length > MAX_BYTES) {
            throw new HostException(host, host + " is larger than 64 MiB." + EXPECTED);
        }
        for (int i = 0; i < Math.min(bytes.length, BINARY_LOOK); i++) {
            if (bytes[i] == 0) {
                throw new HostException(host, host + " is a binary file." + EXPECTED);
            }
        }
        PackageListing reader = new PackageListing(host);
        reader.readLines(new String(bytes, StandardCharsets.UTF_8));
        return Inventory.ofListing(host, platform, reader.packages, reader.unreadable, reader.problems.list());
    }

    private void readLines(String text) throws HostException {
        int number = 0;
        int at = text.startsWith("\uFEFF") ? 1 : 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            int last = end > at && text.charAt(end - 1) == '\r' ? end - 1 : end;
            number++;
            if (!isBlank(text, at, last)) {
                String line = text.substring(at, last);
                if (columns == null) {
                    columns = header(line);
                } else {
                    row(columns, line, number);
                }
            }
            at = end + 1;
        }
        if (columns == null) {
            throw new HostException(where, where + " is empty." + EXPECTED);
        }
        if (packages.isEmpty()) {
            throw new HostException(where, where + " has no readable row below its header." + EXPECTED);
        }
    }

    private static boolean isBlank(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t') {
                return false;
            }
        }
        return true;
    }

    /** @param release -1 if there is no such column, which only other package formats fill */
    private record Columns(int count, int name, int version, int arch, int source, int sourceVersion, int release) {}

    private Columns header(String line) throws HostException {
        List<String> names = new ArrayList<>();
        for (String name : split(line)) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
        }
        Columns found = new Columns(
                names.size(),
                names.indexOf("name"),
                names.indexOf("version"),
                names.indexOf("arch"),
                names.indexOf("source"),
                names.indexOf("source_version"),
                names.indexOf("release"));
        if (found.name() < 0
                || found.version() < 0
                || found.arch() < 0
                || found.source() < 0
                || found.sourceVersion() < 0) {
            throw new HostException(new Problem(where, where + " has no header that can be used." + EXPECTED, line));
        }
        return found;
    }

    private void row(Columns header, String line, int number) throws HostException {
        List<String> fields = split(line);
        if (fields.size() != header.count()) {
            bad(number, "has " + fields.size() + " columns where the header has " + header.count(), line);
            return;
        }
        if (header.release() >= 0 && !fields.get(header.release()).isEmpty()) {
            if (packages.isEmpty()) {
                throw new HostException(new Problem(
                        where,
                        where + " has releases apart from versions, so it lists no Debian packages; only those are"
                                + " supported yet.",
                        line));
            }
            bad(number, "has a release, which no Debian package has", line);
            return;
        }
        String name = fields.get(header.name());
        String version = fields.get(header.version());
        String architecture = fields.get(header.arch());
        if (!DebNames.isPackage(name)) {
            bad(number, "names no Debian package", line);
        } else if (!DebVersion.isValid(version)) {
            bad(number, "has no Debian version", line);
        } else if (!architecture.isEmpty() && !DebNames.isArchitecture(architecture)) {
            bad(number, "has no valid architecture", line);
        } else {
            DebVersion parsed = new DebVersion(version);
            String source = orElse(fields.get(header.source()), name);
            String sourceVersion = orElse(
                    fields.get(header.sourceVersion()),
                    parsed.withoutBinaryRebuild().text());
            if (Sources.isUsable(source, sourceVersion)) {
                SourceBuild build = new SourceBuild(source, new DebVersion(sourceVersion));
                packages.add(new InstalledPackage(name, architecture, parsed, build, List.of(), false, false));
            } else {
                bad(number, "names no source package and version", line);
            }
        }
    }

    private void bad(int number, String what, String line) {
        unreadable++;
        problems.add(where, "Line " + number + " of " + where + " " + what + "; it was left out.", line);
    }

    private static String orElse(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }

    private static List<String> split(String line) {
        List<String> fields = new ArrayList<>(8);
        int at = 0;
        int tab = line.indexOf('\t');
        while (tab >= 0) {
            fields.add(line.substring(at, tab));
            at = tab + 1;
            tab = line.indexOf('\t', at);
        }
        fields.add(line.substring(at));
        return fields;
    }
}
