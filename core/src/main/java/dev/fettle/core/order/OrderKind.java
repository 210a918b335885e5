package dev.fettle.core.order;

import java.util.Locale;
import java.util.Optional;

/** The kinds of orders, without what each names. */
public enum OrderKind {
    TAKE_INVENTORY,
    REFRESH_METADATA,
    DOWNLOAD,
    SIMULATE,
    INSTALL,
    ROLL_BACK,
    RESTART_SERVICES,
    REBOOT,
    RUN_CHECKS,
    COLLECT_EVIDENCE,
    VERIFY,
    UPDATE_AGENT;

    public static OrderKind of(Order order) {
        return switch (order) {
            case Order.TakeInventory _ -> TAKE_INVENTORY;
            case Order.RefreshMetadata _ -> REFRESH_METADATA;
            case Order.Download _ -> DOWNLOAD;
            case Order.Simulate _ -> SIMULATE;
            case Order.Install _ -> INSTALL;
            case Order.RollBack _ -> ROLL_BACK;
            case Order.RestartServices _ -> RESTART_SERVICES;
            case Order.Reboot _ -> REBOOT;
            case Order.RunChecks _ -> RUN_CHECKS;
            case Order.CollectEvidence _ -> COLLECT_EVIDENCE;
            case Order.Verify _ -> VERIFY;
            case Order.UpdateAgent _ -> UPDATE_AGENT;
        };
    }

    /** See {@link Order#changesHost}. */
    public boolean changesHost() {
        return switch (this) {
            case INSTALL, ROLL_BACK, RESTART_SERVICES, REBOOT, UPDATE_AGENT -> true;
            case TAKE_INVENTORY, REFRESH_METADATA, DOWNLOAD, SIMULATE, RUN_CHECKS, COLLECT_EVIDENCE, VERIFY -> false;
        };
    }

    /** As addresses, tables and programs write it: {@code roll-back}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of a word; empty if there is none. */
    public static Optional<OrderKind> of(String word) {
        for (OrderKind each : values()) {
            if (each.word().equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
