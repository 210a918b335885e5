package dev.fettle.planted.wire;

final class DoesSomething {
    private DoesSomething() {}
}
