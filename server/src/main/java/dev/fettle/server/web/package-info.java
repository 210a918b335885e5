/** What all pages have in common: layout, headers, assets, errors. */
@NullMarked
package dev.fettle.server.web;

import org.jspecify.annotations.NullMarked;
