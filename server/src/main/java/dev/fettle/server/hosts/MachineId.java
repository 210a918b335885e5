package dev.fettle.server.hosts;

/**
 * What tells one machine from all others, also after it was renamed.
 *
 * @param value at most 200 characters
 */
public record MachineId(String value) {
    private static final int MAX_LENGTH = 200;

    /** @throws IllegalArgumentException if it is empty or too long */
    public MachineId {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("\"" + value + "\" cannot tell a machine from others.");
        }
    }
}
