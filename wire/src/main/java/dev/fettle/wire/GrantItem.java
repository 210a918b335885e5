package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A role for a scope.
 *
 * @param role {@code viewer}, {@code operator}, {@code approver}, {@code security}, {@code administrator} or
 *     {@code auditor}
 * @param groups {@code tag:…}, {@code owner:…}, {@code environment:…}; null for all hosts
 */
public record GrantItem(String role, @Nullable List<String> groups) {}
