/** FIRST's Exploit Prediction Scoring System, a CSV of one day's scores. */
@NullMarked
package dev.fettle.feeds.epss;

import org.jspecify.annotations.NullMarked;
