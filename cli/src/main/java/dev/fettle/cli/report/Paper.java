package dev.fettle.cli.report;

import dev.fettle.core.text.Printable;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Lines of text of a certain width, in colour or without; whatever is put on it is made {@link Printable} first. */
public final class Paper {
    /** ANSI SGR colours; what they mean is left to the reader's own palette. */
    enum Ink {
        RED("31"),
        YELLOW("33"),
        CYAN("36"),
        GREY("90");

        private final String code;

        Ink(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final boolean colour;
    private final int width;

    public Paper(PrintStream out, boolean colour, int width) {
        this.out = out;
        this.colour = colour;
        this.width = width;
    }

    /** @param made of the texts that the other methods return */
    public void line(String made) {
        out.print(made.stripTrailing());
        out.print('\n');
    }

    String plain(String text) {
        return Printable.of(text);
    }

    String bold(String text) {
        return inked("1", text);
    }

    String dim(String text) {
        return inked("2", text);
    }

    String of(Ink ink, String text) {
        return inked(ink.code, text);
    }

    private String inked(String code, String text) {
        String printable = Printable.of(text);
        return colour ? "\u001b[" + code + "m" + printable + "\u001b[0m" : printable;
    }

    /** A name, and behind it in a column of its own what it means. */
    public void entry(String name, int column, String meaning) {
        String first = Printable.of(name);
        if (first.length() >= column) {
            line(first);
            first = "";
        }
        StringBuilder margin = new StringBuilder(first).append(" ".repeat(column - first.length()));
        List<String> lines = broken(width - column, meaning);
        for (String each : lines) {
            line(margin + each);
            margin.setLength(0);
            margin.append(" ".repeat(column));
        }
    }

    /** Breaks a text at spaces to the width, each line indented. */
    public void paragraph(int indent, String text) {
        broken(width - indent, text).forEach(each -> line(" ".repeat(indent) + each));
    }

    private static List<String> broken(int room, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : Printable.of(text).split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
