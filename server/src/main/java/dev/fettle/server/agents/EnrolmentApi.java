package dev.fettle.server.agents;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.EnrolmentTokenItem;
import dev.fettle.wire.Listing;
import dev.fettle.wire.MadeEnrolmentToken;
import dev.fettle.wire.NewEnrolmentToken;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens with which hosts are enrolled, for programs. */
@RestController
final class EnrolmentApi implements ListedRoutes {
    private static final Fields<EnrolmentTokens.Row> TOKENS = Fields.<EnrolmentTokens.Row>builder()
            .whole("id", EnrolmentTokens.Row::id, "")
            .text("note", EnrolmentTokens.Row::note, "")
            .text("madeBy", EnrolmentTokens.Row::madeBy, "")
            .sortedInstant("expiresAt", EnrolmentTokens.Row::expiresAt, "")
            .build("id", "-id");

    private static final long USUAL_MINUTES = 60;
    private static final long MOST_MINUTES = EnrolmentTokens.LONGEST.toMinutes();

    private final EnrolmentTokens tokens;

    EnrolmentApi(EnrolmentTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", TOKENS);
    }

    /** Lists those that are good. */
    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Lists the tokens with which hosts can be enrolled")
    @GetMapping("/api/v1/enrolment-tokens")
    ResponseEntity<Listing<EnrolmentTokenItem>> list(ListRequest request) {
        ListPlan<EnrolmentTokens.Row> plan = request.plan(TOKENS);
        return plan.answer(
                plan.of(tokens.good()),
                row -> new EnrolmentTokenItem(
                        row.id(), row.note(), row.uses(), row.usesLeft(), row.madeBy(), row.madeAt(), row.expiresAt()));
    }

    /** The answer is not to be kept by anybody, nor for a repeated request. */
    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Makes a token with which hosts can be enrolled; it is told this once")
    @PostMapping("/api/v1/enrolment-tokens")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<MadeEnrolmentToken> make(Viewer viewer, @RequestBody NewEnrolmentToken sent) {
        String note = sent.note() == null ? "" : sent.note().strip();
        long minutes = sent.minutes() == 0 ? USUAL_MINUTES : Math.clamp(sent.minutes(), -1, MOST_MINUTES + 1);
        int uses = sent.uses() == 0 ? 1 : sent.uses();
        return switch (tokens.make(viewer.actor(), note, uses, Duration.ofMinutes(minutes))) {
            case EnrolmentTokens.Outcome.Made made ->
                ResponseEntity.status(HttpStatus.CREATED)
                        .cacheControl(CacheControl.noStore())
                        .body(new MadeEnrolmentToken(
                                made.id(), made.token(), made.url(), made.line(), made.expiresAt()));
            case EnrolmentTokens.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Withdraws a token; hosts that it has enrolled stay so")
    @DeleteMapping("/api/v1/enrolment-tokens/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(Viewer viewer, @PathVariable long id) {
        if (!tokens.withdraw(viewer.actor(), id)) {
            throw new NotFoundException("There is no enrolment token with the number " + id + ".");
        }
    }
}
