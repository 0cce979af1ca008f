package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.tables.DirQuotaRow;
import java.util.Arrays;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.NSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.QuotaByStorageTypeExceededException;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;

/**
 * What a directory may use. Immutable.
 *
 * @param inodes -1 for no limit
 * @param space  bytes times replication, -1 for no limit
 * @param types  bytes by ordinal of StorageType, -1 for no limit; not to be written into
 */
public record QuotaLimits(long inodes, long space, long[] types) {
  private static final long UNLIMITED = HdfsConstants.QUOTA_RESET;
  public static final QuotaLimits NONE = new QuotaLimits(UNLIMITED, UNLIMITED, unlimitedTypes());
  /** HDFS's root has a quota from birth, one that nothing reaches. */
  public static final QuotaLimits OF_ROOT = new QuotaLimits(Long.MAX_VALUE, UNLIMITED, unlimitedTypes());

  private static long[] unlimitedTypes() {
    var types = new long[StorageType.values().length];
    Arrays.fill(types, UNLIMITED);
    return types;
  }

  public static QuotaLimits of(DirQuotaRow row) {
    return new QuotaLimits(row.namespaceQuota(), row.spaceQuota(), Usage.unpack(row.typeQuota()));
  }

  public long of(StorageType type) {
    return types[type.ordinal()];
  }

  public QuotaLimits with(StorageType type, long bytes) {
    var changed = types.clone();
    changed[type.ordinal()] = bytes;
    return new QuotaLimits(inodes, space, changed);
  }

  public boolean limitsAnything() {
    return inodes >= 0 || space >= 0 || Arrays.stream(types).anyMatch(bytes -> bytes >= 0);
  }

  /**
   * Refuses what would take more of something than is left. Taking less is always allowed, also when it leaves too much in use.
   *
   * @param directory whose limits these are, for the message
   */
  void check(FsPath directory, Usage used, Usage change) throws QuotaExceededException {
    QuotaExceededException refusal = null;
    if (exceeds(inodes, used.inodes(), change.inodes())) {
      refusal = new NSQuotaExceededException(inodes, used.inodes() + change.inodes());
    } else if (exceeds(space, used.space(), change.space())) {
      refusal = new DSQuotaExceededException(space, used.space() + change.space());
    } else {
      for (var type : StorageType.getTypesSupportingQuota()) {
        int i = type.ordinal();
        if (refusal == null && exceeds(types[i], used.types()[i], change.types()[i])) {
          refusal = new QuotaByStorageTypeExceededException(types[i], used.types()[i] + change.types()[i], type);
        }
      }
    }
    if (refusal != null) {
      refusal.setPathName(directory.toString());
      throw refusal;
    }
  }

  private static boolean exceeds(long limit, long used, long change) {
    return limit >= 0 && change > 0 && used > limit - change;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof QuotaLimits q && inodes == q.inodes && space == q.space && Arrays.equals(types, q.types);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * inodes + space);
  }
}
