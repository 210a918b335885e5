package dev.fettle.wire;

import java.util.List;

/**
 * The keys that a host shows over SSH to anybody, to be compared with what the host itself says.
 *
 * @param authorizedKey the line for authorized_keys there, with which this server may sign in
 */
public record SshKeys(List<Shown> hostKeys, String authorizedKey) {

    /**
     * @param line as in known_hosts, without the host's name
     * @param fingerprint as ssh-keygen shows it
     */
    public record Shown(String line, String fingerprint) {}
}
