package dev.fettle.wire;

import java.util.List;

/**
 * Who makes the request.
 *
 * @param kind {@code person} or {@code token}
 * @param name of a person; of a token {@code person/token}
 * @param permissions the words of all that may be done
 */
public record Me(String kind, String name, List<GrantItem> grants, List<String> permissions) {}
