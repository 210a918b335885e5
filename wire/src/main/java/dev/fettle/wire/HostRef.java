package dev.fettle.wire;

/** A host by number and name. */
public record HostRef(long id, String name) {}
