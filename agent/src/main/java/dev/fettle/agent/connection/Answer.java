package dev.fettle.agent.connection;

/** What came of asking the server. Sentences may hold what the server said and are made printable. */
public sealed interface Answer {
    /** How long a server may ask to be left alone, in seconds. */
    int LONGEST_RETRY = 3_600;

    /** 200 or 204. */
    final class Good implements Answer {
        private final byte[] body;

        Good(byte[] body) {
            this.body = body.clone();
        }

        public byte[] body() {
            return body.clone();
        }
    }

    /** 401: the certificate is not in force. */
    record Denied(String why) implements Answer {}

    /** 404: what was spoken of is not known there. */
    record Missing(String why) implements Answer {}

    /** 409: what was said does not fit what is there. */
    record Conflict(String why) implements Answer {}

    /** Another 4xx: to say the same again does not help. */
    record Rejected(String why) implements Answer {}

    /**
     * Nobody there, nothing that can be read, a server that is too busy or has a fault of its own: to be tried again.
     *
     * @param retrySeconds how long the server asks for, 0 to {@link #LONGEST_RETRY}
     */
    record Failed(String why, int retrySeconds) implements Answer {}
}
