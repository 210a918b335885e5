package dev.fettle.host.pkg.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a Debian system that does not run, made by hand. */
final class TinyImage {
    private final Path root;
    private final StringBuilder status = new StringBuilder();

    TinyImage(Path root) throws IOException {
        this.root = root;
        for (String folder : new String[] {
            "etc/apt/apt.conf.d",
            "etc/apt/preferences.d",
            "etc/apt/sources.list.d",
            "var/lib/dpkg/info",
            "var/lib/dpkg/updates",
            "var/lib/apt/lists/partial"
        }) {
            Files.createDirectories(root.resolve(folder));
        }
        write("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Tiny Debian\"\n");
        write("etc/hostname", "tiny-01\n");
        write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        installed("dpkg", "1.21.22", "");
    }

    Path root() {
        return root;
    }

    TinyImage write(String path, String text) throws IOException {
        Files.writeString(root.resolve(path), text);
        return this;
    }

    TinyImage sources(String url) throws IOException {
        return write(
                "etc/apt/sources.list",
                "deb [trusted=yes] " + url + " stable main\ndeb [trusted=yes] " + url + " security main\n");
    }

    TinyImage installed(String name, String version, String more) throws IOException {
        return installed(name, version, "install", more);
    }

    /** @param want what dpkg notes as wanted, {@code install} or {@code hold} */
    TinyImage installed(String name, String version, String want, String more) throws IOException {
        status.append("Package: ")
                .append(name)
                .append("\nStatus: ")
                .append(want)
                .append(" ok installed\nArchitecture: amd64\nMaintainer: T <t@example.org>\nVersion: ")
                .append(version)
                .append('\n')
                .append(more)
                .append("Description: tiny\n\n");
        return write("var/lib/dpkg/status", status.toString());
    }
}
