package dev.fettle.server.agents;

import dev.fettle.core.order.Order;
import dev.fettle.core.product.DebVersion;
import dev.fettle.server.digest.FileDigests;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The versions of the program on hosts that this server can give out: what an administrator has put into the folder
 * {@code programs} of the data folder, as {@code packaging/agent/build} makes it.
 */
@Component
public final class AgentPrograms {
    private static final Logger LOG = LoggerFactory.getLogger(AgentPrograms.class);
    private static final Pattern NAME = Pattern.compile("fettle-agent-(.{1,64})-linux-([a-z0-9]{1,16})\\.tar\\.gz");

    private final Path folder;
    private final FileDigests digests = new FileDigests();

    /** @throws FolderException if the folder cannot be made */
    AgentPrograms(DataFolder data) throws FolderException {
        this.folder = data.privateFolder("programs");
    }

    /** A file, and what an order would say of it. */
    private record Packed(Path file, Order.UpdateAgent order) {}

    /** What is to be in the folder for hosts of an architecture. */
    public String wanted(String architecture) {
        return folder.resolve("fettle-agent-VERSION-linux-" + architecture + ".tar.gz")
                .toString();
    }

    /** The newest version for hosts of an architecture, by Debian's order. */
    public Optional<Order.UpdateAgent> newest(String architecture) {
        return all().stream()
                .map(Packed::order)
                .filter(each -> each.architecture().equals(architecture))
                .max(Comparator.comparing(each -> new DebVersion(each.version())));
    }

    /** The file that an order names, if it is still here. */
    Optional<Path> file(Order.UpdateAgent order) {
        return all().stream()
                .filter(each -> each.order().sha256().equals(order.sha256()))
                .map(Packed::file)
                .findFirst();
    }

    private List<Packed> all() {
        List<Packed> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "fettle-agent-*.tar.gz")) {
            for (Path file : files) {
                packed(file).ifPresent(all::add);
            }
            digests.retain(all.stream().map(Packed::file).toList());
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", folder, e.getMessage());
        }
        return all;
    }

    private Optional<Packed> packed(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!name.matches() || !is.isRegularFile() || !DebVersion.isValid(name.group(1))) {
                return Optional.empty();
            }
            return Optional.of(new Packed(
                    file, new Order.UpdateAgent(name.group(1), name.group(2), is.size(), digests.of(file, is))));
        } catch (IOException | IllegalArgumentException unusable) {
            LOG.warn("{} cannot be given out as a program for hosts: {}", file, unusable.getMessage());
            return Optional.empty();
        }
    }
}
