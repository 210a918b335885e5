package dev.fettle.server.rollouts;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.wire.ChangeFactItem;
import dev.fettle.wire.Listing;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What really became of hosts, for programs that work out more than Fettle shows. */
@RestController
final class FactApi implements ListedRoutes {
    private static final Fields<ChangeFact> FACTS = Fields.<ChangeFact>builder()
            .whole("id", ChangeFact::id, "f.id")
            .whole("rollout", ChangeFact::rollout, "f.rollout")
            .whole("change", ChangeFact::change, "f.change_number")
            .whole("host", each -> each.host().value(), "f.host_id")
            .text("name", ChangeFact::hostName, "f.host_name")
            .choice(
                    "outcome",
                    ChangeFact::outcome,
                    "f.outcome",
                    List.of("done", "failed", "lost", "back", "stuck", "left-over", "skipped"))
            .sortedInstant("endedAt", ChangeFact::ended, "f.ended_at")
            .build("id", "id");

    private final FactStore store;

    FactApi(FactStore store) {
        this.store = store;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("facts", FACTS);
    }

    /** Of roll-outs of which all hosts may be seen. A host that was tried again has several. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists what became of the hosts of roll-outs, and when, the oldest first")
    @GetMapping("/api/v1/facts")
    ResponseEntity<Listing<ChangeFactItem>> facts(Viewer viewer, ListRequest request) {
        ListPlan<ChangeFact> plan = request.plan(FACTS);
        return plan.answer(store.part(plan.condition(), viewer.scope()), FactApi::item);
    }

    private static ChangeFactItem item(ChangeFact fact) {
        return new ChangeFactItem(
                fact.id(),
                fact.rollout(),
                fact.change(),
                fact.host().value(),
                fact.hostName(),
                fact.outcome(),
                fact.why().isEmpty() ? null : fact.why(),
                fact.packages(),
                fact.bytes(),
                fact.reboot(),
                fact.released(),
                fact.detected(),
                fact.approved(),
                fact.started(),
                fact.asked(),
                fact.begun(),
                fact.installed(),
                fact.ended(),
                fact.install(),
                fact.down(),
                fact.verify());
    }
}
