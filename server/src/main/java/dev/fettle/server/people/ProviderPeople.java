package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.settings.Settings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * People for whom the provider vouches. Who somebody is is said by the issuer and its subject alone, never by a name or an
 * address, so that nobody becomes somebody else by renaming; what they may do follows from their groups at each sign-in.
 */
@Component
final class ProviderPeople implements OAuth2UserService<OidcUserRequest, OidcUser> {
    static final String NO_ROLE = "fettle_no_role";
    static final String DISABLED = "fettle_disabled";

    private static final int MOST_NAMESAKES = 99;
    private static final Actor PROVIDER = Actor.server("sign-in at the provider");

    private final OidcUserService words = new OidcUserService();
    private final Optional<Settings.Oidc> settings;
    private final ProviderRoles roles;
    private final PersonStore people;
    private final GrantStore grants;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    ProviderPeople(
            Settings settings,
            PersonStore people,
            GrantStore grants,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.settings = settings.oidc();
        this.roles =
                ProviderRoles.parse(settings.oidc().map(Settings.Oidc::roles).orElse(List.of()));
        this.people = people;
        this.grants = grants;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        DefaultOAuth2UserService calls = new DefaultOAuth2UserService();
        calls.setRestOperations(ProviderCalls.forKeysAndPeople());
        words.setOauth2UserService(calls);
    }

    @Override
    public OidcUser loadUser(OidcUserRequest request) {
        OidcUser user = words.loadUser(request);
        Object groups = user.getClaims().get(settings.orElseThrow().groupsClaim());
        List<Grant> now = roles.of(groups == null ? List.of() : ProviderCalls.words(groups));
        String issuer = settings.orElseThrow().issuer().toString();
        String subject = Objects.requireNonNull(user.getSubject(), "An ID token has a subject, but this one.");
        String person = Objects.requireNonNull(transaction.execute(_ -> arrive(issuer, subject, user, now)));
        if (now.isEmpty()) {
            throw refusal(NO_ROLE); // only now, for what was taken away has to stay away
        }
        return new ProviderUser(person, user);
    }

    /** Makes or finds the person, and sets their roles; in a transaction. */
    private String arrive(String issuer, String subject, OidcUser user, List<Grant> now) {
        Optional<Person> known = people.find(issuer, subject).flatMap(person -> people.hold(person.id()));
        if (known.isEmpty() && now.isEmpty()) {
            throw refusal(NO_ROLE);
        }
        if (known.filter(Person::isDisabled).isPresent()) {
            throw refusal(DISABLED);
        }
        Person person = known.orElseGet(() -> add(issuer, subject, user));
        List<Grant> before = grants.of(person.id()).grants();
        if (!before.equals(now)) {
            grants.replace(person.id(), now);
            people.advance(person.id(), person.version());
            audit.append(
                    PROVIDER,
                    new Deed(
                            "person.roles-changed",
                            SignInTrail.subject(person),
                            Map.of("roles", GrantText.of(before)),
                            Map.of("roles", GrantText.of(now)),
                            "groups at the provider"));
        }
        return person.name();
    }

    private static OAuth2AuthenticationException refusal(String code) {
        return new OAuth2AuthenticationException(new OAuth2Error(code));
    }

    private Person add(String issuer, String subject, OidcUser user) {
        String wanted = nameOf(subject, user);
        for (int number = 1; number <= MOST_NAMESAKES; number++) {
            String end = number == 1 ? "" : "-" + number;
            String name = wanted.substring(0, Math.min(wanted.length(), SignIns.LONGEST_NAME - end.length())) + end;
            Optional<Long> id = people.add(name, issuer, subject, clock.instant());
            if (id.isPresent()) {
                audit.append(
                        PROVIDER,
                        Deed.added(
                                "person.added",
                                new AuditSubject("person", Long.toString(id.get()), name),
                                Map.of("issuer", issuer, "subject", subject)));
                return people.find(id.get()).orElseThrow();
            }
            Optional<Person> meanwhile = people.find(issuer, subject);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
        }
        throw refusal("fettle_no_name");
    }

    /** What the provider calls somebody, as a name that is good here; of one of digits alone, with a word before it. */
    static String nameOf(String subject, OidcUser user) {
        String text = Stream.of("preferred_username", "email", "name")
                .flatMap(claim -> Stream.ofNullable(user.getClaimAsString(claim)))
                .filter(each -> !each.isBlank())
                .findFirst()
                .orElse(subject);
        String name = text.replaceAll("[^\\p{L}\\p{N}._@-]+", "-").replaceAll("^[._@-]+", "");
        if (name.isEmpty()) {
            return "person";
        }
        return FirstPassword.isName(name.substring(0, Math.min(name.length(), SignIns.LONGEST_NAME)))
                ? name
                : "person-" + name;
    }
}
