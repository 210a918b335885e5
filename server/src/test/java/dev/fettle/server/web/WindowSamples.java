package dev.fettle.server.web;

import static dev.fettle.server.web.SamplePages.NOW;

import dev.fettle.core.plan.MaintenanceWindow;
import dev.fettle.core.plan.Opening;
import dev.fettle.core.plan.WindowCalendar;
import dev.fettle.server.hosts.HostContact;
import dev.fettle.server.hosts.HostHead;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.SamplePages.Sample;
import dev.fettle.server.windows.FreezePages;
import dev.fettle.server.windows.HostWindows;
import dev.fettle.server.windows.NamedFreeze;
import dev.fettle.server.windows.NamedWindow;
import dev.fettle.server.windows.SetFreezes;
import dev.fettle.server.windows.ShownOpening;
import dev.fettle.server.windows.WindowForm;
import dev.fettle.server.windows.WindowPages;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Models for the pages on when hosts may be changed. */
final class WindowSamples {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final String text;

    WindowSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        NamedWindow window = new NamedWindow(
                7,
                "shops " + text,
                "name==" + text,
                new MaintenanceWindow(
                        LocalDateTime.parse("2026-01-01T02:00"),
                        "FREQ=MONTHLY;BYDAY=3TU",
                        Duration.ofHours(2),
                        BERLIN,
                        Set.of()),
                /* ofHost= */ true,
                text,
                3);
        NamedFreeze freeze = new NamedFreeze(
                5,
                "year's end " + text,
                "name==" + text,
                LocalDateTime.parse("2026-12-20T00:00"),
                LocalDateTime.parse("2027-01-07T00:00"),
                BERLIN,
                text,
                2);
        ShownOpening opening = new ShownOpening(
                new Opening(NOW, NOW.plusSeconds(7_200)), BERLIN, "Clocks were set since the opening before.");
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put(
                "windows",
                new Sample(
                        "/windows",
                        "windows/list",
                        new WindowPages.WindowList(
                                List.of(
                                        new WindowPages.Row(window, "by the rule " + text, opening),
                                        new WindowPages.Row(window, "once", null)),
                                List.of(new WindowPages.FreezeRow(freeze, "now")))));
        all.put(
                "windows-none",
                new Sample("/windows", "windows/list", new WindowPages.WindowList(List.of(), List.of())));
        WindowForm fields = new WindowForm(
                text,
                text,
                text,
                "weekly",
                List.of("monday"),
                "third",
                "tuesday",
                "friday",
                text,
                120,
                text,
                text,
                text);
        all.put(
                "window-refused",
                new Sample(
                        "/windows/edit",
                        "windows/window",
                        new WindowPages.Form(0, 0, fields, null, "", "That cannot be. " + text)));
        all.put(
                "window-preview",
                new Sample(
                        "/windows/edit",
                        "windows/window",
                        new WindowPages.Form(7, 3, fields, List.of(opening, opening), "by the rule " + text, "")));
        all.put(
                "window-over",
                new Sample(
                        "/windows/edit", "windows/window", new WindowPages.Form(7, 3, fields, List.of(), "once", "")));
        all.put(
                "freeze",
                new Sample(
                        "/windows/freezes/edit",
                        "windows/freeze",
                        new FreezePages.Form(
                                5, 2, new SetFreezes.Wish(text, text, text, text, text, text), "No. " + text)));
        all.put("windows-of-host", host(window, freeze, opening));
        all.put(
                "windows-of-host-none",
                new Sample(
                        "/hosts/7/windows",
                        "windows/host",
                        new WindowPages.OfHost(
                                head(),
                                new HostWindows(List.of(), List.of(), WindowCalendar.unrestricted(List.of())),
                                NOW,
                                List.of())));
        return all;
    }

    private Sample host(NamedWindow window, NamedFreeze freeze, ShownOpening opening) {
        return new Sample(
                "/hosts/7/windows",
                "windows/host",
                new WindowPages.OfHost(
                        head(),
                        new HostWindows(
                                List.of(window),
                                List.of(freeze),
                                WindowCalendar.of(List.of(window.when()), List.of(freeze.when()))),
                        null,
                        List.of(opening)));
    }

    private HostHead head() {
        return new HostHead(
                new HostId(7),
                text,
                text,
                1,
                null,
                false,
                "No reboot is due.",
                0,
                NOW,
                new HostContact(null, null, List.of()),
                null,
                List.of());
    }
}
