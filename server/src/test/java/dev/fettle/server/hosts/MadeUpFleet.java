package dev.fettle.server.hosts;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.audit.TestAudit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Hosts that never were, looked at through the real {@link RecordLook}. The same seed makes the same fleet. */
public final class MadeUpFleet {
    private static final Instant BEGINNING = Instant.parse("2026-01-05T00:00:00Z");
    private static final Platform DEBIAN = new Platform("debian", "13");
    private static final List<Origin> MAIN =
            List.of(new Origin("Debian", "Debian", "stable", "trixie", "deb.debian.org"));
    private static final int NAMES_PER_PACKAGE = 4;
    private static final int PENDING = 20;

    private final RecordLook looks;
    private final Random random;
    private final int names;
    private final int packages;

    /** @param packages of each host; there are four times as many names, and {@code builds} builds of them */
    public MadeUpFleet(DataSource database, long seed, int packages) {
        JdbcClient jdbc = JdbcClient.create(database);
        this.looks = HostParts.recordLook(jdbc, TestAudit.over(jdbc), new JdbcTransactionManager(database));
        this.random = new Random(seed);
        this.packages = packages;
        this.names = packages * NAMES_PER_PACKAGE;
    }

    /** One look at one host; each differs from the one before it in some packages. */
    public void look(int host, int round) {
        Random own = new Random(host);
        TreeSet<Integer> chosen = new TreeSet<>();
        while (chosen.size() < packages) {
            chosen.add((int) (names * own.nextDouble() * own.nextDouble()));
        }
        List<InstalledPackage> installed = new ArrayList<>();
        for (int number : chosen) {
            // Three versions of each name are about, and a round moves a few packages on.
            int version = own.nextInt(2) + (random.nextInt(100) < Math.min(round, 1) * 3 ? 1 : 0);
            installed.add(new InstalledPackage(
                    name(number),
                    "amd64",
                    version(number, version),
                    source(number, version),
                    MAIN,
                    number % 97 == 0,
                    number % 3 == 0));
        }
        installed.sort(Comparator.comparing(InstalledPackage::name));
        Inventory inventory = new Inventory(
                "host-" + host,
                DEBIAN,
                "Debian GNU/Linux 13 (trixie)",
                installed,
                Inventory.kernelsOf(installed, "6.12.48+deb13-amd64"),
                new Inventory.Reboot.NotRequired(),
                0,
                List.of());
        looks.record(
                new MachineId("machine-" + host),
                BEGINNING.plusSeconds(3600L * round + host),
                inventory,
                new PendingLook(
                        new PendingChanges(patches(installed), List.of(), List.of(), List.of()),
                        null,
                        Map.of(),
                        List.of(),
                        Map.of()));
    }

    private static List<PendingPatch> patches(List<InstalledPackage> installed) {
        return installed.stream()
                .limit(PENDING)
                .map(each -> new PendingPatch(
                        each.name(),
                        each.architecture(),
                        each.version(),
                        new DebVersion(each.version().text() + "+deb13u1"),
                        each.source(),
                        MAIN,
                        new PendingPatch.Download(
                                100_000L + each.name().hashCode() % 50_000,
                                HexFormat.of()
                                        .toHexDigits(each.name().hashCode())
                                        .repeat(8)),
                        PendingPatch.Basis.PACKAGE_MANAGER))
                .toList();
    }

    private static String name(int number) {
        return "lib" + Integer.toString(number * 7919 + 1_000_003, 36) + "-" + number;
    }

    private static DebVersion version(int number, int version) {
        return new DebVersion(number % 9 + "." + number % 31 + "." + version + "-" + (1 + number % 5));
    }

    private static SourceBuild source(int number, int version) {
        return new SourceBuild(name(number - number % 3), version(number, version));
    }
}
