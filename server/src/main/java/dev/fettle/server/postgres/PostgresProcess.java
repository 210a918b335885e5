package dev.fettle.server.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that runs PostgreSQL on a certain cluster, known by what the kernel says of it and not by a file. */
record PostgresProcess(long pid) {
    private static final Path PROC = Path.of("/proc");

    /** All that work on a cluster, the server itself first; none where the cluster is absent. */
    static List<PostgresProcess> on(Path cluster) throws IOException {
        if (!Files.isDirectory(cluster)) {
            return List.of();
        }
        List<PostgresProcess> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path folder : processes) {
                PostgresProcess process = new PostgresProcess(Long.parseLong(String.valueOf(folder.getFileName())));
                if (process.worksOn(cluster)) {
                    if (process.isServer(cluster)) {
                        found.addFirst(process);
                    } else {
                        found.add(process);
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Whether it is PostgreSQL on that cluster. A zombie is not any more: it has ended, only its parent slept. */
    boolean worksOn(Path cluster) {
        try {
            return !hasEnded() && Account.uid(folder()) == Account.uid(cluster) && isPostgresIn(cluster);
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean isPostgresIn(Path cluster) throws IOException {
        try {
            String program = String.valueOf(
                    Files.readSymbolicLink(folder().resolve("exe")).getFileName());
            return (program.equals("postgres") || program.equals("postgres (deleted)"))
                    && (Files.isSameFile(folder().resolve("cwd"), cluster) || isServer(cluster));
        } catch (IOException notTold) {
            // In containers even root may not see what other users' processes run; the arguments it may.
            return isServer(cluster);
        }
    }

    /** Whether it was started as the server of the cluster and is not one of that server's children. */
    boolean isServer(Path cluster) throws IOException {
        String[] arguments =
                new String(Files.readAllBytes(folder().resolve("cmdline")), StandardCharsets.UTF_8).split("\0", -1);
        return arguments.length > 2
                && arguments[0].endsWith("/postgres")
                && arguments[1].equals("-D")
                && arguments[2].equals(cluster.toString());
    }

    boolean hasEnded() {
        try {
            String stat = new String(Files.readAllBytes(folder().resolve("stat")), StandardCharsets.ISO_8859_1);
            int name = stat.lastIndexOf(") ");
            char state = name < 0 || name + 2 >= stat.length() ? 'X' : stat.charAt(name + 2);
            return state == 'Z' || state == 'X';
        } catch (IOException gone) {
            return true;
        }
    }

    static boolean exists(long pid) {
        return Files.exists(new PostgresProcess(pid).folder());
    }

    private Path folder() {
        return PROC.resolve(Long.toString(pid));
    }
}
