package dev.fettle.planted.core.inventory;

public final class Mutable {
    private int count;

    public void setCount(int count) {
        this.count = count;
    }

    public int count() {
        return count;
    }
}
