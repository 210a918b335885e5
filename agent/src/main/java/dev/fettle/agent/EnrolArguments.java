package dev.fettle.agent;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How {@code enrol} was called.
 *
 * @param token a secret, or {@code -} for the standard input
 */
record EnrolArguments(String url, String token, Optional<String> proxy, boolean again) {
    private static final String USAGE = " It is: fettle-agent enrol URL --token TOKEN [--proxy HOST:PORT] [--again]";

    /** @param words of which the first is the command itself */
    static EnrolArguments of(String... words) throws AgentException {
        @Nullable String url = null;
        @Nullable String token = null;
        @Nullable String proxy = null;
        boolean again = false;
        for (int at = 1; at < words.length; at++) {
            switch (words[at]) {
                case "--again" -> again = true;
                case "--token" -> token = after(words, at++);
                case "--proxy" -> proxy = after(words, at++);
                default -> {
                    if (url != null || words[at].startsWith("-")) {
                        throw new AgentException("Nobody knows what is meant by the word at place " + at + "." + USAGE);
                    }
                    url = words[at];
                }
            }
        }
        if (url == null || token == null) {
            throw new AgentException((url == null ? "Say which server." : "A token is missing.") + USAGE);
        }
        return new EnrolArguments(url, token, Optional.ofNullable(proxy), again);
    }

    private static String after(String[] words, int at) throws AgentException {
        if (at + 1 == words.length) {
            throw new AgentException("Behind " + words[at] + " something is missing." + USAGE);
        }
        return words[at + 1];
    }

    @Override
    public String toString() {
        return "enrol at " + url;
    }
}
