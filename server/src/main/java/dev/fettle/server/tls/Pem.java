package dev.fettle.server.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One block of a PEM file (RFC 7468). */
final class Pem {
    private static final Pattern BEGIN = Pattern.compile("(?md)^-----BEGIN ([A-Z0-9 ]{1,40})-----[ \\t\\r]*+$");
    private static final Pattern WHITE = Pattern.compile("\\s+");
    private static final int LINE = 64;

    private final String type;
    private final boolean encrypted;
    private final byte[] bytes;

    private Pem(String type, boolean encrypted, byte[] bytes) {
        this.type = type;
        this.encrypted = encrypted;
        this.bytes = bytes;
    }

    /** What stands behind BEGIN: CERTIFICATE, PRIVATE KEY, … */
    String type() {
        return type;
    }

    /** Whether it needs a password; there are no bytes then. */
    boolean encrypted() {
        return encrypted;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** All blocks; text between them is a remark. */
    static List<Pem> blocks(String text) throws Damaged {
        List<Pem> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int from = 0;
        while (begin.find(from)) {
            String type = begin.group(1);
            String closing = "-----END " + type + "-----";
            int end = text.indexOf(closing, begin.end());
            if (end < 0) {
                throw new Damaged("its block " + type + " has no end");
            }
            blocks.add(block(type, text.substring(begin.end(), end)));
            from = end + closing.length();
        }
        return blocks;
    }

    private static Pem block(String type, String content) throws Damaged {
        if (content.contains("Proc-Type:") || type.startsWith("ENCRYPTED ")) {
            return new Pem(type, true, new byte[0]);
        }
        try {
            return new Pem(
                    type,
                    false,
                    Base64.getDecoder().decode(WHITE.matcher(content).replaceAll("")));
        } catch (IllegalArgumentException e) {
            throw new Damaged("its block " + type + " is not Base64", e);
        }
    }

    static String text(String type, byte[] bytes) {
        String content = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + type + "-----\n" + content + "\n-----END " + type + "-----\n";
    }

    /** What is in a file cannot be used; the message goes on where "FILE cannot be used: " ends. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message);
        }

        Damaged(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
