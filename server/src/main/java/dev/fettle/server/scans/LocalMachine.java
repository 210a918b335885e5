package dev.fettle.server.scans;

import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.DebianSurvey;
import dev.fettle.host.pkg.apt.HostSurvey;
import dev.fettle.host.probe.MachineNumber;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.LocalShell;
import dev.fettle.server.hosts.MachineId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine, as it is. */
final class LocalMachine implements ThisMachine {
    private static final Logger LOG = LoggerFactory.getLogger(LocalMachine.class);

    private final Path stateDirectory;
    private final boolean changelogs;
    private final InstantSource clock;

    /** @param stateDirectory as for {@link DebianSurvey} */
    LocalMachine(Path stateDirectory, boolean changelogs, InstantSource clock) {
        this.stateDirectory = stateDirectory;
        this.changelogs = changelogs;
        this.clock = clock;
    }

    /** As agents tell it; the name where there is none. */
    @Override
    public MachineId id() {
        try {
            Optional<String> number = MachineNumber.of(new LocalFiles(Path.of("/")));
            if (number.isPresent()) {
                return new MachineId(number.get());
            }
        } catch (HostException e) {
            LOG.warn("{} So this machine is known by its name.", e.problem().message());
        }
        return new MachineId("name " + name());
    }

    private static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    @Override
    public HostSurvey survey(Progress progress) throws HostException {
        return new DebianSurvey(new LocalShell(), new LocalFiles(Path.of("/")), stateDirectory, clock, progress)
                .take(changelogs);
    }
}
