package dev.fettle.server.hosts;

import dev.fettle.core.product.Platform;
import java.util.List;

/** Hosts of one platform on which the very same is pending. */
public record AlikeHosts(Platform platform, PendingLook pending, List<HostId> hosts) {
    public AlikeHosts {
        hosts = List.copyOf(hosts);
    }
}
