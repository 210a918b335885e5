package dev.fettle.feeds.compiled;

import dev.fettle.core.catalog.FeedRef;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.catalog.VersionRange;
import dev.fettle.feeds.intake.FeedException;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the records of one feed say, found by (ecosystem, source package) by binary search. Sections after the
 * properties: 1–2 strings; 3 packages (ecosystem, name, first statement, end), sorted; 4 statements (record, urgency,
 * first event, events, first version, versions); 5 records (id, kind and flags, first vulnerability, vulnerabilities,
 * vector, score × 10, modified, published); 6 vulnerabilities; 7 events (range × 4 + kind, version); 8 versions; 9 records by id.
 */
public final class Advisories {
    static final int PACKAGE_INTS = 4;
    static final int STATEMENT_INTS = 6;
    static final int RECORD_INTS = 8;
    static final int EVENT_INTS = 2;
    static final int WITHDRAWN = 1 << 8;

    /** Where a record's date of change stands in it. */
    static final int MODIFIED = 6;

    private static final List<Statement.Kind> KINDS = List.of(Statement.Kind.VULNERABILITY, Statement.Kind.ADVISORY);
    private static final List<VersionRange.Kind> EVENTS =
            List.of(VersionRange.Kind.INTRODUCED, VersionRange.Kind.FIXED, VersionRange.Kind.LAST_AFFECTED);

    private final FeedRef feed;
    private final Strings strings;
    private final IntBuffer packages;
    private final IntBuffer statements;
    private final IntBuffer records;
    private final IntBuffer vulnerabilities;
    private final IntBuffer events;
    private final IntBuffer versions;
    private final IntBuffer byId;

    /**
     * @param feed what the statements' evidence names
     * @throws FeedException if the table is of another kind
     */
    public Advisories(Table table, FeedRef feed) throws FeedException {
        if (table.kind() != Table.Kind.ADVISORIES) {
            throw new FeedException("The compiled feed " + feed.name() + " holds no advisories.");
        }
        this.feed = feed;
        this.strings = new Strings(table, 1);
        this.packages = table.ints(3);
        this.statements = table.ints(4);
        this.records = table.ints(5);
        this.vulnerabilities = table.ints(6);
        this.events = table.ints(7);
        this.versions = table.ints(8);
        this.byId = table.ints(9);
    }

    static int code(Statement.Kind kind) {
        return KINDS.indexOf(kind);
    }

    static int code(VersionRange.Kind event) {
        return EVENTS.indexOf(event);
    }

    /** Whether any statement is about the ecosystem, {@code Debian:12}. */
    public boolean covers(String ecosystem) {
        int number = strings.find(ecosystem);
        int at = number < 0 ? packages.limit() : firstPackageNotBefore(number, 0);
        return at < packages.limit() && packages.get(at) == number;
    }

    /** When a record was last changed, by this feed; empty if the feed does not have it. Of several texts any one's. */
    public Optional<String> modified(String record) {
        int number = strings.find(record);
        int low = 0;
        int high = number < 0 ? -1 : byId.limit() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = byId.get(middle) * RECORD_INTS;
            if (records.get(at) == number) {
                return Optional.of(strings.get(records.get(at + MODIFIED)));
            }
            if (records.get(at) < number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    public List<Statement> statements(String ecosystem, String source) {
        int ecosystemNumber = strings.find(ecosystem);
        int sourceNumber = strings.find(source);
        if (ecosystemNumber < 0 || sourceNumber < 0) {
            return List.of();
        }
        int at = firstPackageNotBefore(ecosystemNumber, sourceNumber);
        if (at >= packages.limit() || packages.get(at) != ecosystemNumber || packages.get(at + 1) != sourceNumber) {
            return List.of();
        }
        List<Statement> found = new ArrayList<>(packages.get(at + 3) - packages.get(at + 2));
        for (int i = packages.get(at + 2); i < packages.get(at + 3); i++) {
            found.add(statement(source, i * STATEMENT_INTS));
        }
        return found;
    }

    private int firstPackageNotBefore(int ecosystem, int source) {
        int low = 0;
        int high = packages.limit() / PACKAGE_INTS;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int at = middle * PACKAGE_INTS;
            boolean before =
                    packages.get(at) < ecosystem || (packages.get(at) == ecosystem && packages.get(at + 1) < source);
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low * PACKAGE_INTS;
    }

    private Statement statement(String source, int at) {
        int record = statements.get(at) * RECORD_INTS;
        int flags = records.get(record + 1);
        return new Statement(
                strings.get(records.get(record)),
                KINDS.get(flags & 0xff),
                list(vulnerabilities, records.get(record + 2), records.get(record + 3)),
                source,
                ranges(statements.get(at + 2), statements.get(at + 3)),
                list(versions, statements.get(at + 4), statements.get(at + 5)),
                strings.get(statements.get(at + 1)),
                severity(record),
                strings.get(records.get(record + MODIFIED)),
                strings.get(records.get(record + 7)),
                (flags & WITHDRAWN) != 0,
                feed);
    }

    private @Nullable Severity severity(int record) {
        int vector = records.get(record + 4);
        return vector < 0 ? null : new Severity(strings.get(vector), records.get(record + 5) / 10.0);
    }

    private List<String> list(IntBuffer numbers, int first, int count) {
        if (count == 1) {
            return List.of(strings.get(numbers.get(first)));
        }
        List<String> list = new ArrayList<>(count);
        for (int i = first; i < first + count; i++) {
            list.add(strings.get(numbers.get(i)));
        }
        return list;
    }

    private List<VersionRange> ranges(int first, int count) {
        List<VersionRange> ranges = new ArrayList<>(1);
        List<VersionRange.Event> ofRange = new ArrayList<>(2);
        for (int i = first; i < first + count; i++) {
            int what = events.get(i * EVENT_INTS);
            if (i > first && what >>> 2 != events.get((i - 1) * EVENT_INTS) >>> 2) {
                ranges.add(new VersionRange(ofRange));
                ofRange = new ArrayList<>(2);
            }
            ofRange.add(new VersionRange.Event(EVENTS.get(what & 3), strings.get(events.get(i * EVENT_INTS + 1))));
        }
        if (!ofRange.isEmpty()) {
            ranges.add(new VersionRange(ofRange));
        }
        return ranges;
    }
}
