package io.hopsfs.namenode.namespace;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.hadoop.fs.StorageType;

/**
 * What a part of the tree takes of the quotas above it, or by how much that changes. Immutable.
 *
 * @param inodes files and directories
 * @param space  bytes times replication; a block that is being written takes all the bytes that it may come to have
 * @param types  bytes by ordinal of StorageType, of files that have a storage policy; not to be written into
 */
public record Usage(long inodes, long space, long[] types) {
  private static final int TYPES = StorageType.values().length;
  private static final long[] NO_TYPES = new long[TYPES];

  public static final Usage NONE = new Usage(0, 0, NO_TYPES);
  /** An empty directory, or a file without blocks. */
  public static final Usage INODE = new Usage(1, 0, NO_TYPES);

  public static Usage ofSpace(long space, long[] types) {
    return new Usage(0, space, types);
  }

  public Usage plus(Usage other) {
    return new Usage(inodes + other.inodes, space + other.space, sum(types, other.types, 1));
  }

  public Usage minus(Usage other) {
    return new Usage(inodes - other.inodes, space - other.space, sum(types, other.types, -1));
  }

  public Usage negated() {
    return NONE.minus(this);
  }

  private static long[] sum(long[] one, long[] two, int sign) {
    if (two == NO_TYPES) {
      return one;
    }
    var sum = one.clone();
    for (int i = 0; i < TYPES; i++) {
      sum[i] += sign * two[i];
    }
    return sum;
  }

  /** Whether nothing changes. */
  public boolean isNone() {
    return inodes == 0 && space == 0 && Arrays.equals(types, NO_TYPES);
  }

  /** Whether more is taken of anything. */
  public boolean takesMore() {
    return inodes > 0 || space > 0 || Arrays.stream(types).anyMatch(bytes -> bytes > 0);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Usage u && inodes == u.inodes && space == u.space && Arrays.equals(types, u.types);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * inodes + space);
  }

  @Override
  public String toString() {
    return inodes + " inodes and " + space + " bytes " + Arrays.toString(types);
  }

  /** Numbers by storage type as a row keeps them. */
  static byte[] pack(long[] types) {
    var packed = ByteBuffer.allocate(TYPES * Long.BYTES);
    for (long number : types) {
      packed.putLong(number);
    }
    return packed.array();
  }

  static long[] unpack(byte[] packed) {
    var types = new long[TYPES];
    ByteBuffer.wrap(packed).asLongBuffer().get(types, 0, Math.min(TYPES, packed.length / Long.BYTES));
    return types;
  }
}
