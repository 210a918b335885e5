package dev.fettle.server.live;

/** Something of which open pages show the newest state. */
public interface LiveSource {
    /** What pages call it, a word: {@code runs}. */
    String live();

    /** Equal as long as nothing has changed. Asked each second, as long as anybody has such a page open. */
    Object mark();
}
