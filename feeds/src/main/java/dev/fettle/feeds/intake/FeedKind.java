package dev.fettle.feeds.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.core.JsonParser;

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
            return ofArchive(archive);
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

    private static FeedKind ofArchive(ZipFile archive) {
        return archive.stream().map(ZipEntry::getName).anyMatch(entry -> entry.endsWith(".json")) ? OSV : NONE;
    }

    /** Whether a file is one OSV record of a folder, by the ids that databases give. */
    public static boolean isRecordName(String fileName) {
        return fileName.matches("[A-Z][A-Z0-9]*-[A-Za-z0-9:._-]+\\.json");
    }

    private static FeedKind byMembers(JsonParser parser) {
        String member;
        while ((member = parser.nextName()) != null) {
            switch (member) {
                case "vulnerabilities", "catalogVersion" -> {
                    return KEV_JSON;
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
}
