package dev.fettle.server.agents;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.AgentItem;
import dev.fettle.wire.Listing;
import dev.fettle.wire.Revocation;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The programs on hosts, for programs. */
@RestController
final class AgentApi implements ListedRoutes {
    private static final Fields<Agents.Row> AGENTS = Fields.<Agents.Row>builder()
            .sortedText("id", row -> row.agent().id().toString(), "")
            .sortedText("name", row -> row.agent().name(), "")
            .text("version", row -> row.agent().program(), "")
            .choice(
                    "state",
                    row -> Checks.word(row.agent().state()),
                    "",
                    Arrays.stream(Agent.State.values()).map(Checks::word).toList())
            .text("address", Agents.Row::address, "")
            .sortedInstant("enrolledAt", row -> row.agent().enrolledAt(), "")
            .sortedInstant("seenAt", Agents.Row::lastSeen, "")
            .build("id", "name");

    private final Agents agents;
    private final RevokeAgent revokeAgent;

    AgentApi(Agents agents, RevokeAgent revokeAgent) {
        this.agents = agents;
        this.revokeAgent = revokeAgent;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", AGENTS);
    }

    /** Lists the agents of hosts. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the agents of hosts, also those that were revoked")
    @GetMapping("/api/v1/agents")
    ResponseEntity<Listing<AgentItem>> list(Viewer viewer, ListRequest request) {
        ListPlan<Agents.Row> plan = request.plan(AGENTS);
        return plan.answer(plan.of(agents.list(viewer.scope())), AgentApi::item);
    }

    private static AgentItem item(Agents.Row row) {
        Agent agent = row.agent();
        HostId host = agent.host();
        return new AgentItem(
                agent.id().toString(),
                host == null ? null : host.value(),
                agent.name(),
                agent.program(),
                Checks.word(agent.state()),
                row.address(),
                agent.enrolledAt(),
                agent.certificateUntil(),
                agent.lastSeenAt());
    }

    /** In force at once on this server, within two seconds on others. */
    @Needs(Permission.ENROL_HOSTS)
    @Operation(summary = "Takes an agent's identity away")
    @PostMapping("/api/v1/agents/{id}/revoke")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Viewer viewer, @PathVariable String id, @RequestBody Revocation sent) {
        String reason = sent.reason() == null ? "" : sent.reason();
        switch (revokeAgent.revoke(viewer.actor(), parsed(id), reason)) {
            case RevokeAgent.Outcome.Revoked _ -> {}
            case RevokeAgent.Outcome.NoSuchAgent _ -> throw missing();
            case RevokeAgent.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        }
    }

    static UUID parsed(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException _) {
            throw missing();
        }
    }

    static NotFoundException missing() {
        return new NotFoundException("There is no such agent.");
    }
}
