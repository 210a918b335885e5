package dev.fettle.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import org.junit.jupiter.api.Test;

final class OwnProviderTest {
    @Test
    void keys_are_made_and_read_without_another_provider_for_the_whole_process() throws Exception {
        String secret = SshIdentity.make("a test");

        SshIdentity identity = SshIdentity.of(secret);

        assertThat(identity.publicLine()).startsWith("ssh-ed25519 ");
        assertThat(HostKeys.read(identity.publicLine()).line()).isEqualTo(identity.publicLine());
        try (SshConnections connections = new SshConnections(identity, 1)) {
            assertThat(connections).isNotNull();
        }
        assertThat(Security.getProvider("BC")).isNull();
    }
}
