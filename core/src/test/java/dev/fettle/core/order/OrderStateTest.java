package dev.fettle.core.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.StatePicture;
import dev.fettle.core.order.OrderState.Ended;
import dev.fettle.core.order.OrderState.Event;
import dev.fettle.core.order.OrderState.Expired;
import dev.fettle.core.order.OrderState.Overdue;
import dev.fettle.core.order.OrderState.Taken;
import dev.fettle.core.order.OrderState.Times;
import dev.fettle.core.order.OrderState.Waiting;
import dev.fettle.core.order.OrderState.Withdrawn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OrderStateTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Times TIMES = new Times(NOON.plus(Duration.ofHours(24)), Duration.ofMinutes(30));
    private static final Instant OVERDUE = NOON.plus(Duration.ofMinutes(30)).plus(OrderState.GRACE);

    private static final OrderState FRESH = new Waiting(false);
    private static final OrderState SENT = new Waiting(true);
    private static final OrderState TAKEN = new Taken(NOON);
    private static final OrderState OVER = new Overdue(NOON);
    private static final OrderState SUCCEEDED = new Ended(new Outcome.Succeeded());
    private static final OrderState FAILED = new Ended(new Outcome.Failed(FailureKind.LOCK, "held"));
    private static final OrderState UNKNOWN = new Ended(new Outcome.Unknown("power"));
    private static final OrderState EXPIRED = new Expired(false);
    private static final OrderState EXPIRED_SENT = new Expired(true);
    private static final OrderState WITHDRAWN = new Withdrawn(false);
    private static final OrderState WITHDRAWN_SENT = new Withdrawn(true);

    private static final List<OrderState> STATES = List.of(
            FRESH, SENT, TAKEN, OVER, SUCCEEDED, FAILED, UNKNOWN, EXPIRED, EXPIRED_SENT, WITHDRAWN, WITHDRAWN_SENT);

    private static final Event SEND = new Event.HandedOut();
    private static final Event TAKE = new Event.Acknowledged(LATER);
    private static final Event REPORT = new Event.Reported(new Outcome.Failed(FailureKind.DISK, "full"));
    private static final Event WITHDRAW = new Event.WithdrawalAsked();
    private static final Event BEFORE = new Event.TimeIs(LATER);
    private static final Event LONG = new Event.TimeIs(OVERDUE);
    private static final Event END_OF_VALIDITY = new Event.TimeIs(TIMES.expiresAt());

    private static Arguments row(OrderState from, Event event, @Nullable OrderState to) {
        return Arguments.of(from, event, Optional.ofNullable(to));
    }

    private static Stream<Arguments> table() {
        OrderState taken = new Taken(LATER);
        OrderState reported = new Ended(new Outcome.Failed(FailureKind.DISK, "full"));
        List<Arguments> rows = new ArrayList<>(List.of(
                row(FRESH, SEND, SENT),
                row(FRESH, TAKE, taken),
                row(FRESH, REPORT, reported),
                row(FRESH, WITHDRAW, WITHDRAWN),
                row(FRESH, BEFORE, null),
                row(FRESH, LONG, null),
                row(FRESH, END_OF_VALIDITY, EXPIRED),
                row(SENT, SEND, null),
                row(SENT, TAKE, taken),
                row(SENT, REPORT, reported),
                row(SENT, WITHDRAW, WITHDRAWN_SENT),
                row(SENT, BEFORE, null),
                row(SENT, LONG, null),
                row(SENT, END_OF_VALIDITY, EXPIRED_SENT),
                row(TAKEN, SEND, null),
                row(TAKEN, TAKE, null),
                row(TAKEN, REPORT, reported),
                row(TAKEN, WITHDRAW, null),
                row(TAKEN, BEFORE, null),
                row(TAKEN, LONG, OVER),
                row(TAKEN, END_OF_VALIDITY, OVER),
                row(OVER, SEND, null),
                row(OVER, TAKE, null),
                row(OVER, REPORT, reported),
                row(OVER, WITHDRAW, null),
                row(OVER, BEFORE, null),
                row(OVER, LONG, null),
                row(OVER, END_OF_VALIDITY, null)));
        for (OrderState given : List.of(EXPIRED, EXPIRED_SENT, WITHDRAWN, WITHDRAWN_SENT)) {
            rows.addAll(List.of(
                    row(given, SEND, null),
                    row(given, TAKE, taken),
                    row(given, REPORT, reported),
                    row(given, WITHDRAW, null),
                    row(given, BEFORE, null),
                    row(given, LONG, null),
                    row(given, END_OF_VALIDITY, null)));
        }
        for (OrderState ended : List.of(SUCCEEDED, FAILED, UNKNOWN)) {
            events().forEach(event -> rows.add(row(ended, event, null)));
        }
        return rows.stream();
    }

    private static List<Event> events() {
        return List.of(SEND, TAKE, REPORT, WITHDRAW, BEFORE, LONG, END_OF_VALIDITY);
    }

    @ParameterizedTest
    @MethodSource("table")
    void every_event_in_every_state_leads_where_the_table_says(
            OrderState from, Event event, Optional<OrderState> expected) {
        assertThat(from.after(event, TIMES)).isEqualTo(expected);
    }

    @Test
    void the_table_has_every_state_and_every_event_once() {
        List<List<Object>> pairs =
                table().map(row -> List.of(row.get()[0], row.get()[1])).toList();

        assertThat(pairs).doesNotHaveDuplicates().hasSize(STATES.size() * events().size());
    }

    @Test
    void an_order_is_overdue_when_its_time_and_the_grace_are_over_and_not_a_moment_before() {
        assertThat(TAKEN.after(new Event.TimeIs(OVERDUE.minusNanos(1)), TIMES)).isEmpty();
        assertThat(FRESH.after(new Event.TimeIs(TIMES.expiresAt().minusNanos(1)), TIMES))
                .isEmpty();
    }

    @Test
    void only_what_was_sent_may_still_come_after_the_server_has_ended_it() {
        assertThat(STATES).filteredOn(OrderState::mayStillCome).containsExactly(EXPIRED_SENT, WITHDRAWN_SENT);
        assertThat(STATES).filteredOn(OrderState::open).containsExactly(FRESH, SENT, TAKEN, OVER);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_happens_in_whatever_order_the_first_report_counts_and_is_never_lost(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            OrderState state = FRESH;
            Optional<Outcome> first = Optional.empty();
            for (int step = 0; step < 12; step++) {
                Event event = random.nextInt(4) == 0
                        ? new Event.Reported(new Outcome.Unknown("report " + step))
                        : events().get(random.nextInt(events().size()));
                if (first.isEmpty() && event instanceof Event.Reported(Outcome outcome)) {
                    first = Optional.of(outcome);
                }
                state = state.after(event, TIMES).orElse(state);
                Optional<Outcome> known =
                        state instanceof Ended(Outcome outcome) ? Optional.of(outcome) : Optional.empty();
                assertThat(known).as("seed %d, run %d", seed, run).isEqualTo(first);
            }
        }
    }

    /** Made anew with -Dfettle.write-docs=1. */
    @Test
    void the_picture_in_the_documents_is_the_one_of_the_code() throws IOException {
        StatePicture picture = new StatePicture("[*] --> waiting: given");
        List<Event> all = new ArrayList<>(List.of(TAKE, WITHDRAW, LONG, END_OF_VALIDITY));
        all.add(new Event.Reported(new Outcome.Succeeded()));
        all.add(new Event.Reported(new Outcome.Failed(FailureKind.DISK, "")));
        all.add(new Event.Reported(new Outcome.Unknown("")));
        for (OrderState from : STATES) {
            for (Event event : all) {
                from.after(event, TIMES).ifPresent(to -> picture.arrow(name(from), name(to), name(event)));
            }
        }
        picture.assertStandsIn("orders.md", OrderStateTest.class);
    }

    private static String name(OrderState state) {
        return switch (state) {
            case Waiting _ -> "waiting";
            case Taken _ -> "taken";
            case Overdue _ -> "overdue";
            case Ended(Outcome.Succeeded()) -> "succeeded";
            case Ended(Outcome.Failed _) -> "failed";
            case Ended(Outcome.Unknown _) -> "unknown";
            case Expired _ -> "expired";
            case Withdrawn _ -> "withdrawn";
        };
    }

    private static String name(Event event) {
        return switch (event) {
            case Event.HandedOut _ -> "sent";
            case Event.Acknowledged _ -> "the host has it";
            case Event.Reported _ -> "reported";
            case Event.WithdrawalAsked _ -> "a person withdraws it";
            case Event.TimeIs _ -> "its time is over";
        };
    }
}
