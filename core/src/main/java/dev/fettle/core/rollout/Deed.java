package dev.fettle.core.rollout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a roll-out asks a host for. Which builds, services and checks that means, the approved plan says. */
public enum Deed {
    INSTALL,
    ROLL_BACK,
    RESTART,
    REBOOT,
    /** Whether the exact builds are there and in effect, and the host is healthy. Changes nothing. */
    VERIFY;

    /** Whether it may only be done in a window. */
    public boolean changesHost() {
        return this != VERIFY;
    }

    /** As tables and programs write it: {@code roll-back}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of a word; empty if there is none. */
    public static Optional<Deed> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
