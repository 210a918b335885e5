package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.core.product.DebNames;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration by which apt reads a system that does not run. It names every file itself, so that neither this
 * machine's configuration nor the image's is read; of the image's, which could name commands to run, only two plain
 * values are carried over, and the machine's id. No file named leads out of the image.
 *
 * @param text in the form of apt.conf(5)
 */
record ImageConfiguration(String text) {
    private static final int MAX_BYTES = 256 << 10;
    private static final Pattern DEFAULT_RELEASE =
            Pattern.compile("(?m)^[^/#\\n]*\\bDefault-Release\\s+\"([A-Za-z0-9][A-Za-z0-9._/-]{0,63})\"\\s*;");
    private static final Pattern INSTALL_RECOMMENDS =
            Pattern.compile("(?mi)^[^/#\\n]*\\bInstall-Recommends\\s+\"?(0|1|true|false|yes|no)\"?\\s*;");
    private static final Pattern MACHINE_ID = Pattern.compile("[0-9a-f]{32}");

    /** @throws HostException if a file that apt would read lies outside the image or is no regular file */
    static ImageConfiguration of(HostFiles files, String architecture) throws HostException {
        StringBuilder text = new StringBuilder();
        // Whatever is not named below lies nowhere.
        set(text, "Dir", "/nonexistent/");
        set(text, "Dir::Etc::main", "/dev/null");
        set(text, "Dir::Etc::parts", "/dev/null");
        set(text, "Dir::Etc::netrc", "/dev/null");
        set(text, "Dir::Etc::netrcparts", "/dev/null");
        set(text, "Dir::Etc::sourcelist", file(files, "/etc/apt/sources.list"));
        set(text, "Dir::Etc::sourceparts", directory(files, "/etc/apt/sources.list.d"));
        set(text, "Dir::Etc::preferences", file(files, "/etc/apt/preferences"));
        set(text, "Dir::Etc::preferencesparts", directory(files, "/etc/apt/preferences.d"));
        set(text, "Dir::Etc::trusted", "/dev/null");
        set(text, "Dir::Etc::trustedparts", "/dev/null");
        set(text, "Dir::State::status", file(files, "/var/lib/dpkg/status"));
        set(text, "Dir::State::extended_states", file(files, "/var/lib/apt/extended_states"));
        set(text, "Dir::State::lists", directory(files, "/var/lib/apt/lists") + "/");
        set(text, "APT::Architecture", architecture);
        text.append("#clear APT::Architectures;\n");
        set(text, "APT::Architectures::", architecture);
        for (String foreign : lines(files, "/var/lib/dpkg/arch")) {
            if (DebNames.isArchitecture(foreign) && !foreign.equals(architecture)) {
                set(text, "APT::Architectures::", foreign);
            }
        }
        // Methods that start programs or read this machine's files on the word of the image's sources.
        for (String method : List.of("ssh", "rsh", "ftp", "cdrom", "file", "copy", "mirror+file", "mirror+copy")) {
            set(text, "Dir::Bin::methods::" + method, "false");
        }
        carryOver(files, text);
        return new ImageConfiguration(text.toString());
    }

    /**
     * Looks at the files that dpkg would read, before it does.
     *
     * @throws HostException if one of them lies outside the image or is no regular file
     */
    static void requireInside(HostFiles files) throws HostException {
        directory(files, "/var/lib/dpkg");
        directory(files, "/var/lib/dpkg/updates");
    }

    private static void set(StringBuilder text, String name, String value) {
        text.append(name).append(" \"").append(value).append("\";\n");
    }

    private static void carryOver(HostFiles files, StringBuilder text) throws HostException {
        List<String> paths = new ArrayList<>();
        for (String name : files.list("/etc/apt/apt.conf.d")) {
            paths.add("/etc/apt/apt.conf.d/" + name);
        }
        paths.add("/etc/apt/apt.conf");
        for (String path : paths) {
            String content = files.read(path, MAX_BYTES).orElse("");
            lastOf(DEFAULT_RELEASE, content).ifPresent(release -> set(text, "APT::Default-Release", release));
            lastOf(INSTALL_RECOMMENDS, content).ifPresent(flag -> set(text, "APT::Install-Recommends", flag));
        }
        // Which share of a phased update a machine is in hangs on its id.
        String id = files.read("/etc/machine-id", MAX_BYTES).orElse("").strip();
        if (MACHINE_ID.matcher(id).matches()) {
            set(text, "APT::Machine-ID", id);
        }
    }

    private static Optional<String> lastOf(Pattern pattern, String content) {
        return pattern.matcher(content).results().map(match -> match.group(1)).reduce((_, later) -> later);
    }

    private static List<String> lines(HostFiles files, String path) throws HostException {
        return files.read(path, MAX_BYTES)
                .orElse("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String file(HostFiles files, String path) throws HostException {
        Optional<Path> file = files.resolve(path);
        if (file.isEmpty()) {
            return "/dev/null";
        }
        if (!Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)) {
            throw new HostException(path, path + " is no regular file; neither apt nor dpkg was let near it.");
        }
        return plain(file.get());
    }

    /** A directory in which apt would read each file, so each is looked at. */
    private static String directory(HostFiles files, String path) throws HostException {
        Optional<Path> directory = files.resolve(path);
        if (directory.isEmpty()) {
            return "/dev/null";
        }
        for (String name : files.list(path)) {
            Path entry = directory.get().resolve(name);
            Optional<Path> inside = files.resolve(path + "/" + name);
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (inside.isEmpty()
                    || !inside.get().equals(asTheKernelSeesIt(entry))
                    || !Files.isRegularFile(inside.get(), LinkOption.NOFOLLOW_LINKS)) {
                throw new HostException(
                        path + "/" + name,
                        path + "/" + name
                                + " is no regular file of the image or leads out of it; neither apt nor dpkg was let near it.");
            }
        }
        return plain(directory.get());
    }

    private static Path asTheKernelSeesIt(Path entry) {
        try {
            return entry.toRealPath();
        } catch (IOException dangling) {
            return entry;
        }
    }

    private static String plain(Path path) throws HostException {
        String text = path.toString();
        Matcher unusable = Pattern.compile("[\"\\\\\\p{Cntrl}]").matcher(text);
        if (unusable.find()) {
            throw new HostException(new Problem(
                    "--root", "The image's path has a character that apt cannot take. Mount it elsewhere.", text));
        }
        return text;
    }
}
