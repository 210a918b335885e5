package dev.fettle.planted.host;

record HostManager() {}
