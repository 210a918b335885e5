package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.core.product.DebNames;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.HostException;
import dev.fettle.host.pkg.apt.Changelog.Line;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was read of package files, by their SHA-256: a package file never changes, so this is kept for ever. The form is
 * lines: {@code fettle-changelog 1}, then {@code E source version CVE…} or {@code B text} each, then {@code end N} with
 * their number, so that a file cut short is seen. A file without a changelog has no lines between.
 */
final class ChangelogCache {
    private static final String HEAD = "fettle-changelog 1";
    private static final long MAX_BYTES = 64L << 20;

    private final Path directory;

    ChangelogCache(Path directory) {
        this.directory = directory;
    }

    /** What was kept; empty if nothing was, or what was is damaged. */
    Optional<Changelog> find(String sha256) throws HostException {
        Path file = directory.resolve(sha256);
        try {
            return Files.size(file) > MAX_BYTES ? Optional.empty() : parse(Files.readString(file));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (MalformedInputException damaged) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new HostException(
                    new Problem(file.toString(), "Could not read " + file + ".", String.valueOf(unreadable)),
                    unreadable);
        }
    }

    void keep(String sha256, Changelog changelog) throws HostException {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        for (Line line : changelog.lines()) {
            switch (line) {
                case Line.Entry entry -> {
                    text.append("E ").append(entry.source()).append(' ').append(entry.version());
                    entry.vulnerabilities().forEach(id -> text.append(' ').append(id));
                }
                case Line.Unreadable unreadable -> text.append("B ").append(oneLine(unreadable.text()));
            }
            text.append('\n');
        }
        text.append("end ").append(changelog.lines().size()).append('\n');
        try {
            Path unfinished = Files.createTempFile(directory, "new-", "");
            Files.writeString(unfinished, text, StandardCharsets.UTF_8);
            Files.move(unfinished, directory.resolve(sha256), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException cannot) {
            throw new HostException(
                    new Problem(directory.toString(), "Could not write to " + directory + ".", String.valueOf(cannot)),
                    cannot);
        }
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    private static Optional<Changelog> parse(String text) {
        String[] rows = text.split("\n", -1);
        int last = rows.length - 2;
        if (last < 1 || !rows[0].equals(HEAD) || !rows[last].equals("end " + (last - 1)) || !rows[last + 1].isEmpty()) {
            return Optional.empty();
        }
        List<Line> lines = new ArrayList<>(last);
        for (int i = 1; i < last; i++) {
            if (rows[i].startsWith("B ")) {
                lines.add(new Line.Unreadable(rows[i].substring(2)));
                continue;
            }
            String[] words = rows[i].split(" ", -1);
            if (words.length < 3
                    || !words[0].equals("E")
                    || !DebNames.isPackage(words[1])
                    || !DebVersion.isValid(words[2])) {
                return Optional.empty();
            }
            lines.add(new Line.Entry(
                    words[1], new DebVersion(words[2]), List.of(words).subList(3, words.length)));
        }
        return Optional.of(new Changelog(lines));
    }
}
