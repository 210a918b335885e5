package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.server.api.lists.Where;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What planning has to know of many hosts at once. */
@Component
public final class HostsToPlan {
    private final HostListStore lists;
    private final AlikeStore alike;

    HostsToPlan(HostListStore lists, AlikeStore alike) {
        this.lists = lists;
        this.alike = alike;
    }

    /**
     * The hosts in scope that were looked at and match a filter, as the API's list of hosts takes it; all for an empty one.
     *
     * @throws dev.fettle.server.api.ApiFault with a sentence, if it is none
     */
    public List<HostId> matching(String filter, Scope scope) {
        Where where = filter.isBlank() ? new Where("true", List.of()) : HostFields.HOSTS.where(filter);
        return lists.numbers(where, scope);
    }

    /** Those of them that were looked at, by what is pending there. Scope is not looked at. */
    public List<AlikeHosts> alike(Collection<HostId> hosts) {
        return alike.alike(hosts);
    }

    /** Those of them that have somebody who carries out orders. Scope is not looked at. */
    public Set<HostId> takeOrders(Collection<HostId> hosts) {
        return alike.takeOrders(hosts);
    }
}
