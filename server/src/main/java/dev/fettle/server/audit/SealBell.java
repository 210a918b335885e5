package dev.fettle.server.audit;

import dev.fettle.server.database.Bell;
import org.springframework.stereotype.Component;

/** Calls the sealer when something new has been committed here. */
@Component
final class SealBell extends Bell {}
