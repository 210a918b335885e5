package dev.fettle.cli.remote;

import dev.fettle.core.text.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** Prints what a server told; nothing of it can steer a terminal, nor be taken for a formula by a spreadsheet. */
public final class Sheet {
    private static final int BETWEEN = 2;
    private static final String FORMULA = "=+-@\t\r";
    private static final String NUMBER = "-?[0-9]+(\\.[0-9]+)?";

    private final PrintStream out;
    private final Format format;

    public Sheet(OutputStream out, Format format) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.format = format;
    }

    /** The parts of a list, one after another. */
    @FunctionalInterface
    public interface Parts {
        /** Null after the last. */
        @Nullable
        List<?> next() throws RemoteException;
    }

    public <T> void list(View<T> view, Parts parts) throws RemoteException {
        switch (format) {
            case JSON -> json(parts);
            case CSV -> csv(view, parts);
            case TABLE -> table(view, parts);
        }
        out.flush();
    }

    private void json(Parts parts) throws RemoteException {
        try (Tree.Writer writer = new Tree.Writer(out)) {
            writer.beginArray();
            for (List<?> part = parts.next(); part != null; part = parts.next()) {
                part.forEach(writer::write);
            }
            writer.endArray();
        }
    }

    private <T> void csv(View<T> view, Parts parts) throws RemoteException {
        try {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            CSVPrinter printer = new CSVPrinter(writer, CSVFormat.RFC4180);
            printer.printRecord(view.titles().stream()
                    .map(title -> title.toLowerCase(Locale.ROOT).replace(' ', '_'))
                    .toList());
            for (List<?> part = parts.next(); part != null; part = parts.next()) {
                for (Object each : part) {
                    printer.printRecord(view.row(Records.read(each, view.type())).stream()
                            .map(Sheet::harmless)
                            .toList());
                }
            }
            printer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Standard output takes no more.", e);
        }
    }

    /** With an apostrophe before what a spreadsheet would take for a formula. */
    public static String harmless(String cell) {
        boolean formula = !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0 && !cell.matches(NUMBER);
        return Printable.of(formula ? "'" + cell : cell);
    }

    private <T> void table(View<T> view, Parts parts) throws RemoteException {
        boolean first = true;
        for (List<?> part = parts.next(); part != null; part = parts.next()) {
            List<List<String>> rows = new ArrayList<>();
            if (first) {
                rows.add(view.titles());
            }
            for (Object each : part) {
                rows.add(view.row(Records.read(each, view.type())).stream()
                        .map(Printable::of)
                        .toList());
            }
            print(rows);
            first = false;
        }
    }

    private void print(List<List<String>> rows) {
        int[] widths = new int[rows.isEmpty() ? 0 : rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + BETWEEN));
            }
            out.print(line.toString().stripTrailing());
            out.print('\n');
        }
    }

    /** One thing with its members. */
    public void one(@Nullable Object tree) {
        switch (format) {
            case JSON -> {
                try (Tree.Writer writer = new Tree.Writer(out)) {
                    writer.write(tree);
                }
            }
            case CSV, TABLE -> members("", tree);
        }
        out.flush();
    }

    private void members(String before, @Nullable Object tree) {
        switch (tree) {
            case Map<?, ?> members -> members.forEach((name, value) -> members(path(before, name), value));
            case List<?> items
            when items.stream().anyMatch(each -> each instanceof Map) -> {
                for (int i = 0; i < items.size(); i++) {
                    members(path(before, i + 1), items.get(i));
                }
            }
            case List<?> items ->
                member(
                        before,
                        String.join(", ", items.stream().map(String::valueOf).toList()));
            case null -> member(before, "");
            default -> member(before, tree.toString());
        }
    }

    private static String path(String before, Object name) {
        return before.isEmpty() ? name.toString() : before + "." + name;
    }

    private void member(String name, String value) {
        if (format == Format.CSV) {
            out.print(CSVFormat.RFC4180.format(harmless(name), harmless(value)) + "\r\n");
        } else {
            out.print((Printable.of(name) + ": " + Printable.of(value)).stripTrailing());
            out.print('\n');
        }
    }
}
