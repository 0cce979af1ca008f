package io.hopsfs.dal.tck;

import io.hopsfs.dal.Column;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Table;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes random rows of any table: a row is a record with one component for each column. Not thread-safe. */
public final class RowSamples {
  private static final int LONGEST = 24;
  private static final String[] LETTERS = {"a", "z", "0", ".", "/", "'", "\0", "\u00e4", "\u4e2d", "\ud83d\ude00", "\u07ff", "\uffff"};

  private final Random random;

  public RowSamples(long seed) {
    random = new Random(seed);
  }

  public <R extends Row> R row(Table<R> table) {
    return record(rowClass(table), table.columns());
  }

  /** The codec is a constant of the row's class. */
  @SuppressWarnings("unchecked")
  private static <R extends Row> Class<R> rowClass(Table<R> table) {
    return (Class<R>) table.codec().getClass().getEnclosingClass();
  }

  private <T> T record(Class<T> type, List<Column> columns) {
    var components = type.getRecordComponents();
    var values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      var column = columns == null ? null : columns.get(i);
      boolean isNull = column != null && column.nullable() && random.nextInt(3) == 0;
      int longest = column == null || column.maxLength() == 0 ? LONGEST : Math.min(LONGEST, column.maxLength());
      values[i] = isNull ? null : value(components[i].getType(), components[i].getGenericType(), longest);
    }
    try {
      Constructor<T> constructor =
          type.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type + " is no record that can be made", e);
    }
  }

  private Object value(Class<?> type, Type generic, int longest) {
    if (type == long.class) {
      return number(Long.MIN_VALUE, Long.MAX_VALUE);
    } else if (type == int.class) {
      return (int) number(Integer.MIN_VALUE, Integer.MAX_VALUE);
    } else if (type == short.class) {
      return (short) number(Short.MIN_VALUE, Short.MAX_VALUE);
    } else if (type == byte.class) {
      return (byte) number(Byte.MIN_VALUE, Byte.MAX_VALUE);
    } else if (type == String.class) {
      return text(longest);
    } else if (type == byte[].class) {
      return bytes(longest);
    } else if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    } else if (type == List.class) {
      var element = (Class<?>) ((ParameterizedType) generic).getActualTypeArguments()[0];
      return IntStream.range(0, random.nextInt(4)).mapToObj(i -> record(element, null)).toList();
    }
    throw new AssertionError("no samples for " + type);
  }

  private long number(long least, long most) {
    return switch (random.nextInt(8)) {
      case 0 -> least;
      case 1 -> most;
      case 2 -> random.nextInt(3) - 1;
      default -> Math.max(least, Math.min(most, random.nextLong() >> random.nextInt(64)));
    };
  }

  private byte[] bytes(int longest) {
    var bytes = new byte[random.nextInt(longest + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = random.nextInt(3) == 0 ? (byte) (random.nextInt(3) - 1) : (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** At most so many bytes in UTF-8. */
  private String text(int longest) {
    var text = new StringBuilder();
    for (int i = random.nextInt(longest / 4 + 1); i > 0; i--) {
      text.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return text.toString();
  }
}
