package dev.fettle.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who PostgreSQL runs as, and where it can. */
@Timeout(120)
class AccountTest {
    private static final int NOBODY = 65534;

    @TempDir
    Path temporary;

    private static boolean root() throws IOException {
        return Account.uid(Path.of("/proc/self")) == 0;
    }

    private static void assumeRoot() throws IOException {
        assumeTrue(root(), "only root starts PostgreSQL as another user");
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static int user(EmbeddedPostgres postgres) throws IOException {
        return Account.uid(Path.of("/proc/" + postgres.pid()));
    }

    private static EmbeddedPostgres start(Path data) throws PostgresException {
        return EmbeddedPostgres.start(data, line -> {});
    }

    @Test
    void an_ordinary_user_runs_it_as_itself_and_root_as_somebody_else() throws Exception {
        Path data = temporary.resolve("data");
        UnpackedOnce.into(data);
        try (EmbeddedPostgres postgres = start(data)) {
            assertThat(user(postgres) == 0).isFalse();
            assertThat(user(postgres) == Account.uid(Path.of("/proc/self"))).isEqualTo(!root());
            assertThat(user(postgres)).isEqualTo(Account.uid(Home.in(data).cluster()));
            String status = Files.readString(Path.of("/proc/" + postgres.pid() + "/status"));
            assertThat(status).containsPattern("CapEff:\\s+0+\n").containsPattern("NoNewPrivs:\\s+1\n");
        }
    }

    @Test
    void a_closed_folder_above_the_data_stays_as_closed_as_it_was() throws Exception {
        assumeRoot();
        Path data = temporary.resolve("data");
        UnpackedOnce.into(data);
        mode(temporary, "rwx------");
        assumeTrue(
                new ProcessBuilder("unshare", "--mount", "true").start().waitFor() == 0,
                "root may not mount anything here, as in most containers");
        try (EmbeddedPostgres postgres = start(data)) {
            assertThat(Sql.ask(postgres, "SELECT 'works'")).isEqualTo("works");
            assertThat(mode(temporary)).isEqualTo("rwx------");
            assertThat(mode(data)).isEqualTo("rwx------");
            assertThat(RunningCluster.find(data)).isPresent();
            // What else is in the closed folder cannot be seen from where PostgreSQL runs.
            assertThat(Path.of("/proc/" + postgres.pid() + "/root" + data + "/postgres/cluster"))
                    .exists();
            Path secret = Files.writeString(temporary.resolve("secret"), "s");
            assertThat(Path.of("/proc/" + postgres.pid() + "/root" + secret)).doesNotExist();
        }
    }

    @Test
    void a_data_folder_that_is_roots_alone_lets_the_group_pass_and_nobody_else() throws Exception {
        assumeRoot();
        mode(temporary, "rwxr-xr-x");
        Path data = temporary.resolve("data");
        UnpackedOnce.into(data);
        for (int round = 1; round <= 2; round++) {
            try (EmbeddedPostgres postgres = start(data)) {
                assertThat(Sql.ask(postgres, "SELECT 'works'")).isEqualTo("works");
                assertThat(mode(data)).isEqualTo("rwx--x---");
                assertThat(Files.getAttribute(data, "unix:gid"))
                        .isEqualTo(Files.getAttribute(Home.in(data).cluster(), "unix:gid"));
                assertThat(Account.uid(data)).isZero();
                for (Path programs :
                        List.of(Home.in(data).programs(), Home.in(data).settings())) {
                    assertThat(Account.uid(programs)).isZero();
                }
            }
        }
    }

    @Test
    void a_cluster_put_back_by_root_is_handed_to_the_user_that_runs_it() throws Exception {
        assumeRoot();
        Path data = temporary.resolve("data");
        UnpackedOnce.into(data);
        start(data).close();
        Path cluster = Home.in(data).cluster();
        try (Stream<Path> files = Files.walk(cluster)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setAttribute(file, "unix:uid", 0);
            }
        }
        try (EmbeddedPostgres postgres = start(data)) {
            assertThat(Sql.ask(postgres, "SELECT 'works'")).isEqualTo("works");
            assertThat(user(postgres)).isEqualTo(Account.uid(cluster)).isNotZero();
        }
    }

    @Test
    void the_owner_of_a_cluster_is_who_runs_it() throws Exception {
        assumeRoot();
        Path data = temporary.resolve("data");
        UnpackedOnce.into(data);
        start(data).close();
        try (Stream<Path> files = Files.walk(Home.in(data).cluster())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setAttribute(file, "unix:uid", NOBODY);
                Files.setAttribute(file, "unix:gid", NOBODY);
            }
        }
        try (EmbeddedPostgres postgres = start(data)) {
            assertThat(user(postgres)).isEqualTo(NOBODY);
        }
    }

    @Test
    void a_folder_of_another_user_is_refused() throws Exception {
        assumeRoot();
        Path data = temporary.resolve("data");
        UnpackedOnce.into(data);
        Files.setAttribute(data.resolve("postgres"), "unix:uid", NOBODY);
        assertThatThrownBy(() -> start(data))
                .isInstanceOf(PostgresException.class)
                .hasMessage(data + "/postgres belongs to the user with the number 65534, but Fettle runs as number 0."
                        + " Start it as that user, or hand the folder over with: chown root " + data + "/postgres");
    }

    @Test
    void an_ordinary_user_starts_it_and_a_kill_ends_it_too() throws Exception {
        assumeRoot();
        mode(temporary, "rwxr-xr-x");
        Path library = Files.createDirectory(temporary.resolve("library"));
        StringBuilder classPath = new StringBuilder();
        for (Class<?> needed : List.of(
                EmbeddedPostgres.class,
                StartPostgresMain.class,
                org.postgresql.Driver.class,
                org.apache.commons.compress.archivers.tar.TarArchiveEntry.class,
                org.apache.commons.io.IOUtils.class,
                org.apache.commons.lang3.StringUtils.class,
                org.tukaani.xz.XZInputStream.class)) {
            classPath
                    .append(copy(
                            needed.getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI(),
                            library))
                    .append(':');
        }
        String binaries =
                EmbeddedPostgres.class.getResource("/postgres-linux-x86_64.txz").getPath();
        classPath.append(copy(URI.create(binaries.substring(0, binaries.indexOf('!'))), library));
        Path data = Files.createDirectory(temporary.resolve("data"));
        Files.setAttribute(data, "unix:uid", NOBODY);
        List<String> asNobody =
                List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs", "--");
        PostgresProcess orphan;
        for (int round = 1; round <= 2; round++) {
            try (PostgresChild child = PostgresChild.start(asNobody, classPath.toString(), data, "up ")) {
                Sql.execute(child.jdbcUrl(), child.password(), "CREATE TABLE t" + round + " (v bigint)");
                orphan = new PostgresProcess(child.postgres());
                assertThat(orphan.worksOn(Home.in(data).cluster())).isTrue();
                assertThat(Account.uid(Path.of("/proc/" + child.postgres()))).isEqualTo(NOBODY);
            }
        }
        assertThat(mode(data.resolve("postgres"))).isEqualTo("rwx------");
        assertThat(Waiting.until(
                        () -> {
                            try {
                                return PostgresProcess.on(Home.in(data).cluster())
                                        .isEmpty();
                            } catch (IOException e) {
                                return false;
                            }
                        },
                        java.time.Duration.ofSeconds(10)))
                .isTrue();
    }

    /** Copies a jar or a folder of classes to where every user may read it. */
    private static Path copy(URI from, Path library) throws IOException {
        Path source = Path.of(from);
        Path target = library.resolve(library.toFile().list().length + "-" + source.getFileName());
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copied = target.resolve(source.relativize(file).toString());
                Files.copy(file, file.equals(source) ? target : copied);
            }
        }
        return target;
    }
}
