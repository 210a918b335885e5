package dev.fettle.planted.feeds;

import java.io.IOException;

final class Prints {
    void out() {
        System.out.println("out");
    }

    void err() {
        System.err.println("err");
    }

    int in() throws IOException {
        return System.in.read();
    }

    void io() {
        IO.println("io");
    }

    void trace(IOException e) {
        e.printStackTrace();
    }
}
