package dev.fettle.core.assessment;

import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Something that was judged, what came out, and the hosts that have it.
 *
 * @param open worst first
 * @param hosts by their numbers; it changes with them, so read it only as long as the index does not change, and never
 *     change it
 */
public record Bearer(Judged judged, List<OpenFinding> open, RoaringBitmap hosts) {
    public Bearer {
        open = List.copyOf(open);
    }

    /** Two are the same only if they are one, for each is kept once; so nobody compares bitmaps. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
