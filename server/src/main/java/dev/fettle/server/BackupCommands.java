package dev.fettle.server;

final class BackupCommands {
    static final String BACKUP_HELP = "";
    static final String RESTORE_HELP = "";

    BackupCommands(Speech s, java.time.Clock c) {}

    int backup(dev.fettle.server.settings.Settings s, String f) {
        return 0;
    }

    int restore(dev.fettle.server.settings.Settings s, String f) {
        return 0;
    }
}
