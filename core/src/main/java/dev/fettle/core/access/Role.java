package dev.fettle.core.access;

import java.util.Locale;
import java.util.Optional;

/** A duty that a person can have. Nobody gets another's duty by having one: what each may do stands in {@link Permission}. */
public enum Role {
    /** Sees hosts and what is known of them. */
    VIEWER,
    /** Proposes changes and runs what was approved. */
    OPERATOR,
    /** Approves what somebody else proposed. */
    APPROVER,
    /** Sets policies and accepts risks. */
    SECURITY,
    /** Keeps people, their roles and the server's settings. Approves nothing. */
    ADMINISTRATOR,
    /** Reads everything and changes nothing. */
    AUDITOR;

    /** As it stands in addresses, tokens and settings: {@code administrator}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of a word, in either case; empty if there is none. */
    public static Optional<Role> of(String word) {
        for (Role each : values()) {
            if (each.word().equals(word.toLowerCase(Locale.ROOT))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
