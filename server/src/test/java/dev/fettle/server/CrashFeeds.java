package dev.fettle.server;

import dev.fettle.core.catalog.Statement;
import dev.fettle.core.product.Platform;
import dev.fettle.feeds.FeedCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Three small feeds in upstream's forms, of which every record tells the number of the state that it belongs to. */
final class CrashFeeds {
    static final String OSV = "osv.zip";
    static final String KEV = "kev.json";
    static final String EPSS = "epss.csv";

    private static final int RECORDS = 120;
    private static final double EPSS_UNIT = 100_000;

    private CrashFeeds() {}

    /** The files of a state by name. */
    static Map<String, byte[]> files(int number) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(OSV, osv(number));
        files.put(KEV, kev(number).getBytes(StandardCharsets.UTF_8));
        files.put(EPSS, epss(number).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** Puts each file into the place of the one before. */
    static void write(Path folder, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path part = folder.resolveSibling(file.getKey() + ".part");
            Files.write(part, file.getValue());
            Files.move(
                    part,
                    folder.resolve(file.getKey()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String cve(int record) {
        return String.format(Locale.ROOT, "CVE-2099-%04d", record);
    }

    private static byte[] osv(int number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int record = 0; record < RECORDS; record++) {
                ZipEntry entry = new ZipEntry(cve(record) + ".json");
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write("""
                        {"schema_version": "1.6.0", "id": "%s", "modified": "2099-02-01T10:00:00Z",
                         "published": "2099-01-25T00:00:00Z", "details": "Made up.",
                         "affected": [{"package": {"ecosystem": "Debian:12", "name": "made-up-%d"},
                           "ranges": [{"type": "ECOSYSTEM",
                             "events": [{"introduced": "0"}, {"fixed": "1.0-%d"}]}]}]}
                        """.formatted(cve(record), record, number).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String kev(int number) {
        return IntStream.range(0, RECORDS)
                .mapToObj(record -> """
                        {"cveID": "%s", "vendorProject": "Made", "product": "Up", "vulnerabilityName": "State %d",
                         "dateAdded": "2099-01-30", "shortDescription": "Made up.", "requiredAction": "Patch.",
                         "dueDate": "2099-02-20", "knownRansomwareCampaignUse": "Unknown", "notes": "", "cwes": []}
                        """.formatted(cve(record), number))
                .collect(Collectors.joining(",", """
                        {"title": "Made up", "catalogVersion": "2099.02.03", "dateReleased": "2099-02-03T12:00:00Z",
                         "count": %d, "vulnerabilities": [""".formatted(RECORDS), "]}"));
    }

    private static String epss(int number) {
        return IntStream.range(0, RECORDS)
                .mapToObj(record -> String.format(Locale.ROOT, "%s,%.5f,0.5\n", cve(record), number / EPSS_UNIT))
                .collect(Collectors.joining(
                        "", "#model_version:made-up,score_date:2099-02-03T00:00:00+0000\ncve,epss,percentile\n", ""));
    }

    /** The numbers that the records in force of a feed tell: one, or more if something half-written is in force. */
    static Set<Integer> inForce(FeedCatalog catalog, String name) {
        return IntStream.range(0, RECORDS)
                .mapToObj(record -> switch (name) {
                    case OSV -> fixed(catalog, record);
                    case KEV ->
                        catalog.exploitation(cve(record))
                                .map(entry -> Integer.parseInt(entry.name().substring("State ".length())))
                                .orElse(-1);
                    default ->
                        catalog.prediction(cve(record))
                                .map(score -> (int) Math.round(score.probability() * EPSS_UNIT))
                                .orElse(-1);
                })
                .collect(Collectors.toSet());
    }

    private static int fixed(FeedCatalog catalog, int record) {
        return catalog.statements(new Platform("debian", "12"), "made-up-" + record).stream()
                .map(Statement::ranges)
                .map(ranges -> ranges.getFirst().events().getLast().version())
                .map(version -> Integer.parseInt(version.substring("1.0-".length())))
                .findFirst()
                .orElse(-1);
    }
}
