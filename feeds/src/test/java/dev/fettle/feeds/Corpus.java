package dev.fettle.feeds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The hand-made feeds on which Fettle is trained, in the forms that upstream hands them out in. */
final class Corpus {
    /** How many records the OSV feed holds. */
    static final int RECORDS = 20;

    private Corpus() {}

    static Path folder() {
        for (String candidate : new String[] {"../cli/src/aot-training/feeds", "cli/src/aot-training/feeds"}) {
            if (Files.isDirectory(Path.of(candidate))) {
                return Path.of(candidate);
            }
        }
        throw new IllegalStateException("The hand-made feeds of cli are not where they were.");
    }

    static Map<String, byte[]> osv() {
        Map<String, byte[]> records = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder().resolve("osv"))) {
            for (Path file : files) {
                records.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    static byte[] text(String name) {
        try {
            return Files.readAllBytes(folder().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The catalogue in its CSV form. */
    static byte[] kevCsv() {
        return """
                cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes
                CVE-2099-0018,Sudo,Sudo,"Sudo Made-Up Vulnerability",2099-01-30,"Made up.",Patch.,2099-02-20,Known,,
                CVE-2098-7777,Other,Other,"Other Made-Up Vulnerability",2098-01-30,"Made up.",Patch.,2098-02-20,Unknown,,
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
