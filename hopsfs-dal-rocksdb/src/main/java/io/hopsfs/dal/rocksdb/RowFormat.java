package io.hopsfs.dal.rocksdb;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;
import io.hopsfs.dal.Table;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns rows into RocksDB values and back. A value holds the columns after the key, in order: numbers as zigzag varints,
 * byte strings as a varint of their length plus one (0 for null) and the bytes. Key columns are in the key alone.
 */
final class RowFormat {

  private RowFormat() {
  }

  static <R extends Row> byte[] encode(Table<R> table, R row) {
    var out = new Encoder(table.keyColumns().size());
    table.codec().write(row, out);
    return Arrays.copyOf(out.bytes, out.length);
  }

  static <R extends Row> R decode(Key<R> key, byte[] value) throws CorruptStoreException {
    var in = new Decoder(key, value);
    R row;
    try {
      row = key.table().codec().read(in);
    } catch (RuntimeException e) {
      throw new CorruptStoreException("row " + key + " can't be decoded from its " + value.length + " bytes: " + e, e);
    }
    if (in.at != value.length) {
      throw new CorruptStoreException("row " + key + " has " + (value.length - in.at) + " bytes left over");
    }
    return row;
  }

  /** Not thread-safe. */
  private static final class Encoder implements RowWriter {
    private final int keyLength;
    private byte[] bytes = new byte[96];
    private int length;

    Encoder(int keyLength) {
      this.keyLength = keyLength;
    }

    @Override
    public void putNumber(int column, long value) {
      if (column >= keyLength) {
        putVarint(value << 1 ^ value >> 63);
      }
    }

    @Override
    public void putBytes(int column, byte[] value) {
      if (column < keyLength) {
        return;
      }
      if (value == null) {
        putVarint(0);
        return;
      }
      putVarint(value.length + 1L);
      ensure(value.length);
      System.arraycopy(value, 0, bytes, length, value.length);
      length += value.length;
    }

    @Override
    public void putString(int column, String value) {
      if (column >= keyLength) {
        putBytes(column, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
      }
    }

    private void putVarint(long value) {
      ensure(10);
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes[length++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
    }

    private void ensure(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
      }
    }
  }

  /** Not thread-safe. */
  private static final class Decoder implements RowReader {
    private final Key<?> key;
    private final int keyLength;
    private final byte[] value;
    private int at;

    Decoder(Key<?> key, byte[] value) {
      this.key = key;
      this.keyLength = key.columns();
      this.value = value;
    }

    @Override
    public long getNumber(int column) {
      if (column < keyLength) {
        return key.number(column);
      }
      long raw = getVarint();
      return raw >>> 1 ^ -(raw & 1);
    }

    @Override
    public byte[] getBytes(int column) {
      if (column < keyLength) {
        return key.binary(column);
      }
      int length = getLength();
      if (length < 0) {
        return null;
      }
      at += length;
      return Arrays.copyOfRange(value, at - length, at);
    }

    @Override
    public String getString(int column) {
      if (column < keyLength) {
        return key.string(column);
      }
      int length = getLength();
      if (length < 0) {
        return null;
      }
      at += length;
      return new String(value, at - length, length, StandardCharsets.UTF_8);
    }

    /** Bytes of what follows, or -1 for null. */
    private int getLength() {
      long length = getVarint() - 1;
      if (length > value.length - at) {
        throw new IllegalArgumentException("a length of " + length + " at byte " + at + " of " + value.length);
      }
      return (int) length;
    }

    private long getVarint() {
      long result = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte b = value[at++];
        result |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return result;
        }
      }
      throw new IllegalArgumentException("a number without end before byte " + at);
    }
  }
}
