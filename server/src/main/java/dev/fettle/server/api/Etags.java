package dev.fettle.server.api;

import dev.fettle.server.digest.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Entity tags of what can be changed, and the proof that a change is made to what is there now. */
public final class Etags {
    private static final int CONTENT_BYTES = 16;

    private Etags() {}

    /** Strong: the same version always has the same content. */
    public static String of(long version) {
        return "\"v" + version + "\"";
    }

    /** Strong as well: of something that is told whole, by its content. */
    public static String of(Record told) {
        byte[] digest = Sha256.of(told.toString().getBytes(StandardCharsets.UTF_8));
        return "\"" + HexFormat.of().formatHex(digest, 0, CONTENT_BYTES) + "\"";
    }

    /**
     * @param ifMatch the header, if it was sent
     * @param current the tag of what is there now
     * @throws ApiFault unless the header names it
     */
    public static void require(@Nullable String ifMatch, String current) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw new ApiFault(
                    ProblemKind.PRECONDITION_REQUIRED,
                    "Get it first, and send the ETag of that answer in the header If-Match with this request.");
        }
        for (String each : ifMatch.split(",", -1)) {
            if (each.strip().equals(current) || each.strip().equals("*")) {
                return;
            }
        }
        throw stale();
    }

    /**
     * As {@link #require}.
     *
     * @param version of what is there now
     * @return the same version: what whoever asks has seen
     */
    public static long seen(@Nullable String ifMatch, long version) {
        require(ifMatch, of(version));
        return version;
    }

    /**
     * An answer that tells something with its tag, and where it is from now on if it was created.
     *
     * @param address where it is got
     */
    public static <T> ResponseEntity<T> tagged(HttpStatus status, String address, long version, T told) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).eTag(of(version));
        if (status == HttpStatus.CREATED) {
            answer.location(URI.create(address));
        }
        return answer.body(told);
    }

    public static ApiFault stale() {
        return new ApiFault(
                ProblemKind.STALE,
                "Somebody has changed it since you got it. Get it again, and repeat your change on what it is now.");
    }
}
