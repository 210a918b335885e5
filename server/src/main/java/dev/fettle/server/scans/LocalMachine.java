package dev.fettle.server.scans;

import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.DebianSurvey;
import dev.fettle.host.pkg.apt.HostSurvey;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.LocalShell;
import dev.fettle.server.digest.Sha256;
import dev.fettle.server.hosts.MachineId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine, as it is. */
final class LocalMachine implements ThisMachine {
    private static final Logger LOG = LoggerFactory.getLogger(LocalMachine.class);
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    private final Path stateDirectory;
    private final boolean changelogs;
    private final InstantSource clock;

    /** @param stateDirectory as for {@link DebianSurvey} */
    LocalMachine(Path stateDirectory, boolean changelogs, InstantSource clock) {
        this.stateDirectory = stateDirectory;
        this.changelogs = changelogs;
        this.clock = clock;
    }

    /** A digest of machine-id(5), for that number itself is not to be told to others; the name where there is none. */
    @Override
    public MachineId id() {
        try {
            String id = Files.readString(MACHINE_ID, StandardCharsets.US_ASCII).strip();
            if (FORM.matcher(id).matches()) {
                byte[] digest = Sha256.of(("fettle host " + id).getBytes(StandardCharsets.US_ASCII));
                return new MachineId("machine-id " + HexFormat.of().formatHex(digest));
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read ({}), so this machine is known by its name.", MACHINE_ID, e.getMessage());
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
