package dev.fettle.core.access;

/** A role for a scope. */
public record Grant(Role role, Scope scope) {
    /** Whether who has this may also do all that the other grant allows. */
    public boolean holds(Grant other) {
        return role == other.role && scope.holds(other.scope);
    }
}
