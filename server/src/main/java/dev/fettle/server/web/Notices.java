package dev.fettle.server.web;

import java.util.List;

/** A slice that has something to say to everybody, whatever page they look at. */
public interface Notices {
    /** Sentences for whoever has signed in; none as a rule. */
    List<String> notices();

    /** Sentences for whoever comes, signed in or not; known without asking the database. */
    default List<String> toEverybody() {
        return List.of();
    }
}
