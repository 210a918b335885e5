package dev.fettle.core.assessment;

import dev.fettle.core.assessment.Assessor.Judgement;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.catalog.VersionRange;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Judges one source build by the statements on it. Of several records on the same vulnerability the one changed last
 * decides. An advisory decides where no record speaks, or where it is younger than a record that knows no fix yet; of
 * several advisories the youngest. A withdrawn record takes back only its own words.
 */
final class Judge {
    /** Of ten statements nine say "not affected"; their sentences are made only where somebody reads them. */
    private static final Verdict COUNTED_ONLY = new Verdict.NotAffected("The installed version is not affected.");

    private final Catalog catalog;
    private final Platform platform;
    private final boolean explainNotAffected;

    Judge(Catalog catalog, Platform platform, boolean explainNotAffected) {
        this.catalog = catalog;
        this.platform = platform;
        this.explainNotAffected = explainNotAffected;
    }

    /** The judgement on every vulnerability that any statement names for this source, by vulnerability. */
    Map<String, Judgement> judge(Subject subject) {
        String source = subject.build().name();
        DebVersion version = subject.build().version();
        if (!subject.foreignOrigin().isEmpty()) {
            return unknown(
                    catalog.statements(platform, source),
                    version,
                    "This build comes from " + subject.foreignOrigin() + ", of which " + platform.distribution()
                            + "'s statements do not speak.");
        }
        OptionalInt rebuiltFor = version.backportFor();
        if (rebuiltFor.isEmpty()) {
            return judge(catalog.statements(platform, source), version);
        }
        Platform stream = new Platform(platform.distribution(), String.valueOf(rebuiltFor.getAsInt() + 1));
        Map<String, Judgement> judged = judge(catalog.statements(stream, source), version.withoutBackportSuffix());
        Map<String, Judgement> unknown = unknown(
                catalog.statements(platform, source),
                version,
                "A backport follows " + stream + ", and no feed says what holds for " + source + " there.");
        unknown.forEach(judged::putIfAbsent);
        return judged;
    }

    private static Map<String, Judgement> unknown(List<Statement> statements, DebVersion version, String why) {
        Map<String, Judgement> judged = new LinkedHashMap<>();
        for (Statement statement : inForce(statements)) {
            for (String vulnerability : statement.vulnerabilities()) {
                Evidence evidence = evidence(statement, version, why);
                judged.putIfAbsent(
                        vulnerability,
                        new Judgement(
                                vulnerability,
                                new Verdict.Unknown(why),
                                statement.urgency(),
                                statement.severity(),
                                List.of(evidence)));
            }
        }
        return judged;
    }

    /** The statements without withdrawn ones and without older texts of the same record. */
    private static List<Statement> inForce(List<Statement> statements) {
        Map<String, Statement> byRecord = LinkedHashMap.newLinkedHashMap(statements.size());
        for (Statement statement : statements) {
            byRecord.merge(statement.record(), statement, Judge::younger);
        }
        List<Statement> inForce = new ArrayList<>(byRecord.size());
        for (Statement statement : byRecord.values()) {
            if (!statement.withdrawn()) {
                inForce.add(statement);
            }
        }
        return inForce;
    }

    private static Statement younger(Statement a, Statement b) {
        return b.modified().compareTo(a.modified()) >= 0 ? b : a;
    }

    private Map<String, Judgement> judge(List<Statement> statements, DebVersion version) {
        Map<String, Statement> records = new LinkedHashMap<>();
        Map<String, List<Statement>> overruled = new HashMap<>();
        Map<String, List<Statement>> advisories = new LinkedHashMap<>();
        for (Statement statement : inForce(statements)) {
            for (String vulnerability : statement.vulnerabilities()) {
                switch (statement.kind()) {
                    case ADVISORY -> append(advisories, vulnerability, statement);
                    case VULNERABILITY -> {
                        Statement other = records.get(vulnerability);
                        if (other == null) {
                            records.put(vulnerability, statement);
                        } else if (statement.modified().compareTo(other.modified()) >= 0) {
                            records.put(vulnerability, statement);
                            append(overruled, vulnerability, other);
                        } else {
                            append(overruled, vulnerability, statement);
                        }
                    }
                }
            }
        }
        Map<String, Judgement> judged = LinkedHashMap.newLinkedHashMap(records.size());
        records.forEach((vulnerability, record) -> judged.put(vulnerability, byRecord(vulnerability, record, version)));
        overruled.forEach((vulnerability, others) -> {
            for (Statement other : others) {
                judged.computeIfPresent(vulnerability, (_, judgement) -> withOverruled(judgement, other, version));
            }
        });
        advisories.forEach((vulnerability, all) -> {
            all.sort(Comparator.comparing(Statement::published)
                    .thenComparing(Statement::record)
                    .reversed());
            for (Statement advisory : all) {
                judged.compute(
                        vulnerability,
                        (_, before) ->
                                withAdvisory(vulnerability, before, records.get(vulnerability), advisory, version));
            }
        });
        return judged;
    }

    private static void append(Map<String, List<Statement>> lists, String vulnerability, Statement statement) {
        lists.computeIfAbsent(vulnerability, _ -> new ArrayList<>()).add(statement);
    }

    private Judgement byRecord(String vulnerability, Statement statement, DebVersion version) {
        Verdict verdict = verdict(statement, version);
        List<Evidence> evidence = verdict.open() || explainNotAffected
                ? List.of(evidence(statement, version, sentence(verdict, version)))
                : List.of();
        return new Judgement(vulnerability, verdict, statement.urgency(), statement.severity(), evidence);
    }

    private Judgement withOverruled(Judgement judgement, Statement other, DebVersion version) {
        return judgement.verdict().open() || explainNotAffected
                ? judgement.with(
                        judgement.verdict(), evidence(other, version, "An older record, overruled by a younger one."))
                : judgement;
    }

    private Judgement withAdvisory(
            String vulnerability,
            @Nullable Judgement before,
            @Nullable Statement record,
            Statement advisory,
            DebVersion version) {
        Verdict says = verdict(advisory, version);
        if (before == null) {
            return byRecord(vulnerability, advisory, version);
        }
        if (!before.verdict().open() && !explainNotAffected) {
            return before;
        }
        boolean firstToKnowTheFix = before.verdict() instanceof Verdict.Unfixed
                && !(says instanceof Verdict.Unknown)
                && (record == null || advisory.published().compareTo(record.modified()) > 0);
        Verdict after = firstToKnowTheFix ? says : before.verdict();
        return before.with(after, evidence(advisory, version, sentence(says, version)));
    }

    private static Evidence evidence(Statement statement, DebVersion version, String says) {
        Evidence.Kind kind =
                switch (statement.kind()) {
                    case VULNERABILITY -> Evidence.Kind.RECORD;
                    case ADVISORY -> Evidence.Kind.ADVISORY;
                };
        StringBuilder ranges = new StringBuilder();
        for (VersionRange range : statement.ranges()) {
            ranges.append(ranges.isEmpty() ? "" : "; ").append(range);
        }
        return new Evidence(kind, statement.record(), ranges.toString(), version.text(), statement.feed(), says);
    }

    private static String sentence(Verdict verdict, DebVersion version) {
        return switch (verdict) {
            case Verdict.Fixable fixable -> version + " comes before " + fixable.fixed() + ", which mends it.";
            case Verdict.Unfixed _ -> version + " is affected and no fix is out.";
            case Verdict.NotAffected notAffected -> notAffected.because();
            case Verdict.Unknown unknown -> unknown.why();
        };
    }

    /** What one statement alone says of one version. */
    private Verdict verdict(Statement statement, DebVersion version) {
        if (statement.ranges().isEmpty() && statement.versions().isEmpty()) {
            return new Verdict.Unknown("The record gives no range of versions that can be evaluated.");
        }
        boolean inside = statement.versions().contains(version.text());
        @Nullable String fixed = null;
        VersionRange.@Nullable Event outsideBy = null;
        for (VersionRange range : statement.ranges()) {
            switch (range.positionOf(version)) {
                case VersionRange.Position.Inside(String end) -> {
                    if (end == null) {
                        return new Verdict.Unfixed();
                    }
                    inside = true;
                    fixed = fixed == null || DebVersion.compare(fixed, end) < 0 ? end : fixed;
                }
                case VersionRange.Position.Outside(VersionRange.Event event) -> outsideBy = event;
            }
        }
        if (!inside) {
            return explainNotAffected ? new Verdict.NotAffected(because(version, outsideBy)) : COUNTED_ONLY;
        }
        return fixed == null ? new Verdict.Unfixed() : new Verdict.Fixable(fixed, Verdict.Way.PATCH);
    }

    private static String because(DebVersion version, VersionRange.@Nullable Event event) {
        if (event == null) {
            return version + " lies in none of the affected ranges.";
        }
        return switch (event.kind()) {
            case FIXED ->
                event.version().equals("0")
                        ? "No version on this platform was ever affected."
                        : version + " has the fix that came with " + event.version() + ".";
            case LAST_AFFECTED -> version + " comes after " + event.version() + ", the last one affected.";
            case INTRODUCED -> version + " comes before " + event.version() + ", which brought it in.";
        };
    }
}
