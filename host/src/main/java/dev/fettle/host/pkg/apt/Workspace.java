package dev.fettle.host.pkg.apt;

import dev.fettle.host.HostException;
import dev.fettle.host.shell.Shell;

/** Where on a host runs of apt keep their files. */
interface Workspace {

    /** A new folder for one run, for its owner only. */
    Folder newRun() throws HostException;

    /**
     * Where apt keeps its caches for the next runs.
     *
     * @param run the folder of this run, for workspaces of which nothing is left
     */
    String caches(Folder run);

    /** The files of one run. They are gone when it is closed; what could not be deleted is left to the next run. */
    interface Folder extends AutoCloseable {

        /** As the host sees it, absolute; without quotes, backslashes and control characters. */
        String path();

        /** @param program whether the owner may execute it; nobody else may even read it */
        void write(String name, String text, boolean program) throws HostException;

        /**
         * Reads a file from its beginning.
         *
         * @return false if there is none
         * @throws HostException if it is larger than {@code maxBytes}, cannot be read, or the consumer throws
         */
        boolean read(String name, long maxBytes, Shell.Consumer consumer) throws HostException;

        @Override
        void close();
    }
}
