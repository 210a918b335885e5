package dev.fettle.server.fleet;

import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.assessment.Rating;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How many findings were open at the end of each day, by what is known now: a vulnerability counts from the day on which
 * it was published, whenever the feeds brought it here.
 *
 * @param days ascending, the last one is today
 */
public record Trend(List<Day> days) {
    public Trend {
        days = List.copyOf(days);
    }

    /** @param open findings by severity; zero where a rating is missing */
    public record Day(LocalDate day, Map<Rating, Long> open) {
        public Day {
            open = new EnumMap<>(open);
        }

        public long open(Rating rating) {
            return open.getOrDefault(rating, 0L);
        }
    }

    /** The same with other figures for the last day: past days stay, today goes on. */
    Trend withToday(Map<Rating, Long> open) {
        List<Day> all = new ArrayList<>(days.subList(0, days.size() - 1));
        all.add(new Day(days.getLast().day(), open.isEmpty() ? new EnumMap<>(Rating.class) : open));
        return new Trend(all);
    }

    /** Sums up, day by day. */
    static final class Sum {
        private final LocalDate first;
        private final int length;
        private final Map<Rating, long[]> open = new EnumMap<>(Rating.class);

        Sum(LocalDate first, int length) {
            this.first = first;
            this.length = length;
        }

        /** Which day a moment belongs to, in order: 0 also for all that was before. */
        int at(LocalDate day) {
            return Math.clamp(day.toEpochDay() - first.toEpochDay(), 0, length);
        }

        /** @param hosts that had these findings on each day */
        void add(List<OpenFinding> findings, long... hosts) {
            for (OpenFinding each : findings) {
                long[] sums = open.computeIfAbsent(each.rating(), _ -> new long[length]);
                for (int day = at(published(each)); day < length; day++) {
                    sums[day] += hosts[day];
                }
            }
        }

        /** Where nobody says since when it is known, it was known always. */
        private LocalDate published(OpenFinding finding) {
            String text = finding.published();
            try {
                return text.length() < 10 ? first : LocalDate.parse(text.substring(0, 10));
            } catch (DateTimeException _) {
                return first;
            }
        }

        Trend trend() {
            List<Day> days = new ArrayList<>();
            for (int day = 0; day < length; day++) {
                Map<Rating, Long> counts = new EnumMap<>(Rating.class);
                for (Map.Entry<Rating, long[]> each : open.entrySet()) {
                    counts.put(each.getKey(), each.getValue()[day]);
                }
                days.add(new Day(first.plusDays(day), counts));
            }
            return new Trend(days);
        }
    }
}
