package dev.fettle.feeds.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What kind of feed a file is, told by what it holds. */
public enum FeedKind {
    OSV("osv"),
    KEV_JSON("kev"),
    KEV_CSV("kev"),
    EPSS("epss"),
    /** None that Fettle knows. */
    NONE("none");

    private static final int HEAD = 256;

    private final String family;

    FeedKind(String family) {
        this.family = family;
    }

    /** {@code osv}, {@code kev} or {@code epss}: what it tells, whatever its form. */
    public String family() {
        return family;
    }

    /** @throws FeedException if the file is too damaged to tell */
    public static FeedKind of(String name, Unpacked unpacked) throws IOException {
        ZipFile archive = unpacked.archive();
        if (archive != null) {
            return ofArchive(name, archive);
        }
        byte[] head;
        try (InputStream text = unpacked.text()) {
            head = text.readNBytes(HEAD);
        }
        String start = new String(head, StandardCharsets.UTF_8).stripLeading();
        if (start.startsWith("#model_version") || start.startsWith("cve,epss")) {
            return EPSS;
        }
        if (start.startsWith("cveID,") || start.startsWith("\"cveID\",")) {
            return KEV_CSV;
        }
        if (!start.startsWith("{")) {
            return NONE;
        }
        try (InputStream text = unpacked.text()) {
            return Json.object(name, text, FeedKind::byMembers, Json.Rest.IGNORED);
        }
    }

    /** By its first JSON file: other archives hold JSON too. */
    private static FeedKind ofArchive(String name, ZipFile archive) throws IOException {
        ZipEntry first = archive.stream()
                .filter(entry -> entry.getName().endsWith(".json"))
                .findFirst()
                .orElse(null);
        if (first == null) {
            return NONE;
        }
        String record = name + ", entry " + first.getName();
        try (InputStream text = new BoundedStream(
                new DamageReportingStream(record, archive.getInputStream(first)), record, Limits.RECORD_BYTES)) {
            return Json.object(record, text, FeedKind::byMembers, Json.Rest.IGNORED) == OSV ? OSV : NONE;
        } catch (ZipException e) {
            throw Unpacked.damaged(record, e);
        }
    }

    /** Whether a file is one OSV record of a folder, by the ids that databases give. */
    public static boolean isRecordName(String fileName) {
        return fileName.matches("[A-Z][A-Z0-9]*-[A-Za-z0-9:._-]+\\.json");
    }

    private static FeedKind byMembers(JsonParser parser) {
        String member;
        while ((member = parser.nextName()) != null) {
            switch (member) {
                case "catalogVersion" -> {
                    return KEV_JSON;
                }
                case "vulnerabilities" -> {
                    return listsCves(parser) ? KEV_JSON : NONE;
                }
                case "schema_version", "affected", "modified" -> {
                    return OSV;
                }
                case "$schema", "$id" -> {
                    return NONE;
                }
                default -> Json.skip(parser);
            }
        }
        return NONE;
    }

    /** Whether it lists objects with a cveID, as CISA does; CSAF and CycloneDX have a member of the same name. */
    private static boolean listsCves(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        String member;
        while ((member = parser.nextName()) != null) {
            if (member.equals("cveID")) {
                return true;
            }
            Json.skip(parser);
        }
        return false;
    }
}
