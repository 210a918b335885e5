/** The result of a scan, as a table for people and as a document for programs. */
@NullMarked
package dev.fettle.cli.report;

import org.jspecify.annotations.NullMarked;
