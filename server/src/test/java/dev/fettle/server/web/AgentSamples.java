package dev.fettle.server.web;

import static dev.fettle.server.web.SamplePages.NOW;

import dev.fettle.server.agents.Agent;
import dev.fettle.server.agents.EnrolmentPages;
import dev.fettle.server.agents.EnrolmentTokens;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.SamplePages.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Models for the pages on enrolment and agents. */
final class AgentSamples {
    private final String text;

    AgentSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        EnrolmentTokens.Row token =
                new EnrolmentTokens.Row(7, "shop " + text, 1000, 999, "ida", NOW, NOW.plusSeconds(3600));
        String url = "https://fettle.example.org:8471";
        all.put(
                "enrol",
                new Sample(
                        "/hosts/enrol",
                        "agents/enrol",
                        new EnrolmentPages.Form(List.of(token), url, text, "", "A token enrols fewer hosts. " + text)));
        all.put(
                "enrol-none",
                new Sample(
                        "/hosts/enrol",
                        "agents/enrol",
                        new EnrolmentPages.Form(List.of(), url, "", "The token is withdrawn.", "")));
        all.put(
                "enrolment-token",
                new Sample(
                        "/hosts/enrol",
                        "agents/token",
                        new EnrolmentPages.Made(
                                new EnrolmentTokens.Outcome.Made(7, "fe-ab-cd", url, NOW.plusSeconds(3600)), 12)));
        List<EnrolmentPages.Row> rows =
                Arrays.stream(Agent.State.values()).map(this::row).toList();
        all.put(
                "agents",
                new Sample(
                        "/hosts/agents",
                        "agents/list",
                        new EnrolmentPages.AgentList(Slice.of(rows, 1, 2), true, "", "Say why. " + text)));
        all.put(
                "agents-none",
                new Sample(
                        "/hosts/agents",
                        "agents/list",
                        new EnrolmentPages.AgentList(Slice.of(List.of(), 1, 2), true, "The agent is revoked.", "")));
        return all;
    }

    private EnrolmentPages.Row row(Agent.State state) {
        boolean active = state == Agent.State.ACTIVE;
        return new EnrolmentPages.Row(
                new Agent(
                        UUID.nameUUIDFromBytes(state.name().getBytes(StandardCharsets.US_ASCII)),
                        active ? new HostId(3) : null,
                        "web-07 " + text,
                        "1.0 " + text,
                        state,
                        NOW,
                        NOW.plusSeconds(1_000_000),
                        active ? NOW : null),
                "192.0.2.7");
    }
}
