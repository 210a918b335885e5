package dev.fettle.server.rollouts;

import dev.fettle.core.access.Permission;
import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.RolloutDetail;
import dev.fettle.wire.ZeroDayStart;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Carrying emergency changes out at once, for programs. */
@RestController
final class EmergencyApi {
    private final Rollouts rollouts;
    private final StartEmergency startEmergency;

    EmergencyApi(Rollouts rollouts, StartEmergency startEmergency) {
        this.rollouts = rollouts;
        this.startEmergency = startEmergency;
    }

    /** It is approved afterwards. */
    @Needs(Permission.ROLL_OUT)
    @Operation(summary = "Proposes an emergency change and starts its roll-out")
    @PostMapping("/api/v1/zero-days/{id}/start")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<RolloutDetail> start(Viewer viewer, @PathVariable long id, @RequestBody ZeroDayStart sent) {
        Checks checks = new Checks();
        String content = checks.there("/content", sent.content(), "");
        checks.that(
                sent.content() == null || content.matches("[0-9a-f]{64}"),
                "/content",
                "The hash of a content is expected, as the change tells it.");
        Optional<WindowOverride> override = WindowOverride.of(sent.override() == null ? "nothing" : sent.override());
        checks.that(override.isPresent(), "/override", "One of nothing, windows, windows-and-freezes is expected.");
        checks.end();
        String why = sent.overrideReason() == null ? "" : sent.overrideReason();
        RolloutOutcome outcome = startEmergency.start(
                viewer.actor(),
                viewer.scope(),
                viewer.access().reach(Permission.OVERRIDE_WINDOWS),
                new StartEmergency.Wish(id, new Octets(content), override.orElseThrow(), why));
        return switch (outcome) {
            case RolloutOutcome.Done(RolloutHead head) ->
                ResponseEntity.status(HttpStatus.CREATED)
                        .location(URI.create("/api/v1/rollouts/" + head.number()))
                        .body(RolloutWire.detail(rollouts.whole(head), rollouts.keeping(head)));
            case RolloutOutcome.NoSuchRollout(), RolloutOutcome.NoSuchChange() ->
                throw new NotFoundException("There is no such change among those of hosts that you may change.");
            case RolloutOutcome.Overtaken() ->
                throw new ApiFault(
                        ProblemKind.CONFLICT, "The change is not what you saw any more. Look at what it is now.");
            case RolloutOutcome.Refused(String refusal) -> throw new ApiFault(ProblemKind.INVALID, refusal);
            case RolloutOutcome.Conflict(String conflict) -> throw new ApiFault(ProblemKind.CONFLICT, conflict);
        };
    }
}
