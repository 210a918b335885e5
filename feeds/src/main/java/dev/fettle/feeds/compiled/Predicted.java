package dev.fettle.feeds.compiled;

import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.feeds.intake.FeedException;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled day of EPSS scores. Sections after the properties: 1 CVE numbers, sorted; 2 for each (probability ×
 * {@link #SCALE}, percentile × {@link #SCALE}).
 */
public final class Predicted implements Comparison.Entries<Predicted> {
    /** EPSS gives five places at most. */
    private static final int SCALE = 1_000_000;

    private final LongBuffer keys;
    private final IntBuffer scores;

    /** @throws FeedException if the table is of another kind */
    public Predicted(Table table) throws FeedException {
        if (table.kind() != Table.Kind.PREDICTED) {
            throw new FeedException("The compiled feed holds no exploit predictions.");
        }
        this.keys = table.longs(1);
        this.scores = table.ints(2);
    }

    public Optional<ExploitPrediction> find(String vulnerability) {
        long key = CveNumber.of(vulnerability);
        int index = key == CveNumber.NONE ? -1 : CveNumber.find(keys, key);
        return index < 0
                ? Optional.empty()
                : Optional.of(new ExploitPrediction(
                        (double) scores.get(2 * index) / SCALE, (double) scores.get(2 * index + 1) / SCALE));
    }

    @Override
    public int size() {
        return keys.limit();
    }

    @Override
    public int order(int entry, Predicted other, int its) {
        return Long.compare(keys.get(entry), other.keys.get(its));
    }

    @Override
    public boolean same(int entry, Predicted other, int its) {
        return scores.get(2 * entry) == other.scores.get(2 * its);
    }

    /** Gathers scores in any order; of several for one CVE the last counts. */
    public static final class Writer {
        private long[] keys = new long[1 << 16];
        private int[] probabilities = new int[1 << 16];
        private int[] percentiles = new int[1 << 16];
        private int size;

        /** Whether the id could be taken, that is whether it is a CVE id. */
        public boolean add(String vulnerability, double probability, double percentile) {
            long key = CveNumber.of(vulnerability);
            if (key == CveNumber.NONE) {
                return false;
            }
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, 2 * size);
                probabilities = Arrays.copyOf(probabilities, 2 * size);
                percentiles = Arrays.copyOf(percentiles, 2 * size);
            }
            keys[size] = key;
            probabilities[size] = (int) Math.round(probability * SCALE);
            percentiles[size] = (int) Math.round(percentile * SCALE);
            size++;
            return true;
        }

        public int size() {
            return size;
        }

        public byte[] toBytes(Map<String, String> properties) {
            boolean sorted = true;
            for (int i = 1; i < size && sorted; i++) {
                sorted = keys[i - 1] < keys[i];
            }
            int[] order = sorted ? null : lastOfEachKey();
            int count = order == null ? size : order.length;
            long[] sortedKeys = new long[count];
            IntList scores = new IntList();
            for (int i = 0; i < count; i++) {
                int from = order == null ? i : order[i];
                sortedKeys[i] = keys[from];
                scores.add(probabilities[from]);
                scores.add(percentiles[from]);
            }
            return new TableWriter(Table.Kind.PREDICTED, properties)
                    .add(sortedKeys)
                    .add(scores)
                    .toBytes();
        }

        private int[] lastOfEachKey() {
            Integer[] order = new Integer[size];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, Comparator.comparingLong((Integer i) -> keys[i]).thenComparing(i -> i));
            IntList kept = new IntList();
            for (int i = 0; i < size; i++) {
                if (i + 1 == size || keys[order[i]] != keys[order[i + 1]]) {
                    kept.add(order[i]);
                }
            }
            int[] result = new int[kept.size()];
            Arrays.setAll(result, kept::get);
            return result;
        }
    }
}
