package dev.fettle.server.windows;

import dev.fettle.core.plan.WindowCalendar;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * When hosts may be changed. A host may be changed while any of its windows is open and nothing of it is frozen; one that has
 * no window may be changed at any time that no freeze forbids.
 */
@Component
public final class Windows {
    private final WindowStore windows;
    private final FreezeStore freezes;
    private final Hosts hosts;
    private final Clock clock;

    Windows(WindowStore windows, FreezeStore freezes, Hosts hosts, Clock clock) {
        this.windows = windows;
        this.freezes = freezes;
        this.hosts = hosts;
        this.clock = clock;
    }

    /** By name. */
    public List<NamedWindow> all() {
        return windows.all();
    }

    public Optional<NamedWindow> find(long id) {
        return windows.find(id);
    }

    /** The first first, those that are over too. */
    public List<NamedFreeze> freezes() {
        return freezes.all();
    }

    public Optional<NamedFreeze> freeze(long id) {
        return freezes.find(id);
    }

    /** Equal as long as no window and no freeze is added, changed or removed. */
    public Object mark() {
        return List.of(windows.mark(), freezes.mark());
    }

    /** The calendars of all hosts. */
    public Calendars calendars() {
        Picture picture = picture(null);
        Map<Kind, WindowCalendar> made = new HashMap<>();
        Map<HostId, WindowCalendar> byHost = new HashMap<>();
        picture.fitting()
                .forEach((host, fits) -> byHost.put(
                        host,
                        made.computeIfAbsent(
                                picture.kind(host, fits),
                                each -> picture.of(each).calendar())));
        return new Calendars(
                byHost, picture.of(new Kind(picture.forAll(), Optional.empty())).calendar());
    }

    /** Of a host of which nothing is known, what is for all hosts. */
    public HostWindows of(HostId host) {
        Picture picture = picture(host);
        return picture.of(picture.kind(host, picture.fitting().getOrDefault(host, picture.forAll())));
    }

    /** A window alone, with the freezes that are for all hosts: what a preview of it shows. */
    WindowCalendar preview(NamedWindow window) {
        return WindowCalendar.of(
                List.of(window.when()),
                freezes.all().stream()
                        .filter(each -> each.condition().isEmpty())
                        .map(NamedFreeze::when)
                        .toList());
    }

    private Picture picture(@Nullable HostId only) {
        Instant now = clock.instant();
        List<NamedWindow> all = windows.all();
        List<NamedFreeze> left = freezes.all().stream()
                .filter(each -> each.when().end().isAfter(now))
                .toList();
        List<String> filters = new ArrayList<>();
        all.forEach(each -> filters.add(each.condition()));
        left.forEach(each -> filters.add(each.condition()));
        boolean byTheirClocks = all.stream().anyMatch(NamedWindow::ofHost);
        return new Picture(all, left, hosts.fitting(filters, only), byTheirClocks ? hosts.zones() : Map.of());
    }

    /**
     * What hosts with one calendar have in common.
     *
     * @param fits which windows and freezes they have
     * @param clocks that they go by, where a window leaves that to them
     */
    private record Kind(BitSet fits, Optional<ZoneId> clocks) {}

    /** @param fitting whose first bits are windows, and freezes the others */
    private record Picture(
            List<NamedWindow> windows,
            List<NamedFreeze> freezes,
            Map<HostId, BitSet> fitting,
            Map<HostId, ZoneId> clocks) {
        Kind kind(HostId host, BitSet fits) {
            return new Kind(fits, Optional.ofNullable(clocks.get(host)));
        }

        HostWindows of(Kind kind) {
            List<NamedWindow> own = those(windows, kind.fits()::get).stream()
                    .map(each -> kind.clocks().map(each::on).orElse(each))
                    .toList();
            List<NamedFreeze> frozen = those(freezes, at -> kind.fits().get(windows.size() + at));
            var closed = frozen.stream().map(NamedFreeze::when).toList();
            return new HostWindows(
                    own,
                    frozen,
                    own.isEmpty()
                            ? WindowCalendar.unrestricted(closed)
                            : WindowCalendar.of(
                                    own.stream().map(NamedWindow::when).toList(), closed));
        }

        /** What fits a host of which nothing is known. */
        BitSet forAll() {
            BitSet fits = new BitSet();
            for (int i = 0; i < windows.size(); i++) {
                fits.set(i, windows.get(i).condition().isEmpty());
            }
            for (int i = 0; i < freezes.size(); i++) {
                fits.set(windows.size() + i, freezes.get(i).condition().isEmpty());
            }
            return fits;
        }

        private static <T> List<T> those(List<T> all, IntPredicate wanted) {
            return IntStream.range(0, all.size())
                    .filter(wanted)
                    .mapToObj(all::get)
                    .toList();
        }
    }
}
