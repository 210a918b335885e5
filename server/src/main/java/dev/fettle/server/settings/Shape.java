package dev.fettle.server.settings;

/** What a setting's value looks like. */
public enum Shape {
    FOLDER("a folder, as a text"),
    FILE("a file, as a text"),
    ADDRESS("an address with a port such as 127.0.0.1:8470 or [::1]:8470"),
    WEB_ADDRESS("a URL such as https://fettle.example.org"),
    MAIL_ADDRESS("a mail address such as audit@example.org"),
    MAIL_SERVER("a URL such as smtps://mail.example.org:465 or smtp://mail.example.org:587"),
    DATABASE("a URL such as postgresql://fettle@db.example.org:5432/fettle"),
    SOURCES("a list of URLs (https://…) and paths"),
    DURATION("a duration such as 30s, 15m, 6h or 1d"),
    SWITCH("true or false"),
    COUNT("a whole number"),
    LEVEL("one of error, warn, info and debug"),
    FORMAT("one of text and json"),
    SECOND_FACTOR("one of optional and required"),
    ISSUER("a URL such as https://login.example.org/realms/staff"),
    TEXT("a text"),
    WORDS("a list of texts without spaces and commas"),
    SECRET("a text that is kept secret");

    private final String description;

    Shape(String description) {
        this.description = description;
    }

    /** Fits after "must be". */
    public String description() {
        return description;
    }
}
