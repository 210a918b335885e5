/** The server's key and certificate: the operator's own, or made by an authority that belongs to this server alone. */
@NullMarked
package dev.fettle.server.tls;

import org.jspecify.annotations.NullMarked;
