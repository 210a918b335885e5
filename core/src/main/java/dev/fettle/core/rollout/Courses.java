package dev.fettle.core.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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

    /** All of them, in their order. */
    public static Courses of(List<HostCourse> all) {
        HostCourse[][] chunks = new HostCourse[(all.size() + CHUNK - 1) >> BITS][];
        for (int i = 0; i < chunks.length; i++) {
            int from = i << BITS;
            HostCourse[] chunk = new HostCourse[CHUNK];
            Arrays.fill(chunk, HostCourse.BEGINNING);
            for (int at = from; at < Math.min(from + CHUNK, all.size()); at++) {
                chunk[at - from] = all.get(at);
            }
            chunks[i] = chunk;
        }
        return new Courses(chunks, all.size());
    }

    /** With others at some places. */
    public Courses with(Map<Integer, HostCourse> others) {
        HostCourse[][] next = chunks.clone();
        Set<Integer> copied = new HashSet<>();
        others.forEach((place, course) -> {
            Objects.checkIndex(place, size);
            int number = place >> BITS;
            if (copied.add(number)) {
                next[number] = next[number].clone();
            }
            next[number][place & (CHUNK - 1)] = course;
        });
        return new Courses(next, size);
    }

    /** The places at which another one of the same size has something else; what both share is not looked at. */
    public List<Integer> differing(Courses other) {
        if (other.size != size) {
            throw new IllegalArgumentException("Courses of different plans cannot be compared.");
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < chunks.length; i++) {
            if (!Arrays.equals(chunks[i], other.chunks[i])) {
                int last = Math.min(size, (i + 1) << BITS);
                for (int place = i << BITS; place < last; place++) {
                    if (!at(place).equals(other.at(place))) {
                        places.add(place);
                    }
                }
            }
        }
        return places;
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
