/** What is to be done to which hosts, when, and what stops it: fixed before anybody approves it. */
@NullMarked
package dev.fettle.core.plan;

import org.jspecify.annotations.NullMarked;
