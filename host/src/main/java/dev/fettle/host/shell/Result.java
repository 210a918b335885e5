package dev.fettle.host.shell;

import java.util.List;

/**
 * How a command ended.
 *
 * @param status its exit status; 128 and the number of the signal if one ended it
 * @param stdout its standard output as UTF-8; empty where a consumer took it
 * @param stderr the beginning of its standard error, at most 64 KiB
 * @param stoppedEarly the consumer had enough and the command was ended, so that the status tells nothing
 */
public record Result(int status, String stdout, String stderr, boolean stoppedEarly) {

    public boolean succeeded() {
        return status == 0 && !stoppedEarly;
    }

    /** The lines of standard error that are not blank. */
    public List<String> errorLines() {
        return stderr.lines().filter(line -> !line.isBlank()).toList();
    }
}
