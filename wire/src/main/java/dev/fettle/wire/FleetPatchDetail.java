package dev.fettle.wire;

import java.util.List;

/**
 * One step, with what it mends and what it consists of.
 *
 * @param mends the vulnerabilities, worst first
 */
public record FleetPatchDetail(FleetPatchItem patch, List<String> mends, List<PatchItem.StepItem> packages) {}
