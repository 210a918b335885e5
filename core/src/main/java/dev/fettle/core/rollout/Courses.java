package dev.fettle.core.rollout;

import java.util.Arrays;

/**
 * The courses of all hosts by their places. It never changes: one with another course shares all but a few hundred
 * references with it, so that a step costs the same for ten hosts and for a hundred thousand.
 */
public final class Courses {
    private static final int BITS = 8;
    private static final int CHUNK = 1 << BITS;

    private final HostCourse[][] chunks;
    private final int size;

    private Courses(HostCourse[][] chunks, int size) {
        this.chunks = chunks;
        this.size = size;
    }

    static Courses beginning(int size) {
        HostCourse[][] chunks = new HostCourse[(size + CHUNK - 1) >> BITS][];
        HostCourse[] all = new HostCourse[CHUNK];
        Arrays.fill(all, HostCourse.BEGINNING);
        Arrays.fill(chunks, all);
        return new Courses(chunks, size);
    }

    public int size() {
        return size;
    }

    /** @throws IndexOutOfBoundsException if there is no such place */
    public HostCourse at(int place) {
        if (place < 0 || place >= size) {
            throw new IndexOutOfBoundsException(place);
        }
        return chunks[place >> BITS][place & (CHUNK - 1)];
    }

    Courses with(int place, HostCourse course) {
        HostCourse[][] next = chunks.clone();
        HostCourse[] chunk = next[place >> BITS].clone();
        chunk[place & (CHUNK - 1)] = course;
        next[place >> BITS] = chunk;
        return new Courses(next, size);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Courses that) || that.size != size) {
            return false;
        }
        for (int i = 0; i < chunks.length; i++) {
            if (!Arrays.equals(chunks[i], that.chunks[i])) { // at once, where they share it
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < size; i++) {
            hash = 31 * hash + at(i).hashCode();
        }
        return hash;
    }
}
