package dev.fettle.sim;

import dev.fettle.core.plan.Gate;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.rollout.Deed;
import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Target;
import dev.fettle.core.rollout.Wave;
import dev.fettle.core.signing.Octets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A roll-out and the world that it meets, made from a number.
 *
 * @param lossPercent of messages that do not arrive, 0 to 30
 * @param crashPerMille of the moments at which a server can be killed, 0 to 5; some of its breaks last for days
 * @param meddling how often people do something, on average; null of it would be nobody
 */
record Scenario(
        long seed,
        Instant begins,
        RolloutPlan plan,
        List<Nights> calendars,
        List<Temper> tempers,
        int lossPercent,
        int crashPerMille,
        Duration meddling) {

    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC");

    /** Within days of these the clocks of one of the zones are put on or back. */
    private static final List<String> DAYS =
            List.of("2026-03-07", "2026-03-27", "2026-04-03", "2026-10-02", "2026-10-23", "2026-10-30", "2026-06-10");

    static Scenario of(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Instant begins = Instant.parse(pick(random, DAYS) + "T00:00:00Z").plusSeconds(60L * random.nextInt(1440));
        List<Nights> calendars = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            calendars.add(nights(random));
        }
        List<Target> targets = new ArrayList<>();
        List<Wave> waves = new ArrayList<>();
        int clusters = random.nextInt(4);
        boolean ranked = random.nextInt(4) == 0;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int from = targets.size();
            int hosts = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(random.nextInt(5) == 0 ? 30 : 8);
            for (int host = 0; host < hosts; host++) {
                targets.add(target(random, targets.size(), clusters, ranked, calendars.size()));
            }
            Duration soak = Duration.ofMinutes(random.nextInt(3) * 30L);
            waves.add(new Wave("wave " + waves.size(), from, targets.size(), gate(random, hosts), soak));
        }
        RolloutPlan plan = new RolloutPlan(
                Octets.of(digest(seed)),
                begins.plusSeconds(60L * random.nextInt(120)),
                targets,
                waves,
                limits(random),
                pick(random, List.of(OnBreach.values())),
                random.nextInt(3) > 0);
        int weak = random.nextInt(60);
        List<Temper> tempers = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            tempers.add(random.nextInt(100) < weak ? pick(random, List.of(Temper.values())) : Temper.GOOD);
        }
        return new Scenario(
                seed,
                begins,
                plan,
                calendars,
                tempers,
                random.nextBoolean() ? 0 : random.nextInt(30),
                random.nextBoolean() ? 0 : random.nextInt(5),
                Duration.ofMinutes(random.nextInt(3) == 0 ? 100_000 : 60 + random.nextInt(2_000)));
    }

    static byte[] digest(long seed) {
        byte[] digest = new byte[32];
        new Random(seed).nextBytes(digest);
        return digest;
    }

    private static Nights nights(Random random) {
        Set<DayOfWeek> days = random.nextBoolean() ? EnumSet.allOf(DayOfWeek.class) : EnumSet.noneOf(DayOfWeek.class);
        while (days.size() < 3) {
            days.add(pick(random, List.of(DayOfWeek.values())));
        }
        return new Nights(
                ZoneId.of(pick(random, ZONES)),
                days,
                LocalTime.of(random.nextInt(5), 15 * random.nextInt(4)),
                Duration.ofMinutes(60 + 30L * random.nextInt(6)));
    }

    private static Target target(Random random, int number, int clusters, boolean ranked, int calendars) {
        List<Deed> after = new ArrayList<>();
        int kind = random.nextInt(4);
        if (kind == 1) {
            after.add(Deed.RESTART);
        } else if (kind == 2) {
            after.add(Deed.REBOOT);
        }
        after.add(Deed.VERIFY);
        Duration expected = Duration.ofMinutes(2 + random.nextInt(28));
        return new Target(
                1_000L + number,
                clusters == 0 || random.nextInt(3) > 0 ? -1 : random.nextInt(clusters),
                ranked ? random.nextInt(3) : 0,
                calendars == 0 ? -1 : random.nextInt(calendars + 1) - 1,
                after,
                expected,
                expected.dividedBy(2));
    }

    private static Gate gate(Random random, int hosts) {
        return new Gate(
                1 + random.nextInt(1 + hosts / 2),
                random.nextInt(4),
                random.nextBoolean() ? 100 : 10 + random.nextInt(60),
                random.nextInt(4) > 0 ? 0 : 10 + random.nextInt(80));
    }

    private static Limits limits(Random random) {
        return new Limits(
                1 + random.nextInt(random.nextBoolean() ? 3 : 20),
                1 + random.nextInt(random.nextBoolean() ? 4 : 30),
                random.nextInt(3) > 0 ? 0 : 1 + random.nextInt(5),
                1 + random.nextInt(3),
                Duration.ofHours(2 + random.nextInt(48)));
    }

    private static <T> T pick(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
