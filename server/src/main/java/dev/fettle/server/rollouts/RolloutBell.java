package dev.fettle.server.rollouts;

import dev.fettle.server.database.Bell;
import org.springframework.stereotype.Component;

/** Wakes this server's look at roll-outs as soon as people have decided something. */
@Component
final class RolloutBell extends Bell {}
