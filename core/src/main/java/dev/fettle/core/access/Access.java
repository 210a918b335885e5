package dev.fettle.core.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that one person, or one token, may do. */
public record Access(List<Grant> grants) {
    /** Of who is known and may nothing. */
    public static final Access NONE = new Access(List.of());

    public Access {
        grants = List.copyOf(grants);
    }

    /**
     * The hosts for which the permission holds; empty if it does not hold at all. For a permission that reaches
     * {@link Permission.Reach#ANYWHERE} it is the scope of the grants that give it, and not to be asked for hosts; no more
     * than for one that reaches only {@link Permission.Reach#ONESELF}, which holds always.
     */
    public Optional<Scope> reach(Permission permission) {
        Optional<Scope> all = grants.stream()
                .filter(grant -> permission.roles().contains(grant.role()))
                .map(Grant::scope)
                .reduce(Scope::or);
        return switch (permission.reach()) {
            case HOSTS, ANYWHERE -> all;
            case EVERYWHERE -> all.filter(Scope.Everything.class::isInstance);
            case ONESELF -> Optional.of(all.orElse(new Scope.Groups(Set.of())));
        };
    }

    public boolean allows(Permission permission) {
        return reach(permission).isPresent();
    }

    /** The roles by which the permission holds. */
    public Set<Role> rolesFor(Permission permission) {
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (Grant grant : grants) {
            boolean suffices =
                    permission.reach() != Permission.Reach.EVERYWHERE || grant.scope() instanceof Scope.Everything;
            if (suffices && permission.roles().contains(grant.role())) {
                roles.add(grant.role());
            }
        }
        return roles;
    }

    /** Whether some grant here, by itself, holds the given one: what may be passed on to a token. */
    public boolean holds(Grant grant) {
        return grants.stream().anyMatch(each -> each.holds(grant));
    }

    /** What is allowed by both: a token can do no more than its owner can at that moment. */
    public Access within(Access owner) {
        return new Access(grants.stream().filter(owner::holds).toList());
    }
}
