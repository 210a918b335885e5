package dev.fettle.server.windows;

import dev.fettle.core.plan.MaintenanceWindow;
import dev.fettle.core.plan.Rhythm;
import dev.fettle.wire.FreezeItem;
import dev.fettle.wire.OpeningItem;
import dev.fettle.wire.WindowItem;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Windows, freezes and openings as the API tells them. */
final class WindowItems {
    private WindowItems() {}

    static WindowItem of(NamedWindow window) {
        MaintenanceWindow when = window.when();
        return new WindowItem(
                window.id(),
                window.name(),
                window.condition(),
                when.first().toString(),
                when.rule(),
                Rhythm.of(when.rule()).words(),
                when.length().toMinutes(),
                window.zone(),
                when.except().stream().sorted().map(LocalDate::toString).toList(),
                window.note());
    }

    static FreezeItem of(NamedFreeze freeze) {
        return new FreezeItem(
                freeze.id(),
                freeze.name(),
                freeze.condition(),
                freeze.start().toString(),
                freeze.end().toString(),
                freeze.zone().getId(),
                freeze.note());
    }

    static List<OpeningItem> of(List<ShownOpening> openings) {
        return openings.stream()
                .map(each -> new OpeningItem(
                        each.opening().start(),
                        each.opening().end(),
                        local(each.opening().start().atZone(each.zone())),
                        local(each.opening().end().atZone(each.zone())),
                        each.minutes(),
                        each.note()))
                .toList();
    }

    private static String local(ZonedDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
}
