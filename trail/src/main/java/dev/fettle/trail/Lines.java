package dev.fettle.trail;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.ChainPart;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.Octets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What lines mean. Whatever in them could be changed without being noticed is refused. */
final class Lines {
    private static final int DIGEST_DIGITS = 64;

    private Lines() {}

    /** Reads a member, which may refuse what it holds. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws TrailException;
    }

    static ChainPart.Told told(Line line) throws TrailException {
        return checked(() -> {
            line.only("entry", "digest", "hash");
            Line entry = line.object("entry")
                    .only("number", "at", "actor", "kind", "subject", "before", "after", "why", "salt");
            Line actor = entry.object("actor").only("kind", "name", "role", "from", "request");
            Line subject = entry.object("subject").only("type", "id", "name");
            return new ChainPart.Told(
                    new AuditEntry(
                            entry.number("number"),
                            time(entry.text("at")),
                            new Actor(
                                    kind(actor.text("kind")),
                                    actor.text("name"),
                                    actor.text("role"),
                                    actor.text("from"),
                                    actor.text("request")),
                            new Deed(
                                    entry.text("kind"),
                                    new AuditSubject(subject.text("type"), subject.text("id"), subject.text("name")),
                                    entry.object("before").texts(),
                                    entry.object("after").texts(),
                                    entry.text("why")),
                            new Octets(entry.text("salt"))),
                    new Octets(line.text("digest")),
                    new Octets(line.text("hash")));
        });
    }

    static List<ChainPart.Withheld> withheld(Line line) throws TrailException {
        return checked(() -> {
            Line run = line.only("withheld").object("withheld").only("from", "to", "digests");
            long from = run.number("from");
            String digests = run.text("digests");
            long count = run.number("to") - from + 1;
            if (count < 1 || digests.length() != count * DIGEST_DIGITS) {
                throw new TrailException("it has not one digest for each entry that it names");
            }
            List<ChainPart.Withheld> parts = new ArrayList<>();
            for (int at = 0; at < digests.length(); at += DIGEST_DIGITS) {
                parts.add(new ChainPart.Withheld(
                        from + at / DIGEST_DIGITS, new Octets(digests.substring(at, at + DIGEST_DIGITS))));
            }
            return parts;
        });
    }

    static Checkpoint checkpoint(Line line) throws TrailException {
        return checked(() -> {
            Line checkpoint =
                    line.only("checkpoint").object("checkpoint").only("number", "hash", "at", "key", "signature");
            return new Checkpoint(
                    checkpoint.number("number"),
                    new Octets(checkpoint.text("hash")),
                    time(checkpoint.text("at")),
                    new Octets(checkpoint.text("key")),
                    new Octets(checkpoint.text("signature")));
        });
    }

    private static <T> T checked(Reading<T> reading) throws TrailException {
        try {
            return reading.read();
        } catch (IllegalArgumentException e) {
            throw new TrailException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Actor.Kind kind(String word) throws TrailException {
        for (Actor.Kind kind : Actor.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw new TrailException("there is no kind of actor \"" + word + "\"");
    }

    private static Instant time(String text) throws TrailException {
        try {
            Instant time = Instant.parse(text);
            if (time.toString().equals(text)) {
                return time;
            }
            throw new TrailException("the time \"" + text + "\" is not written as Fettle writes it");
        } catch (DateTimeException e) {
            throw new TrailException("\"" + text + "\" is no time", e);
        }
    }
}
