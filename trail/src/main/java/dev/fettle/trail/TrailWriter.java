package dev.fettle.trail;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.ChainPart;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Writes a trail as JSON Lines, in ASCII alone: a line that says where it begins, a line for each entry, checkpoint and
 * run of entries that are withheld, and a line that says that this is the end.
 */
public final class TrailWriter {
    static final String FORMAT = "fettle-audit/1";

    private static final int MOST_WITHHELD = 500;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final OutputStream out;
    private final StringBuilder digests = new StringBuilder();
    private long withheld;
    private long last;

    /**
     * @param first number of the first entry
     * @param before the chain's hash before it
     * @throws IOException if the stream cannot take it
     */
    public TrailWriter(OutputStream out, long first, Octets before) throws IOException {
        this.out = out;
        this.last = first - 1;
        line(json -> {
            json.writeStringProperty("format", FORMAT);
            json.writeNumberProperty("first", first);
            json.writeStringProperty("before", before.hex());
        });
    }

    /** Writes the next part of the chain. */
    public void write(ChainPart part) throws IOException {
        switch (part) {
            case ChainPart.Withheld(long number, Octets digest) -> {
                last = number;
                digests.append(digest.hex());
                if (++withheld == MOST_WITHHELD) {
                    tellWithheld();
                }
            }
            case ChainPart.Told(AuditEntry entry, Octets digest, Octets hash) -> {
                tellWithheld();
                last = entry.number();
                line(json -> {
                    entry(json, entry);
                    json.writeStringProperty("digest", digest.hex());
                    json.writeStringProperty("hash", hash.hex());
                });
            }
            case ChainPart.Signed(Checkpoint checkpoint) -> {
                tellWithheld();
                line(json -> checkpoint(json, checkpoint));
            }
        }
    }

    /** Says that nothing more comes. Does not close the stream. */
    public void end() throws IOException {
        tellWithheld();
        line(json -> {
            json.writeObjectPropertyStart("end");
            json.writeNumberProperty("last", last);
            json.writeEndObject();
        });
        out.flush();
    }

    /** One checkpoint by itself, as it stands in a file of checkpoints; without an end of line. */
    public static String checkpoint(Checkpoint checkpoint) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            checkpoint(json, checkpoint);
            json.writeEndObject();
        }
        return text.toString();
    }

    private void tellWithheld() throws IOException {
        if (withheld == 0) {
            return;
        }
        long to = last;
        long from = to - withheld + 1;
        String all = digests.toString();
        withheld = 0;
        digests.setLength(0);
        line(json -> {
            json.writeObjectPropertyStart("withheld");
            json.writeNumberProperty("from", from);
            json.writeNumberProperty("to", to);
            json.writeStringProperty("digests", all);
            json.writeEndObject();
        });
    }

    private static void entry(JsonGenerator json, AuditEntry entry) {
        Actor actor = entry.actor();
        Deed deed = entry.deed();
        json.writeObjectPropertyStart("entry");
        json.writeNumberProperty("number", entry.number());
        json.writeStringProperty("at", entry.at().toString());
        json.writeObjectPropertyStart("actor");
        json.writeStringProperty("kind", actor.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("name", actor.name());
        json.writeStringProperty("role", actor.role());
        json.writeStringProperty("from", actor.from());
        json.writeStringProperty("request", actor.request());
        json.writeEndObject();
        json.writeStringProperty("kind", deed.kind());
        json.writeObjectPropertyStart("subject");
        json.writeStringProperty("type", deed.subject().type());
        json.writeStringProperty("id", deed.subject().id());
        json.writeStringProperty("name", deed.subject().name());
        json.writeEndObject();
        map(json, "before", deed.before());
        map(json, "after", deed.after());
        json.writeStringProperty("why", deed.why());
        json.writeStringProperty("salt", entry.salt().hex());
        json.writeEndObject();
    }

    private static void map(JsonGenerator json, String name, Map<String, String> map) {
        json.writeObjectPropertyStart(name);
        map.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static void checkpoint(JsonGenerator json, Checkpoint checkpoint) {
        json.writeObjectPropertyStart("checkpoint");
        json.writeNumberProperty("number", checkpoint.number());
        json.writeStringProperty("hash", checkpoint.hash().hex());
        json.writeStringProperty("at", checkpoint.at().toString());
        json.writeStringProperty("key", checkpoint.keyId().hex());
        json.writeStringProperty("signature", checkpoint.signature().hex());
        json.writeEndObject();
    }

    private void line(Consumer<JsonGenerator> members) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        } catch (JacksonException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
        line.write('\n');
        out.write(line.toString(StandardCharsets.US_ASCII).getBytes(StandardCharsets.US_ASCII));
    }
}
