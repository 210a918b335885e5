package dev.fettle.server.people;

import java.util.List;
import java.util.Optional;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/**
 * Knows who may sign in with a password. Whoever has none, or is disabled, is told apart from nobody neither by words nor
 * by the time that it takes.
 */
@Component
final class SignIns implements UserDetailsService {
    /** Characters. */
    static final int LONGEST_NAME = 64;

    private final PersonStore people;

    SignIns(PersonStore people) {
        this.people = people;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        return Optional.of(name)
                .filter(each -> each.length() <= LONGEST_NAME)
                .flatMap(people::find)
                .filter(person -> !person.isDisabled())
                .flatMap(person -> person.passwordHash()
                        .map(hash -> User.withUsername(person.name())
                                .password(hash)
                                .authorities(List.of())
                                .build()))
                .orElseThrow(() -> new UsernameNotFoundException("There is nobody of this name."));
    }
}
