package dev.fettle.server.database.backup;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is in a backup.
 *
 * @param form of the file itself
 * @param fettle the version that made it
 * @param schema the newest migration of the tables
 * @param postgres the version of the database
 * @param madeAt the moment of which it is the picture, as ISO 8601 writes it
 * @param tables in an order in which each refers only to those before it
 */
record Manifest(
        int form, String fettle, int schema, String postgres, String madeAt, List<Table> tables, List<Kept> files) {
    static final int FORM = 1;
    static final int MOST_BYTES = 4 << 20;

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern COLUMN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final int MOST_COLUMNS = 1600;
    private static final int MOST_TEXT = 200;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * A table.
     *
     * @param columns in the order of the cells
     * @param bytes of its rows in COPY's text form
     */
    record Table(String name, List<String> columns, long rows, long bytes, String sha256) {
        Table {
            columns = List.copyOf(columns);
            require(COLUMN.matcher(name).matches(), "a table's name");
            require(!columns.isEmpty() && columns.size() <= MOST_COLUMNS, "the number of a table's columns");
            columns.forEach(column -> require(COLUMN.matcher(column).matches(), "a column's name"));
            require(rows >= 0 && bytes >= rows, "the size of a table");
            require(SHA256.matcher(sha256).matches(), "a checksum");
        }

        String entry() {
            return "tables/" + name;
        }
    }

    /**
     * A file of the feeds.
     *
     * @param name below the folder of the feeds
     */
    record Kept(String name, long bytes, String sha256) {
        Kept {
            require(FeedFiles.isName(name), "a file's name");
            require(bytes >= 0, "the size of a file");
            require(SHA256.matcher(sha256).matches(), "a checksum");
        }

        String entry() {
            return "feeds/" + name;
        }
    }

    Manifest {
        tables = List.copyOf(tables);
        files = List.copyOf(files);
        require(schema >= 1, "the schema's version");
        require(isShort(fettle) && isShort(postgres) && isShort(madeAt), "the length of a text");
    }

    private static boolean isShort(String text) {
        return text.length() <= MOST_TEXT && text.chars().noneMatch(Character::isISOControl);
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException("In the manifest " + what + " is wrong.");
        }
    }

    long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    /** Unpacked; as near as a double is, so that sums of made-up sizes don't overflow. */
    long bytes() {
        return (long) (tables.stream().mapToDouble(Table::bytes).sum() + fileBytes());
    }

    long fileBytes() {
        return (long) files.stream().mapToDouble(Kept::bytes).sum();
    }

    byte[] toJson() {
        return JSON.writeValueAsBytes(this);
    }

    static Manifest parse(byte[] json) throws DamagedException {
        try {
            return JSON.readValue(json, Manifest.class);
        } catch (JacksonException e) {
            throw new DamagedException("its manifest cannot be read (" + e.getOriginalMessage() + ")");
        }
    }

    /** The form alone, which a later one tells before anything else of it can be read. */
    static int form(byte[] json) throws DamagedException {
        try {
            return JSON.readTree(json).path("form").asInt(0);
        } catch (JacksonException e) {
            throw new DamagedException("its manifest cannot be read (" + e.getOriginalMessage() + ")");
        }
    }
}
