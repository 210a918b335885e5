package dev.fettle.core.access;

import java.util.Set;

/**
 * What people say of a host, by which it belongs to groups.
 *
 * @param owner empty if nobody has said
 * @param environment {@code production}, {@code test}, …; empty if nobody has said
 */
public record HostLabels(Set<String> tags, String owner, String environment) {
    /** Of a host that nobody has described. */
    public static final HostLabels NONE = new HostLabels(Set.of(), "", "");

    public HostLabels {
        tags = Set.copyOf(tags);
    }

    /** Whether a host with these labels belongs to the group. */
    public boolean in(HostGroup group) {
        return switch (group.kind()) {
            case TAG -> tags.contains(group.value());
            case OWNER -> owner.equals(group.value());
            case ENVIRONMENT -> environment.equals(group.value());
        };
    }
}
