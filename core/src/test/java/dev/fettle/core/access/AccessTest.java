package dev.fettle.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {
    private static final List<String> WORDS = List.of("web", "db", "ada", "production");

    private static <T> T any(Random random, T[] all) {
        return all[random.nextInt(all.length)];
    }

    private static HostGroup group(Random random) {
        return new HostGroup(any(random, HostGroup.Kind.values()), WORDS.get(random.nextInt(WORDS.size())));
    }

    private static Scope scope(Random random) {
        if (random.nextInt(4) == 0) {
            return Scope.everything();
        }
        Set<HostGroup> groups = new HashSet<>();
        for (int count = random.nextInt(3); count > 0; count--) {
            groups.add(group(random));
        }
        return new Scope.Groups(groups);
    }

    private static Access access(Random random) {
        List<Grant> grants = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            grants.add(new Grant(any(random, Role.values()), scope(random)));
        }
        return new Access(grants);
    }

    private static HostLabels labels(Random random) {
        return new HostLabels(
                random.nextBoolean() ? Set.of() : Set.of(WORDS.get(random.nextInt(2))),
                random.nextBoolean() ? "" : WORDS.get(random.nextInt(4)),
                random.nextBoolean() ? "" : WORDS.get(random.nextInt(4)));
    }

    @Test
    void a_permission_reaches_a_host_just_when_one_grant_that_gives_it_covers_the_host() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            Access access = access(random);
            HostLabels host = labels(random);
            for (Permission permission : Permission.values()) {
                boolean reached = access.reach(permission)
                        .filter(scope -> scope.covers(host))
                        .isPresent();
                boolean granted = access.grants().stream()
                        .filter(grant -> permission.reach() != Permission.Reach.EVERYWHERE
                                || grant.scope() instanceof Scope.Everything)
                        .anyMatch(grant -> permission.roles().contains(grant.role())
                                && grant.scope().covers(host));
                assertThat(reached).as("seed %d, %s", seed, permission).isEqualTo(granted);
            }
        }
    }

    @Test
    void the_own_account_is_everybodys_and_no_host_is_in_it() {
        assertThat(Access.NONE.reach(Permission.OWN_ACCOUNT)).contains(new Scope.Groups(Set.of()));
        for (Permission permission : Permission.values()) {
            assertThat(Access.NONE.allows(permission)).isEqualTo(permission == Permission.OWN_ACCOUNT);
        }
    }

    @Test
    void a_token_never_does_what_its_owner_may_not() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            Access owner = access(random);
            Access token = access(random).within(owner);
            HostLabels host = labels(random);
            for (Permission permission : Permission.values()) {
                if (token.reach(permission).filter(scope -> scope.covers(host)).isPresent()) {
                    assertThat(owner.reach(permission).filter(scope -> scope.covers(host)))
                            .as("seed %d, %s", seed, permission)
                            .isPresent();
                }
            }
        }
    }

    @Test
    void a_scope_that_holds_another_covers_all_its_hosts() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            Scope one = scope(random);
            Scope other = scope(random);
            HostLabels host = labels(random);
            if (one.holds(other) && other.covers(host)) {
                assertThat(one.covers(host)).as("seed %d", seed).isTrue();
            }
            assertThat(one.or(other).covers(host))
                    .as("seed %d", seed)
                    .isEqualTo(one.covers(host) || other.covers(host));
        }
    }

    @Test
    void a_role_for_some_hosts_gives_nothing_that_touches_all() {
        Scope web = new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "web")));
        Access access = new Access(List.of(new Grant(Role.ADMINISTRATOR, web)));

        assertThat(access.allows(Permission.MANAGE_PEOPLE)).isFalse();
        assertThat(access.reach(Permission.SEE_HOSTS)).contains(web);
        assertThat(access.rolesFor(Permission.MANAGE_PEOPLE)).isEmpty();
        assertThat(access.rolesFor(Permission.DESCRIBE_HOSTS)).containsExactly(Role.ADMINISTRATOR);
    }

    @ParameterizedTest
    @EnumSource(Permission.class)
    void an_auditor_reads_everything_and_changes_nothing(Permission permission) {
        Access auditor = new Access(List.of(new Grant(Role.AUDITOR, Scope.everything())));
        boolean reads = permission.name().startsWith("SEE_") || permission == Permission.OWN_ACCOUNT;

        assertThat(auditor.allows(permission)).isEqualTo(reads);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "tag:", "tag: web", "tag:a,b", "host:web", ":web", "owner:a\u0000b"})
    void what_is_no_group_is_refused_with_a_sentence(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostGroup.parse(text))
                .withMessageEndingWith(".");
    }

    @ParameterizedTest
    @EnumSource(HostGroup.Kind.class)
    void a_group_is_read_as_it_is_written(HostGroup.Kind kind) {
        HostGroup group = new HostGroup(kind, "a b:c");

        assertThat(HostGroup.parse(group.toString())).isEqualTo(group);
    }

    @Test
    void roles_are_known_by_their_words() {
        assertThat(Role.of("Operator")).contains(Role.OPERATOR);
        assertThat(Role.of("root")).isEqualTo(Optional.empty());
    }
}
