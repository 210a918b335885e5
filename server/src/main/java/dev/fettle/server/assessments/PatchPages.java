package dev.fettle.server.assessments;

import dev.fettle.core.access.Permission;
import dev.fettle.core.assessment.Finding;
import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.assessment.Step;
import dev.fettle.core.assessment.Summary;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.HostHead;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Presence;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.server.web.Slice;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** What to patch first on a host, and the evidence for it. */
@Controller
public final class PatchPages {
    /** Steps on one page: more than anybody takes at once, for the worst come first. */
    private static final int SIZE = 40;

    private final Assessments assessments;
    private final Settings settings;
    private final Presence presence;
    private final Clock clock;
    private final Pages pages;

    PatchPages(Assessments assessments, Settings settings, Presence presence, Clock clock, Pages pages) {
        this.assessments = assessments;
        this.settings = settings;
        this.presence = presence;
        this.clock = clock;
        this.pages = pages;
    }

    /**
     * @param steps the part of them that is shown
     * @param unavailable why it is not known what is pending; null if it is known
     * @param fresh whether the host was looked at lately
     * @param knowsVulnerabilities whether any feed speaks of the host's platform
     * @param knowsExploitation whether a list of known exploited vulnerabilities is in force
     * @param unread sources whose changelog could not be had
     */
    public record PatchList(
            HostHead host,
            Slice<StepRow> steps,
            Summary summary,
            PendingChanges changes,
            @Nullable String unavailable,
            boolean fresh,
            boolean knowsVulnerabilities,
            boolean knowsExploitation,
            List<String> unread) {

        /** Whether nothing is pending without an "as far as is known". */
        public boolean upToDate() {
            return fresh
                    && steps.total() == 0
                    && changes.keptBack().isEmpty()
                    && host.problems().isEmpty();
        }
    }

    /**
     * Patches that are taken together.
     *
     * @param number of the step, from 1
     * @param firstSeenAt when this installation saw the first of them first; null if that is not stored yet
     */
    public record StepRow(int number, Step step, @Nullable Instant firstSeenAt) {

        static StepRow of(int number, Step step, Map<String, Instant> firstSeen) {
            return new StepRow(
                    number,
                    step,
                    step.patches().stream()
                            .map(each -> firstSeen.get(each.patch().id()))
                            .flatMap(Stream::ofNullable)
                            .min(Comparator.naturalOrder())
                            .orElse(null));
        }

        /** The id of the first patch, which names the step in addresses. */
        public String link() {
            return step.first().patch().id();
        }

        /** The patch that gives the step its name. */
        public PendingPatch named() {
            return step.patches().stream()
                    .map(RankedPatch::patch)
                    .filter(each -> each.name().equals(step.name()))
                    .findFirst()
                    .orElse(step.first().patch());
        }

        /** Whether a security archive carries any of it, or advisories ask for it. */
        public boolean security() {
            return step.patches().stream().anyMatch(each -> each.patch().security());
        }

        /** Bytes to fetch, where an index gives the sizes. */
        public long bytes() {
            return step.patches().stream()
                    .map(each -> each.patch().download())
                    .mapToLong(download -> download == null ? 0 : download.bytes())
                    .sum();
        }
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts/{id}")
    View host(Viewer viewer, @PathVariable long id) {
        return new RedirectView("/hosts/" + id + "/patches");
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts/{id}/patches")
    Page patches(Viewer viewer, @PathVariable long id, @RequestParam(defaultValue = "1") int page) {
        Assessed assessed = assessed(id, viewer);
        PendingChanges changes = assessed.now().pending().changes();
        return pages.of(
                "assessments/patches",
                new PatchList(
                        HostHead.of(assessed.now(), presence),
                        Slice.of(assessed.steps(), page, SIZE),
                        assessed.summary(),
                        changes == null ? PendingChanges.none() : changes,
                        assessed.now().pending().unavailable(),
                        isFresh(assessed.now().takenAt()),
                        assessed.knowsVulnerabilities(),
                        assessed.catalog().knowsExploitation(),
                        assessed.now().pending().unread()));
    }

    /** A look may be late once. */
    private boolean isFresh(Instant takenAt) {
        return clock.instant().isBefore(takenAt.plus(settings.scan().every().multipliedBy(2)));
    }

    /** @param findings what the step mends, worst first */
    public record StepDetail(HostHead host, StepRow row, List<Finding> findings) {}

    /** @param patch the id of any patch of the step */
    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts/{id}/patches/{patch}")
    Page patch(Viewer viewer, @PathVariable long id, @PathVariable String patch) {
        Assessed assessed = assessed(id, viewer);
        StepRow row = assessed.steps().stream()
                .filter(each -> each.step().patches().stream()
                        .anyMatch(one -> one.patch().id().equals(patch)))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("No patch of " + patch + " is pending on "
                        + assessed.now().host().name() + ". It may have been taken since."));
        return pages.of(
                "assessments/patch",
                new StepDetail(
                        HostHead.of(assessed.now(), presence),
                        row,
                        row.step().first().mends()));
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts/{id}/findings")
    Page findings(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "open") String show,
            @RequestParam(defaultValue = "1") int page) {
        Assessed assessed = assessed(id, viewer);
        return pages.of(
                "assessments/findings",
                FindingList.of(
                        HostHead.of(assessed.now(), presence),
                        assessed.assessment(),
                        assessed.knowsVulnerabilities(),
                        show,
                        q,
                        page));
    }

    private Assessed assessed(long id, Viewer viewer) {
        Optional<Assessed> assessed = assessments.of(new HostId(id), viewer.scope());
        return assessed.orElseThrow(() -> new NotFoundException("There is no host with the number " + id + "."));
    }
}
