package dev.fettle.server.web;

import java.util.List;

/** Somebody who has to tell every reader something. */
@FunctionalInterface
public interface Notices {
    /** Sentences; empty as long as all is well. */
    List<String> notices();
}
