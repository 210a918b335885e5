package dev.fettle.link;

/**
 * Where the server takes what hosts say, over HTTPS on a port of its own. All but {@link #ENROL} need the certificate that
 * {@link Credentials} hold. Bodies are JSON in both directions but for {@link #PROGRAM},
 * {@link #BUILD} and {@link #BUILD_PART}, at most {@link #LONGEST_BODY} bytes, and may come with
 * {@code Content-Encoding: gzip}. Answers: 200 with a body or 204 without; 400 for what is no such form; 401 without a
 * certificate that is in force, after which a host only tries rarely; 409 where the delta of an inventory is of another than
 * the server has, after which the host sends the whole; 413, 429 and 503 as usual, the latter two with
 * {@code Retry-After}. Behind 4xx and 5xx stands {@code {"error":"a sentence"}}.
 */
public final class LinkPaths {
    /** POST {@link Enrolment} → 200 {@link Credentials}; 403 for a token that is not known, used up or expired. */
    public static final String ENROL = "/agent/v1/enrol";

    /** POST {@link Enrolment} without a token → 200 {@link Credentials}. */
    public static final String RENEW = "/agent/v1/certificate";

    /** POST {@link CheckIn} → 200 {@link CheckInReply}. */
    public static final String CHECK_IN = "/agent/v1/check-in";

    /** POST {@link SurveyDelta} → 204. */
    public static final String INVENTORY = "/agent/v1/inventory";

    /** POST {@link ReportForm} → 204, also for one that is known already; 404 for one of an order that is not known. */
    public static final String REPORT = "/agent/v1/report";

    /**
     * POST {@link ProgramRequest} → 200 with the bytes of the program that the order names, {@code application/octet-stream};
     * 404 if the host has no such order, or the server no such program.
     */
    public static final String PROGRAM = "/agent/v1/program";

    /**
     * POST {@link BuildRequest} → 200 with the bytes of the package file, {@code application/octet-stream}; 403 if no order of the
     * host that is not ended names it, 404 if the server does not keep it.
     */
    public static final String BUILD = "/agent/v1/build";

    /**
     * POST {@link BuildPart} → 200 {@link BuildTaken}: a part that does not follow what the server has is not taken, and the answer
     * says from where to go on; 403 if no order of the host that is not ended has it hand the file over; 409 if all is there and
     * has another hash, after which nothing is; 413 if it is longer than the order says, or there is no room.
     */
    public static final String BUILD_PART = "/agent/v1/build-part";

    /** Bytes, after unpacking. */
    public static final int LONGEST_BODY = 32 << 20;

    /**
     * Bytes, after unpacking, of what the server answers: a host reads no more, for its program is small. Orders for which there
     * is no room come with the next answer.
     */
    public static final int LONGEST_ANSWER = 4 << 20;

    private LinkPaths() {}
}
