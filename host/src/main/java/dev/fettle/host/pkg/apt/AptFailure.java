package dev.fettle.host.pkg.apt;

import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import dev.fettle.host.shell.Result;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a run of apt or dpkg that went wrong means. apt has no numbers for it, so its English words have to do; the tests
 * hold them as real runs gave them. What is not recognised is told as it is, as the kind that its command most likely
 * stands for.
 */
final class AptFailure {
    /** {@code It is held by process 812 (unattended-upgr)}. */
    private static final Pattern HOLDER = Pattern.compile("held by process (\\d{1,9})(?: \\(([^()]{1,64})\\))?");

    private record Sign(FailureKind kind, List<String> words, String sentence) {
        boolean isIn(String text) {
            return words.stream().anyMatch(text::contains);
        }
    }

    /** In this order: the cause stands before what follows from it. */
    private static final List<Sign> SIGNS = List.of(
            new Sign(
                    FailureKind.DISK,
                    List.of(
                            "No space left on device",
                            "You don't have enough free space",
                            "Read-only file system",
                            "Disk quota exceeded"),
                    "There is no room on the disk, or it cannot be written. Make room, then give the order again."),
            new Sign(
                    FailureKind.LOCK,
                    List.of(
                            "Could not get lock",
                            "Unable to acquire the dpkg frontend lock",
                            "Unable to lock directory",
                            "dpkg frontend lock was locked by another process"),
                    "Another program uses the package manager"),
            new Sign(
                    FailureKind.SIGNATURE,
                    List.of(
                            "is not signed",
                            "NO_PUBKEY",
                            "BADSIG",
                            "invalid signature",
                            "signatures were invalid",
                            "couldn't be verified",
                            "is expired (invalid since",
                            "is not valid yet",
                            "EXPKEYSIG",
                            "REVKEYSIG",
                            "Hash Sum mismatch",
                            "has unexpected size",
                            "there were unauthenticated packages",
                            "cannot be authenticated"),
                    "What the archive sent is not what it signed, or its signature does not hold. Nothing of it was"
                            + " used. Look at the package source and at the clock of the host."),
            new Sign(
                    FailureKind.PACKAGE_DATABASE,
                    List.of("dpkg was interrupted, you must manually run", "Unmet dependencies. Try 'apt --fix-broken"),
                    "The package database was left broken by an earlier run."),
            new Sign(
                    FailureKind.SCRIPT,
                    List.of("installed ", "returned an error code", "subprocess returned error exit status"),
                    "A package's own script failed."),
            new Sign(
                    FailureKind.DOWNLOAD,
                    List.of(
                            "Failed to fetch",
                            "Unable to fetch some archives",
                            "Could not resolve",
                            "Could not connect",
                            "Connection timed out",
                            "Connection failed",
                            "Some index files failed to download",
                            "Temporary failure resolving"),
                    "The package source could not be read. Look at the network and at the source, then give the order"
                            + " again."),
            new Sign(
                    FailureKind.RESOLVER,
                    List.of(
                            "Unable to correct problems",
                            "unmet dependencies",
                            "was not found",
                            "has no installation candidate",
                            "Unable to locate package",
                            "Held packages were changed",
                            "Packages need to be removed but remove is disabled",
                            "Packages were downgraded and -y was used"),
                    "apt found no way to do exactly this."));

    /** A status above is that of a program that a signal ended. */
    private static final int BY_SIGNAL = 128;

    private AptFailure() {}

    /**
     * @param what the command, for people
     * @param otherwise the kind if nothing is recognised
     */
    static ChangeException of(Result result, String what, FailureKind otherwise) {
        // apt tells that it waits for a lock also where it gets it in the end.
        String text = (result.stderr() + "\n" + result.stdout())
                .lines()
                .filter(line -> !line.startsWith("Waiting for cache lock"))
                .collect(Collectors.joining("\n"));
        if (result.status() > BY_SIGNAL) {
            return new ChangeException(
                    FailureKind.INTERNAL,
                    what,
                    what + " was ended by signal " + (result.status() - BY_SIGNAL)
                            + ", which is nobody's word on the order.",
                    words(result));
        }
        for (Sign sign : SIGNS) {
            if (sign.kind() == FailureKind.SCRIPT ? isScript(text) : sign.isIn(text)) {
                return new ChangeException(
                        sign.kind(), what, sentence(sign, result.stderr() + result.stdout()), words(result));
            }
        }
        return new ChangeException(
                otherwise, what, what + " ended with " + result.status() + "; its own words follow.", words(result));
    }

    /** {@code installed PACKAGE post-installation script subprocess returned error exit status 1}. */
    private static boolean isScript(String text) {
        return text.lines()
                .anyMatch(line -> line.contains("script subprocess")
                        || (line.contains("subprocess ") && line.contains("returned error exit status")));
    }

    private static String sentence(Sign sign, String text) {
        if (sign.kind() != FailureKind.LOCK) {
            return sign.sentence();
        }
        Matcher holder = HOLDER.matcher(text);
        String who = holder.find()
                ? ": process " + holder.group(1) + (holder.group(2) == null ? "" : " (" + holder.group(2) + ")")
                : "";
        return sign.sentence() + who + ". Wait until it has ended, then give the order again.";
    }

    /** apt's own lines of errors first, without its hints. */
    private static String words(Result result) {
        List<String> errors = result.errorLines().stream()
                .filter(line -> line.startsWith("E:") || line.startsWith("dpkg:"))
                .toList();
        return String.join(" / ", errors.isEmpty() ? result.errorLines() : errors);
    }
}
