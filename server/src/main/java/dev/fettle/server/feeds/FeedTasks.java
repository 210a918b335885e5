package dev.fettle.server.feeds;

import java.time.Duration;
import java.util.List;

/**
 * What there is to do for the sources that the settings name.
 *
 * @param tasks one for each source, in the order of the settings
 * @param every how often each is asked
 */
record FeedTasks(List<RefreshFeed> tasks, Duration every, CatalogInForce catalog) {}
