package dev.fettle.cli;

import java.nio.file.Path;

/**
 * Does once each what people do most, so that the JVM can record it into the AOT cache when Fettle is built: a scan
 * that takes feeds in, one that finds them compiled, a table, a scan of this machine. Takes the folder of a small
 * corpus; works in XDG_CACHE_HOME.
 */
public final class AotTrainingMain {
    private AotTrainingMain() {}

    /** Exits as the last scan of the corpus does; this machine need not be one that Fettle can scan. */
    public static void main(String[] args) {
        Path corpus = Path.of(args[0]);
        String[] judge = {
            "scan", "--quiet",
            "--packages", corpus.resolve("packages.tsv").toString(),
            "--platform", "debian:12",
            "--feeds", corpus.resolve("feeds").toString(),
            "--format", "json"
        };
        FettleMain.run(judge);
        FettleMain.run("scan", "--quiet", "--no-changelogs");
        judge[judge.length - 1] = "table";
        FettleMain.run(judge);
        judge[judge.length - 1] = "json";
        System.exit(FettleMain.run(judge));
    }
}
