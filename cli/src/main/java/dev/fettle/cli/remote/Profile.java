package dev.fettle.cli.remote;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which server is asked, and by which token.
 *
 * @param server without a slash at its end
 * @param authority the PEM text of the only authority that is trusted; empty where the system's are
 */
public record Profile(String server, String token, String authority) {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final String FILE = "profile.json";

    /** Can be printed. */
    @Override
    public String toString() {
        return "Profile[" + server + "]";
    }

    public static Path folder(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        if (xdg.startsWith("/")) {
            return Path.of(xdg, "fettle");
        }
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.startsWith("/") ? home : System.getProperty("user.home", "/"), ".config", "fettle");
    }

    /** Empty if nobody has signed in. */
    public static Optional<Profile> read(Map<String, String> environment) throws RemoteException {
        Path file = folder(environment).resolve(FILE);
        try (var stream = Files.newInputStream(file)) {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(each -> !OWNER.contains(each))) {
                throw new RemoteException(
                        RemoteException.FAILED,
                        "Others can read or change " + file
                                + ", which holds a token. Take that away with chmod 600, and"
                                + " revoke the token if somebody may have seen it.");
            }
            return Tree.read(stream) instanceof Map<?, ?> members
                            && members.get("server") instanceof String server
                            && members.get("token") instanceof String token
                            && members.get("authority") instanceof String authority
                    ? Optional.of(new Profile(server, token, authority))
                    : Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(file, "read", e);
        }
    }

    /** Writes it so that at no moment anybody else could read it. */
    public void write(Map<String, String> environment) throws RemoteException {
        Path folder = folder(environment);
        Path file = folder.resolve(FILE);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("server", server);
        members.put("token", token);
        members.put("authority", authority);
        try {
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, FILE, ".new", PosixFilePermissions.asFileAttribute(OWNER));
            try (var stream = Files.newOutputStream(fresh);
                    Tree.Writer writer = new Tree.Writer(stream)) {
                writer.write(members);
            }
            move(fresh, file);
        } catch (IOException e) {
            throw failed(file, "written", e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    public static void delete(Map<String, String> environment) throws RemoteException {
        Path file = folder(environment).resolve(FILE);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(file, "deleted", e);
        }
    }

    private static RemoteException failed(Path file, String how, IOException e) {
        return new RemoteException(
                RemoteException.FAILED, file + " cannot be " + how + " (" + e.getMessage() + ").", e);
    }

    /** As a URL's query or path part. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
