package dev.fettle.planted.spring;

/** Stands for Spring's. */
public record TransactionTemplate() {}
