package dev.fettle.server.audit;

import dev.fettle.core.audit.ChainVerdict;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The stored trail of a server of the tests, as somebody else sees it. */
public final class TestTrail {
    private TestTrail() {}

    /** Verifies it with what the server keeps in its data folder. */
    public static ChainVerdict verify(JdbcClient jdbc, PlatformTransactionManager transactions, Path data)
            throws IOException {
        KeyFolder folder = KeyFolder.at(data.resolve("audit"));
        return new StoredTrail(new TrailStore(jdbc, new ChainStore(jdbc)), transactions)
                .verify(folder.trusted(), folder.lastKept().stream().toList(), _ -> {});
    }
}
