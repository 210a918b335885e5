package dev.fettle.wire;

import java.util.List;

/**
 * What people say of a host.
 *
 * @param owner empty if nobody has said; so is the environment
 * @param criticality {@code low}, {@code normal}, {@code high} or {@code critical}
 * @param exposure {@code unknown}, {@code internal} or {@code internet}
 */
public record HostDescription(
        List<String> tags, String owner, String environment, String criticality, String exposure) {}
