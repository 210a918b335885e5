package dev.fettle.feeds.osv;

import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.VersionRange;
import dev.fettle.core.product.DebVersion;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.Json;
import dev.fettle.feeds.osv.OsvRecord.Affected;
import dev.fettle.feeds.osv.OsvRecord.PackageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the members of an OSV record that matter for Debian, and steps over all others, known or not. */
final class OsvParser {
    private static final String DEBIAN = "Debian:";
    private static final int MAX_EVENTS = 10_000;

    private final CvssScores scores;
    private String name = "";

    OsvParser(CvssScores scores) {
        this.scores = scores;
    }

    /** @param recordName file and record, for messages */
    OsvRecord read(String recordName, JsonParser parser) throws FeedException {
        name = recordName;
        OsvRecord record = new OsvRecord();
        String member;
        while ((member = parser.nextName()) != null) {
            switch (member) {
                case "id" -> record.id = Json.text(name, parser);
                case "modified" -> record.modified = toTheSecond(Json.text(name, parser));
                case "published" -> record.published = toTheSecond(Json.text(name, parser));
                case "withdrawn" -> record.withdrawn = parser.nextToken() != JsonToken.VALUE_NULL;
                case "aliases" -> record.aliases.addAll(Json.texts(name, parser));
                case "upstream" -> record.upstream.addAll(Json.texts(name, parser));
                case "related" -> record.related.addAll(Json.texts(name, parser));
                case "severity" -> record.severity = severity(parser);
                case "affected" -> affected(parser, record);
                default -> Json.skip(parser);
            }
        }
        if (record.id.isEmpty()) {
            throw new FeedException(name + " has no id, so it is no OSV record. It was not taken in.");
        }
        return record;
    }

    /** OSV dates come with and without fractions; cut to the second they sort as texts. */
    private static String toTheSecond(String date) {
        return date.length() > 20 && date.charAt(19) == '.' ? date.substring(0, 19) + "Z" : date;
    }

    /** The newest CVSS version that rates it: scores of different versions cannot be compared. */
    private @Nullable Severity severity(JsonParser parser) throws FeedException {
        if (!Json.startsArray(name, parser)) {
            return null;
        }
        @Nullable Severity newest = null;
        String newestType = "";
        while (Json.nextObject(name, parser)) {
            String type = "";
            String score = "";
            String member;
            while ((member = parser.nextName()) != null) {
                switch (member) {
                    case "type" -> type = Json.text(name, parser);
                    case "score" -> score = Json.text(name, parser);
                    default -> Json.skip(parser);
                }
            }
            @Nullable
            Severity rated = type.startsWith("CVSS_") ? scores.of(score).orElse(null) : null;
            if (rated != null && type.compareTo(newestType) > 0) {
                newest = rated;
                newestType = type;
            }
        }
        return newest;
    }

    private void affected(JsonParser parser, OsvRecord record) throws FeedException {
        if (!Json.startsArray(name, parser)) {
            return;
        }
        while (Json.nextObject(name, parser)) {
            affectedPackage(parser, record);
        }
    }

    private void affectedPackage(JsonParser parser, OsvRecord record) throws FeedException {
        @Nullable PackageName about = null;
        Affected affected = new Affected();
        boolean other = false;
        String member;
        while ((member = parser.nextName()) != null) {
            if (other) {
                Json.skip(parser);
                continue;
            }
            switch (member) {
                case "package" -> {
                    about = packageName(parser);
                    other = about == null;
                }
                case "ranges" -> ranges(parser, affected);
                case "versions" -> {
                    if (affected.ranges.isEmpty()) {
                        affected.versions.addAll(Json.texts(name, parser));
                    } else {
                        Json.skip(parser);
                    }
                }
                case "ecosystem_specific" -> affected.urgency = urgency(parser);
                default -> Json.skip(parser);
            }
        }
        if (!affected.ranges.isEmpty()) {
            affected.versions.clear();
        }
        if (about != null) {
            record.affected.merge(about, affected, OsvParser::joined);
        }
    }

    private static Affected joined(Affected a, Affected b) {
        a.ranges.addAll(b.ranges);
        a.versions.addAll(b.versions);
        a.urgency = a.urgency.isEmpty() ? b.urgency : a.urgency;
        a.unreadable = a.unreadable == null ? b.unreadable : a.unreadable;
        return a;
    }

    /** Null for packages of other ecosystems. */
    private @Nullable PackageName packageName(JsonParser parser) throws FeedException {
        String ecosystem = "";
        String packageName = "";
        if (Json.startsObject(name, parser)) {
            String member;
            while ((member = parser.nextName()) != null) {
                switch (member) {
                    case "ecosystem" -> ecosystem = Json.text(name, parser);
                    case "name" -> packageName = Json.text(name, parser);
                    default -> Json.skip(parser);
                }
            }
        }
        return ecosystem.startsWith(DEBIAN) ? new PackageName(ecosystem, packageName) : null;
    }

    private void ranges(JsonParser parser, Affected affected) throws FeedException {
        if (!Json.startsArray(name, parser)) {
            return;
        }
        while (Json.nextObject(name, parser)) {
            String type = "";
            List<VersionRange.Event> events = List.of();
            String member;
            while ((member = parser.nextName()) != null) {
                switch (member) {
                    case "type" -> type = Json.text(name, parser);
                    case "events" -> events = events(parser);
                    default -> Json.skip(parser);
                }
            }
            if (type.equals("ECOSYSTEM") && !events.isEmpty()) {
                add(events, affected);
            }
        }
    }

    /** A range can only be made of versions: it is sorted by them. */
    private static void add(List<VersionRange.Event> events, Affected affected) {
        Optional<String> unreadable = events.stream()
                .map(VersionRange.Event::version)
                .filter(version -> !DebVersion.isValid(version))
                .findFirst();
        if (unreadable.isPresent()) {
            affected.unreadable = unreadable.get();
        } else {
            affected.ranges.add(new VersionRange(events));
        }
    }

    private List<VersionRange.Event> events(JsonParser parser) throws FeedException {
        List<VersionRange.Event> events = new ArrayList<>(2);
        if (!Json.startsArray(name, parser)) {
            return events;
        }
        while (Json.nextObject(name, parser)) {
            String member;
            while ((member = parser.nextName()) != null) {
                switch (member) {
                    case "introduced" -> events.add(event(VersionRange.Kind.INTRODUCED, parser));
                    case "fixed" -> events.add(event(VersionRange.Kind.FIXED, parser));
                    case "last_affected" -> events.add(event(VersionRange.Kind.LAST_AFFECTED, parser));
                    default -> Json.skip(parser);
                }
            }
            if (events.size() > MAX_EVENTS) {
                throw new FeedException(
                        name + " has a range of more than " + MAX_EVENTS + " events. It was not taken in.");
            }
        }
        return events;
    }

    private VersionRange.Event event(VersionRange.Kind kind, JsonParser parser) throws FeedException {
        return new VersionRange.Event(kind, Json.text(name, parser));
    }

    private String urgency(JsonParser parser) throws FeedException {
        String urgency = "";
        if (Json.startsObject(name, parser)) {
            String member;
            while ((member = parser.nextName()) != null) {
                boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                if (text && member.equals("urgency")) {
                    urgency = parser.getString();
                } else {
                    parser.skipChildren();
                }
            }
        }
        return urgency;
    }
}
