package dev.fettle.server.api.lists;

import java.util.List;

/** What somebody wants of a list, in the terms of its fields. */
sealed interface Filter<T> {
    record Every<T>(List<Filter<T>> parts) implements Filter<T> {
        public Every {
            parts = List.copyOf(parts);
        }
    }

    record Any<T>(List<Filter<T>> parts) implements Filter<T> {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** @param values at least one, each of the field's kind; exactly one unless the comparison takes several */
    record Test<T>(Field<T> field, Comparison comparison, List<Object> values) implements Filter<T> {
        public Test {
            values = List.copyOf(values);
        }

        Object value() {
            return values.getFirst();
        }
    }

    /** How a field is compared. */
    enum Comparison {
        EQUAL("=="),
        UNEQUAL("!="),
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">="),
        AMONG("=in="),
        NONE_OF("=out=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        boolean takesSeveral() {
            return this == AMONG || this == NONE_OF;
        }

        boolean needsOrder() {
            return switch (this) {
                case LESS, AT_MOST, MORE, AT_LEAST -> true;
                case EQUAL, UNEQUAL, AMONG, NONE_OF -> false;
            };
        }
    }
}
