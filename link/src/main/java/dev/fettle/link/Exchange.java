package dev.fettle.link;

import dev.fettle.core.order.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a server brings that visits a host over SSH, where no agent asks it.
 *
 * @param orders for the host to take; one is brought again until the host says that it has it
 * @param told of which the server has the report
 */
public record Exchange(List<SignedOrder> orders, List<UUID> told) {
    /** Bytes. */
    public static final int LONGEST = LinkPaths.LONGEST_ANSWER;

    private static final int MOST = 100;

    public Exchange {
        orders = List.copyOf(orders);
        told = List.copyOf(told);
    }

    public byte[] bytes() {
        return Json.object(json -> {
            Json.objects(json, "orders", orders, SignedOrder::members);
            Json.texts(json, "told", told.stream().map(UUID::toString).toList());
        });
    }

    /** @throws LinkException if these are not the bytes of one */
    public static Exchange of(byte[] bytes) throws LinkException {
        JsonObject json = JsonObject.parse(bytes).only("orders", "told");
        List<SignedOrder> orders = new ArrayList<>();
        for (JsonObject order : json.objects("orders")) {
            orders.add(SignedOrder.of(order));
        }
        List<UUID> told = json.uuids("told");
        if (orders.size() > MOST || told.size() > MOST) {
            throw new LinkException("it brings too much at once.");
        }
        return new Exchange(orders, told);
    }

    /**
     * What the host answers, at once: orders go on by themselves.
     *
     * @param program its version
     * @param taken orders in its journal of which the server has no report yet
     * @param underway whether one of them is being carried out
     * @param report of one of them; empty if none has ended
     */
    public record Reply(String program, List<UUID> taken, boolean underway, Optional<Report> report) {
        private static final int MOST_TAKEN = 1_000;

        public Reply {
            taken = List.copyOf(taken);
        }

        /** One line, then the report. */
        public byte[] bytes() {
            byte[] head = Json.object(json -> {
                json.writeStringProperty("program", program);
                Json.texts(json, "taken", taken.stream().map(UUID::toString).toList());
                json.writeStringProperty("underway", Boolean.toString(underway));
            });
            byte[] behind = report.map(ReportForm::write).orElse(new byte[0]);
            byte[] all = new byte[head.length + 1 + behind.length];
            System.arraycopy(head, 0, all, 0, head.length);
            all[head.length] = '\n';
            System.arraycopy(behind, 0, all, head.length + 1, behind.length);
            return all;
        }

        /** @throws LinkException if these are not the bytes of one */
        public static Reply of(byte[] bytes) throws LinkException {
            int end = 0;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            JsonObject json = JsonObject.parse(Arrays.copyOf(bytes, end)).only("program", "taken", "underway");
            List<UUID> taken = json.uuids("taken");
            if (taken.size() > MOST_TAKEN) {
                throw new LinkException("it has taken more orders than there can be.");
            }
            boolean underway =
                    switch (json.text("underway")) {
                        case "true" -> true;
                        case "false" -> false;
                        default -> throw new LinkException("it does not say whether an order is underway.");
                    };
            Optional<Report> report = end + 1 >= bytes.length
                    ? Optional.empty()
                    : Optional.of(ReportForm.read(Arrays.copyOfRange(bytes, end + 1, bytes.length)));
            return new Reply(json.text("program"), taken, underway, report);
        }
    }
}
