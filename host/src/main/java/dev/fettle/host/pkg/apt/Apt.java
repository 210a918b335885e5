package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * apt's own programs, with a configuration that makes them read the host and write nothing outside the state directory.
 * A running system is read with its own configuration; the configuration of a mounted image is never read by apt,
 * because it could name commands to run. The configuration itself says that everything is a simulation: a call that forgot
 * to say so would still change nothing, where {@code -qq} alone makes apt answer yes to itself.
 */
final class Apt implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String PLAN = "plan";

    /**
     * Answers apt's greeting and keeps all that it tells; see {@link AptPlan}. The path comes by a variable, because
     * apt's configuration could not quote it.
     */
    private static final String HOOK = """
            #!/bin/sh
            eval "exec 3<&$APT_HOOK_SOCKET 4>&$APT_HOOK_SOCKET"
            printf '{"jsonrpc":"2.0","id":0,"result":{"version":"0.2"}}\\n\\n' >&4
            exec cat <&3 >>"$FETTLE_APT_PLAN"
            """;

    private final Shell shell;
    private final Workspace.Folder run;
    private final boolean ownConfiguration;

    private Apt(Shell shell, Workspace.Folder run, boolean ownConfiguration) {
        this.shell = shell;
        this.run = run;
        this.ownConfiguration = ownConfiguration;
    }

    /** @param image how to read a system that does not run; null for the running one */
    static Apt open(Shell shell, Workspace workspace, @Nullable ImageConfiguration image) throws HostException {
        Workspace.Folder run = workspace.newRun();
        boolean complete = false;
        try {
            run.write("hook", HOOK, true);
            run.write("apt.conf", configuration(workspace.caches(run), image), false);
            complete = true;
            return new Apt(shell, run, image == null);
        } finally {
            if (!complete) {
                run.close();
            }
        }
    }

    static Apt open(Shell shell, HostFiles files, Workspace workspace, String architecture) throws HostException {
        return open(shell, workspace, files.isRunningSystem() ? null : ImageConfiguration.of(files, architecture));
    }

    private static String configuration(String folder, @Nullable ImageConfiguration image) {
        // A mounted image is looked at once, so that its caches would only pile up.
        String cache = image == null ? folder + "/" : "";
        return (image == null ? "" : image.text())
                + """
                #clear AptCli::Hooks;
                #clear APT::Update;
                #clear DPkg::Pre-Invoke;
                #clear DPkg::Post-Invoke;
                #clear DPkg::Pre-Install-Pkgs;
                AptCli::Hooks::Upgrade:: "set -f; IFS=; exec /bin/sh $FETTLE_APT_HOOK";
                AptCli::Hooks::Install:: "set -f; IFS=; exec /bin/sh $FETTLE_APT_HOOK";
                APT::Get::Simulate "true";
                APT::Get::Show-User-Simulation-Note "false";
                APT::Get::Assume-Yes "false";
                APT::Get::Assume-No "true";
                Dir::Log::Planner "";
                Dir::Log::Solver "";
                APT::Sandbox::User "root";
                Debug::NoLocking "true";
                Acquire::http::Timeout "20";
                Acquire::https::Timeout "20";
                Acquire::Retries "1";
                """
                + "Dir::Cache \"" + folder + "/\";\n"
                + "Dir::Log \"" + folder + "/\";\n"
                + "Dir::Cache::pkgcache \"" + (cache.isEmpty() ? "" : cache + "pkgcache.bin") + "\";\n"
                + "Dir::Cache::srcpkgcache \"" + (cache.isEmpty() ? "" : cache + "srcpkgcache.bin") + "\";\n";
    }

    Command get(String... arguments) {
        return command("apt-get", arguments);
    }

    Command cache(String... arguments) {
        return command("apt-cache", arguments);
    }

    Command helper(String... arguments) {
        return command("/usr/lib/apt/apt-helper", arguments);
    }

    private Command command(String program, String... arguments) {
        List<String> argv = new ArrayList<>();
        argv.add(program);
        String configuration = run.path() + "/apt.conf";
        if (ownConfiguration) {
            // Read after the system's own files, and so above them.
            argv.add("-c=" + configuration);
        }
        argv.addAll(List.of(arguments));
        Command command = Command.of(TIMEOUT, argv);
        // Read before all else: it says that there are no other files.
        return ownConfiguration ? command : command.with("APT_CONFIG", configuration);
    }

    /** The simulated upgrade, which leaves its plan for {@link #plan}. */
    Command simulation() {
        return told(get("-q", "-s", "dist-upgrade"));
    }

    /** An installation of what is named, which leaves its plan in {@link #plan}. */
    Command simulation(List<String> named) {
        List<String> arguments = new ArrayList<>(List.of("-q", "-s", "--allow-downgrades", "install"));
        arguments.addAll(named);
        return told(get(arguments.toArray(new String[0])));
    }

    private Command told(Command simulation) {
        return simulation
                .with("FETTLE_APT_HOOK", run.path() + "/hook")
                .with("FETTLE_APT_PLAN", run.path() + "/" + PLAN);
    }

    /** The folder of this run, for messages. */
    String folder() {
        return run.path();
    }

    /** Reads the plan of the last simulation; see {@link Workspace.Folder#read}. */
    boolean plan(long maxBytes, Shell.Consumer consumer) throws HostException {
        return run.read(PLAN, maxBytes, consumer);
    }

    Result run(Command command) throws HostException {
        return shell.run(command);
    }

    Result run(Command command, Shell.Consumer consumer) throws HostException {
        return shell.run(command, consumer);
    }

    void requireSuccess(Result result, String what) throws HostException {
        if (!result.succeeded()) {
            throw new HostException(new Problem(
                    what,
                    what + " failed with " + result.status() + "; apt's own words follow.",
                    String.join(" / ", result.errorLines())));
        }
    }

    @Override
    public void close() {
        run.close();
    }
}
