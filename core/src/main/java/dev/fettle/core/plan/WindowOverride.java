package dev.fettle.core.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a roll-out does not wait for although it is set for its hosts, because a person has decided so. */
public enum WindowOverride {
    NOTHING,
    /** Maintenance windows; freezes are kept to. */
    WINDOWS,
    WINDOWS_AND_FREEZES;

    /** As tables, addresses and programs write it: {@code windows-and-freezes}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Empty if there is none of that word. */
    public static Optional<WindowOverride> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /** What is left of a calendar. */
    public WindowCalendar of(WindowCalendar calendar) {
        return switch (this) {
            case NOTHING -> calendar;
            case WINDOWS -> calendar.withoutWindows();
            case WINDOWS_AND_FREEZES -> WindowCalendar.unrestricted(List.of());
        };
    }
}
