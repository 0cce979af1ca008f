package io.hopsfs.dal.tables;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a copy of a block is and what is known of it.
 *
 * @param storageId       id in storages
 * @param generationStamp of the copy, as reported or expected
 * @param length          of the copy in bytes, as reported; 0 where not known
 */
public record Replica(int storageId, ReplicaState state, long generationStamp, long length) {
  private static final int PACKED = 4 + 1 + 8 + 8;
  /** So many fit a row: more than dfs.replication.max allows. */
  public static final int MAX_PACKED = 768;

  static byte[] pack(List<Replica> replicas) {
    var out = ByteBuffer.allocate(replicas.size() * PACKED);
    for (var r : replicas) {
      out.putInt(r.storageId).put((byte) r.state.ordinal()).putLong(r.generationStamp).putLong(r.length);
    }
    return out.array();
  }

  static List<Replica> unpack(byte[] packed) {
    var in = ByteBuffer.wrap(packed);
    var replicas = new ArrayList<Replica>(packed.length / PACKED);
    while (in.hasRemaining()) {
      replicas.add(new Replica(in.getInt(), ReplicaState.of(in.get()), in.getLong(), in.getLong()));
    }
    return List.copyOf(replicas);
  }
}
