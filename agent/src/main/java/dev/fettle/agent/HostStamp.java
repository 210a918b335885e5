package dev.fettle.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;

/**
 * Notices cheaply that a host may have changed: a few sizes and times of files which every change by a package manager touches.
 * What leaves no trace there, such as a service that was restarted by hand, is found by the next look that is due anyway.
 */
final class HostStamp {
    private static final List<String> WATCHED = List.of(
            "etc/apt/preferences",
            "etc/apt/preferences.d",
            "etc/apt/sources.list",
            "etc/apt/sources.list.d",
            "etc/hostname",
            "etc/os-release",
            "run/reboot-required",
            "run/reboot-required.pkgs",
            "var/lib/apt/extended_states",
            "var/lib/apt/lists",
            "var/lib/dpkg/status",
            "var/log/dpkg.log");

    private HostStamp() {}

    /** One line. Two are alike if nothing was touched meanwhile, and the system not booted. */
    static String of(Path root, UUID boot) {
        StringBuilder stamp = new StringBuilder(boot.toString());
        for (String each : WATCHED) {
            stamp.append(' ');
            try {
                BasicFileAttributes file =
                        Files.readAttributes(root.resolve(each), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                stamp.append(file.size()).append('/').append(file.lastModifiedTime());
            } catch (IOException absent) {
                stamp.append('-');
            }
        }
        return stamp.toString();
    }
}
