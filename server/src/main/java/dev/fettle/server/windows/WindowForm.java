package dev.fettle.server.windows;

import dev.fettle.core.plan.MaintenanceWindow;
import dev.fettle.core.plan.Rhythm;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What stands in the fields of the page on a window. How often it opens is chosen in words.
 *
 * @param kind one of {@link #KINDS}
 * @param days of the week, for {@code weekly}; in lower case, as all days here
 * @param nth {@code first} to {@code fourth}, or {@code last}
 * @param day for {@code nth} and {@code after}
 * @param other after which the day comes
 * @param rule for {@code own}
 * @param except dates, with blanks, commas or lines between them
 */
public record WindowForm(
        String name,
        String condition,
        String first,
        String kind,
        List<String> days,
        String nth,
        String day,
        String other,
        String rule,
        long minutes,
        String zone,
        String except,
        String note) {
    /** How often, in the order of the page. */
    public static final List<String> KINDS = List.of("once", "daily", "weekdays", "weekly", "nth", "after", "own");

    public static final List<String> NTHS = List.of("first", "second", "third", "fourth", "last");

    public static final List<String> DAYS =
            Arrays.stream(DayOfWeek.values()).map(WindowForm::word).toList();

    static final int MINUTES = 120;

    public WindowForm {
        days = List.copyOf(days);
    }

    /** Of a new window. */
    static WindowForm empty() {
        return new WindowForm("", "", "", "nth", List.of(), "third", "tuesday", "tuesday", "", MINUTES, "UTC", "", "");
    }

    static WindowForm of(NamedWindow window) {
        MaintenanceWindow when = window.when();
        WindowForm plain = new WindowForm(
                window.name(),
                window.condition(),
                when.first().toString(),
                "once",
                List.of(),
                "third",
                "tuesday",
                "tuesday",
                when.rule(),
                when.length().toMinutes(),
                window.zone(),
                when.except().stream().sorted().map(LocalDate::toString).collect(Collectors.joining("\n")),
                window.note());
        return switch (Rhythm.of(when.rule())) {
            case Rhythm.Once _ -> plain;
            case Rhythm.Daily _ -> plain.with("daily", List.of(), "third", "tuesday", "tuesday");
            case Rhythm.Weekly weekly ->
                plain.with(
                        weekly.days().equals(Rhythm.Weekly.WEEKDAYS) ? "weekdays" : "weekly",
                        weekly.days().stream().sorted().map(WindowForm::word).toList(),
                        "third",
                        "tuesday",
                        "tuesday");
            case Rhythm.Nth(int nth, DayOfWeek day) -> plain.with("nth", List.of(), nth(nth), word(day), "tuesday");
            case Rhythm.After(DayOfWeek day, int nth, DayOfWeek other) ->
                plain.with("after", List.of(), nth(nth), word(day), word(other));
            case Rhythm.Own _ -> plain.with("own", List.of(), "third", "tuesday", "tuesday");
        };
    }

    private WindowForm with(String how, List<String> weekly, String which, String one, String another) {
        return new WindowForm(
                name, condition, first, how, weekly, which, one, another, rule, minutes, zone, except, note);
    }

    private static String nth(int nth) {
        return nth == Rhythm.LAST ? "last" : NTHS.get(nth - 1);
    }

    private static String word(DayOfWeek day) {
        return day.name().toLowerCase(Locale.ROOT);
    }

    SetWindows.Wish wish() {
        return new SetWindows.Wish(
                name,
                condition,
                first,
                said(),
                minutes,
                zone,
                Arrays.stream(except.split("[\\s,]+", -1))
                        .filter(each -> !each.isEmpty())
                        .toList(),
                note);
    }

    /** In words that are read as if a person had typed them. */
    private String said() {
        return switch (kind) {
            case "once" -> "";
            case "daily" -> "every day";
            case "weekdays" -> "weekdays";
            case "weekly" -> days.isEmpty() ? "no day of the week" : String.join(", ", days);
            case "after" -> day + " after the " + nth + " " + other;
            case "own" -> rule.isBlank() ? "no rule" : rule;
            default -> nth + " " + day;
        };
    }
}
