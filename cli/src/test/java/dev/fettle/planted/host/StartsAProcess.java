package dev.fettle.planted.host;

import java.io.IOException;

final class StartsAProcess {
    void build() throws IOException {
        new ProcessBuilder("true").start();
    }

    void execute() throws IOException {
        Runtime.getRuntime().exec(new String[] {"true"});
    }
}
