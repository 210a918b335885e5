package dev.fettle.agent;

import dev.fettle.core.signing.Octets;
import dev.fettle.link.SurveyDelta;
import dev.fettle.link.SurveyForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found by the last look, and what the server has of this host, as lines in files that bear their digest. The file
 * {@code current} says which is the last one, when it was taken, and how the host's stamp was before.
 */
final class KeptSurveys {
    /** So that also what leaves no stamp is noticed. */
    static final Duration LONGEST_AGE = Duration.ofHours(1);

    private static final int DIGEST = 32;
    private static final String SURVEY = "survey-";

    private final Path folder;

    KeptSurveys(Path folder) throws AgentException {
        this.folder = folder;
        try {
            Durable.folder(folder);
        } catch (IOException cannot) {
            throw AgentException.cannot("made", folder, cannot);
        }
    }

    /**
     * The last look.
     *
     * @param stamp as {@link HostStamp} gave it before the look
     */
    record Current(Octets digest, Instant takenAt, String stamp) {
        boolean isDue(String stampNow, Instant now) {
            return !stamp.equals(stampNow) || now.isBefore(takenAt) || now.isAfter(takenAt.plus(LONGEST_AGE));
        }
    }

    Octets keep(List<String> lines, Instant takenAt, String stamp) throws AgentException {
        Octets digest = SurveyForm.digest(lines);
        Path file = file(digest);
        Path current = folder.resolve("current");
        try {
            if (!Files.exists(file)) {
                Durable.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            Durable.write(
                    current, (digest.hex() + "\n" + takenAt + "\n" + stamp + "\n").getBytes(StandardCharsets.US_ASCII));
            return digest;
        } catch (IOException cannot) {
            throw AgentException.cannot("written", folder, cannot);
        }
    }

    /** Empty before the first look, and where the file is not what it should be. */
    Optional<Current> current() throws AgentException {
        Path file = folder.resolve("current");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
            Octets digest = new Octets(lines.get(0)).require(DIGEST, "A digest");
            return Files.exists(file(digest))
                    ? Optional.of(new Current(digest, Instant.parse(lines.get(1)), lines.get(2)))
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw AgentException.cannot("read", file, unreadable);
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }

    /** Empty if that one is not kept, or not as it was. */
    Optional<List<String>> lines(Octets digest) throws AgentException {
        if (digest.equals(SurveyDelta.NOTHING)) {
            return Optional.of(List.of());
        }
        Path file = file(digest);
        try {
            if (digest.length() != DIGEST || !Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines =
                    Files.readString(file, StandardCharsets.UTF_8).lines().toList();
            return SurveyForm.digest(lines).equals(digest) ? Optional.of(lines) : Optional.empty();
        } catch (IOException unreadable) {
            throw AgentException.cannot("read", file, unreadable);
        }
    }

    /** Deletes all but these two. */
    void keepOnly(Octets one, Octets other) throws AgentException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, SURVEY + "*")) {
            for (Path file : files) {
                if (!file.equals(file(one)) && !file.equals(file(other))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException cannot) {
            throw AgentException.cannot("cleared", folder, cannot);
        }
    }

    private Path file(Octets digest) {
        return folder.resolve(SURVEY + digest.hex());
    }
}
