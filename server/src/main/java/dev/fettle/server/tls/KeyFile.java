package dev.fettle.server.tls;

import dev.fettle.server.tls.Pem.Damaged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The keys and certificates that one PEM file holds, in its order. */
record KeyFile(Path file, List<PrivateKey> keys, List<X509Certificate> certificates) {
    private static final int MOST_BYTES = 1 << 20;

    /** Reads a file of at most 1 MiB; blocks of other types are left out. */
    static KeyFile read(Path file) throws TlsException {
        List<PrivateKey> keys = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Pem block : Pem.blocks(text(file))) {
                if (block.type().equals("CERTIFICATE")) {
                    certificates.add(certificate(block.bytes()));
                } else if (block.type().endsWith("PRIVATE KEY")) {
                    keys.add(key(block));
                }
            }
        } catch (Damaged damaged) {
            throw new TlsException(file + " cannot be used: " + damaged.getMessage() + ".", damaged);
        }
        return new KeyFile(file, List.copyOf(keys), List.copyOf(certificates));
    }

    private static String text(Path file) throws TlsException, Damaged {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new Damaged("it is larger than 1 MiB");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new TlsException(file + " does not exist.", e);
        } catch (AccessDeniedException e) {
            throw new TlsException(file + " cannot be read by this user; change its owner or its permissions.", e);
        } catch (IOException e) {
            throw new TlsException(file + " cannot be read (" + e.getMessage() + ").", e);
        }
    }

    private static X509Certificate certificate(byte[] bytes) throws Damaged {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException e) {
            throw new Damaged("a certificate in it is damaged", e);
        }
    }

    private static PrivateKey key(Pem block) throws Damaged {
        if (block.encrypted()) {
            throw new Damaged("its key needs a password, for which nobody is there when the server starts; write the"
                    + " key without one (openssl pkey -in OLD -out NEW) into a file that only the server can read");
        }
        try {
            PrivateKeyInfo info = privateKeyInfo(block);
            String algorithm = algorithm(info.getPrivateKeyAlgorithm().getAlgorithm());
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (IllegalArgumentException | IllegalStateException | IOException | InvalidKeySpecException e) {
            throw new Damaged("its key is damaged, or of a kind that Java does not know", e);
        } catch (GeneralSecurityException e) {
            throw new Damaged("its key is of a kind that Java does not know", e);
        }
    }

    private static PrivateKeyInfo privateKeyInfo(Pem block) throws IOException, Damaged {
        return switch (block.type()) {
            case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(block.bytes());
            case "RSA PRIVATE KEY" ->
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(block.bytes()));
            case "EC PRIVATE KEY" -> {
                ECPrivateKey key = ECPrivateKey.getInstance(block.bytes());
                if (key.getParametersObject() == null) {
                    throw new Damaged("its key does not name a curve; openssl pkcs8 -topk8 -nocrypt rewrites it");
                }
                yield new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
            }
            case String other -> throw new Damaged("it has a " + other + ", and only RSA and EC keys can be used");
        };
    }

    private static String algorithm(ASN1ObjectIdentifier id) throws Damaged {
        if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        if (id.equals(EdECObjectIdentifiers.id_Ed25519)) {
            throw new Damaged("its key is an Ed25519 key, which browsers do not take; use an RSA or EC key");
        }
        throw new Damaged("its key is neither an RSA nor an EC key");
    }

    /** Whether what one signs the other accepts. */
    static boolean fit(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        byte[] sample = {1, 2, 3};
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(sample);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException _) {
            return false; // Keys of two curves, or one that cannot sign: no pair.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK can sign so", e);
        }
    }
}
