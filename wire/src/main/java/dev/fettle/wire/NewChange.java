package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted by a change. What is left out is as usual.
 *
 * @param ticket its number elsewhere
 * @param type standard, normal (usual) or emergency
 * @param repeatable whether it is to be the model of standard changes once it is approved
 * @param model the change that a standard one repeats
 * @param patches all, security (usual), first, vulnerabilities, advisories or packages
 * @param names the vulnerabilities, advisories or packages
 * @param steps how many of what to patch first
 * @param filter hosts, as the list of hosts takes it; empty for all (usual)
 * @param group the number of a named group of hosts, in the place of a filter
 * @param hosts numbers of hosts, in the place of a filter
 * @param waves each in a line such as {@code pilot 10% soak=24h failed=0}
 * @param ranks filters over hosts: within a wave, who matches the first comes first
 * @param atOnce how many hosts are changed at a time; usually 10
 * @param unavailable how many hosts may be in a change or broken at a time; usually 10
 * @param perMinute how many hosts are begun in a minute, usually 60; 0 for no limit
 * @param attempts how often an order is tried; usually 3
 * @param offlineHours how long a host that is away is waited for; usually 72
 * @param onBreach pause (usual), roll-back-failed or roll-back-wave
 * @param ripeningDays patches seen first less than so many days ago are held back; usually 0
 */
public record NewChange(
        @Nullable String title,
        @Nullable String reason,
        @Nullable String ticket,
        @Nullable String type,
        @Nullable Boolean repeatable,
        @Nullable Long model,
        @Nullable String patches,
        @Nullable List<String> names,
        @Nullable Integer steps,
        @Nullable String filter,
        @Nullable Long group,
        @Nullable List<Long> hosts,
        @Nullable List<String> waves,
        @Nullable List<String> ranks,
        @Nullable Integer atOnce,
        @Nullable Integer unavailable,
        @Nullable Integer perMinute,
        @Nullable Integer attempts,
        @Nullable Integer offlineHours,
        @Nullable String onBreach,
        @Nullable Integer ripeningDays) {}
