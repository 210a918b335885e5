package dev.fettle.wire;

/**
 * A host that may be changed over SSH.
 *
 * @param id of the host over SSH
 * @param failure why the last visit with orders came to nothing; empty if it did not fail
 * @param setup the script of sh that root has to run there once; it holds no secret
 */
public record SshChanges(long id, String failure, String setup) {}
