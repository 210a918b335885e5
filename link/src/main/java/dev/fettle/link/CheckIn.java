package dev.fettle.link;

import dev.fettle.core.signing.Octets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a host says again and again: that it is there, and what it has. The server answers with {@link CheckInReply}, at once
 * if there is something to do, otherwise when it has waited as long as the host allows.
 *
 * @param program version of the agent
 * @param run id of this run of the program: made anew at each start, so that two machines with one identity are noticed
 * @param boot the boot's id, from the kernel
 * @param inventory digest of what the host has, see {@link SurveyForm#digest}; empty before it has looked
 * @param waitSeconds how long the server may wait with its answer, 0 to {@link #LONGEST_WAIT}
 * @param taken orders that lie in the host's journal and whose report is still to come
 */
public record CheckIn(
        String program, UUID run, UUID boot, Optional<Octets> inventory, int waitSeconds, List<UUID> taken) {
    /** Seconds; shorter than what proxies and firewalls between the two let a connection stand idle. */
    public static final int LONGEST_WAIT = 55;

    private static final int MOST_TAKEN = 1_000;

    public CheckIn {
        taken = List.copyOf(taken);
    }

    public byte[] bytes() {
        return Json.object(json -> {
            json.writeStringProperty("program", program);
            json.writeStringProperty("run", run.toString());
            json.writeStringProperty("boot", boot.toString());
            inventory.ifPresent(digest -> json.writeStringProperty("inventory", digest.hex()));
            json.writeNumberProperty("wait", waitSeconds);
            Json.texts(json, "taken", taken.stream().map(UUID::toString).toList());
        });
    }

    /** @throws LinkException if these are not the bytes of one */
    public static CheckIn of(byte[] bytes) throws LinkException {
        JsonObject json = JsonObject.parse(bytes).only("program", "run", "boot", "inventory", "wait", "taken");
        long wait = json.number("wait");
        List<UUID> taken = json.uuids("taken");
        if (wait < 0 || wait > LONGEST_WAIT || taken.size() > MOST_TAKEN) {
            throw new LinkException("it wants to wait longer than it may, or has taken more orders than there can be.");
        }
        return new CheckIn(
                json.text("program"),
                json.uuid("run"),
                json.uuid("boot"),
                json.has("inventory") ? Optional.of(json.octets("inventory")) : Optional.empty(),
                (int) wait,
                taken);
    }
}
