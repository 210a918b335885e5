package dev.fettle.server.agents;

import java.time.Duration;
import java.util.Optional;

/** What an agent asked for is not done. The message is a sentence for whoever reads its log. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    static final int MALFORMED = 400;
    static final int UNKNOWN = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int WRONG_METHOD = 405;
    static final int TOO_SLOW = 408;
    static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;
    static final int ENCODED = 415;
    static final int TOO_OFTEN = 429;
    static final int NOT_NOW = 503;

    private final int status;
    private final transient Optional<Duration> retryAfter;

    Refusal(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
        this.retryAfter = Optional.empty();
    }

    Refusal(int status, String sentence, Duration retryAfter) {
        super(sentence, null, false, false);
        this.status = status;
        this.retryAfter = Optional.of(retryAfter);
    }

    int status() {
        return status;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
