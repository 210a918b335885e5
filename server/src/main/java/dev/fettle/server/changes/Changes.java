package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.live.LiveSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * The changes, for people to see and for whoever carries them out. A change is seen by those who see all of its hosts.
 */
@Component
public final class Changes implements LiveSource {
    private static final int MOST_APPROVED = 1_000;

    private final ChangeStore store;

    Changes(ChangeStore store) {
        this.store = store;
    }

    /** Empty too if one of its hosts is not in scope. */
    public Optional<Change> find(long number, Scope scope) {
        return store.find(number, scope);
    }

    /** As {@link #find}; nobody edits or decides it before the caller's transaction ends. */
    public Optional<Change> hold(long number, Scope scope) {
        return store.lock(number, scope);
    }

    /**
     * What a change that was found in scope means by its last plan. It may be carried out only as long as the change's state
     * allows it and names this content's hash as what was asked for.
     *
     * @return empty if what is stored does not have the hash that is stored with it
     */
    public Optional<ChangeContent> content(Change change) {
        return store.content(change);
    }

    /** Those that are approved, the newest first; whoever asks is no person. */
    public List<Change> approved() {
        return store.newest(new ChangeFilter("", "approved", 0), Scope.everything(), MOST_APPROVED);
    }

    /** A part of those in scope. */
    List<Change> part(Condition condition, Scope scope) {
        return store.part(condition, scope);
    }

    /** The newest first. */
    List<Change> newest(ChangeFilter filter, Scope scope, int limit) {
        return store.newest(filter, scope, limit);
    }

    /** The numbers of those hosts of a change that have this in their names, in any case. */
    Set<Long> named(Change change, String part) {
        return store.named(change.number(), part);
    }

    /** How many hosts of a change lie outside a scope. */
    public int outside(Change change, Scope scope) {
        return store.outside(change.number(), scope);
    }

    @Override
    public String live() {
        return "changes";
    }

    @Override
    public Object mark() {
        return store.mark();
    }
}
