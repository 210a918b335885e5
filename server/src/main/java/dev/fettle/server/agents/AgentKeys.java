package dev.fettle.server.agents;

import dev.fettle.server.tls.CertificateAuthority;
import dev.fettle.server.tls.ServerIdentity;

/**
 * What the port for hosts proves itself with.
 *
 * @param authority that signs the certificates of both sides
 * @param identity of the port
 * @param machine what this machine calls itself
 */
public record AgentKeys(CertificateAuthority authority, ServerIdentity identity, String machine) {}
