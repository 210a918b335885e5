package dev.fettle.core.access;

import static dev.fettle.core.access.Role.ADMINISTRATOR;
import static dev.fettle.core.access.Role.APPROVER;
import static dev.fettle.core.access.Role.AUDITOR;
import static dev.fettle.core.access.Role.OPERATOR;
import static dev.fettle.core.access.Role.SECURITY;

import java.util.EnumSet;
import java.util.Set;

/** Something that routes do, the roles that may do it, and what the scope of such a role means for it. */
public enum Permission {
    /** Hosts, their packages, findings and patches, and everything counted over hosts. */
    SEE_HOSTS(Reach.HOSTS, EnumSet.allOf(Role.class)),
    /** Tags, owner, environment and criticality of hosts. A host has to be in scope before and after. */
    DESCRIBE_HOSTS(Reach.HOSTS, EnumSet.of(OPERATOR, ADMINISTRATOR)),
    /** Having a host do something: install, go back, restart, reboot, or only tell. */
    GIVE_ORDERS(Reach.HOSTS, EnumSet.of(OPERATOR)),
    /** Drafting changes, planning and proposing them, and giving them up. */
    PROPOSE_CHANGES(Reach.HOSTS, EnumSet.of(OPERATOR)),
    /** Agreeing to changes that others proposed, or saying no. All of a change's hosts have to be in scope. */
    APPROVE_CHANGES(Reach.HOSTS, EnumSet.of(APPROVER)),
    /**
     * Starting roll-outs of approved changes, and what people do with them: pause, resume, abort, skip and try hosts again.
     * All of their hosts have to be in scope.
     */
    ROLL_OUT(Reach.HOSTS, EnumSet.of(OPERATOR)),
    /**
     * Having an emergency change not wait for windows, and if that is said, not for freezes; having hosts of any roll-out go
     * back at any time. All of its hosts have to be in scope.
     */
    OVERRIDE_WINDOWS(Reach.HOSTS, EnumSet.of(SECURITY)),
    /** Saying that one has taken notice of an emergency change that somebody else wanted. */
    ACKNOWLEDGE_ALERTS(Reach.HOSTS, EnumSet.of(OPERATOR, APPROVER, SECURITY, ADMINISTRATOR)),
    /** How feeds, looks and the server itself stand. */
    SEE_SERVER(Reach.ANYWHERE, EnumSet.allOf(Role.class)),
    /** Having a look taken at a host now, or stopping one. */
    RUN_SCANS(Reach.EVERYWHERE, EnumSet.of(OPERATOR, ADMINISTRATOR)),
    /** Letting hosts in: tokens for agents, hosts that are looked at over SSH; and shutting them out again. */
    ENROL_HOSTS(Reach.EVERYWHERE, EnumSet.of(OPERATOR, ADMINISTRATOR)),
    /** Rules that say what hosts are, and named groups of hosts: both concern everybody who sees hosts. */
    SET_HOST_RULES(Reach.EVERYWHERE, EnumSet.of(OPERATOR, ADMINISTRATOR)),
    /** When hosts may be changed: maintenance windows and freezes. */
    SET_WINDOWS(Reach.EVERYWHERE, EnumSet.of(OPERATOR, ADMINISTRATOR)),
    /** Having a feed fetched now. */
    REFRESH_FEEDS(Reach.EVERYWHERE, EnumSet.of(OPERATOR, SECURITY, ADMINISTRATOR)),
    /** Who can sign in, with which roles, and which tokens there are. */
    SEE_PEOPLE(Reach.EVERYWHERE, EnumSet.of(ADMINISTRATOR, AUDITOR)),
    /** Adding people, giving them roles, ending their sessions and tokens. */
    MANAGE_PEOPLE(Reach.EVERYWHERE, EnumSet.of(ADMINISTRATOR)),
    /** Reading, checking and exporting the audit trail. */
    SEE_AUDIT(Reach.EVERYWHERE, EnumSet.of(ADMINISTRATOR, AUDITOR, SECURITY)),
    /** The settings that the server runs with, without secrets. */
    SEE_SETTINGS(Reach.EVERYWHERE, EnumSet.of(ADMINISTRATOR, AUDITOR)),
    /** Which other systems are told of changes, and what they were told: webhooks. */
    SET_WEBHOOKS(Reach.EVERYWHERE, EnumSet.of(ADMINISTRATOR)),
    /** One's own password, factors, sessions and tokens. */
    OWN_ACCOUNT(Reach.ONESELF, EnumSet.allOf(Role.class));

    /** What the scope of a grant means for a permission. */
    public enum Reach {
        /** It holds for the hosts in scope, and for what is counted over them. */
        HOSTS,
        /** It is not about hosts: a grant of whatever scope suffices. */
        ANYWHERE,
        /** It touches all hosts alike: only a grant over everything suffices. */
        EVERYWHERE,
        /** It is about nothing but oneself: whoever is signed in has it, also without any role. */
        ONESELF
    }

    private final Reach reach;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
    private final Set<Role> roles;

    Permission(Reach reach, Set<Role> roles) {
        this.reach = reach;
        this.roles = Set.copyOf(roles);
    }

    public Reach reach() {
        return reach;
    }

    /** The roles that have it. */
    public Set<Role> roles() {
        return roles;
    }
}
