package dev.fettle.server.database;

import java.util.ArrayList;
import java.util.List;

/** Short lists of rows in one {@code text[]} column, row after row; for what is only ever read whole. */
public final class TextRows {
    private final int width;
    private final List<String> cells;

    private TextRows(int width, List<String> cells) {
        this.width = width;
        this.cells = cells;
    }

    /** @param width cells in a row, at least 1 */
    public static TextRows ofWidth(int width) {
        return new TextRows(width, new ArrayList<>());
    }

    /** @throws IllegalArgumentException if the column does not hold whole rows */
    public static TextRows read(int width, List<String> cells) {
        if (cells.size() % width != 0) {
            throw new IllegalArgumentException(cells.size() + " cells make no rows of " + width + ".");
        }
        return new TextRows(width, List.copyOf(cells));
    }

    /** @throws IllegalArgumentException if the row is not as wide as the others */
    public TextRows add(String... row) {
        if (row.length != width) {
            throw new IllegalArgumentException("A row of " + row.length + " cells among rows of " + width + ".");
        }
        cells.addAll(List.of(row));
        return this;
    }

    public List<String> cells() {
        return cells;
    }

    public List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>(cells.size() / width);
        for (int at = 0; at < cells.size(); at += width) {
            rows.add(cells.subList(at, at + width));
        }
        return rows;
    }
}
