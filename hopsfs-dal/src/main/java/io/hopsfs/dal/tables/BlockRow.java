package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;
import java.util.List;

/**
 * A block of a file and where its replicas are. Addressed by primary key: a file with n blocks has the indexes 0 to n - 1.
 *
 * @param index           position in the file, from 0
 * @param generationStamp what a replica must carry to be good
 * @param length          bytes; while the block is under construction what is known so far
 * @param replicas        packed in the row; at most {@link Replica#MAX_PACKED}
 * @param recoveryId      generation stamp of the recovery under way in state UNDER_RECOVERY, else 0
 * @param truncateLength  length that the recovery truncates to, or -1
 */
public record BlockRow(
    long inodeId, int index, long blockId, long generationStamp, long length, BlockState state,
    List<Replica> replicas, long recoveryId, long truncateLength) implements Row {

  static final RowCodec<BlockRow> CODEC = new RowCodec<>() {
    @Override
    public void write(BlockRow row, RowWriter out) {
      out.putNumber(0, row.inodeId);
      out.putNumber(1, row.index);
      out.putNumber(2, row.blockId);
      out.putNumber(3, row.generationStamp);
      out.putNumber(4, row.length);
      out.putNumber(5, row.state.ordinal());
      out.putBytes(6, Replica.pack(row.replicas));
      out.putNumber(7, row.recoveryId);
      out.putNumber(8, row.truncateLength);
    }

    @Override
    public BlockRow read(RowReader in) {
      return new BlockRow(
          in.getNumber(0),
          (int) in.getNumber(1),
          in.getNumber(2),
          in.getNumber(3),
          in.getNumber(4),
          BlockState.of((int) in.getNumber(5)),
          Replica.unpack(in.getBytes(6)),
          in.getNumber(7),
          in.getNumber(8));
    }
  };

  @Override
  public Key<BlockRow> key() {
    return Tables.BLOCKS.key(inodeId, index);
  }

  public BlockRow withReplicas(List<Replica> newReplicas) {
    return new BlockRow(inodeId, index, blockId, generationStamp, length, state, newReplicas, recoveryId, truncateLength);
  }

  public BlockRow withState(BlockState newState) {
    return new BlockRow(inodeId, index, blockId, generationStamp, length, newState, replicas, recoveryId, truncateLength);
  }

  public BlockRow withLength(long newLength) {
    return new BlockRow(inodeId, index, blockId, generationStamp, newLength, state, replicas, recoveryId, truncateLength);
  }

  public BlockRow withGenerationStamp(long stamp) {
    return new BlockRow(inodeId, index, blockId, stamp, length, state, replicas, recoveryId, truncateLength);
  }

  public BlockRow withRecovery(long newRecoveryId, long newTruncateLength) {
    return new BlockRow(inodeId, index, blockId, generationStamp, length, state, replicas, newRecoveryId, newTruncateLength);
  }

  public BlockRow withPlace(long newInodeId, int newIndex) {
    return new BlockRow(newInodeId, newIndex, blockId, generationStamp, length, state, replicas, recoveryId, truncateLength);
  }
}
