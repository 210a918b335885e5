package dev.fettle.server.demo;

import dev.fettle.core.inventory.Origin;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Packages and vulnerabilities that never were, over the {@link #DAYS} days before a day: always the same. Days are
 * numbers, 0 for that day and negative before.
 */
final class MadeUpWorld {
    static final int DAYS = 90;
    /** Some flaws were known before the history begins. */
    static final int FIRST_DAY = -150;

    private static final long SEED = 20_990_101;
    private static final int SOURCES = 150;
    private static final int FLAWS = 420;
    /** Each pair of words is the name of one package. */
    private static final int MOST_SOURCES = 400;

    private static final int KERNEL_FLAWS = 60;
    private static final int FIRST_NUMBER = 10_000;
    private static final String[] FRONT = {
        "amber", "birch", "cobalt", "dapple", "ember", "fathom", "garnet", "hollow", "indigo", "juniper", "kestrel",
        "lumen", "marble", "nimbus", "opal", "pewter", "quill", "russet", "sable", "thistle"
    };
    private static final String[] BACK = {
        "archive", "cache", "codec", "db", "fonts", "gate", "image", "json", "ldap", "log", "mail", "parser", "proxy",
        "queue", "shell", "ssl", "sync", "text", "tools", "web"
    };

    /** What the packages of a release are called and numbered by. */
    record Release(Platform platform, String prettyName, String codename, String suite, String kernel) {
        Origin main() {
            return new Origin("Debian", "Debian", suite, codename, "deb.example.org");
        }

        Origin security() {
            return new Origin(
                    "Debian", "Debian-Security", suite + "-security", codename + "-security", "security.example.org");
        }
    }

    static final List<Release> RELEASES = List.of(
            new Release(
                    new Platform("debian", "11"), "Debian GNU/Linux 11 (bullseye)", "bullseye", "oldoldstable", "5.10"),
            new Release(new Platform("debian", "12"), "Debian GNU/Linux 12 (bookworm)", "bookworm", "oldstable", "6.1"),
            new Release(new Platform("debian", "13"), "Debian GNU/Linux 13 (trixie)", "trixie", "stable", "6.12"));

    /** @param updates the days on which a new version came out, ascending; the versions are numbered from 1 by them */
    record Source(String name, List<String> binaries, int major, int minor, List<Integer> updates) {

        /** How many updates are out. */
        int updatesBy(int day) {
            return (int) updates.stream().filter(each -> each <= day).count();
        }

        /** @param update 0 for what a release began with */
        DebVersion version(Release release, int update) {
            int own = minor + RELEASES.indexOf(release);
            String base = major + "." + own + "-1";
            return new DebVersion(
                    update == 0 ? base : base + "+deb" + release.platform().release() + "u" + update);
        }
    }

    /**
     * @param source null for the kernel
     * @param fixedBy the number of the update that mends it; 0 if none does yet
     * @param epss 0 to 1
     */
    record Flaw(
            String id,
            @Nullable Source source,
            int published,
            int fixedBy,
            int vector,
            double epss,
            boolean exploited,
            boolean unimportant) {}

    private final List<Source> sources = new ArrayList<>();
    private final List<Integer> kernelUpdates;
    private final List<Flaw> flaws = new ArrayList<>();

    MadeUpWorld() {
        this(SOURCES, FLAWS);
    }

    /** @param packages how many sources there are, at most {@link #MOST_SOURCES} */
    MadeUpWorld(int packages, int known) {
        if (packages > MOST_SOURCES) {
            throw new IllegalArgumentException("There are no names for " + packages + " packages.");
        }
        Random random = new Random(SEED);
        kernelUpdates = days(random, 6);
        for (int each = 0; each < packages; each++) {
            String name = FRONT[each % FRONT.length] + "-" + BACK[each / FRONT.length];
            List<String> binaries = random.nextInt(3) == 0 ? List.of(name) : List.of(name, "lib" + name + "1");
            sources.add(new Source(
                    name, binaries, 1 + random.nextInt(9), random.nextInt(30), days(random, random.nextInt(4))));
        }
        for (int each = 0; each < known; each++) {
            flaws.add(flaw(random, each));
        }
    }

    private static List<Integer> days(Random random, int count) {
        return IntStream.generate(() -> -random.nextInt(-FIRST_DAY - 20))
                .distinct()
                .limit(count)
                .sorted()
                .boxed()
                .toList();
    }

    private Flaw flaw(Random random, int number) {
        @Nullable Source source = number < KERNEL_FLAWS ? null : sources.get(random.nextInt(sources.size()));
        List<Integer> updates = source == null ? kernelUpdates : source.updates();
        int fixedBy = updates.isEmpty() || random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(updates.size());
        int latest = fixedBy == 0 ? -1 : updates.get(fixedBy - 1);
        int published = Math.max(FIRST_DAY, latest - random.nextInt(fixedBy == 0 ? -FIRST_DAY : 20));
        boolean exploited = fixedBy > 0 && number % 70 == 69;
        double likely = Math.pow(random.nextDouble(), 8);
        return new Flaw(
                "CVE-2099-" + (FIRST_NUMBER + number),
                source,
                published,
                fixedBy,
                random.nextInt(DemoFeeds.VECTORS.size() + 1),
                exploited ? Math.max(0.6, likely) : likely,
                exploited,
                !exploited && random.nextInt(6) == 0);
    }

    List<Source> sources() {
        return sources;
    }

    List<Flaw> flaws() {
        return flaws;
    }

    int kernelUpdatesBy(int day) {
        return (int) kernelUpdates.stream().filter(each -> each <= day).count();
    }

    /** The version of the kernel's source. */
    static DebVersion kernel(Release release, int update) {
        return new DebVersion(release.kernel() + "." + (100 + update) + "-1");
    }

    /** What {@code uname -r} says of it. */
    static String kernelRelease(Release release, int update) {
        return release.kernel() + ".0-" + (20 + update) + "-amd64";
    }
}
