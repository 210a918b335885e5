package dev.fettle.server.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The Unix account that PostgreSQL runs as. It refuses to run as root, so root gives it another one.
 *
 * @param dropped whether this is another account than that of this process, which is root's then
 */
record Account(int uid, int gid, boolean dropped) {
    /** In this order: one made for the purpose, and the one that every Linux has. */
    private static final List<String> UNPRIVILEGED = List.of("postgres", "nobody");

    private static final int ROOT = 0;
    private static final Path USERS = Path.of("/etc/passwd");

    /** This process's own account, or as root that of an existing cluster, else an unprivileged one. */
    static Account forCluster(Path cluster) throws PostgresException {
        try {
            int me = uid(Path.of("/proc/self"));
            if (me != ROOT) {
                return new Account(me, gid(Path.of("/proc/self")), false);
            }
            if (Files.isDirectory(cluster, LinkOption.NOFOLLOW_LINKS) && uid(cluster) != ROOT) {
                return new Account(uid(cluster), gid(cluster), true);
            }
            List<String> users = Files.readAllLines(USERS, StandardCharsets.ISO_8859_1);
            for (String name : UNPRIVILEGED) {
                Optional<Account> found = named(name, users);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        } catch (IOException e) {
            throw PostgresException.of("Choosing the user that PostgreSQL runs as", USERS, e);
        }
        throw new PostgresException("PostgreSQL must not run as root, and " + USERS
                + " has neither a user postgres nor a user nobody. Make one (useradd --system postgres), or start"
                + " Fettle as an ordinary user.");
    }

    // postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash
    private static Optional<Account> named(String name, List<String> users) {
        return users.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length == 7
                        && fields[0].equals(name)
                        && fields[2].matches("[1-9][0-9]{0,8}")
                        && fields[3].matches("[0-9]{1,9}"))
                .map(fields -> new Account(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), true))
                .findFirst();
    }

    static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    private static int gid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:gid");
    }

    /** Gives a file, or a link itself, to this account; nothing to do for one's own. */
    void own(Path file) throws IOException {
        if (dropped) {
            Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Lets this account's group have what the mode of the file gives a group. */
    void share(Path file) throws IOException {
        if (dropped) {
            Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
