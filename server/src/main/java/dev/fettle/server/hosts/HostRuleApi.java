package dev.fettle.server.hosts;

import dev.fettle.core.access.Permission;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.Etags;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.web.Choice;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.HostRuleItem;
import dev.fettle.wire.Listing;
import dev.fettle.wire.RulePreview;
import io.swagger.v3.oas.annotations.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Rules on what hosts are, for programs. */
@RestController
final class HostRuleApi implements ListedRoutes {
    private static final int SHOWN = 100;

    private static final Fields<HostRule> RULES = Fields.<HostRule>builder()
            .whole("id", HostRule::id, "")
            .whole("position", each -> (long) each.position(), "")
            .text("name", HostRule::name, "")
            .build("id", "position");

    private final Hosts hosts;
    private final SetHostRules setHostRules;

    HostRuleApi(Hosts hosts, SetHostRules setHostRules) {
        this.hosts = hosts;
        this.setHostRules = setHostRules;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", RULES);
    }

    @Needs(Permission.SET_HOST_RULES)
    @Operation(summary = "Lists the rules on what hosts are, in their order")
    @GetMapping("/api/v1/host-rules")
    ResponseEntity<Listing<HostRuleItem>> list(ListRequest request) {
        ListPlan<HostRule> plan = request.plan(RULES);
        return plan.answer(plan.of(hosts.rules()), HostRuleApi::item);
    }

    @Needs(Permission.SET_HOST_RULES)
    @Operation(summary = "Tells one rule")
    @GetMapping("/api/v1/host-rules/{id}")
    ResponseEntity<HostRuleItem> one(@PathVariable long id) {
        return tagged(HttpStatus.OK, hosts.rule(id).orElseThrow(HostRuleApi::missing));
    }

    private static ResponseEntity<HostRuleItem> tagged(HttpStatus status, HostRule rule) {
        return Etags.tagged(status, "/api/v1/host-rules/" + rule.id(), rule.version(), item(rule));
    }

    private static HostRuleItem item(HostRule rule) {
        HostRule.Says says = rule.says();
        return new HostRuleItem(
                rule.id(),
                rule.position(),
                rule.name(),
                rule.condition(),
                says.tags().stream().sorted().toList(),
                says.owner(),
                says.environment(),
                says.criticality() == null ? null : Choice.word(says.criticality()),
                says.exposure() == null ? null : Choice.word(says.exposure()));
    }

    private static SetHostRules.Wish wish(HostRuleItem sent) {
        Checks checks = new Checks();
        String name = checks.there("/name", sent.name(), "");
        String condition = checks.there("/condition", sent.condition(), "");
        Set<String> tags = new HashSet<>();
        List<String> words = sent.tags() == null ? List.of() : sent.tags();
        for (int i = 0; i < words.size(); i++) {
            tags.add(checks.there("/tags/" + i, words.get(i), ""));
        }
        @Nullable
        Criticality criticality = sent.criticality() == null
                ? null
                : checks.oneOf("/criticality", sent.criticality(), Criticality.NORMAL);
        @Nullable
        Exposure exposure =
                sent.exposure() == null ? null : checks.oneOf("/exposure", sent.exposure(), Exposure.UNKNOWN);
        Integer position = sent.position();
        checks.that(position == null || position >= 0, "/position", "A position is a number from 1.");
        checks.end();
        return new SetHostRules.Wish(
                name,
                condition,
                new HostRule.Says(
                        tags,
                        sent.owner() == null ? "" : sent.owner(),
                        sent.environment() == null ? "" : sent.environment(),
                        criticality,
                        exposure),
                position == null ? 0 : position);
    }

    /** Which hosts it would change, and how; nothing is changed. */
    @Needs(Permission.SET_HOST_RULES)
    @Operation(summary = "Tells which hosts a rule would change, without saving it")
    @PostMapping("/api/v1/host-rules/preview")
    RulePreview preview(@RequestParam(required = false) @Nullable Long instead, @RequestBody HostRuleItem sent) {
        return switch (setHostRules.preview(instead, wish(sent))) {
            case SetHostRules.Preview.Would(List<SetHostRules.Changed> changed) ->
                new RulePreview(
                        changed.size(),
                        changed.stream()
                                .limit(SHOWN)
                                .map(each -> new RulePreview.Changed(
                                        each.host().value(),
                                        each.name(),
                                        HostApi.description(each.before()),
                                        HostApi.description(each.after())))
                                .toList());
            case SetHostRules.Preview.NoSuchRule _ -> throw missing();
            case SetHostRules.Preview.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    @Needs(Permission.SET_HOST_RULES)
    @Operation(summary = "Adds a rule, and has all hosts be what it says")
    @PostMapping("/api/v1/host-rules")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<HostRuleItem> add(Viewer viewer, @RequestBody HostRuleItem sent) {
        return tagged(HttpStatus.CREATED, done(setHostRules.add(viewer.actor(), wish(sent))));
    }

    @Needs(Permission.SET_HOST_RULES)
    @Operation(summary = "Changes or moves a rule, and has all hosts be what the rules say")
    @PutMapping("/api/v1/host-rules/{id}")
    ResponseEntity<HostRuleItem> change(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody HostRuleItem sent) {
        long seen = seen(id, ifMatch);
        return tagged(HttpStatus.OK, done(setHostRules.change(viewer.actor(), id, seen, wish(sent))));
    }

    @Needs(Permission.SET_HOST_RULES)
    @Operation(summary = "Removes a rule; what it has said is said no more")
    @DeleteMapping("/api/v1/host-rules/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        done(setHostRules.remove(viewer.actor(), id, seen(id, ifMatch)));
    }

    private long seen(long id, @Nullable String ifMatch) {
        return Etags.seen(
                ifMatch, hosts.rule(id).orElseThrow(HostRuleApi::missing).version());
    }

    private static HostRule done(SetHostRules.Outcome outcome) {
        return switch (outcome) {
            case SetHostRules.Outcome.Done(HostRule rule, int _) -> rule;
            case SetHostRules.Outcome.NoSuchRule _ -> throw missing();
            case SetHostRules.Outcome.Overtaken _ -> throw Etags.stale();
            case SetHostRules.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such rule.");
    }
}
