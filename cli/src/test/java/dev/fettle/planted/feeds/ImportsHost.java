package dev.fettle.planted.feeds;

import dev.fettle.planted.host.ImportsFeeds;

public record ImportsHost(ImportsFeeds host) {}
