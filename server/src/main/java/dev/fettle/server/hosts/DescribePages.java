package dev.fettle.server.hosts;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Permission;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.Choice;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Saying of one host, or of several at once, to whom they belong and what they are for. */
@Controller
public final class DescribePages {
    private static final int LONGEST = 4_096;

    private final Hosts hosts;
    private final DescribeHosts describeHosts;
    private final Pages pages;

    DescribePages(Hosts hosts, DescribeHosts describeHosts, Pages pages) {
        this.hosts = hosts;
        this.describeHosts = describeHosts;
        this.pages = pages;
    }

    /**
     * What stands in the fields. For several hosts an empty field stands for what is said of each already.
     *
     * @param tags of one host all it is to have; of several those to add
     * @param without tags that are to go
     */
    public record Fields(
            String tags, String without, String owner, String environment, String criticality, String exposure) {
        static Fields of(Host.Described described) {
            return new Fields(
                    String.join(", ", new TreeSet<>(described.labels().tags())),
                    "",
                    described.labels().owner(),
                    described.labels().environment(),
                    Choice.word(described.criticality()),
                    Choice.word(described.exposure()));
        }
    }

    /**
     * @param version of the only host; 0 for several
     * @param sources who says what of the only host
     * @param faults sentences on what could not be done; empty at first
     */
    public record Form(List<Host> hosts, Fields fields, long version, List<FactSource> sources, List<String> faults) {
        public Form {
            hosts = List.copyOf(hosts);
            sources = List.copyOf(sources);
            faults = List.copyOf(faults);
        }

        public boolean one() {
            return hosts.size() == 1;
        }
    }

    @Needs(Permission.DESCRIBE_HOSTS)
    @GetMapping("/hosts/describe")
    View form(Viewer viewer, @RequestParam(name = "id", defaultValue = "") List<Long> ids) {
        if (ids.isEmpty()) {
            return new RedirectView("/hosts");
        }
        List<Host> found = found(viewer, ids);
        Fields fields = found.size() > 1
                ? new Fields("", "", "", "", "", "")
                : Fields.of(found.getFirst().described());
        long version = found.size() > 1 ? 0 : found.getFirst().version();
        return pages.of("hosts/describe", new Form(found, fields, version, sources(found), List.of()));
    }

    private List<Host> found(Viewer viewer, List<Long> ids) {
        Set<Long> distinct = new LinkedHashSet<>(ids);
        // An empty number arrives as null.
        if (distinct.remove(null) || distinct.isEmpty() || distinct.size() > DescribeHosts.MOST) {
            throw new NotFoundException("Name at least one host, and at most " + DescribeHosts.MOST + ".");
        }
        List<Host> found = hosts.find(distinct.stream().map(HostId::new).collect(Collectors.toSet()), viewer.scope());
        if (found.size() != distinct.size()) {
            throw new NotFoundException("There is no host with some of these numbers.");
        }
        return found;
    }

    @Needs(Permission.DESCRIBE_HOSTS)
    @PostMapping("/hosts/describe")
    View describe(
            Viewer viewer,
            @RequestParam(name = "id", defaultValue = "") List<Long> ids,
            @RequestParam(defaultValue = "") String tags,
            @RequestParam(defaultValue = "") String without,
            @RequestParam(defaultValue = "") String owner,
            @RequestParam(defaultValue = "") String environment,
            @RequestParam(defaultValue = "") String criticality,
            @RequestParam(defaultValue = "") String exposure,
            @RequestParam(defaultValue = "0") long version,
            HttpServletResponse response) {
        List<Host> found = found(viewer, ids);
        Fields fields = new Fields(tags, without, owner.strip(), environment.strip(), criticality, exposure);
        List<String> faults = new ArrayList<>();
        Redescription wish = wish(found, fields, faults);
        if (faults.isEmpty()) {
            Set<HostId> wanted = found.stream().map(Host::id).collect(Collectors.toSet());
            @Nullable Long seen = found.size() == 1 ? version : null;
            faults.addAll(sentence(describeHosts.describe(viewer.actor(), viewer.scope(), wanted, wish, seen)));
        }
        if (faults.isEmpty()) {
            return new RedirectView(
                    found.size() == 1 ? "/hosts/" + found.getFirst().id() + "/patches" : "/hosts");
        }
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return pages.of("hosts/describe", new Form(found, fields, version, sources(found), faults));
    }

    private List<FactSource> sources(List<Host> found) {
        return found.size() == 1 ? hosts.sources(found.getFirst().id()) : List.of();
    }

    /** What people have said of a host is taken back: rules decide alone. */
    @Needs(Permission.DESCRIBE_HOSTS)
    @PostMapping("/hosts/describe/rules")
    View leaveToRules(Viewer viewer, @RequestParam(defaultValue = "0") long id, HttpServletResponse response) {
        List<Host> found = found(viewer, List.of(id));
        List<String> faults = sentence(describeHosts.leaveToRules(viewer.actor(), viewer.scope(), new HostId(id)));
        if (faults.isEmpty()) {
            return new RedirectView("/hosts/describe?id=" + id);
        }
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return pages.of(
                "hosts/describe",
                new Form(
                        found,
                        Fields.of(found.getFirst().described()),
                        found.getFirst().version(),
                        sources(found),
                        faults));
    }

    private static List<String> sentence(DescribeHosts.Outcome outcome) {
        return switch (outcome) {
            case DescribeHosts.Outcome.Done _ -> List.of();
            case DescribeHosts.Outcome.NoSuchHost _ -> List.of("One of the hosts is not there any more.");
            case DescribeHosts.Outcome.WouldLeaveScope(Host host) ->
                List.of(host.name() + " would leave the groups that you have a role for, so you could not take it back."
                        + " Ask somebody who has a role for all hosts.");
            case DescribeHosts.Outcome.Overtaken(Host host) ->
                List.of("Somebody has described " + host.name()
                        + " since you opened this page. Open it again, and then say what you want to be said.");
            case DescribeHosts.Outcome.TooManyTags(Host host) ->
                List.of(host.name() + " would have more than " + Redescription.MOST_TAGS + " tags. Say fewer.");
        };
    }

    private static Redescription wish(List<Host> found, Fields fields, List<String> faults) {
        boolean one = found.size() == 1;
        Set<String> add = tags(fields.tags(), faults);
        Set<String> remove = tags(fields.without(), faults);
        return new Redescription(
                one ? new Redescription.Tags.Only(add) : new Redescription.Tags.Changed(add, remove),
                label(HostGroup.Kind.OWNER, fields.owner(), one, faults),
                label(HostGroup.Kind.ENVIRONMENT, fields.environment(), one, faults),
                choice(Criticality.class, fields.criticality(), faults),
                choice(Exposure.class, fields.exposure(), faults));
    }

    private static Set<String> tags(String text, List<String> faults) {
        if (text.length() > LONGEST) {
            faults.add("That is too long for tags.");
            return Set.of();
        }
        Set<String> tags = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        tags.removeIf(tag -> {
            boolean none = !HostGroup.isLabel(tag);
            if (none) {
                faults.add("A tag has 1 to 64 characters, none of them a control character.");
            }
            return none;
        });
        return tags;
    }

    private static @Nullable String label(HostGroup.Kind kind, String text, boolean one, List<String> faults) {
        if (text.isEmpty()) {
            return one ? "" : null;
        }
        if (!HostGroup.isLabel(text)) {
            faults.add(
                    "An " + kind.word() + " has at most 64 characters, none of them a comma or a control character.");
        }
        return text;
    }

    private static <E extends Enum<E>> @Nullable E choice(Class<E> kind, String word, List<String> faults) {
        E chosen = Choice.of(kind, word).orElse(null);
        if (chosen == null && !word.isEmpty()) {
            faults.add("“" + word + "” is none of the choices.");
        }
        return chosen;
    }
}
