package dev.fettle.server.ssh;

import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.TrustForm;
import dev.fettle.server.orders.OrderSigning;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The script that root runs once on a host, so that it can be changed over SSH. It holds no secret. */
final class SshSetup {
    /** Such a name means something else in sudoers. */
    private static final Pattern ALIAS = Pattern.compile("[A-Z][A-Z0-9_]*|[0-9]+");

    private static final Pattern UNUSUAL = Pattern.compile("[^A-Za-z0-9.:/_-]");

    private final OrderSigning signing;
    private final String server;

    /** @param server where people reach this server */
    SshSetup(OrderSigning signing, String server) {
        this.signing = signing;
        this.server = UNUSUAL.matcher(server).replaceAll("");
    }

    /** Whether a line in sudoers can be about this user and nobody else. */
    static boolean canBeNamed(String login) {
        return !ALIAS.matcher(login).matches();
    }

    String script(SshHost host, UUID ordersAs) {
        TrustForm trust = new TrustForm(
                ordersAs, signing.trusted().stream().map(VerificationKey::der).toList());
        String signers = signing.trusted().stream()
                .map(SshSignature::signer)
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));
        return text("setup.in")
                .replace("@SERVER@", server)
                .replace("@USER@", host.login())
                .replace("@HOST@", host.name())
                .replace("@SUDOERS@", text("sudoers").replace("@USER@", host.login()))
                .replace("@SIGNERS@", signers)
                .replace("@TRUST@", new String(trust.bytes(), StandardCharsets.US_ASCII))
                .replace("@ONCE@", text("fettle-once"));
    }

    /** The files of packaging/ssh. */
    private static String text(String name) {
        try (InputStream file = SshSetup.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("This program was packed without " + name + ".");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read.", e);
        }
    }
}
