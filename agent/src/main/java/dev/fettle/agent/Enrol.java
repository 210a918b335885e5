package dev.fettle.agent;

import dev.fettle.agent.connection.Answer;
import dev.fettle.agent.connection.ConnectionException;
import dev.fettle.agent.connection.ServerAddress;
import dev.fettle.agent.connection.ServerConnection;
import dev.fettle.agent.connection.Tls;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.Credentials;
import dev.fettle.link.Enrolment;
import dev.fettle.link.EnrolmentToken;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes this host one of a server, or one of another. The host makes its key itself and shows it to nobody. The server is
 * known by the digest in the token; nothing is written before it has said yes.
 */
final class Enrol {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path state;
    private final Machine machine;
    private final InstantSource clock;

    Enrol(Path state, Machine machine, InstantSource clock) {
        this.state = state;
        this.machine = machine;
        this.clock = clock;
    }

    /** What became of it. */
    sealed interface Outcome {
        record Enrolled(Identity identity) implements Outcome {}

        /** This host is one of a server, and nobody asked for it to be another's. */
        record AlreadyEnrolled(Identity identity) implements Outcome {}

        /** @param why a sentence; nothing was changed */
        record Refused(String why) implements Outcome {}
    }

    /**
     * @param again replaces an enrolment that there is
     * @throws AgentException if the enrolment could not be written; the token is used up then
     */
    Outcome enrol(ServerAddress server, EnrolmentToken token, boolean again) throws AgentException {
        if (!again && Identity.isThere(state)) {
            return new Outcome.AlreadyEnrolled(Identity.read(state));
        }
        KeyPair pair = pair();
        Enrolment enrolment = enrolment(token.text(), pair, machine);
        Answer answer;
        try (ServerConnection connection = new ServerConnection(server, Tls.pinned(token.fingerprint()), clock)) {
            answer = connection.post(LinkPaths.ENROL, enrolment.bytes(), LIMIT, LinkPaths.LONGEST_ANSWER);
        } catch (ConnectionException impossible) {
            return new Outcome.Refused(String.valueOf(impossible.getMessage()));
        }
        return switch (answer) {
            case Answer.Good good -> {
                Optional<Identity> identity = identity(server, token.fingerprint(), good.body(), pair);
                if (identity.isEmpty()) {
                    yield new Outcome.Refused(
                            "What the server sent is no enrolment for this host. Is it a server of Fettle,"
                                    + " and as new as the program on this host?");
                }
                identity.get().write(state);
                yield new Outcome.Enrolled(identity.get());
            }
            case Answer.Denied(String why) -> new Outcome.Refused(why);
            case Answer.Missing(String why) -> new Outcome.Refused(why);
            case Answer.Conflict(String why) -> new Outcome.Refused(why);
            case Answer.Rejected(String why) ->
                new Outcome.Refused(why + " A token holds once and for a short time: ask for another one.");
            case Answer.Failed(String why, int _) -> new Outcome.Refused(why);
        };
    }

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("Every JDK makes keys on P-256, but this one.", e);
        }
    }

    static Enrolment enrolment(String token, KeyPair pair, Machine machine) {
        return Enrolment.sign(
                token,
                pair.getPublic(),
                pair.getPrivate(),
                machine.number(),
                machine.name(),
                machine.program(),
                machine.run());
    }

    /** Empty if it is not for this key, or by another authority than the one that was asked. */
    private static Optional<Identity> identity(ServerAddress server, Octets fingerprint, byte[] body, KeyPair pair) {
        try {
            Credentials credentials = Credentials.of(body);
            Trust.of(credentials.trust());
            Identity identity = new Identity(
                    server,
                    Tls.certificate(credentials.certificates().getLast()),
                    credentials.trust(),
                    pass(credentials, pair),
                    Optional.empty());
            boolean same = Octets.sha256(identity.authority().getEncoded()).equals(fingerprint);
            return same ? Optional.of(identity) : Optional.empty();
        } catch (LinkException | ConnectionException | CertificateEncodingException | IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    /** @throws LinkException if the certificate is for another key */
    static Identity.Pass pass(Credentials credentials, KeyPair pair) throws LinkException, ConnectionException {
        Identity.Pass pass = new Identity.Pass(
                pair.getPrivate(), Tls.certificate(credentials.certificates().getFirst()));
        if (!pass.certificate().getPublicKey().equals(pair.getPublic())) {
            throw new IllegalArgumentException("The certificate is for another key.");
        }
        return pass;
    }

    /**
     * What a host tells of itself when it is enrolled.
     *
     * @param number as {@link dev.fettle.host.probe.MachineNumber} gives it
     */
    record Machine(String number, String name, String program, UUID run) {}
}
