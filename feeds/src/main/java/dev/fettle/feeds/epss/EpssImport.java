package dev.fettle.feeds.epss;

import dev.fettle.feeds.compiled.Predicted;
import dev.fettle.feeds.intake.EndWatch;
import dev.fettle.feeds.intake.FeedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a day of EPSS scores in FIRST's form: a comment line with model and date, the header
 * {@code cve,epss,percentile}, then a line for each CVE.
 */
public final class EpssImport {
    /** {@code #model_version:v2025.03.14,score_date:2025-08-17T00:00:00+0000}. */
    private static final Pattern DATE = Pattern.compile("score_date:([0-9T:.Z+-]{10,30})");

    private static final String HEADER = "cve,epss,percentile";
    private static final int MAX_LINE = 1000;

    /** Three times as many CVE ids as there are. */
    private static final int MAX_SCORES = 1_000_000;

    private final String name;

    public EpssImport(String name) {
        this.name = name;
    }

    /** @throws FeedException if a line is not of that form, or the last one is cut */
    public byte[] csv(InputStream text) throws IOException {
        Predicted.Writer table = new Predicted.Writer();
        String date = "";
        boolean header = false;
        EndWatch watched = new EndWatch(name, text);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(watched, StandardCharsets.ISO_8859_1))) {
            int number = 0;
            String line;
            while ((line = lines.readLine()) != null) {
                number++;
                if (line.startsWith("#")) {
                    Matcher matcher = DATE.matcher(line);
                    date = matcher.find() ? matcher.group(1) : date;
                } else if (line.equals(HEADER)) {
                    header = true;
                } else if (!header || !score(line, table)) {
                    throw new FeedException(name + ", line " + number + ": \"" + shortened(line)
                            + "\" is no score of the form cve,epss,percentile. It was not taken in; fetch it again.");
                }
                if (table.size() > MAX_SCORES) {
                    throw new FeedException(
                            name + " has more than " + MAX_SCORES + " scores. It was not taken in; fetch it again.");
                }
            }
        }
        if (table.size() == 0) {
            throw new FeedException(name + " holds no scores. It was not taken in; fetch it again.");
        }
        if (!watched.endedWithNewline()) {
            throw new FeedException(name + " ends in the middle of a line. It was not taken in; fetch it again.");
        }
        return table.toBytes(Map.of("date", date, "records", String.valueOf(table.size())));
    }

    private static boolean score(String line, Predicted.Writer table) {
        int first = line.indexOf(',');
        int second = line.indexOf(',', first + 1);
        if (first < 0 || second < 0 || line.length() > MAX_LINE) {
            return false;
        }
        double probability = fraction(line, first + 1, second);
        double percentile = fraction(line, second + 1, line.length());
        return probability >= 0 && percentile >= 0 && table.add(line.substring(0, first), probability, percentile);
    }

    /** A number from 0 to 1 in plain or scientific notation, or -1. */
    private static double fraction(String line, int from, int to) {
        try {
            double value = Double.parseDouble(line.substring(from, to));
            return value >= 0 && value <= 1 ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String shortened(String line) {
        return line.length() > 80 ? line.substring(0, 80) + "…" : line;
    }
}
