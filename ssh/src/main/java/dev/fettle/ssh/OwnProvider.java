package dev.fettle.ssh;

/**
 * Keeps MINA from registering Bouncy Castle for the whole process when it is first used: it takes the provider by itself, and
 * what the rest of the process uses stays the JDK's.
 */
final class OwnProvider {
    static {
        System.setProperty("org.apache.sshd.security.provider.BC.useNamed", "false");
    }

    private OwnProvider() {}

    /** To be called before anything of MINA is. */
    static void use() {
        // The class is initialised by now.
    }
}
