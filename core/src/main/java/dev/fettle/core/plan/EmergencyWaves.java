package dev.fettle.core.plan;

import java.util.List;

/**
 * The waves of an emergency: a few hosts go first and are watched shortly, then come the rest. Where there are so few that
 * none would be left, or half of them would go first, fewer do.
 */
public final class EmergencyWaves {
    private static final int PILOT = 5;
    private static final int SMALL = 100;
    private static final String SOAK = " soak=10m";

    private EmergencyWaves() {}

    /** @param hosts how many get something */
    public static List<WaveRule> of(int hosts) {
        if (hosts < 2) {
            return List.of(WaveLine.read("all rest soak=0m"));
        }
        String share = hosts > SMALL ? PILOT + "%" : Integer.toString(Math.min(PILOT, hosts / 2));
        return List.of(WaveLine.read("pilot " + share + SOAK), WaveLine.read("rest rest" + SOAK));
    }
}
