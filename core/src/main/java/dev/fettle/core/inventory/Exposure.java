package dev.fettle.core.inventory;

/** From where a host can be reached, as people say. */
public enum Exposure {
    /** Nobody has said. */
    UNKNOWN,
    /** From inside only. */
    INTERNAL,
    /** From the Internet. */
    INTERNET
}
