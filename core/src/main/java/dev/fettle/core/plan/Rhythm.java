package dev.fettle.core.plan;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How often a window opens, in words and as a recurrence rule: what most windows need, so that nobody writes rules by hand. */
public sealed interface Rhythm {
    /** Where there is a fourth, there need not be a fifth: the last one always is. */
    int LAST = -1;

    /** The rule of RFC 5545; empty for one opening alone. */
    String rule();

    /** Such as {@code on the third Tuesday of each month}. */
    String words();

    /** The first opening is the only one. */
    record Once() implements Rhythm {
        @Override
        public String rule() {
            return "";
        }

        @Override
        public String words() {
            return "once";
        }
    }

    /** Every day. */
    record Daily() implements Rhythm {
        @Override
        public String rule() {
            return "FREQ=DAILY";
        }

        @Override
        public String words() {
            return "every day";
        }
    }

    /** On days of the week; from Monday to Friday is "on weekdays". */
    record Weekly(Set<DayOfWeek> days) implements Rhythm {
        /** From Monday to Friday. */
        public static final Set<DayOfWeek> WEEKDAYS =
                Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY);

        /** @throws IllegalArgumentException if there is no day; the message is for people */
        public Weekly {
            days = Set.copyOf(days);
            if (days.isEmpty()) {
                throw new IllegalArgumentException("A window that opens weekly has at least one day of the week.");
            }
        }

        private List<DayOfWeek> sorted() {
            return days.stream().sorted(Comparator.naturalOrder()).toList();
        }

        @Override
        public String rule() {
            return "FREQ=WEEKLY;BYDAY=" + sorted().stream().map(Rhythm::code).collect(Collectors.joining(","));
        }

        @Override
        public String words() {
            if (days.equals(WEEKDAYS)) {
                return "on weekdays";
            }
            return "every " + sorted().stream().map(Rhythm::name).collect(Collectors.joining(", "));
        }
    }

    /**
     * On one day of each month.
     *
     * @param nth 1 to 4, or {@link #LAST}
     */
    record Nth(int nth, DayOfWeek day) implements Rhythm {
        /** @throws IllegalArgumentException if not every month has such a day; the message is for people */
        public Nth {
            if (nth != LAST && (nth < 1 || nth > 4)) {
                throw new IllegalArgumentException(
                        "A month has a first to a fourth and a last one of each day of the week.");
            }
        }

        @Override
        public String rule() {
            return "FREQ=MONTHLY;BYDAY=" + nth + code(day);
        }

        @Override
        public String words() {
            return "on the " + ordinal(nth) + " " + name(day) + " of each month";
        }
    }

    /**
     * On the first day of a kind that comes after the nth of another, at least one and at most seven days later: "Saturday
     * after the second Tuesday". That is not the second Saturday: in a month that begins with a Wednesday it is the third.
     *
     * @param nth 1 to 3, so that it is in the same month
     */
    record After(DayOfWeek day, int nth, DayOfWeek other) implements Rhythm {
        /** @throws IllegalArgumentException if it could be in the next month; the message is for people */
        public After {
            if (nth < 1 || nth > 3) {
                throw new IllegalArgumentException(
                        "A day is said to come after the first, second or third of another, so that it is in the same month.");
            }
        }

        @Override
        public String rule() {
            int later = Math.floorMod(day.getValue() - other.getValue() - 1, 7) + 1;
            int from = 7 * (nth - 1) + 1 + later;
            return "FREQ=MONTHLY;BYDAY=" + code(day) + ";BYMONTHDAY="
                    + IntStream.range(from, from + 7)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(","));
        }

        @Override
        public String words() {
            return "on the " + name(day) + " after the " + ordinal(nth) + " " + name(other) + " of each month";
        }
    }

    /** What other words don't say. */
    record Own(String rule) implements Rhythm {
        @Override
        public String words() {
            return "by the rule " + rule;
        }
    }

    /**
     * What somebody wrote: a rule, or words as {@link #words} has them, of which those that every such line has may be left
     * out: {@code third Tuesday}, {@code Saturday after the second Tuesday}, {@code Monday, Thursday}, {@code weekdays}.
     *
     * @throws IllegalArgumentException if it is neither; the message is for people
     */
    static Rhythm said(String text) {
        String line = text.strip();
        if (line.isEmpty() || line.contains("=")) {
            return of(line);
        }
        String plain = line.toLowerCase(Locale.ROOT)
                .replaceFirst("^(?:every|on) +", "")
                .replaceFirst("^the +", "")
                .replaceFirst(" +of (?:each|every|the) month$", "");
        Matcher after =
                Pattern.compile("([a-z]+) after (?:the )?([a-z]+) ([a-z]+)").matcher(plain);
        if (after.matches()) {
            return new After(named(after.group(1), line), nth(after.group(2), line), named(after.group(3), line));
        }
        Matcher nth = Pattern.compile("([a-z]+) ([a-z]+)").matcher(plain);
        if (nth.matches()) {
            return new Nth(nth(nth.group(1), line), named(nth.group(2), line));
        }
        return switch (plain) {
            case "once" -> new Once();
            case "day" -> new Daily();
            case "weekdays", "weekday" -> new Weekly(Weekly.WEEKDAYS);
            default ->
                new Weekly(Arrays.stream(plain.split(",", -1))
                        .map(each -> named(each.strip(), line))
                        .collect(Collectors.toSet()));
        };
    }

    private static DayOfWeek named(String word, String line) {
        return Arrays.stream(DayOfWeek.values())
                .filter(each -> name(each).toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> notUnderstood(line));
    }

    private static int nth(String word, String line) {
        for (int each : new int[] {1, 2, 3, 4, LAST}) {
            if (ordinal(each).equals(word)) {
                return each;
            }
        }
        throw notUnderstood(line);
    }

    private static IllegalArgumentException notUnderstood(String line) {
        String shown = line.length() > 60 ? line.substring(0, 60) + "…" : line;
        return new IllegalArgumentException("How often a window opens is not understood: " + shown
                + ". Say \"every day\", \"weekdays\", \"Monday, Thursday\", \"third Tuesday\", \"last Sunday\","
                + " \"Saturday after the second Tuesday\", \"once\", or give a rule such as FREQ=MONTHLY;BYDAY=3TU.");
    }

    /** The rhythm behind a rule. */
    static Rhythm of(String rule) {
        String plain = rule.strip().toUpperCase(Locale.ROOT);
        if (plain.isEmpty()) {
            return new Once();
        }
        if (plain.equals(new Daily().rule())) {
            return new Daily();
        }
        return weekly(plain).or(() -> monthly(plain)).orElseGet(() -> new Own(rule.strip()));
    }

    private static Optional<Rhythm> weekly(String rule) {
        Matcher weekly = Pattern.compile("FREQ=WEEKLY;BYDAY=([A-Z]{2}(?:,[A-Z]{2}){0,6})")
                .matcher(rule);
        if (!weekly.matches()) {
            return Optional.empty();
        }
        List<Optional<DayOfWeek>> days =
                Arrays.stream(weekly.group(1).split(",", -1)).map(Rhythm::day).toList();
        return days.stream().allMatch(Optional::isPresent)
                ? Optional.of(new Weekly(days.stream().flatMap(Optional::stream).collect(Collectors.toSet())))
                : Optional.empty();
    }

    private static Optional<Rhythm> monthly(String rule) {
        for (DayOfWeek day : DayOfWeek.values()) {
            for (int nth : new int[] {1, 2, 3, 4, LAST}) {
                Rhythm each = new Nth(nth, day);
                if (each.rule().equals(rule)) {
                    return Optional.of(each);
                }
            }
            for (DayOfWeek other : DayOfWeek.values()) {
                for (int nth = 1; nth <= 3; nth++) {
                    Rhythm each = new After(day, nth, other);
                    if (each.rule().equals(rule)) {
                        return Optional.of(each);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<DayOfWeek> day(String code) {
        return Arrays.stream(DayOfWeek.values())
                .filter(each -> code(each).equals(code))
                .findFirst();
    }

    private static String code(DayOfWeek day) {
        return day.name().substring(0, 2);
    }

    private static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String ordinal(int nth) {
        return switch (nth) {
            case 1 -> "first";
            case 2 -> "second";
            case 3 -> "third";
            case 4 -> "fourth";
            default -> "last";
        };
    }
}
