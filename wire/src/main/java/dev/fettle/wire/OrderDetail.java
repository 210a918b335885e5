package dev.fettle.wire;

import java.util.List;

/**
 * An order with all that it names, and what the host told of it.
 *
 * @param builds {@code name:architecture=version}
 * @param newcomers packages that go again with a roll-back
 * @param absent packages that must not be there; of a verification
 * @param units services to restart
 * @param checks none for all of them
 * @param reported whether a report is there; what follows is empty otherwise
 * @param changes what was changed; of a simulation what would be
 * @param notes sentences on what people should know besides
 * @param stale processes that still execute replaced files
 * @param output the end of what was written
 */
public record OrderDetail(
        OrderItem order,
        List<String> builds,
        List<String> newcomers,
        List<String> absent,
        List<String> units,
        List<String> checks,
        boolean reported,
        List<Change> changes,
        List<String> notes,
        List<Stale> stale,
        String output) {
    /**
     * One package.
     *
     * @param before empty if it was not there
     * @param after empty if it went
     */
    public record Change(String name, String architecture, String before, String after) {}

    /** @param unit of systemd; may be empty */
    public record Stale(int pid, String command, String unit, List<String> files) {}
}
