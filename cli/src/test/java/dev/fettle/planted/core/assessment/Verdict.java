package dev.fettle.planted.core.assessment;

/** Innocent by itself: what others may not import. */
public record Verdict(String text) {}
