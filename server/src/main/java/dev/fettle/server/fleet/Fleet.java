package dev.fettle.server.fleet;

import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.ExposureIndex;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.server.hosts.FleetLook;
import dev.fettle.server.hosts.FleetLooks;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.PackageCounts;
import dev.fettle.server.live.LiveSource;
import dev.fettle.server.web.Notices;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The index of all hosts, in memory. It is read in the background when the server starts, follows every look within a
 * second or two, and is judged anew when what the feeds say changes.
 */
public final class Fleet implements SmartLifecycle, Notices, LiveSource, PackageCounts {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final long POLL_MILLIS = 1_000;
    private static final long WAIT_FOR_END_SECONDS = 10;
    private static final int ALL = 100;

    private final FleetLooks looks;
    private final Supplier<Catalog> catalogInForce;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final AtomicLong total = new AtomicLong(-1);
    private final AtomicLong read = new AtomicLong();
    private final CountDownLatch stop = new CountDownLatch(1);
    private FleetLooks.Mark mark = FleetLooks.Mark.BEGINNING;
    private @Nullable FleetPicture picture;
    private volatile boolean ready;
    private volatile boolean broken;
    private volatile @Nullable Thread thread;

    /** @param catalogInForce gives another object as soon as any feed may say something else */
    Fleet(FleetLooks looks, Supplier<Catalog> catalogInForce) {
        this.looks = looks;
        this.catalogInForce = catalogInForce;
    }

    /** Whether questions can be answered; before that the hosts are being read. */
    public boolean ready() {
        return ready;
    }

    @Override
    public String live() {
        return "fleet";
    }

    @Override
    public Object mark() {
        return ready ? ask(Scope.everything(), Sight::version) : -1L - percent();
    }

    /** How much of the hosts is read, 0 to 100; -1 if that is not known yet. */
    public int percent() {
        long all = total.get();
        return all < 0 ? -1 : all == 0 ? ALL : (int) (read.get() * ALL / all);
    }

    @Override
    public List<String> notices() {
        return broken
                ? List.of(
                        "The index of the hosts has stopped because of a mistake in Fettle, so lists and figures stay as"
                                + " they are. Start the server again; its log has what Fettle's makers need.")
                : List.of();
    }

    /**
     * Asks a question of one moment, for a part of the hosts.
     *
     * @throws IllegalStateException unless {@link #ready}
     */
    public <T> T ask(Scope scope, Function<Sight, T> question) {
        lock.readLock().lock();
        try {
            FleetPicture now = picture;
            if (!ready || now == null) {
                throw new IllegalStateException("The hosts are not read yet.");
            }
            return question.apply(new Sight(now, now.within(scope)));
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public OptionalInt packages(HostId host, long look) {
        return ready
                ? ask(
                        Scope.everything(),
                        sight -> sight.host(host)
                                .filter(known -> known.look() == look)
                                .map(known -> OptionalInt.of(known.packages()))
                                .orElseGet(OptionalInt::empty))
                : OptionalInt.empty();
    }

    @Override
    public void start() {
        Thread follower = Thread.ofPlatform().daemon().name("fleet").unstarted(this::follow);
        follower.setUncaughtExceptionHandler((_, fault) -> {
            broken = true;
            LOG.error("The index of the hosts has stopped.", fault);
        });
        thread = follower;
        follower.start();
    }

    @Override
    public void stop() {
        stop.countDown();
        Thread follower = thread;
        if (follower != null) {
            try {
                follower.join(TimeUnit.SECONDS.toMillis(WAIT_FOR_END_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void follow() {
        try {
            do {
                try {
                    takeIn();
                } catch (DataAccessException | TransactionException e) {
                    LOG.warn("What has changed on the hosts could not be read; it is tried again: {}", e.getMessage());
                }
            } while (!stop.await(POLL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (Stopped _) {
            LOG.debug("The reading of the hosts was stopped.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeIn() {
        Catalog catalog = catalogInForce.get();
        if (picture == null) {
            change(() -> picture = new FleetPicture(catalog));
        }
        FleetPicture now = picture;
        if (now == null) {
            throw new IllegalStateException("The picture of the fleet was not made.");
        }
        if (!now.index().catalog().equals(catalog)) {
            ExposureIndex anew = now.index().by(catalog, _ -> goOn());
            change(() -> now.judgedAnew(anew));
            LOG.info("Judged anew: {} distinct things on the hosts", anew.size());
        }
        mark = looks.read(mark, this::expect, look -> takeIn(now, look));
        if (!ready) {
            change(() -> now.index().pack());
            ready = true;
            LOG.info(
                    "Index: {} hosts with {} distinct things to judge",
                    now.size(),
                    now.index().size());
        }
    }

    private void expect(long hosts) {
        if (!ready) {
            read.set(0);
            total.set(hosts);
        }
    }

    private void takeIn(FleetPicture now, FleetLook look) {
        goOn();
        if (!now.has(look)) {
            change(() -> now.put(look));
        }
        read.incrementAndGet();
    }

    /** Reading and judging many hosts takes a while; the server may stop in the middle. */
    private void goOn() {
        if (stop.getCount() == 0) {
            throw new Stopped();
        }
    }

    private void change(Runnable how) {
        lock.writeLock().lock();
        try {
            how.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static final class Stopped extends IllegalStateException {
        private static final long serialVersionUID = 1;
    }
}
