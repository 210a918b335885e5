package dev.fettle.core.product;

/** The forms that Debian policy allows for names, checked without patterns because every package passes here. */
public final class DebNames {
    private static final int MAX_LENGTH = 255;

    private DebNames() {}

    /** A binary or source package's name: {@code [a-z0-9][a-z0-9+.-]+}. */
    public static boolean isPackage(String name) {
        int length = name.length();
        if (length < 2 || length > MAX_LENGTH || !isAlphanumeric(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = name.charAt(i);
            if (!isAlphanumeric(c) && c != '+' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** An architecture such as {@code amd64} or {@code all}: {@code [a-z0-9][a-z0-9-]*}. */
    public static boolean isArchitecture(String name) {
        int length = name.length();
        if (length < 1 || length > 64 || !isAlphanumeric(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = name.charAt(i);
            if (!isAlphanumeric(c) && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
