package dev.fettle.server.webhooks;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * A system that is told of changes. Its secret is known to nobody but whoever was shown it once.
 *
 * @param address http or https, as an administrator wrote it; a secret may be in its path or query
 * @param events in the order in which they are declared; may be empty
 * @param version counts its changes
 */
public record Webhook(
        long id, String name, URI address, List<EventKind> events, String madeBy, Instant madeAt, long version) {
    public Webhook {
        events = List.copyOf(events);
    }

    /** The address for those who do not set it: where others would find a secret in its path, it stands for itself. */
    public String shown() {
        String path = address.getRawPath();
        boolean more = (path != null && path.length() > 1) || address.getRawQuery() != null;
        return origin() + (more ? "/…" : "");
    }

    /** Where messages go, without a path, in which a secret may be: what the audit tells. */
    String origin() {
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
