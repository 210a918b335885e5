/** Records in the Open Source Vulnerability format (OSV schema 1.x, ossf.github.io/osv-schema). */
@NullMarked
package dev.fettle.feeds.osv;

import org.jspecify.annotations.NullMarked;
