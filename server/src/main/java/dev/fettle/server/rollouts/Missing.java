package dev.fettle.server.rollouts;

import dev.fettle.server.web.NotFoundException;

/** What is told of what is not there, or not to be seen. */
final class Missing {
    private Missing() {}

    static NotFoundException rollout() {
        return new NotFoundException("There is no such roll-out among those of hosts that you may see.");
    }

    static NotFoundException change() {
        return new NotFoundException("There is no such change among those of hosts that you may change.");
    }

    static NotFoundException host() {
        return new NotFoundException("This roll-out has no such host.");
    }
}
