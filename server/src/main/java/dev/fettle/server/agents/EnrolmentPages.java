package dev.fettle.server.agents;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.server.web.Slice;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** How hosts are enrolled, and the list of those that were. */
@Controller
public final class EnrolmentPages {
    private static final int AGENTS = 100;

    private final EnrolmentTokens tokens;
    private final Agents agents;
    private final RevokeAgent revokeAgent;
    private final AgentPort port;
    private final Pages pages;

    EnrolmentPages(EnrolmentTokens tokens, Agents agents, RevokeAgent revokeAgent, AgentPort port, Pages pages) {
        this.tokens = tokens;
        this.agents = agents;
        this.revokeAgent = revokeAgent;
        this.port = port;
        this.pages = pages;
    }

    /** @param url where hosts reach this server */
    public record Form(List<EnrolmentTokens.Row> tokens, String url, String note, String done, String mistake) {}

    @Needs(Permission.ENROL_HOSTS)
    @GetMapping("/hosts/enrol")
    Page form(@RequestParam(defaultValue = "") String done) {
        return form("", done.isEmpty() ? "" : "The token is withdrawn.", "");
    }

    private Page form(String note, String done, String mistake) {
        return pages.of("agents/enrol", new Form(tokens.good(), port.url(), note, done, mistake));
    }

    /** @param made whole, this once */
    public record Made(EnrolmentTokens.Outcome.Made made, int uses) {}

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping("/hosts/enrol")
    Page make(
            Viewer viewer,
            @RequestParam(defaultValue = "1") int uses,
            @RequestParam(defaultValue = "60") int minutes,
            @RequestParam(defaultValue = "") String note) {
        return switch (tokens.make(viewer.actor(), note.strip(), uses, Duration.ofMinutes(minutes))) {
            case EnrolmentTokens.Outcome.Made made -> pages.of("agents/token", new Made(made, uses));
            case EnrolmentTokens.Outcome.Refused(String why) -> form(note, "", why);
        };
    }

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping("/hosts/enrol/withdraw")
    View withdraw(Viewer viewer, @RequestParam(defaultValue = "0") long id) {
        if (!tokens.withdraw(viewer.actor(), id)) {
            throw new NotFoundException("There is no such token any more.");
        }
        return new RedirectView("/hosts/enrol?done=withdrawn");
    }

    /** @param may whether the reader may revoke */
    public record AgentList(Slice<Row> agents, boolean may, String done, String mistake) {}

    /** An agent as the page shows it. */
    public record Row(Agent agent, String address) {}

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts/agents")
    Page agents(
            Viewer viewer, @RequestParam(defaultValue = "1") int page, @RequestParam(defaultValue = "") String done) {
        return agents(viewer, page, done.isEmpty() ? "" : "The agent is revoked.", "");
    }

    private Page agents(Viewer viewer, int page, String done, String mistake) {
        List<Row> all = agents.list(viewer.scope()).stream()
                .map(row -> new Row(row.agent(), row.address()))
                .toList();
        return pages.of(
                "agents/list",
                new AgentList(
                        Slice.of(all, page, AGENTS), viewer.access().allows(Permission.ENROL_HOSTS), done, mistake));
    }

    @Needs(Permission.ENROL_HOSTS)
    @PostMapping("/hosts/agents/revoke")
    View revoke(
            Viewer viewer, @RequestParam(defaultValue = "") String id, @RequestParam(defaultValue = "") String reason) {
        return switch (revokeAgent.revoke(viewer.actor(), AgentApi.parsed(id), reason)) {
            case RevokeAgent.Outcome.Revoked _ -> new RedirectView("/hosts/agents?done=revoked");
            case RevokeAgent.Outcome.NoSuchAgent _ -> throw AgentApi.missing();
            case RevokeAgent.Outcome.Refused(String why) -> agents(viewer, 1, "", why);
        };
    }
}
