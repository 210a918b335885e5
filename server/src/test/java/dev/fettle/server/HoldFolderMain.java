package dev.fettle.server;

import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that has a data folder until it is killed. */
final class HoldFolderMain {
    private HoldFolderMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws FolderException, InterruptedException {
        try (DataFolder _ = DataFolder.open(Path.of(arguments[0]))) {
            System.out.println("held");
            new CountDownLatch(1).await();
        }
    }
}
