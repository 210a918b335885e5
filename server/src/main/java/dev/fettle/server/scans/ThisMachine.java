package dev.fettle.server.scans;

import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.DebianSurvey;
import dev.fettle.host.pkg.apt.HostSurvey;
import dev.fettle.server.hosts.MachineId;

/** The machine that the server runs on. It is only looked at. */
interface ThisMachine {
    MachineId id();

    /** As {@link DebianSurvey#take}. */
    HostSurvey survey(Progress progress) throws HostException;
}
