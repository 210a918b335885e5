package dev.fettle.feeds.intake;

/** How large a feed may be, unpacked; each several times what the largest real one is. */
public final class Limits {
    /** One OSV record; the largest of Debian's, with every version listed, is 0.3 MiB. */
    public static final int RECORD_BYTES = 16 << 20;

    /** A file handed in, and an archive inside a compressed file. */
    public static final long FILE_BYTES = 4L << 30;

    /** All records of an archive together. */
    public static final long ARCHIVE_BYTES = 16L << 30;

    public static final int ARCHIVE_ENTRIES = 1_000_000;

    /** A feed that is one text, KEV (1.5 MiB) or EPSS (10 MiB). */
    public static final long TEXT_BYTES = 64L << 20;

    /** Files of a folder handed in. */
    public static final int FOLDER_FILES = 1_000_000;

    private Limits() {}
}
