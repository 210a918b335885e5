package dev.fettle.server.changes;

import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.plan.Selection;
import dev.fettle.core.plan.WaveLine;
import dev.fettle.wire.NewChange;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A wish as people and programs write it. */
final class WishText {
    static final List<String> USUAL_WAVES = List.of("pilot 10% soak=24h", "broad rest soak=1h");
    private static final int MOST_LINES = 100;
    private static final int USUAL_AT_ONCE = 10;
    private static final int USUAL_PER_MINUTE = 60;
    private static final int USUAL_ATTEMPTS = 3;
    private static final int USUAL_OFFLINE = 72;
    private static final int MOST_HOURS = 24 * 365;

    private WishText() {}

    /** @throws IllegalArgumentException with a sentence, if it means nothing */
    static ChangeWish read(NewChange text) {
        int offline = or(text.offlineHours(), USUAL_OFFLINE);
        if (offline < 1 || offline > MOST_HOURS) {
            throw new IllegalArgumentException("A host that is away is waited for 1 hour to a year.");
        }
        return new ChangeWish(
                or(text.title(), ""),
                or(text.reason(), ""),
                or(text.ticket(), ""),
                ChangeType.of(or(text.type(), "normal"))
                        .orElseThrow(() ->
                                new IllegalArgumentException("A change is of the type standard, normal or emergency.")),
                or(text.repeatable(), false),
                or(text.model(), 0L),
                Selection.of(or(text.patches(), "security"), lines(text.names(), List.of()), or(text.steps(), 0)),
                hosts(text),
                lines(text.waves(), USUAL_WAVES).stream().map(WaveLine::read).toList(),
                lines(text.ranks(), List.of()),
                new Limits(
                        or(text.atOnce(), USUAL_AT_ONCE),
                        or(text.unavailable(), USUAL_AT_ONCE),
                        or(text.perMinute(), USUAL_PER_MINUTE),
                        or(text.attempts(), USUAL_ATTEMPTS),
                        Duration.ofHours(offline)),
                OnBreach.of(or(text.onBreach(), "pause"))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "After a breach comes pause, roll-back-failed or roll-back-wave.")),
                or(text.ripeningDays(), 0));
    }

    private static HostChoice hosts(NewChange text) {
        List<Long> listed = text.hosts() == null
                ? List.of()
                : text.hosts().stream().filter(Objects::nonNull).toList();
        String filter = or(text.filter(), "").strip();
        long group = or(text.group(), 0L);
        if (text.hosts() != null && listed.isEmpty() && filter.isEmpty() && group == 0) {
            throw new IllegalArgumentException("The list of hosts is empty. Leave it out for all hosts, or name some.");
        }
        if ((listed.isEmpty() ? 0 : 1) + (filter.isEmpty() ? 0 : 1) + (group == 0 ? 0 : 1) > 1) {
            throw new IllegalArgumentException("Choose the hosts by a filter, a group or a list; not by two of these.");
        }
        if (!listed.isEmpty()) {
            return new HostChoice.Listed(listed);
        }
        return group == 0 ? new HostChoice.Matching(filter) : new HostChoice.Members(group);
    }

    private static List<String> lines(@Nullable List<String> sent, List<String> usual) {
        List<String> lines = sent == null
                ? List.of()
                : sent.stream()
                        .filter(Objects::nonNull)
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .toList();
        if (lines.size() > Math.max(MOST_LINES, Selection.MOST_NAMES)) {
            throw new IllegalArgumentException("That are too many names or lines.");
        }
        return lines.isEmpty() ? usual : lines;
    }

    private static <T> T or(@Nullable T value, T usual) {
        return Optional.ofNullable(value).orElse(usual);
    }

    /** As {@link #read} reads it, all said. */
    static NewChange write(ChangeWish wish) {
        Limits limits = wish.limits();
        return new NewChange(
                wish.title(),
                wish.reason(),
                wish.ticket(),
                wish.type().word(),
                wish.repeatable(),
                wish.model(),
                wish.selection().word(),
                wish.selection().listed(),
                wish.selection() instanceof Selection.Foremost(int steps) ? steps : 0,
                wish.hosts() instanceof HostChoice.Matching(String query) ? query : "",
                wish.hosts() instanceof HostChoice.Members(long group) ? group : 0L,
                wish.hosts() instanceof HostChoice.Listed(List<Long> hosts) ? hosts : null,
                wish.waves().stream().map(WaveLine::write).toList(),
                wish.ranks(),
                limits.atOnce(),
                limits.unavailable(),
                limits.perMinute(),
                limits.attempts(),
                Math.toIntExact(limits.offline().toHours()),
                wish.onBreach().word(),
                wish.ripeningDays());
    }
}
