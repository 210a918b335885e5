package dev.fettle.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.agent.cycle.AgentState.BackingOff;
import dev.fettle.agent.cycle.AgentState.CarryingOut;
import dev.fettle.agent.cycle.AgentState.CheckingIn;
import dev.fettle.agent.cycle.AgentState.Cloned;
import dev.fettle.agent.cycle.AgentState.Looking;
import dev.fettle.agent.cycle.AgentState.Pausing;
import dev.fettle.agent.cycle.AgentState.Refused;
import dev.fettle.agent.cycle.AgentState.Renewing;
import dev.fettle.agent.cycle.AgentState.Reporting;
import dev.fettle.agent.cycle.AgentState.SendingInventory;
import dev.fettle.agent.cycle.AgentState.Starting;
import dev.fettle.agent.cycle.AgentState.Unenrolled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class AgentCycleTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "agent.md");
    private static final String BEGIN = "<!-- made by AgentCycleTest: begin -->\n";
    private static final String END = "<!-- made by AgentCycleTest: end -->\n";

    private static final List<AgentState> STATES = List.of(
            new Unenrolled(),
            new Starting(),
            new CheckingIn(0),
            new CheckingIn(3),
            new Looking(3),
            new SendingInventory(3, false),
            new SendingInventory(3, true),
            new Reporting(3),
            new Renewing(3),
            new CarryingOut(),
            new Pausing(60),
            new BackingOff(3, 0),
            new Cloned(300),
            new Refused());

    private static final List<AgentEvent> EVENTS = List.of(
            new AgentEvent.NotEnrolled(),
            new AgentEvent.Enrolled(),
            new AgentEvent.Started(),
            new AgentEvent.Answered(0, false, false),
            new AgentEvent.Answered(0, true, false),
            new AgentEvent.Answered(60, true, false),
            new AgentEvent.Answered(60, true, true),
            new AgentEvent.Looked(),
            new AgentEvent.Accepted(),
            new AgentEvent.GivenUp(),
            new AgentEvent.Unfitting(),
            new AgentEvent.Failed(7),
            new AgentEvent.Denied(),
            new AgentEvent.TimeUp(),
            new AgentEvent.Woken());

    /** Each thing there can be to do, with all that comes after it. */
    private static final Map<String, Situation> SITUATIONS = situations();

    private static Map<String, Situation> situations() {
        Map<String, Situation> all = new LinkedHashMap<>();
        all.put("report", new Situation(true, true, true, true, true));
        all.put("look", new Situation(false, true, true, true, true));
        all.put("inventory", new Situation(false, false, true, true, true));
        all.put("renewal", new Situation(false, false, false, true, true));
        all.put("orders underway", new Situation(false, false, false, false, true));
        all.put("nothing", Situation.QUIET);
        return all;
    }

    private static Optional<AgentState> next(AgentState state, AgentEvent event, Situation situation) {
        return AgentCycle.next(state, event, situation);
    }

    @Test
    void the_whole_table_is_as_the_document_tells() throws IOException {
        String made = BEGIN + picture() + "\n" + table() + END;
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(BEGIN);
        int to = document.indexOf(END) + END.length();
        assertThat(from).as("the mark in docs/agent.md").isNotNegative();
        if (System.getProperty("fettle.write-docs") != null) {
            Files.writeString(DOCUMENT, document.substring(0, from) + made + document.substring(to));
        } else {
            assertThat(document.substring(from, to))
                    .as("docs/agent.md; made anew with -Dfettle.write-docs=1")
                    .isEqualTo(made);
        }
    }

    @Test
    void what_is_to_be_done_is_done_in_the_order_of_its_urgency() {
        List<AgentState> after = new ArrayList<>();
        SITUATIONS
                .values()
                .forEach(situation -> after.add(next(new Starting(), new AgentEvent.Started(), situation)
                        .orElseThrow()));
        assertThat(after)
                .containsExactly(
                        new Reporting(0),
                        new Looking(0),
                        new SendingInventory(0, false),
                        new Renewing(0),
                        new CarryingOut(),
                        new CheckingIn(0));
    }

    @Test
    void failures_are_counted_until_nothing_is_left_to_say() {
        AgentState state = new CheckingIn(0);
        for (int failures = 1; failures <= 4; failures++) {
            state = next(state, new AgentEvent.Failed(0), SITUATIONS.get("inventory"))
                    .orElseThrow();
            assertThat(state).isEqualTo(new BackingOff(failures, 0));
            state = next(state, new AgentEvent.TimeUp(), SITUATIONS.get("inventory"))
                    .orElseThrow();
            state = next(state, new AgentEvent.Answered(0, true, false), SITUATIONS.get("inventory"))
                    .orElseThrow();
            assertThat(state).isEqualTo(new SendingInventory(failures, false));
        }
        state = next(state, new AgentEvent.Accepted(), Situation.QUIET).orElseThrow();
        assertThat(state).isEqualTo(new CheckingIn(0));
    }

    @Test
    void a_host_that_is_refused_tries_nothing_but_a_check_in_when_its_time_is_up() {
        for (Situation situation : SITUATIONS.values()) {
            for (AgentEvent event : EVENTS) {
                next(new Refused(), event, situation)
                        .ifPresent(
                                state -> assertThat(state).isIn(new Unenrolled(), new Starting(), new CheckingIn(0)));
            }
        }
        assertThat(next(new Refused(), new AgentEvent.Woken(), Situation.QUIET)).isEmpty();
    }

    @Test
    void a_clone_tells_and_obeys_nothing() {
        for (Situation situation : SITUATIONS.values()) {
            assertThat(next(new CheckingIn(0), new AgentEvent.Answered(0, true, true), situation))
                    .contains(new Cloned(300));
            assertThat(next(new Cloned(300), new AgentEvent.TimeUp(), situation))
                    .contains(new CheckingIn(0));
        }
    }

    @Test
    void a_server_that_answers_at_once_makes_no_busy_loop() {
        assertThat(next(new CheckingIn(0), new AgentEvent.Answered(0, true, false), Situation.QUIET))
                .contains(new Pausing(1));
        assertThat(next(new CheckingIn(0), new AgentEvent.Answered(0, false, false), Situation.QUIET))
                .contains(new CheckingIn(0));
    }

    @Test
    void a_delta_that_does_not_fit_is_followed_by_the_whole_and_a_whole_that_does_not_by_a_pause() {
        assertThat(next(new SendingInventory(0, false), new AgentEvent.Unfitting(), Situation.QUIET))
                .contains(new SendingInventory(0, true));
        assertThat(next(new SendingInventory(0, true), new AgentEvent.Unfitting(), Situation.QUIET))
                .contains(new BackingOff(1, 0));
    }

    @Test
    void every_state_can_be_left_and_every_state_can_be_reached() {
        Set<String> reached = new TreeSet<>();
        for (AgentState state : STATES) {
            int ways = 0;
            for (AgentEvent event : EVENTS) {
                for (Situation situation : SITUATIONS.values()) {
                    Optional<AgentState> next = next(state, event, situation);
                    if (next.isPresent()) {
                        ways++;
                        reached.add(name(next.get()));
                    }
                }
            }
            assertThat(ways).as(state.toString()).isPositive();
        }
        assertThat(reached).hasSize(12);
    }

    private static String name(AgentState state) {
        return state.getClass().getSimpleName();
    }

    private static String name(AgentEvent event) {
        return event.getClass().getSimpleName();
    }

    /** What can happen anywhere is said in words, not drawn twelve times. */
    private static boolean anywhere(AgentEvent event) {
        return event instanceof AgentEvent.NotEnrolled || event instanceof AgentEvent.Enrolled;
    }

    private static String picture() {
        Map<String, Set<String>> arrows = new LinkedHashMap<>();
        arrows.put("Unenrolled --> Starting", new TreeSet<>(Set.of("Enrolled")));
        arrows.put("Starting --> Unenrolled", new TreeSet<>(Set.of("NotEnrolled")));
        for (AgentState state : STATES) {
            for (AgentEvent event : EVENTS) {
                for (Situation situation : SITUATIONS.values()) {
                    Optional<AgentState> next = next(state, event, situation);
                    if (next.isPresent() && !anywhere(event)) {
                        arrows.computeIfAbsent(name(state) + " --> " + name(next.get()), _ -> new TreeSet<>())
                                .add(name(event));
                    }
                }
            }
        }
        StringBuilder lines = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> Starting\n");
        arrows.forEach((arrow, events) -> lines.append("    ")
                .append(arrow)
                .append(": ")
                .append(String.join(", ", events))
                .append('\n'));
        return lines.append("```\n").toString();
    }

    private static String table() {
        StringBuilder lines =
                new StringBuilder("| state | event | " + String.join(" | ", SITUATIONS.keySet()) + " |\n|---|---|");
        lines.append("---|".repeat(SITUATIONS.size())).append('\n');
        for (AgentState state : STATES) {
            for (AgentEvent event : EVENTS) {
                if (next(state, event, Situation.QUIET).isEmpty() || anywhere(event)) {
                    continue;
                }
                lines.append("| ")
                        .append(words(state))
                        .append(" | ")
                        .append(words(event))
                        .append(" |");
                for (Situation situation : SITUATIONS.values()) {
                    lines.append(' ')
                            .append(words(next(state, event, situation).orElseThrow()))
                            .append(" |");
                }
                lines.append('\n');
            }
        }
        return lines.toString();
    }

    private static String words(Object record) {
        return record.toString().replace("[]", "").replace("[", " (").replace("]", ")");
    }
}
