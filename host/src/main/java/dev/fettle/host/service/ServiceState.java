package dev.fettle.host.service;

/**
 * How systemd says that one service stands. All words are systemd's own, see systemctl(1) and org.freedesktop.systemd1(5).
 *
 * @param unit {@code nginx.service}
 * @param active whether it is up: {@code active}, {@code failed}, {@code activating} and so on
 * @param sub {@code running}, {@code exited}, {@code dead}, …
 * @param type {@code simple}, {@code notify}, {@code oneshot}, …
 * @param result of its last run, {@code success} where nothing went wrong
 * @param startedOnDemand a socket, a timer or the bus starts it again when it is needed, so that it may end
 * @param mainProcess 0 if it has none
 */
public record ServiceState(
        String unit,
        String active,
        String sub,
        String type,
        String result,
        boolean startedOnDemand,
        boolean transientUnit,
        int mainProcess) {

    public boolean isRunning() {
        return active.equals("active") && sub.equals("running");
    }

    public boolean isFailed() {
        return active.equals("failed");
    }

    /** Whether it is still on its way to be active. */
    public boolean isStarting() {
        return active.equals("activating") || active.equals("reloading");
    }

    /** Whether people expect it to run until they stop it. */
    boolean isMeantToStay() {
        return isRunning() && !transientUnit && !startedOnDemand && !type.equals("oneshot");
    }
}
