package dev.fettle.server.rollouts;

import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Tally;
import dev.fettle.core.rollout.Wave;
import dev.fettle.server.web.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A roll-out as its page shows it.
 *
 * @param says how it stands
 * @param why what has halted it; empty if nothing has
 * @param late that no server looks at it; empty if one does
 * @param waits what it waits for
 * @param state of the hosts that are shown; empty for all
 * @param name a part of theirs; empty for all
 * @param wave of theirs, from 1; 0 for all
 * @param from the place from which they are shown
 * @param next the place of the first one that is not shown; 0 if all are
 * @param fault what could not be done; empty if nothing was asked
 */
public record RolloutView(
        RolloutHead head,
        String says,
        String why,
        String late,
        List<String> waits,
        List<WaveRow> waves,
        String state,
        String name,
        int wave,
        int from,
        List<HostLine> rows,
        int next,
        String fault) {
    private static final int PERCENT = 100;
    private static final Set<String> SKIPPED = Set.of("waiting", "due", "failed", "lost", "back", "stuck", "left-over");
    private static final Set<String> RETRIED = Set.of("failed", "lost", "back", "stuck", "left-over", "skipped");

    public RolloutView {
        waits = List.copyOf(waits);
        waves = List.copyOf(waves);
        rows = List.copyOf(rows);
    }

    /**
     * Which hosts are shown.
     *
     * @param wave from 1; 0 for all
     */
    record Wanted(String state, String name, int wave, int from) {}

    /**
     * A wave.
     *
     * @param number from 1
     * @param amiss what is neither to come nor under way nor done; empty if nothing is
     * @param now whether it is the one that was begun last
     */
    public record WaveRow(
            int number,
            String name,
            int hosts,
            int toCome,
            int underWay,
            int done,
            String amiss,
            String gate,
            String soak,
            boolean now) {}

    /**
     * A host.
     *
     * @param name empty if it is not there any more
     * @param facts how long it took; empty if that is not known
     * @param order 0 if there is none that is worth a look
     * @param open whether the roll-out goes on
     */
    public record HostLine(
            long host, String name, int wave, String state, String says, String facts, long order, boolean open) {
        public String called() {
            return name.isEmpty() ? "host " + host : name;
        }

        public boolean canSkip() {
            return open && SKIPPED.contains(state);
        }

        public boolean canRetry() {
            return open && RETRIED.contains(state);
        }

        /** The class of its badge. */
        public String tone() {
            return switch (state) {
                case "done" -> "good";
                case "failed", "lost", "stuck" -> "bad";
                case "back", "left-over", "skipped" -> "warn";
                case "asked", "working" -> "info";
                default -> "plain";
            };
        }
    }

    /** @param found one more than are shown, if there are more */
    static RolloutView of(
            Rollouts.Whole whole,
            Wanted wanted,
            List<Rollouts.HostRow> found,
            int size,
            Function<Instant, String> time,
            String late,
            String fault) {
        RolloutHead head = whole.head();
        RolloutWords words = whole.words(time);
        List<Rollouts.HostRow> shown = found.size() > size ? found.subList(0, size) : found;
        return new RolloutView(
                head,
                words.stage(head.stage()),
                words.halt(head.stage()).orElse(""),
                late,
                whole.waits().stream().map(words::wait).toList(),
                waves(head, whole.plan()),
                wanted.state(),
                wanted.name(),
                wanted.wave(),
                wanted.from(),
                shown.stream().map(row -> line(row, words, head.open())).toList(),
                found.size() > size ? found.getLast().place() : 0,
                fault);
    }

    private static List<WaveRow> waves(RolloutHead head, RolloutPlan plan) {
        List<WaveRow> rows = new ArrayList<>();
        for (int i = 0; i < plan.waves().size(); i++) {
            Wave wave = plan.waves().get(i);
            Tally tally = head.tallies().get(i);
            rows.add(new WaveRow(
                    i + 1,
                    wave.name(),
                    tally.hosts(),
                    tally.count(Standing.WAITING) + tally.count(Standing.AWAY) + tally.count(Standing.AGAIN),
                    tally.count(Standing.MIDWAY) + tally.count(Standing.MOVING),
                    tally.count(Standing.DONE),
                    RolloutWords.amiss(tally),
                    RolloutWords.gate(wave.gate()),
                    wave.soak().isZero() ? "none" : Words.span(wave.soak()),
                    head.open() && head.stage().reached() == i));
        }
        return rows;
    }

    private static HostLine line(Rollouts.HostRow row, RolloutWords words, boolean open) {
        return new HostLine(
                row.host().value(),
                row.name(),
                row.wave() + 1,
                row.form().state(),
                words.host(row.form().course().state()),
                row.fact() == null ? "" : RolloutWords.facts(row.fact()),
                row.order(),
                open);
    }

    public List<String> states() {
        return RolloutApi.HOST_STATES;
    }

    public boolean filtered() {
        return !state.isEmpty() || !name.isEmpty() || wave > 0;
    }

    /** What a roll-out that has ended has left: {@code 2 failed, 1 left over}; empty if nothing, or if it goes on. */
    public String left() {
        return head.open() ? "" : RolloutWords.left(head);
    }

    public boolean canPause() {
        return switch (head.stage()) {
            case Stage.Scheduled _, Stage.Rolling _, Stage.Soaking _, Stage.TakingBack _ -> true;
            case Stage.Paused _, Stage.Ending _, Stage.Ended _ -> false;
        };
    }

    public boolean canResume() {
        return head.stage() instanceof Stage.Paused;
    }

    /** {@code 3 of 40 hosts are done}. */
    public String done() {
        return Words.number(head.count(Standing.DONE)) + " of " + Words.count(head.hosts(), "host is", "hosts are")
                + " done";
    }

    /** Rounded down, so that all are done when it is 100. */
    public int percent() {
        return head.hosts() == 0 ? 0 : (int) ((long) head.count(Standing.DONE) * PERCENT / head.hosts());
    }

    /** The page with the same hosts, from the first on. */
    public String address() {
        return "/rollouts/" + head.number() + "?" + query();
    }

    /** The parts of it that change. */
    public String now() {
        return "/rollouts/now?rollout=" + head.number() + "&" + query() + "&from=" + from;
    }

    private String query() {
        return "state=" + Words.encoded(state) + "&name=" + Words.encoded(name) + "&wave=" + wave;
    }
}
