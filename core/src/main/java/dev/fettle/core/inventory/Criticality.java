package dev.fettle.core.inventory;

/** How much depends on a host, as people say. From least to most. */
public enum Criticality {
    LOW,
    NORMAL,
    HIGH,
    CRITICAL
}
