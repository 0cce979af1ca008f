package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Partitioning;
import java.util.Arrays;
import java.util.OptionalLong;

/** Children of the root spread by their name, all others live with their siblings. */
final class InodePartitioning implements Partitioning {

  @Override
  public OptionalLong of(Key<?> key) {
    if (key.columns() == 0) {
      return OptionalLong.empty();
    }
    long parent = key.number(0);
    if (parent != Inodes.ROOT_ID) {
      return OptionalLong.of(parent);
    }
    return key.columns() == 1 ? OptionalLong.empty() : OptionalLong.of(Arrays.hashCode(key.binary(1)));
  }

  @Override
  public String derivedColumn() {
    return "partition_id";
  }
}
