package dev.fettle.host;

import dev.fettle.core.inventory.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what could not be read. Of each place the first fifty problems are kept and the rest is counted, because a
 * hostile file can hold millions. Safe for several threads.
 */
public final class Problems {
    private static final int MAX_EACH = 50;

    private final List<Problem> kept = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();

    public Problems() {}

    public synchronized void add(Problem problem) {
        if (counts.merge(problem.where(), 1, Integer::sum) <= MAX_EACH) {
            kept.add(problem);
        }
    }

    public void add(String where, String message, String text) {
        add(new Problem(where, message, text));
    }

    public void add(String where, String message) {
        add(new Problem(where, message));
    }

    public synchronized List<Problem> list() {
        List<Problem> all = new ArrayList<>(kept);
        counts.forEach((where, count) -> {
            if (count > MAX_EACH) {
                all.add(new Problem(where, (count - MAX_EACH) + " more problems of this kind were left out."));
            }
        });
        return List.copyOf(all);
    }
}
