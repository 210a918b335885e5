package dev.fettle.host.probe;

import dev.fettle.core.inventory.Problem;
import dev.fettle.core.product.Platform;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.HostFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a host says it runs; the format is that of os-release(5).
 *
 * @param prettyName for people, the platform itself if the host gives none
 */
public record OsRelease(Platform platform, String prettyName) {
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_PRETTY_NAME = 120;

    /** @throws HostException if the host does not say, or says something that is no platform */
    public static OsRelease read(HostFiles files, Problems problems) throws HostException {
        for (String path : new String[] {"/etc/os-release", "/usr/lib/os-release"}) {
            Optional<String> text = files.read(path, MAX_BYTES);
            if (text.isPresent()) {
                return parse(path, text.get(), problems);
            }
        }
        throw new HostException(
                "/etc/os-release", files.root() + " has no etc/os-release, so nobody knows which system it is.");
    }

    static OsRelease parse(String path, String text, Problems problems) throws HostException {
        Map<String, String> values = new HashMap<>();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    String value = equals <= 0 ? null : unquote(line.substring(equals + 1));
                    if (value == null) {
                        problems.add(path, "This line of " + path + " is no NAME=value.", line);
                    } else {
                        values.put(line.substring(0, equals), value);
                    }
                });
        String id = values.getOrDefault("ID", "linux");
        if (!id.equals("debian")) {
            throw new HostException(new Problem(path, "This system is not supported yet; Debian is.", id));
        }
        String release = values.get("VERSION_ID");
        if (release == null) {
            throw new HostException(
                    path, path + " has no VERSION_ID, as in Debian testing and unstable; only releases are supported.");
        }
        try {
            Platform platform = new Platform(id, release);
            String pretty = values.getOrDefault("PRETTY_NAME", platform.toString());
            return new OsRelease(platform, pretty.substring(0, Math.min(pretty.length(), MAX_PRETTY_NAME)));
        } catch (IllegalArgumentException unusual) {
            throw new HostException(
                    new Problem(path, "The VERSION_ID of " + path + " is no release.", release), unusual);
        }
    }

    /** The value as a POSIX shell reads it, without expansions; null if its quotes do not match. */
    private static @Nullable String unquote(String text) {
        StringBuilder value = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == '\'') {
                quote = c == '\'' ? 0 : append(value, c, quote);
            } else if (c == '\\') {
                if (++i == text.length()) {
                    return null;
                }
                value.append(text.charAt(i));
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                value.append(c);
            }
        }
        return quote == 0 ? value.toString() : null;
    }

    private static char append(StringBuilder value, char c, char quote) {
        value.append(c);
        return quote;
    }
}
