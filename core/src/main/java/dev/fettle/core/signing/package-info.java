/** Bytes that prove something: hashes, public keys of Ed25519 and what they have signed. */
@NullMarked
package dev.fettle.core.signing;

import org.jspecify.annotations.NullMarked;
