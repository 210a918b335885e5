package dev.fettle.host.shell;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The commands that run now, so that none of them outlives this program. */
final class RunningProcesses {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform()
                        .name("end commands")
                        .unstarted(() -> RUNNING.forEach(RunningProcesses::kill)));
    }

    private RunningProcesses() {}

    static void add(Process process) {
        RUNNING.add(process);
    }

    /** Forgets a process and kills it if it still runs. */
    static void end(Process process) {
        RUNNING.remove(process);
        if (process.isAlive()) {
            kill(process);
        }
    }

    /** Kills a process and all that it started, its descendants first so that none is handed to another parent. */
    static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
