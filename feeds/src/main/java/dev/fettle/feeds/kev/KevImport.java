package dev.fettle.feeds.kev;

import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.feeds.compiled.Exploited;
import dev.fettle.feeds.intake.EndWatch;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads CISA's catalogue, as JSON (known_exploited_vulnerabilities_schema.json) or as CSV with the same columns. */
public final class KevImport {
    /** CISA lists about 1,500. */
    private static final int MAX_ENTRIES = 100_000;

    /** {@code 2025-08-25}. */
    private static final int DATE_LENGTH = 10;

    private final String name;
    private final Map<String, KnownExploitation> listed = new TreeMap<>();
    private String date = "";
    private int count = -1;

    public KevImport(String name) {
        this.name = name;
    }

    /** @throws FeedException if it is not the catalogue, is cut, or holds another number of entries than it says */
    public byte[] json(InputStream text) throws IOException {
        Json.object(name, text, this::catalogue, Json.Rest.REFUSED);
        if (count >= 0 && count != listed.size()) {
            throw new FeedException(name + " says that it has " + count + " entries and has " + listed.size()
                    + ". It was not taken in; fetch it again.");
        }
        return finished();
    }

    private int catalogue(JsonParser parser) throws FeedException {
        String member;
        while ((member = parser.nextName()) != null) {
            switch (member) {
                case "dateReleased" -> date = Json.text(name, parser);
                case "count" -> {
                    if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                        throw Json.unexpected(name, parser, "a number");
                    }
                    count = parser.getIntValue();
                }
                case "vulnerabilities" -> entries(parser);
                default -> Json.skip(parser);
            }
        }
        return listed.size();
    }

    private void entries(JsonParser parser) throws FeedException {
        if (!Json.startsArray(name, parser)) {
            return;
        }
        while (Json.nextObject(name, parser)) {
            Map<String, String> fields = new TreeMap<>();
            String member;
            while ((member = parser.nextName()) != null) {
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    fields.put(member, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
            add(fields, "entry " + (listed.size() + 1));
        }
    }

    /** @throws FeedException if it is not the catalogue or ends in the middle of a row */
    public byte[] csv(InputStream text) throws IOException {
        EndWatch watched = new EndWatch(name, text);
        InputStreamReader reader = new InputStreamReader(
                watched, StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser rows = format.parse(reader)) {
            int columns = rows.getHeaderNames().size();
            for (CSVRecord row : rows) {
                if (row.size() != columns) {
                    throw new FeedException(name + ", row " + row.getRecordNumber() + " has " + row.size()
                            + " columns instead of " + columns + ". It was not taken in; fetch it again.");
                }
                add(row.toMap(), "row " + row.getRecordNumber());
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw unsound(e);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            if (e.getCause() instanceof InterruptedIOException interrupted) {
                throw interrupted;
            }
            throw unsound(e.getCause() instanceof IOException cause ? cause : e);
        }
        if (!watched.endedWithNewline()) {
            throw new FeedException(name + " ends in the middle of a row. It was not taken in; fetch it again.");
        }
        return finished();
    }

    private FeedException unsound(Exception e) {
        if (e instanceof FeedException known) {
            return known;
        }
        String why = e instanceof CharacterCodingException
                ? "it is not written in UTF-8"
                : String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return new FeedException(name + " is no sound CSV: " + why + ". It was not taken in; fetch it again.", e);
    }

    private void add(Map<String, String> fields, String where) throws FeedException {
        String id = fields.getOrDefault("cveID", "");
        if (!Exploited.canHold(id)) {
            throw new FeedException(name + ", " + where
                    + ": cveID is no CVE id. It was not taken in. Check that it is the KEV catalogue.");
        }
        if (listed.size() == MAX_ENTRIES) {
            throw new FeedException(name + " has more than " + MAX_ENTRIES + " entries. It was not taken in.");
        }
        @Nullable LocalDate added = date(fields, "dateAdded", id);
        if (added == null) {
            throw new FeedException(name + ", " + id + " has no dateAdded. It was not taken in.");
        }
        listed.put(
                id,
                new KnownExploitation(
                        added,
                        date(fields, "dueDate", id),
                        fields.getOrDefault("knownRansomwareCampaignUse", "").equalsIgnoreCase("Known"),
                        fields.getOrDefault("vulnerabilityName", "")));
    }

    private @Nullable LocalDate date(Map<String, String> fields, String field, String id) throws FeedException {
        String text = fields.getOrDefault(field, "");
        if (text.isEmpty()) {
            return null;
        }
        try {
            if (text.length() == DATE_LENGTH) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException _) {
            // Said below.
        }
        throw new FeedException(
                name + ", " + id + ": " + field + " is no date of the form 2025-08-25. It was not taken in.");
    }

    private byte[] finished() throws FeedException {
        if (listed.isEmpty()) {
            throw new FeedException(name + " lists no vulnerability. It was not taken in.");
        }
        return Exploited.write(listed, Map.of("date", date, "records", String.valueOf(listed.size())));
    }
}
