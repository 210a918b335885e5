package dev.fettle.core.audit;

/**
 * What a deed was done to.
 *
 * @param type a word: {@code host}, {@code person}, {@code feed}
 * @param id what tells it from others of its type for good, also when it is renamed
 * @param name how people called it at the time; may be empty
 */
public record AuditSubject(String type, String id, String name) {
    public AuditSubject {
        if (type.isBlank()) {
            throw new IllegalArgumentException("A subject needs a type.");
        }
    }
}
