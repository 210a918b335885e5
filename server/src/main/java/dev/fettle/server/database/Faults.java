package dev.fettle.server.database;

import java.sql.SQLException;

/** What PostgreSQL's error codes mean for those who run the server. Codes: PostgreSQL's manual, appendix A. */
final class Faults {
    private static final String WRONG_PASSWORD = "28P01";
    private static final String NOT_ALLOWED = "28000";
    private static final String NO_DATABASE = "3D000";
    private static final String NO_PRIVILEGE = "42501";
    private static final String DISK_FULL = "53100";
    private static final String TOO_MANY = "53300";
    private static final String STARTING = "57P03";
    private static final String NO_CONNECTION = "08";
    private static final String SHUT_DOWN = "57P0";
    private static final String LOCKED = "55P03";

    private Faults() {}

    static boolean isWrongPassword(SQLException e) {
        return WRONG_PASSWORD.equals(e.getSQLState()) || NOT_ALLOWED.equals(e.getSQLState());
    }

    /** Why a connection could not be opened, and what to do. */
    static String connecting(Login login, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String where = login.jdbcUrl();
        return switch (state) {
            case WRONG_PASSWORD ->
                where + " refuses the password of " + login.user()
                        + ". Correct it in FETTLE_DATABASE_URL or where database.url stands in the settings.";
            case NOT_ALLOWED ->
                where + " does not let " + login.user()
                        + " in: its pg_hba.conf has no line for it. Add one, and reload PostgreSQL.";
            case NO_DATABASE ->
                where + " has no such database. Make it (create database … owner " + login.user()
                        + "), or correct FETTLE_DATABASE_URL.";
            case TOO_MANY -> where + " has no connection left. Raise its max_connections, or end other programs.";
            case STARTING -> where + " is still starting or shutting down. Try again in a few seconds.";
            default ->
                state.startsWith(NO_CONNECTION)
                        ? where + " does not answer. See that PostgreSQL runs there and that FETTLE_DATABASE_URL is"
                                + " right. " + firstLine(e)
                        : where + " could not be opened: " + firstLine(e);
        };
    }

    /** Why the schema could not be prepared, and what to do. */
    static String preparing(Login owner, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return switch (state) {
            case NO_PRIVILEGE ->
                owner.user() + " lacks a right in " + owner.jdbcUrl() + " (" + firstLine(e)
                        + "). It must own the database and may make roles: alter role " + owner.user()
                        + " createrole.";
            case DISK_FULL -> "The disk of the database is full. Make room on it, then start again. " + firstLine(e);
            default -> owner.jdbcUrl() + " could not be prepared: " + firstLine(e);
        };
    }

    /** Why work that had begun could not be finished, and what to do. */
    static String during(String work, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String stopped = work + " could not be finished: ";
        return switch (state) {
            case NO_PRIVILEGE -> stopped + firstLine(e) + " Let database.url name the role that owns Fettle's schema.";
            case DISK_FULL -> stopped + "the disk of the database is full. Make room on it. " + firstLine(e);
            case LOCKED -> stopped + "another program holds a lock on Fettle's tables. Try again when it is done.";
            default ->
                state.startsWith(NO_CONNECTION) || state.startsWith(SHUT_DOWN)
                        ? stopped + "the database went away. See that it runs, and try again. " + firstLine(e)
                        : stopped + firstLine(e);
        };
    }

    static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage()).strip();
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end).strip();
        return line.endsWith(".") ? line : line + ".";
    }
}
