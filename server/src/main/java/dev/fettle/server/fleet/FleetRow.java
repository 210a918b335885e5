package dev.fettle.server.fleet;

import dev.fettle.core.assessment.FleetStep;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.assessment.PendingStep;
import dev.fettle.core.assessment.StepId;
import dev.fettle.core.assessment.Tier;
import dev.fettle.server.web.Words;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A step that is pending on several hosts, as a list shows it.
 *
 * @param rank in the list, from 1
 */
public record FleetRow(int rank, FleetStep step) {

    /** @param first the rank of the first */
    static List<FleetRow> of(List<FleetStep> steps, int first) {
        return IntStream.range(0, steps.size())
                .mapToObj(each -> new FleetRow(first + each, steps.get(each)))
                .toList();
    }

    /** The package that is named like its source if it is among them; else the first by name. */
    public String name() {
        String source = step.id().name();
        return step.patches().stream()
                .map(each -> each.patch().name())
                .filter(source::equals)
                .findFirst()
                .orElseGet(() -> step.patches().stream()
                        .map(each -> each.patch().name())
                        .min(String::compareTo)
                        .orElse(source));
    }

    /** How many packages it takes along, whatever the hosts. */
    public long packages() {
        return step.patches().stream()
                .map(each -> each.patch().name())
                .distinct()
                .count();
    }

    public int hosts() {
        return step.hosts().getCardinality();
    }

    /** The version that the package called {@link #name} goes to. */
    public String version() {
        String name = name();
        return step.patches().stream()
                .map(PendingStep::patch)
                .filter(each -> each.name().equals(name))
                .map(each -> each.candidate().text())
                .findFirst()
                .orElse(step.id().version());
    }

    public String address() {
        return "/patches/step" + query(step.id());
    }

    /** The list of the hosts that need it. */
    public String hostsAddress() {
        return "/hosts?step=" + Words.encoded(query(step.id()));
    }

    static String query(StepId id) {
        return "?platform=" + Words.encoded(id.platform().toString()) + "&name=" + Words.encoded(id.name())
                + "&version=" + Words.encoded(id.version()) + "&kind="
                + id.kind().name().toLowerCase(Locale.ROOT);
    }

    /** A sentence that explains its place. */
    public String reason() {
        if (step.mends().isEmpty()) {
            return step.tier() == Tier.UNRATED
                    ? "A security archive carries it; what it mends is not known here, so it could be severe."
                    : "No vulnerability is known here that it mends.";
        }
        OpenFinding worst = step.mends().getFirst();
        StringBuilder sentence = new StringBuilder("Mends ")
                .append(Words.count(step.mends().size(), "vulnerability", "vulnerabilities"))
                .append(step.mends().size() == 1 ? ": " : ", the worst ")
                .append(worst.vulnerability());
        if (worst.exploited()) {
            sentence.append(", which is used in attacks now");
        }
        if (worst.score() >= 0) {
            sentence.append(String.format(Locale.ENGLISH, ", CVSS %.1f", worst.score()));
        }
        if (worst.probability() >= 0 && !worst.exploited()) {
            sentence.append("; attacks within 30 days: ").append(Words.percent(worst.probability()));
        }
        return sentence.append('.').toString();
    }

    /** What is to be expected without it: on how many hosts it would keep something from doing harm. */
    public String risk() {
        double risk = step.riskRemoved();
        if (risk <= 0) {
            return "none known";
        }
        return risk < 0.01 ? "under 0.01" : String.format(Locale.ENGLISH, risk < 10 ? "%.2f" : "%,.0f", risk);
    }
}
