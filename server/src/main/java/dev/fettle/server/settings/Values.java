package dev.fettle.server.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Turns what was given into values of the right kind; what isn't of it becomes a fault, and counts as not given. */
final class Values {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhd])");
    private static final Pattern BETWEEN_SOURCES = Pattern.compile("[\\s,]+");

    private final Map<SettingKey, Given> given;
    private final List<String> faults;

    Values(Map<SettingKey, Given> given, List<String> faults) {
        this.given = given;
        this.faults = faults;
    }

    /** How a text becomes a value. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Given given) throws Wrong;
    }

    <T> Optional<T> value(SettingKey key, Reading<T> reading) {
        Given one = given.get(key);
        if (one == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.read(one));
        } catch (Wrong wrong) {
            faults.add(one.subject() + " " + wrong.getMessage() + ".");
            return Optional.empty();
        }
    }

    Optional<String> subject(SettingKey key) {
        return Optional.ofNullable(given.get(key)).map(Given::subject);
    }

    boolean has(SettingKey key) {
        return given.containsKey(key);
    }

    void fault(String sentence) {
        faults.add(sentence);
    }

    static Wrong not(SettingKey key, Given given) {
        return new Wrong("must be " + key.shape().description() + (key.isRepeatable() ? ", not " + given.shown() : ""));
    }

    static String text(SettingKey key, Given given) throws Wrong {
        if (!given.value().isString()) {
            throw not(key, given);
        }
        return given.value().stringValue();
    }

    Optional<Path> path(SettingKey key) {
        return value(key, one -> path(one, text(key, one), key.shape().description()));
    }

    static Path path(Given one, String text, String description) throws Wrong {
        if (text.isBlank()) {
            throw new Wrong("is empty and must be " + description);
        }
        if (text.startsWith("~")) {
            throw new Wrong("must be a whole path: ~ does not stand for a home folder here");
        }
        try {
            return one.base().resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException _) {
            throw new Wrong("must be " + description + ", not " + one.shown());
        }
    }

    Optional<Boolean> isOn(SettingKey key) {
        return value(key, one -> {
            if (one.typed() && one.value().isBoolean()) {
                return one.value().booleanValue();
            }
            String text = one.typed() ? "" : one.value().asString().strip().toLowerCase(Locale.ROOT);
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw not(key, one);
            };
        });
    }

    Duration duration(SettingKey key, Duration fallback) {
        return value(key, one -> {
                    Matcher parts = DURATION.matcher(text(key, one).strip());
                    if (!parts.matches()) {
                        throw not(key, one);
                    }
                    Duration duration = Duration.parse(
                            switch (parts.group(2)) {
                                case "d" -> "P" + parts.group(1) + "D";
                                case String unit -> "PT" + parts.group(1) + unit;
                            });
                    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
                        throw new Wrong("must be from 1m to 30d, not " + one.shown());
                    }
                    return duration;
                })
                .orElse(fallback);
    }

    /** A whole number from least to most. */
    int count(SettingKey key, int least, int most, int fallback) {
        return value(key, one -> {
                    String text = one.typed() && !one.value().isInt()
                            ? ""
                            : one.value().asString().strip();
                    if (!text.matches("[0-9]{1,9}")) {
                        throw not(key, one);
                    }
                    int count = Integer.parseInt(text);
                    if (count < least || count > most) {
                        throw new Wrong("must be from " + least + " to " + most + ", not " + one.shown());
                    }
                    return count;
                })
                .orElse(fallback);
    }

    <E extends Enum<E>> E choice(SettingKey key, E fallback) {
        return value(key, one -> {
                    String text = text(key, one).strip();
                    for (E each : fallback.getDeclaringClass().getEnumConstants()) {
                        if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                            return each;
                        }
                    }
                    throw not(key, one);
                })
                .orElse(fallback);
    }

    /** The texts of a list: of the file's list, or parted by spaces and commas. */
    static List<String> texts(SettingKey key, Given one) throws Wrong {
        if (!one.typed()) {
            return BETWEEN_SOURCES
                    .splitAsStream(text(key, one))
                    .filter(text -> !text.isEmpty())
                    .toList();
        }
        if (!one.value().isArray()) {
            throw not(key, one);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : one.value().values()) {
            if (!each.isString()) {
                throw not(key, one);
            }
            texts.add(each.stringValue());
        }
        return texts;
    }
}
