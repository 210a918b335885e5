package dev.fettle.planted.host;

import dev.fettle.planted.feeds.ImportsHost;

public record ImportsFeeds(ImportsHost feeds) {}
