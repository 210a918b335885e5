package dev.fettle.server.hosts;

/**
 * A named group of hosts: a filter, by which hosts come and go by themselves. No role is given for one, unlike for the groups
 * of tags, owners and environments.
 *
 * @param condition a filter over {@link HostFields#HOSTS}
 * @param version counts its changes
 */
public record SavedGroup(long id, String name, String condition, String note, long version) {}
