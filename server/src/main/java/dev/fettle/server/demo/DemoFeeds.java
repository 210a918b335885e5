package dev.fettle.server.demo;

import dev.fettle.server.demo.MadeUpWorld.Flaw;
import dev.fettle.server.demo.MadeUpWorld.Release;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes what is made up of vulnerabilities in the formats that real feeds have, to be taken in as those are. */
final class DemoFeeds {
    /** Ratings to choose from; one more stands for none. */
    static final List<String> VECTORS = List.of(
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
            "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N",
            "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N",
            "CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:N");

    private static final int DAYS_TO_MEND = 21;

    private final MadeUpWorld world;
    private final LocalDate today;

    DemoFeeds(MadeUpWorld world, LocalDate today) {
        this.world = world;
        this.today = today;
    }

    /** Writes all into a folder, which may hold those of before. */
    void write(Path folder) throws IOException {
        Path records = Files.createDirectories(folder.resolve("osv"));
        for (Flaw flaw : world.flaws()) {
            put(records.resolve(flaw.id() + ".json"), record(flaw));
        }
        put(folder.resolve("kev.json"), exploited());
        put(folder.resolve("epss.csv"), predicted());
    }

    private static void put(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    private String record(Flaw flaw) {
        String severity = flaw.vector() < VECTORS.size()
                ? "\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"" + VECTORS.get(flaw.vector()) + "\"}],"
                : "";
        String affected = MadeUpWorld.RELEASES.stream()
                .map(release -> affected(flaw, release))
                .collect(Collectors.joining(","));
        return "{\"schema_version\":\"1.6.0\",\"id\":\"" + flaw.id() + "\",\"modified\":\"" + moment(flaw.published())
                + "\",\"published\":\"" + moment(flaw.published())
                + "\",\"details\":\"Made up by Fettle to be looked at; no real vulnerability.\"," + severity
                + "\"affected\":[" + affected + "]}";
    }

    private String moment(int day) {
        return today.plusDays(day) + "T06:00:00Z";
    }

    private static String affected(Flaw flaw, Release release) {
        MadeUpWorld.Source source = flaw.source();
        String name = source == null ? "linux" : source.name();
        String fixed = "";
        if (flaw.fixedBy() > 0) {
            String version = (source == null
                            ? MadeUpWorld.kernel(release, flaw.fixedBy())
                            : source.version(release, flaw.fixedBy()))
                    .text();
            fixed = ",{\"fixed\":\"" + version + "\"}";
        }
        return "{\"package\":{\"ecosystem\":\"Debian:" + release.platform().release() + "\",\"name\":\"" + name
                + "\"},\"ecosystem_specific\":{\"urgency\":\""
                + (flaw.unimportant() ? "unimportant" : "not yet assigned")
                + "\"},\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"}" + fixed + "]}]}";
    }

    private String exploited() {
        List<String> entries = world.flaws().stream()
                .filter(Flaw::exploited)
                .map(flaw -> "{\"cveID\":\"" + flaw.id()
                        + "\",\"vendorProject\":\"Nobody\",\"product\":\"None\",\"vulnerabilityName\":\"Made-Up Vulnerability\","
                        + "\"dateAdded\":\"" + today.plusDays(Math.min(-1, flaw.published() + 5))
                        + "\",\"shortDescription\":\"Made up.\",\"requiredAction\":\"Patch.\",\"dueDate\":\""
                        + today.plusDays(flaw.published() + DAYS_TO_MEND)
                        + "\",\"knownRansomwareCampaignUse\":\"Unknown\",\"notes\":\"\",\"cwes\":[]}")
                .toList();
        return "{\"title\":\"Made up by Fettle; not CISA's catalogue\",\"catalogVersion\":\"demo\",\"dateReleased\":\""
                + moment(0) + "\",\"count\":" + entries.size() + ",\"vulnerabilities\":[" + String.join(",", entries)
                + "]}";
    }

    private String predicted() {
        return world.flaws().stream()
                .map(flaw -> String.format(Locale.ROOT, "%s,%.5f,%.5f", flaw.id(), flaw.epss(), Math.sqrt(flaw.epss())))
                .collect(Collectors.joining(
                        "\n",
                        "#model_version:made-up,score_date:" + today + "T00:00:00+0000\ncve,epss,percentile\n",
                        "\n"));
    }
}
