package dev.fettle.cli.report;

import dev.fettle.core.assessment.Evidence;
import dev.fettle.core.assessment.Finding;
import dev.fettle.core.assessment.Verdict;
import dev.fettle.core.catalog.FeedRef;
import tools.jackson.core.JsonGenerator;

/** Writes findings as JSON, each with what it rests on. */
final class FindingWriter {
    private final JsonGenerator json;

    FindingWriter(JsonGenerator json) {
        this.json = json;
    }

    void write(Finding finding) {
        json.writeStartObject();
        json.writeStringProperty("source", finding.build().name());
        json.writeStringProperty("installed", finding.build().version().text());
        json.writeStringProperty("vulnerability", finding.vulnerability());
        verdict(finding.verdict());
        json.writeStringProperty("urgency", finding.urgency());
        json.writeBooleanProperty("unimportant", finding.unimportant());
        if (finding.severity() == null) {
            json.writeNullProperty("severity");
        } else {
            json.writeObjectPropertyStart("severity");
            json.writeStringProperty("vector", finding.severity().vector());
            json.writeNumberProperty("score", finding.severity().score());
            json.writeEndObject();
        }
        exploitation(finding);
        Members.array(json, "evidence", finding.evidence(), this::evidence);
        json.writeEndObject();
    }

    private void verdict(Verdict verdict) {
        String fixed = "";
        String way = "";
        String name =
                switch (verdict) {
                    case Verdict.Fixable(String since, Verdict.Way by) -> {
                        fixed = since;
                        way = Members.lower(by);
                        yield "fixable";
                    }
                    case Verdict.Unfixed _ -> "unfixed";
                    case Verdict.NotAffected _ -> "not_affected";
                    case Verdict.Unknown _ -> "unknown";
                };
        json.writeStringProperty("verdict", name);
        json.writeStringProperty("fixed", fixed);
        json.writeStringProperty("mended_by", way);
    }

    private void exploitation(Finding finding) {
        if (finding.exploitation() == null) {
            json.writeNullProperty("exploited");
        } else {
            json.writeObjectPropertyStart("exploited");
            json.writeStringProperty("listed", finding.exploitation().added().toString());
            Members.nullable(
                    json,
                    "due",
                    finding.exploitation().due() == null
                            ? null
                            : finding.exploitation().due().toString());
            json.writeBooleanProperty("ransomware", finding.exploitation().ransomware());
            json.writeStringProperty("name", finding.exploitation().name());
            json.writeEndObject();
        }
        if (finding.prediction() == null) {
            json.writeNullProperty("epss");
        } else {
            json.writeObjectPropertyStart("epss");
            json.writeNumberProperty("probability", finding.prediction().probability());
            json.writeNumberProperty("percentile", finding.prediction().percentile());
            json.writeEndObject();
        }
    }

    private void evidence(Evidence evidence) {
        json.writeStartObject();
        json.writeStringProperty("kind", Members.lower(evidence.kind()));
        json.writeStringProperty("by", evidence.by());
        json.writeStringProperty("range", evidence.range());
        json.writeStringProperty("installed", evidence.installed());
        FeedRef feed = evidence.feed();
        json.writeStringProperty("feed", feed == null ? "" : feed.name());
        json.writeStringProperty("feed_date", feed == null ? "" : feed.date());
        json.writeStringProperty("says", evidence.says());
        json.writeEndObject();
    }
}
