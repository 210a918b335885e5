package dev.fettle.cli.remote;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes records of JSON: members that a record does not know are left out, for a server may be newer. */
public final class Records {
    private Records() {}

    /** @throws RemoteException unless it has the members of the record, of their kinds */
    public static <T> T read(@Nullable Object tree, Class<T> type) throws RemoteException {
        return type.cast(there(value(tree, type, type.getSimpleName()), type.getSimpleName()));
    }

    private static Object there(@Nullable Object value, String what) throws RemoteException {
        if (value == null) {
            throw unexpected(what);
        }
        return value;
    }

    private static @Nullable Object value(@Nullable Object tree, Type type, String what) throws RemoteException {
        if (tree == null) {
            return null;
        }
        if (type instanceof ParameterizedType list && tree instanceof List<?> items) {
            List<Object> read = new ArrayList<>();
            for (Object each : items) {
                read.add(there(value(each, list.getActualTypeArguments()[0], what), what));
            }
            return List.copyOf(read);
        }
        if (type instanceof Class<?> plain) {
            if (plain.isRecord() && tree instanceof Map<?, ?> members) {
                return made(members, plain);
            }
            return scalar(tree, plain, what);
        }
        throw unexpected(what);
    }

    private static Object scalar(Object tree, Class<?> type, String what) throws RemoteException {
        try {
            return switch (tree) {
                case String text when type == String.class -> text;
                case String text when type == Instant.class -> Instant.parse(text);
                case Long number when type == long.class || type == Long.class -> number;
                case Long number when type == int.class || type == Integer.class -> Math.toIntExact(number);
                case Long number when type == double.class || type == Double.class -> number.doubleValue();
                case Double number when type == double.class || type == Double.class -> number;
                case Boolean flag when type == boolean.class || type == Boolean.class -> flag;
                default -> throw unexpected(what);
            };
        } catch (DateTimeException | ArithmeticException e) {
            throw new RemoteException(RemoteException.FAILED, sentence(what), e);
        }
    }

    private static Object made(Map<?, ?> members, Class<?> type) throws RemoteException {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent each = components[i];
            String what = type.getSimpleName() + "." + each.getName();
            values[i] = value(members.get(each.getName()), each.getGenericType(), what);
            if (values[i] == null && !each.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                throw unexpected(what);
            }
        }
        try {
            return type.getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException(type + " is no record that can be made of its members.", e);
        }
    }

    private static RemoteException unexpected(String what) {
        return new RemoteException(RemoteException.FAILED, sentence(what));
    }

    private static String sentence(String what) {
        return "The server's answer lacks " + what + ", or has something else in its place: this command line and the"
                + " server don't go together. Use those of one version.";
    }
}
