package dev.fettle.server.audit;

import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the audit keeps what must not be in the database. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    @Bean
    KeyFolder keyFolder(DataFolder data) throws FolderException {
        return KeyFolder.of(data);
    }
}
