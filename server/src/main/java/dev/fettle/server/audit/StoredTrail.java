package dev.fettle.server.audit;

import dev.fettle.core.audit.AuditChain;
import dev.fettle.core.audit.ChainPart;
import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.core.audit.ChainVerifier;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Tampering;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The chain as the database has it, read from its beginning with little memory. */
@Component
final class StoredTrail {
    private final TrailStore rows;
    private final TransactionTemplate onePicture;

    StoredTrail(TrailStore rows, PlatformTransactionManager transactions) {
        this.rows = rows;
        this.onePicture = new TransactionTemplate(transactions);
        onePicture.setReadOnly(true);
        onePicture.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /**
     * Follows all of it, up to the first thing that is wrong. Entries that were committed but not sealed yet are no part
     * of it.
     *
     * @param known checkpoints that are kept outside of the database
     * @param progress is told the number of each entry; may throw to end this
     */
    ChainVerdict verify(Collection<VerificationKey> keys, Collection<Checkpoint> known, LongConsumer progress) {
        ChainVerdict verdict = onePicture.execute(_ -> follow(keys, known, progress));
        if (verdict == null) {
            throw new IllegalStateException("The trail was not followed.");
        }
        return verdict;
    }

    private ChainVerdict follow(Collection<VerificationKey> keys, Collection<Checkpoint> known, LongConsumer progress) {
        Following following = new Following(ChainVerifier.begin(keys, known, 1, AuditChain.START), progress);
        rows.walk(1, Long.MAX_VALUE, new Selection.Everything(), following);
        ChainVerdict verdict = following.verifier.end();
        Optional<Tampering> wrong = following.wrong;
        if (wrong.isEmpty() && verdict.tampering().isEmpty()) {
            wrong = rows.stray()
                    .map(stray -> new Tampering(
                            Tampering.Kind.OUT_OF_PLACE,
                            verdict.last() + 1,
                            verdict.last() + 1,
                            "The chain is whole, but there are " + stray.count() + " entries that are in no place of it"
                                    + " and do not wait for one; the first has the row number " + stray.first() + "."));
        }
        return wrong.isEmpty()
                ? verdict
                : new ChainVerdict(
                        wrong,
                        verdict.first(),
                        verdict.last(),
                        verdict.signedTo(),
                        verdict.told(),
                        verdict.checkpoints());
    }

    /** Feeds the verifier. */
    private static final class Following implements TrailStore.Walker {
        private ChainVerifier verifier;
        private final LongConsumer progress;
        private Optional<Tampering> wrong = Optional.empty();

        Following(ChainVerifier verifier, LongConsumer progress) {
            this.verifier = verifier;
            this.progress = progress;
        }

        @Override
        public boolean part(ChainPart part) {
            if (part instanceof ChainPart.Told told) {
                progress.accept(told.entry().number());
            }
            verifier = verifier.next(part);
            return verifier.tampering().isEmpty();
        }

        /** Whether the number alone is wrong. */
        private Optional<Tampering> misplaced(long number) {
            return verifier.next(new ChainPart.Withheld(number, AuditChain.START))
                    .tampering();
        }

        @Override
        public void unreadable(long number, String why) {
            // A gap or a move that the number shows comes before what is in the row.
            wrong = misplaced(number)
                    .or(() -> Optional.of(new Tampering(
                            Tampering.Kind.CHANGED, number, number, "Entry " + number + " was changed: " + why)));
        }

        @Override
        public boolean absent(long number, Octets digest) {
            wrong = misplaced(number)
                    .or(() -> Optional.of(new Tampering(
                            Tampering.Kind.MISSING,
                            number,
                            number,
                            "Entry " + number + " is missing: only its place in" + " the chain is left.")));
            return false;
        }
    }
}
