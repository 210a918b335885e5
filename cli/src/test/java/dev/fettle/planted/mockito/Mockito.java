package dev.fettle.planted.mockito;

/** Stands for the library, which is not on our class path. */
public record Mockito() {}
