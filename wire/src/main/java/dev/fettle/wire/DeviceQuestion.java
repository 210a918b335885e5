package dev.fettle.wire;

/** A program asks what came of its sign-in. */
public record DeviceQuestion(String deviceCode) {}
