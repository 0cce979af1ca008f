package io.hopsfs.dal.rocksdb;

import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * A write batch as RocksDB's log keeps it: a header of 12 bytes, the last four of which count the records; then the records. To build it here
 * takes one native call for all of a group's rows, where RocksDB's own takes one, and two copies, for each. Not thread-safe.
 */
final class BatchBytes {
  private static final int COUNT_AT = 8;
  private static final int HEADER = 12;
  private static final byte DELETION = 4;
  private static final byte VALUE = 5;
  /** A tag and three lengths. */
  private static final int MOST_BESIDES = 1 + 3 * 5;

  private byte[] bytes = new byte[1024];
  private int length = HEADER;
  private int count;

  void put(int family, byte[] key, byte[] value) {
    begin(VALUE, family, key.length + value.length);
    add(key);
    add(value);
  }

  void delete(int family, byte[] key) {
    begin(DELETION, family, key.length);
    add(key);
  }

  private void begin(byte tag, int family, int more) {
    int needed = length + MOST_BESIDES + more;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, needed));
    }
    count++;
    bytes[length++] = tag;
    addVarint(family);
  }

  private void add(byte[] part) {
    addVarint(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
  }

  private void addVarint(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** The caller closes it. */
  WriteBatch toBatch() throws RocksDBException {
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[COUNT_AT + i] = (byte) (count >>> 8 * i);
    }
    return new WriteBatch(Arrays.copyOf(bytes, length));
  }
}
