package dev.fettle.server.demo;

import java.sql.Date;
import java.time.LocalDate;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The mark of a demonstration in its database, which goes with it into every backup. */
@Component
final class DemoStore {
    private final JdbcClient jdbc;

    DemoStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static DemoStore in(DataSource database) {
        return new DemoStore(JdbcClient.create(database));
    }

    /** Empty where the hosts are real. */
    Optional<LocalDate> begun() {
        return jdbc.sql("select begun from demo")
                .query((row, _) -> row.getDate("begun").toLocalDate())
                .optional();
    }

    void mark(LocalDate begun) {
        jdbc.sql("insert into demo (begun) values (?)")
                .param(Date.valueOf(begun))
                .update();
    }
}
