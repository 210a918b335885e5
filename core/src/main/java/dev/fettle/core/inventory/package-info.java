/** What one host has at one moment: its packages, kernels and the patches its own package manager would take. */
@NullMarked
package dev.fettle.core.inventory;

import org.jspecify.annotations.NullMarked;
