package dev.fettle.planted.server.hosts;

public final class OpenStore {}
