package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.database.Storable;
import java.util.LinkedHashMap;
import java.util.Map;

/** Brings entries to a size and to characters that can be stored, whatever hosts and feeds have put into them. */
final class Fitting {
    /** Characters of one text. */
    static final int LONGEST_TEXT = 4_096;

    /** Characters of what is searched for, which must fit into an index. */
    static final int LONGEST_NAME = 512;

    /** Names in one map. */
    static final int MOST_NAMES = 64;

    private Fitting() {}

    static Actor actor(Actor actor) {
        return new Actor(
                actor.kind(), name(actor.name()), name(actor.role()), name(actor.from()), name(actor.request()));
    }

    static Deed deed(Deed deed) {
        AuditSubject subject = deed.subject();
        return new Deed(
                deed.kind(),
                new AuditSubject(name(subject.type()), name(subject.id()), name(subject.name())),
                map(deed.before()),
                map(deed.after()),
                text(deed.why()));
    }

    private static Map<String, String> map(Map<String, String> values) {
        Map<String, String> fitting = new LinkedHashMap<>();
        values.entrySet().stream()
                .limit(MOST_NAMES)
                .forEach(each -> fitting.put(name(each.getKey()), text(each.getValue())));
        if (values.size() > MOST_NAMES) {
            fitting.put("\u2026", values.size() - MOST_NAMES + " more are left out.");
        }
        return fitting;
    }

    static String name(String text) {
        return cut(text, LONGEST_NAME);
    }

    static String text(String text) {
        return cut(text, LONGEST_TEXT);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return Storable.text(text);
        }
        String mark = "\u2026 (cut, " + text.length() + " characters)";
        return Storable.text(text.substring(0, longest - mark.length())) + mark;
    }
}
