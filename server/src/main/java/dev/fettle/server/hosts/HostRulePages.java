package dev.fettle.server.hosts;

import dev.fettle.core.access.Permission;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.Choice;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Rules on what hosts are: each is shown with what it would change before it is saved. */
@Controller
public final class HostRulePages {
    private static final String PLACE = "/hosts/rules";
    private static final int SHOWN = 100;

    private final Hosts hosts;
    private final SetHostRules setHostRules;
    private final Pages pages;

    HostRulePages(Hosts hosts, SetHostRules setHostRules, Pages pages) {
        this.hosts = hosts;
        this.setHostRules = setHostRules;
        this.pages = pages;
    }

    public record RuleList(List<HostRule> rules, String done) {}

    @Needs(Permission.SET_HOST_RULES)
    @GetMapping(PLACE)
    Page list(@RequestParam(required = false) @Nullable Integer changed) {
        return pages.of(
                "hosts/rules",
                new RuleList(
                        hosts.rules(),
                        changed == null ? "" : "Done. Hosts that are described otherwise now: " + changed + "."));
    }

    /** What stands in the fields. */
    public record Fields(
            String name,
            String condition,
            String tags,
            String owner,
            String environment,
            String criticality,
            String exposure,
            int position) {
        static final Fields NONE = new Fields("", "", "", "", "", "", "", 0);

        static Fields of(HostRule rule) {
            HostRule.Says says = rule.says();
            return new Fields(
                    rule.name(),
                    rule.condition(),
                    String.join(", ", says.tags().stream().sorted().toList()),
                    says.owner(),
                    says.environment(),
                    says.criticality() == null ? "" : Choice.word(says.criticality()),
                    says.exposure() == null ? "" : Choice.word(says.exposure()),
                    rule.position());
        }

        SetHostRules.Wish wish() {
            Set<String> words = Arrays.stream(tags.split(",", -1))
                    .map(String::strip)
                    .filter(tag -> !tag.isEmpty())
                    .collect(Collectors.toSet());
            return new SetHostRules.Wish(
                    name,
                    condition,
                    new HostRule.Says(
                            words,
                            owner.strip(),
                            environment.strip(),
                            Choice.of(Criticality.class, criticality).orElse(null),
                            Choice.of(Exposure.class, exposure).orElse(null)),
                    Math.max(0, position));
        }
    }

    /**
     * @param id of the rule; 0 for a new one
     * @param version of the rule that was seen
     * @param would what it would change, cut; null before somebody asked
     * @param count how many hosts that are
     * @param fault a sentence on what could not be done; empty at first
     */
    public record Form(
            long id,
            long version,
            Fields fields,
            @Nullable List<SetHostRules.Changed> would,
            int count,
            String fault) {}

    @Needs(Permission.SET_HOST_RULES)
    @GetMapping(PLACE + "/edit")
    Page form(@RequestParam(defaultValue = "0") long id) {
        if (id == 0) {
            return pages.of("hosts/rule", new Form(0, 0, Fields.NONE, null, 0, ""));
        }
        HostRule rule = hosts.rule(id).orElseThrow(HostRulePages::missing);
        return pages.of("hosts/rule", new Form(id, rule.version(), Fields.of(rule), null, 0, ""));
    }

    /** @param what {@code preview}, {@code save} or {@code remove} */
    @Needs(Permission.SET_HOST_RULES)
    @PostMapping(PLACE + "/edit")
    View edit(
            Viewer viewer,
            @RequestParam(defaultValue = "0") long id,
            @RequestParam(defaultValue = "0") long version,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String condition,
            @RequestParam(defaultValue = "") String tags,
            @RequestParam(defaultValue = "") String owner,
            @RequestParam(defaultValue = "") String environment,
            @RequestParam(defaultValue = "") String criticality,
            @RequestParam(defaultValue = "") String exposure,
            @RequestParam(defaultValue = "0") int position,
            @RequestParam(defaultValue = "preview") String what,
            HttpServletResponse response) {
        Fields fields = new Fields(name, condition, tags, owner, environment, criticality, exposure, position);
        return switch (what) {
            case "save" ->
                changed(
                        id == 0
                                ? setHostRules.add(viewer.actor(), fields.wish())
                                : setHostRules.change(viewer.actor(), id, version, fields.wish()),
                        new Form(id, version, fields, null, 0, ""),
                        response);
            case "remove" ->
                changed(
                        setHostRules.remove(viewer.actor(), id, version),
                        new Form(id, version, fields, null, 0, ""),
                        response);
            default -> preview(new Form(id, version, fields, null, 0, ""), response);
        };
    }

    private View preview(Form form, HttpServletResponse response) {
        return switch (setHostRules.preview(
                form.id() == 0 ? null : form.id(), form.fields().wish())) {
            case SetHostRules.Preview.Would(List<SetHostRules.Changed> all) ->
                pages.of(
                        "hosts/rule",
                        new Form(
                                form.id(),
                                form.version(),
                                form.fields(),
                                all.stream().limit(SHOWN).toList(),
                                all.size(),
                                ""));
            case SetHostRules.Preview.NoSuchRule _ -> throw missing();
            case SetHostRules.Preview.Refused(String why) -> refused(form, why, response);
        };
    }

    private View changed(SetHostRules.Outcome outcome, Form form, HttpServletResponse response) {
        return switch (outcome) {
            case SetHostRules.Outcome.Done(HostRule _, int count) -> new RedirectView(PLACE + "?changed=" + count);
            case SetHostRules.Outcome.NoSuchRule _ -> throw missing();
            case SetHostRules.Outcome.Overtaken _ ->
                refused(
                        form,
                        "Somebody has changed the rule since you opened this page. Open it again, and then say what you"
                                + " want.",
                        response);
            case SetHostRules.Outcome.Refused(String why) -> refused(form, why, response);
        };
    }

    private View refused(Form form, String why, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return pages.of("hosts/rule", new Form(form.id(), form.version(), form.fields(), null, 0, why));
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such rule any more.");
    }
}
