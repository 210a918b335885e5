package dev.fettle.core.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.StatePicture;
import dev.fettle.core.approval.ChangeState.Approved;
import dev.fettle.core.approval.ChangeState.Draft;
import dev.fettle.core.approval.ChangeState.Event;
import dev.fettle.core.approval.ChangeState.Proposed;
import dev.fettle.core.approval.ChangeState.Rejected;
import dev.fettle.core.approval.ChangeState.Step;
import dev.fettle.core.approval.ChangeState.Withdrawn;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.signing.Octets;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChangeStateTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Octets CONTENT = Octets.sha256(new byte[] {1});
    private static final Octets OTHER = Octets.sha256(new byte[] {2});

    private static Approval by(String person) {
        return new Approval(person, CONTENT, NOON);
    }

    private static Asked asked(int needed, boolean afterwards, Approval... given) {
        return new Asked("olga", "olga", CONTENT, needed, afterwards ? NOON : null, List.of(given));
    }

    private static final ChangeState DRAFT = new Draft();
    private static final ChangeState WAITS = new Proposed(asked(1, false));
    private static final ChangeState WAITS_FOR_TWO = new Proposed(asked(2, false));
    private static final ChangeState WAITS_FOR_ANOTHER = new Proposed(asked(2, false, by("ada")));
    private static final ChangeState APPROVED = new Approved(asked(1, false, by("ada")));
    private static final ChangeState BY_MODEL = new Approved(asked(0, false));
    private static final ChangeState OWES = new Approved(asked(1, true));
    private static final ChangeState OWES_TWO = new Approved(asked(2, true));
    private static final ChangeState OWES_ANOTHER = new Approved(asked(2, true, by("ada")));
    private static final ChangeState PAID = new Approved(asked(1, true, by("ada")));
    private static final ChangeState REJECTED = new Rejected(asked(1, false), "ada");
    private static final ChangeState WITHDRAWN = new Withdrawn("olga");

    private static final List<ChangeState> STATES = List.of(
            DRAFT,
            WAITS,
            WAITS_FOR_TWO,
            WAITS_FOR_ANOTHER,
            APPROVED,
            BY_MODEL,
            OWES,
            OWES_TWO,
            OWES_ANOTHER,
            PAID,
            REJECTED,
            WITHDRAWN);

    private static final Event PROPOSE = new Event.Propose("olga", "olga", CONTENT, 1, Optional.empty());
    private static final Event PROPOSE_FOR_TWO = new Event.Propose("olga", "olga", CONTENT, 2, Optional.empty());
    private static final Event PROPOSE_BY_MODEL = new Event.Propose("olga", "olga", CONTENT, 0, Optional.empty());
    private static final Event PROPOSE_EMERGENCY = new Event.Propose("olga", "olga", CONTENT, 1, Optional.of(NOON));
    private static final Event APPROVE = new Event.Approve(by("ada"), 0, 1);
    private static final Event APPROVE_TOO = new Event.Approve(by("bob"), 0, 1);
    private static final Event APPROVE_OWN = new Event.Approve(by("olga"), 0, 1);
    private static final Event APPROVE_OUTSIDE = new Event.Approve(by("bob"), 3, 1);
    private static final Event APPROVE_OTHER = new Event.Approve(new Approval("bob", OTHER, NOON), 0, 1);
    /** His, when hosts have become so important that two have to agree. */
    private static final Event APPROVE_MORE = new Event.Approve(by("bob"), 0, 2);

    private static final Event REJECT = new Event.Reject("bob", CONTENT, 0);
    private static final Event REJECT_OWN = new Event.Reject("olga", CONTENT, 0);
    private static final Event REJECT_OUTSIDE = new Event.Reject("bob", CONTENT, 3);
    private static final Event REJECT_OTHER = new Event.Reject("bob", OTHER, 0);
    private static final Event EDIT = new Event.Edit();
    private static final Event WITHDRAW = new Event.Withdraw("olga");

    private static final List<Event> EVENTS = List.of(
            PROPOSE,
            PROPOSE_FOR_TWO,
            PROPOSE_BY_MODEL,
            PROPOSE_EMERGENCY,
            APPROVE,
            APPROVE_TOO,
            APPROVE_OWN,
            APPROVE_OUTSIDE,
            APPROVE_OTHER,
            APPROVE_MORE,
            REJECT,
            REJECT_OWN,
            REJECT_OUTSIDE,
            REJECT_OTHER,
            EDIT,
            WITHDRAW);

    private static final Object NO = "refused";
    private static final Object OVERTAKEN = "overtaken";

    /** What each event leads to, in the order of {@link #EVENTS}. */
    private static List<Arguments> rows(ChangeState from, Object... to) {
        assertThat(to).as("a row for every event of %s", from).hasSameSizeAs(EVENTS.toArray());
        List<Arguments> rows = new ArrayList<>();
        for (int i = 0; i < to.length; i++) {
            rows.add(Arguments.of(from, EVENTS.get(i), to[i]));
        }
        return rows;
    }

    private static Stream<Arguments> table() {
        ChangeState bob = new Approved(asked(1, false, by("bob")));
        ChangeState waitsBob = new Proposed(asked(2, false, by("bob")));
        ChangeState adaBob = new Approved(asked(2, false, by("ada"), by("bob")));
        ChangeState paidBob = new Approved(asked(1, true, by("bob")));
        ChangeState paidByBoth = new Approved(asked(2, true, by("ada"), by("bob")));
        ChangeState owesBob = new Approved(asked(2, true, by("bob")));
        List<Arguments> all = new ArrayList<>();
        //                         proposals: one, two, by model, emergency | approvals: ada, bob, own, outside, other,
        // more
        //                         | rejections: bob, own, outside, other | edited, withdrawn
        all.addAll(rows(
                DRAFT, WAITS, WAITS_FOR_TWO, BY_MODEL, OWES, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, DRAFT, WITHDRAWN));
        all.addAll(rows(
                WAITS,
                NO,
                NO,
                NO,
                NO,
                APPROVED,
                bob,
                NO,
                NO,
                OVERTAKEN,
                NO,
                new Rejected(asked(1, false), "bob"),
                NO,
                NO,
                OVERTAKEN,
                DRAFT,
                WITHDRAWN));
        all.addAll(rows(
                WAITS_FOR_TWO,
                NO,
                NO,
                NO,
                NO,
                WAITS_FOR_ANOTHER,
                waitsBob,
                NO,
                NO,
                OVERTAKEN,
                waitsBob,
                new Rejected(asked(2, false), "bob"),
                NO,
                NO,
                OVERTAKEN,
                DRAFT,
                WITHDRAWN));
        all.addAll(rows(
                WAITS_FOR_ANOTHER,
                NO,
                NO,
                NO,
                NO,
                NO,
                adaBob,
                NO,
                NO,
                OVERTAKEN,
                adaBob,
                new Rejected(asked(2, false, by("ada")), "bob"),
                NO,
                NO,
                OVERTAKEN,
                DRAFT,
                WITHDRAWN));
        for (ChangeState settled : List.of(APPROVED, BY_MODEL, PAID)) {
            all.addAll(rows(settled, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, DRAFT, WITHDRAWN));
        }
        all.addAll(rows(
                OWES,
                NO,
                NO,
                NO,
                NO,
                PAID,
                paidBob,
                NO,
                NO,
                OVERTAKEN,
                owesBob,
                new Rejected(asked(1, true), "bob"),
                NO,
                NO,
                OVERTAKEN,
                NO,
                NO));
        all.addAll(rows(
                OWES_TWO,
                NO,
                NO,
                NO,
                NO,
                OWES_ANOTHER,
                owesBob,
                NO,
                NO,
                OVERTAKEN,
                owesBob,
                new Rejected(asked(2, true), "bob"),
                NO,
                NO,
                OVERTAKEN,
                NO,
                NO));
        all.addAll(rows(
                OWES_ANOTHER,
                NO,
                NO,
                NO,
                NO,
                NO,
                paidByBoth,
                NO,
                NO,
                OVERTAKEN,
                paidByBoth,
                new Rejected(asked(2, true, by("ada")), "bob"),
                NO,
                NO,
                OVERTAKEN,
                NO,
                NO));
        all.addAll(rows(REJECTED, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, DRAFT, WITHDRAWN));
        all.addAll(rows(WITHDRAWN, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("table")
    void every_event_in_every_state_leads_where_the_table_says(ChangeState from, Event event, Object expected) {
        switch (from.after(event)) {
            case Step.To(ChangeState to) -> assertThat(to).isEqualTo(expected);
            case Step.Overtaken() -> assertThat(OVERTAKEN).isEqualTo(expected);
            case Step.Refused(String why) -> {
                assertThat(NO).isEqualTo(expected);
                assertThat(why).endsWith(".");
            }
        }
    }

    @Test
    void the_table_has_every_state_and_every_event_once() {
        assertThat(table().map(row -> List.of(row.get()[0], row.get()[1])))
                .doesNotHaveDuplicates()
                .hasSize(STATES.size() * EVENTS.size());
    }

    @Test
    void who_edited_last_may_not_approve_either() {
        ChangeState state = new Proposed(Asked.of("eve", "olga", CONTENT, 1, null));

        assertThat(state.after(new Event.Approve(by("eve"), 0, 1)))
                .isEqualTo(new Step.Refused("You edited this change last, so somebody else has to approve it."));
    }

    @Test
    void much_depends_on_two_people_and_a_model_with_as_many_spares_them() {
        assertThat(ApprovalRule.needed(ChangeType.NORMAL, Criticality.NORMAL, 0))
                .isOne();
        assertThat(ApprovalRule.needed(ChangeType.NORMAL, Criticality.HIGH, 0)).isEqualTo(2);
        assertThat(ApprovalRule.needed(ChangeType.EMERGENCY, Criticality.CRITICAL, 0))
                .isEqualTo(2);
        assertThat(ApprovalRule.needed(ChangeType.NORMAL, Criticality.LOW, 2)).isOne();
        assertThat(ApprovalRule.needed(ChangeType.STANDARD, Criticality.LOW, 1)).isZero();
        assertThat(ApprovalRule.needed(ChangeType.STANDARD, Criticality.HIGH, 1))
                .isEqualTo(2);
        assertThat(ApprovalRule.needed(ChangeType.STANDARD, Criticality.HIGH, 2))
                .isZero();
        assertThat(ApprovalRule.needed(ChangeType.STANDARD, Criticality.LOW, 0)).isOne();
    }

    @Test
    void who_has_approved_may_think_better_of_it() {
        assertThat(WAITS_FOR_ANOTHER.after(new Event.Reject("ada", CONTENT, 0)))
                .isEqualTo(new Step.To(new Rejected(asked(2, false, by("ada")), "ada")));
    }

    @Test
    void what_is_owed_is_overdue_when_its_time_is_over() {
        assertThat(asked(1, true).overdue(NOON)).isTrue();
        assertThat(asked(1, true).overdue(NOON.minusNanos(1))).isFalse();
        assertThat(asked(1, true, by("ada")).overdue(NOON)).isFalse();
        assertThat(asked(1, false).overdue(NOON)).isFalse();
    }

    @Test
    void approvals_of_something_else_or_of_one_person_twice_are_no_request() {
        assertThatThrownBy(() -> asked(2, false, by("ada"), by("ada"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> asked(2, false, new Approval("ada", OTHER, NOON)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Random people at random moments, with a model that counts for itself. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nothing_is_ever_approved_without_enough_others_agreeing_to_what_stands_then(long seed) {
        Random random = new Random(seed);
        List<String> people = List.of("olga", "ada", "bob", "eve");
        for (int run = 0; run < 1_000; run++) {
            ChangeState state = DRAFT;
            int needed = 1 + random.nextInt(2);
            String proposer = "";
            Set<String> agreed = new LinkedHashSet<>();
            Octets stands = CONTENT;
            for (int step = 0; step < 15; step++) {
                String person = people.get(random.nextInt(people.size()));
                Octets judged = random.nextInt(4) == 0 ? OTHER : CONTENT;
                int outside = random.nextInt(4) == 0 ? 1 : 0;
                int kind = random.nextInt(5);
                Event event =
                        switch (kind) {
                            case 0 -> new Event.Propose(person, person, judged, needed, Optional.empty());
                            case 1, 2 -> new Event.Approve(new Approval(person, judged, NOON), outside, needed);
                            case 3 -> EDIT;
                            default -> new Event.Reject(person, judged, outside);
                        };
                if (state.after(event) instanceof Step.To(ChangeState to)) {
                    if (kind == 0) {
                        proposer = person;
                        stands = judged;
                        agreed.clear();
                    } else if (kind == 3) {
                        agreed.clear();
                    } else if (event instanceof Event.Approve) {
                        assertThat(judged).isEqualTo(stands);
                        assertThat(outside).isZero();
                        agreed.add(person);
                    }
                    state = to;
                }
                assertThat(agreed).as("seed %d, run %d", seed, run).doesNotContain(proposer);
                if (state.mayRun()) {
                    assertThat(agreed).as("seed %d, run %d", seed, run).hasSize(needed);
                }
            }
        }
    }

    /** Made anew with -Dfettle.write-docs=1. */
    @Test
    void the_picture_in_the_documents_is_the_one_of_the_code() throws IOException {
        StatePicture picture = new StatePicture("[*] --> draft: written");
        for (ChangeState from : STATES) {
            for (Event event : EVENTS) {
                if (from.after(event) instanceof Step.To(ChangeState to)) {
                    picture.arrow(from.word(), to.word(), name(event));
                }
            }
        }
        picture.assertStandsIn("changes.md", ChangeStateTest.class);
    }

    private static String name(Event event) {
        return switch (event) {
            case Event.Propose(String _, String _, Octets _, int needed, Optional<Instant> owed) ->
                owed.isPresent() ? "proposed as an emergency" : needed == 0 ? "proposed by its model" : "proposed";
            case Event.Approve _ -> "an approver agrees";
            case Event.Reject _ -> "an approver says no";
            case Event.Edit _ -> "edited or planned anew";
            case Event.Withdraw _ -> "withdrawn";
        };
    }
}
