package dev.fettle.server.fleet;

import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;

/**
 * What is shown as long as the hosts are being read.
 *
 * @param percent 0 to 100; -1 if it is not known
 */
public record Reading(int percent) {
    static Page page(Pages pages, Fleet fleet) {
        return pages.of("fleet/reading", new Reading(fleet.percent()));
    }
}
