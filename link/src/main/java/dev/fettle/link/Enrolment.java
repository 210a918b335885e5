package dev.fettle.link;

import dev.fettle.core.signing.Octets;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.UUID;

/**
 * What a host says to be enrolled, or, with its certificate and an empty token, to have that renewed. It has made its key
 * itself and proves that it has it by signing the rest, so that nobody enrols with another's.
 *
 * @param token as a person was given it, see {@link EnrolmentToken}; empty for a renewal
 * @param key the public key, P-256, in DER
 * @param machine what tells the machine from others: {@code machine-id}, a blank and 64 hexadecimal digits
 * @param name of the host, hostile
 * @param program version of the agent
 * @param run id of this run of the program
 * @param proof ECDSA with SHA-256 over the words {@code fettle enrolment 1}, the token, key, machine and run, each with a line
 *     feed behind it
 */
public record Enrolment(String token, Octets key, String machine, String name, String program, UUID run, Octets proof) {
    private static final String ALGORITHM = "SHA256withECDSA";

    public static Enrolment sign(
            String token, PublicKey key, PrivateKey secret, String machine, String name, String program, UUID run) {
        Octets open = Octets.of(key.getEncoded());
        try {
            Signature ecdsa = Signature.getInstance(ALGORITHM);
            ecdsa.initSign(secret);
            ecdsa.update(message(token, open, machine, run));
            return new Enrolment(token, open, machine, name, program, run, Octets.of(ecdsa.sign()));
        } catch (NoSuchAlgorithmException | SignatureException e) {
            throw new IllegalStateException("Every JDK signs with ECDSA, but this one.", e);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("The key is no private key on P-256.", e);
        }
    }

    /**
     * The key, if the sender has proven that it is theirs.
     *
     * @throws LinkException if they have not, or if it is no key on P-256
     */
    public PublicKey provenKey() throws LinkException {
        try {
            PublicKey open = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key.bytes()));
            Signature ecdsa = Signature.getInstance(ALGORITHM);
            ecdsa.initVerify(open);
            ecdsa.update(message(token, key, machine, run));
            if (open instanceof ECPublicKey curve
                    && curve.getParams().getOrder().bitLength() == 256
                    && ecdsa.verify(proof.bytes())) {
                return open;
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK knows ECDSA, but this one.", e);
        } catch (InvalidKeySpecException | InvalidKeyException | SignatureException e) {
            throw new LinkException("its key cannot be used.", e);
        }
        throw new LinkException("it does not prove that its key is its own, or the key is not on P-256.");
    }

    private static byte[] message(String token, Octets key, String machine, UUID run) {
        return String.join("\n", "fettle enrolment 1", token, key.hex(), machine, run.toString(), "")
                .getBytes(StandardCharsets.UTF_8);
    }

    public byte[] bytes() {
        return Json.object(json -> {
            json.writeStringProperty("token", token);
            json.writeStringProperty("key", key.hex());
            json.writeStringProperty("machine", machine);
            json.writeStringProperty("name", name);
            json.writeStringProperty("program", program);
            json.writeStringProperty("run", run.toString());
            json.writeStringProperty("proof", proof.hex());
        });
    }

    /** @throws LinkException if these are not the bytes of one */
    public static Enrolment of(byte[] bytes) throws LinkException {
        JsonObject json = JsonObject.parse(bytes).only("token", "key", "machine", "name", "program", "run", "proof");
        return new Enrolment(
                json.text("token"),
                json.octets("key"),
                json.text("machine"),
                json.text("name"),
                json.text("program"),
                json.uuid("run"),
                json.octets("proof"));
    }
}
