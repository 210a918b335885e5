package dev.fettle.cli;

import java.nio.file.Path;
import java.util.Map;

/** Where Fettle keeps what it can make again: {@code fettle} in the folder of the XDG Base Directory Specification. */
final class CacheHome {
    private CacheHome() {}

    static Path of(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (xdg.startsWith("/")) {
            return Path.of(xdg, "fettle");
        }
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.startsWith("/") ? home : System.getProperty("user.home", "/"), ".cache", "fettle");
    }
}
