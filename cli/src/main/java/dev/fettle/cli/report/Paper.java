package dev.fettle.cli.report;

import java.io.PrintStream;

/** Lines of text of a certain width, in colour or without; whatever is put on it is made {@link Printable} first. */
final class Paper {
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

    Paper(PrintStream out, boolean colour, int width) {
        this.out = out;
        this.colour = colour;
        this.width = width;
    }

    /** @param made of the texts that the other methods return */
    void line(String made) {
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

    /** Breaks a text at spaces to the width, each line indented. */
    void paragraph(int indent, String text) {
        String margin = " ".repeat(indent);
        StringBuilder line = new StringBuilder();
        for (String word : Printable.of(text).split(" ", -1)) {
            boolean full = !line.isEmpty() && indent + line.length() + 1 + word.length() > width;
            if (full) {
                line(margin + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        line(margin + line);
    }
}
