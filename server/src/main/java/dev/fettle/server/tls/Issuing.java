package dev.fettle.server.tls;

import dev.fettle.server.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes keys (EC P-256: browsers take no Ed25519) and certificates. All certificates begin an hour ago, for clients
 * whose clocks are late, and have random serial numbers of 128 bits.
 */
final class Issuing {
    private static final Duration EARLIER = Duration.ofHours(1);
    private static final int SERIAL_BITS = 128;
    private static final int LONGEST_COMMON_NAME = 64;
    private static final int KEY_ID_BYTES = 20;

    private final SecureRandom random;

    Issuing(SecureRandom random) {
        this.random = random;
    }

    KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK makes P-256 keys", e);
        }
    }

    /** The public key of a private one on P-256; empty if it is none. */
    static Optional<PublicKey> publicHalf(PrivateKey key) {
        X9ECParameters curve = CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
        AlgorithmIdentifier algorithm =
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
        if (!(key instanceof ECPrivateKey secret)
                || !PrivateKeyInfo.getInstance(key.getEncoded())
                        .getPrivateKeyAlgorithm()
                        .equals(algorithm)) {
            return Optional.empty();
        }
        byte[] point = new FixedPointCombMultiplier()
                .multiply(curve.getG(), secret.getS())
                .getEncoded(false);
        try {
            byte[] encoded = new SubjectPublicKeyInfo(algorithm, point).getEncoded();
            return Optional.of(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("A multiple of the generator is a point", e);
        }
    }

    static X500Name name(String commonName) {
        int[] characters = commonName
                .codePoints()
                .filter(character -> Character.getType(character) != Character.SURROGATE)
                .limit(LONGEST_COMMON_NAME)
                .toArray();
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, new String(characters, 0, characters.length))
                .build();
    }

    X509Certificate root(KeyPair pair, X500Name name, Instant now, Duration valid) {
        try {
            X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), now, now.plus(valid));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(pair.getPublic())));
            return signed(builder, pair.getPrivate());
        } catch (IOException e) {
            throw new IllegalStateException("These extensions can be encoded", e);
        }
    }

    X509Certificate server(
            PublicKey key,
            ServerNames names,
            X509Certificate issuer,
            PrivateKey issuerKey,
            Instant now,
            Instant until) {
        try {
            X500Name by = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
            X500Name name = name(names.dns().stream()
                    .filter(each -> !each.equals("localhost"))
                    .findFirst()
                    .orElse("localhost"));
            X509v3CertificateBuilder builder = builder(by, name, key, now, until);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(key)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId(issuer.getPublicKey())));
            builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            return signed(builder, issuerKey);
        } catch (IOException e) {
            throw new IllegalStateException("These extensions can be encoded", e);
        }
    }

    /** For a program that proves itself to this server. */
    X509Certificate client(
            PublicKey key,
            String commonName,
            X509Certificate issuer,
            PrivateKey issuerKey,
            Instant now,
            Instant until) {
        try {
            X500Name by = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
            X509v3CertificateBuilder builder = builder(by, name(commonName), key, now, until);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            builder.addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(key)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId(issuer.getPublicKey())));
            return signed(builder, issuerKey);
        } catch (IOException e) {
            throw new IllegalStateException("These extensions can be encoded", e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name by, X500Name name, PublicKey key, Instant now, Instant until) {
        // The highest bit is set, so that every number has the same length and none is 0.
        BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
        return new X509v3CertificateBuilder(
                by,
                serial,
                Date.from(now.minus(EARLIER)),
                Date.from(until),
                name,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    /** The first 160 bits of the key's SHA-256 (RFC 7093, 2, method 1). */
    private static byte[] keyId(PublicKey key) {
        byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getBytes();
        byte[] id = new byte[KEY_ID_BYTES];
        System.arraycopy(Sha256.of(bits), 0, id, 0, id.length);
        return id;
    }

    private static GeneralNames alternatives(ServerNames names) {
        List<GeneralName> all = new ArrayList<>();
        names.dns().forEach(name -> all.add(new GeneralName(GeneralName.dNSName, name)));
        names.addresses().forEach(address -> all.add(new GeneralName(GeneralName.iPAddress, address)));
        return new GeneralNames(all.toArray(GeneralName[]::new));
    }

    private X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA")
                    // By hand and never registered: what the rest of the process uses stays the JDK's.
                    .setProvider(new BouncyCastleProvider())
                    .setSecureRandom(random)
                    .build(key);
            byte[] encoded = builder.build(signer).getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (OperatorCreationException | GeneralSecurityException | IOException e) {
            throw new IllegalStateException("A P-256 key signs a certificate", e);
        }
    }
}
