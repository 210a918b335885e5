package dev.fettle.server.people;

import java.util.List;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Knows who may sign in with a passkey, be there a password or not. */
final class PasskeyPeople implements UserDetailsService {
    private final PersonStore people;

    PasskeyPeople(PersonStore people) {
        this.people = people;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        return people.find(name)
                .filter(person -> !person.isDisabled() && person.isLocal())
                .map(person -> User.withUsername(person.name())
                        .password("")
                        .authorities(List.of())
                        .build())
                .orElseThrow(() -> new UsernameNotFoundException("There is nobody of this name."));
    }
}
