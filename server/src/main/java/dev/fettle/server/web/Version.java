package dev.fettle.server.web;

/** The version that the server was built as. */
public record Version(String text) {}
