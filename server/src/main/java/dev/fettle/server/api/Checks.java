package dev.fettle.server.api;

import dev.fettle.wire.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what is wrong with a body, so that all of it can be told at once. */
public final class Checks {
    private static final int MOST = 50;

    private final List<Problem.Part> faults = new ArrayList<>();

    /**
     * @param pointer a JSON Pointer to what is wrong unless the condition holds
     * @param sentence what is expected
     */
    public void that(boolean holds, String pointer, String sentence) {
        if (!holds && faults.size() < MOST) {
            faults.add(new Problem.Part(pointer, null, sentence));
        }
    }

    /** The value; where it is missing, that is a fault, and the other goes on in its place. */
    public <T> T there(String pointer, @Nullable T value, T otherwise) {
        that(value != null, pointer, "It is missing.");
        return value == null ? otherwise : value;
    }

    /** The constant of a word in lower case. */
    public <E extends Enum<E>> E oneOf(String pointer, @Nullable String word, E otherwise) {
        E[] all = otherwise.getDeclaringClass().getEnumConstants();
        for (E each : all) {
            if (word(each).equals(word)) {
                return each;
            }
        }
        that(
                false,
                pointer,
                "One of " + Arrays.stream(all).map(Checks::word).collect(Collectors.joining(", ")) + " is expected.");
        return otherwise;
    }

    /** As the API writes a constant. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** @throws ApiFault if anything was wrong */
    public void end() {
        if (!faults.isEmpty()) {
            throw new ApiFault(
                    ProblemKind.INVALID,
                    faults.stream()
                            .map(each -> each.pointer() + ": " + each.detail())
                            .collect(Collectors.joining(" ")),
                    faults);
        }
    }
}
