package dev.fettle.server.audit;

import dev.fettle.core.audit.Checkpoint;
import dev.fettle.server.settings.Secret;
import dev.fettle.server.settings.Settings;
import dev.fettle.trail.TrailWriter;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Mails the newest checkpoint, once a day at most: it vouches for all before it. */
final class MailTarget implements CheckpointTarget {
    private static final String LONGEST_MILLIS = "20000";

    private final Settings.MailTo mail;
    private final JavaMailSenderImpl sender = new JavaMailSenderImpl();

    MailTarget(Settings.MailTo mail) {
        this.mail = mail;
        Settings.MailServer server = mail.server();
        String protocol = server.tls() ? "smtps" : "smtp";
        sender.setProtocol(protocol);
        sender.setHost(server.host());
        sender.setPort(server.port());
        server.user().ifPresent(sender::setUsername);
        server.password().map(Secret::reveal).ifPresent(sender::setPassword);
        Properties properties = sender.getJavaMailProperties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(prefix + "connectiontimeout", LONGEST_MILLIS);
        properties.setProperty(prefix + "timeout", LONGEST_MILLIS);
        properties.setProperty(prefix + "writetimeout", LONGEST_MILLIS);
        properties.setProperty(prefix + "starttls.enable", "true");
        // A password never goes over a line that others can read.
        properties.setProperty(
                prefix + "starttls.required", Boolean.toString(server.user().isPresent() && !server.tls()));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "auth", Boolean.toString(server.user().isPresent()));
    }

    @Override
    public String name() {
        return "the mail address " + mail.to();
    }

    @Override
    public Duration every() {
        return Duration.ofDays(1);
    }

    @Override
    public void send(List<Checkpoint> checkpoints) throws NotSentException {
        Checkpoint newest = checkpoints.getLast();
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(mail.server().from());
        message.setTo(mail.to());
        message.setSubject("Fettle: checkpoint " + newest.number() + " of the audit trail");
        message.setText("""
                The audit trail of this Fettle server had %d entries on %s.
                Keep this mail. With the line below in a file, nobody can take away or change any of those entries
                without "fettle audit verify TRAIL --key PUBLIC.pem --checkpoint FILE" finding it.

                %s
                """.formatted(newest.number(), newest.at(), TrailWriter.checkpoint(newest)));
        try {
            sender.send(message);
        } catch (MailException e) {
            throw new NotSentException(String.valueOf(e.getMostSpecificCause().getMessage()), e);
        }
    }
}
