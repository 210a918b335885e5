package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TestDatabaseTest {
    @Test
    void each_test_gets_a_database_that_no_other_has_touched() throws Exception {
        for (int round = 1; round <= 5; round++) {
            try (Connection connection = TestDatabase.fresh().connect();
                    Statement statement = connection.createStatement()) {
                assertThat(statement.execute("CREATE TABLE only_one (v text)")).isFalse();
            }
        }
    }
}
