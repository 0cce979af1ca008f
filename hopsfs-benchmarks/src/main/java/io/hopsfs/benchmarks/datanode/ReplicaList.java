package io.hopsfs.benchmarks.datanode;

import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.hadoop.hdfs.protocol.Block;

/** Replicas of one DataNode in three numbers each, so that the millions of a large cluster fit in the harness. Not thread-safe. */
final class ReplicaList {
  private static final int FIELDS = 3;

  private long[] numbers = new long[16 * FIELDS];
  private int size;

  void add(Block block) {
    int at = size * FIELDS;
    if (at == numbers.length) {
      numbers = Arrays.copyOf(numbers, numbers.length * 2);
    }
    numbers[at] = block.getBlockId();
    numbers[at + 1] = block.getNumBytes();
    numbers[at + 2] = block.getGenerationStamp();
    size++;
  }

  int size() {
    return size;
  }

  void forEach(Consumer<Block> action) {
    for (int at = 0; at < size * FIELDS; at += FIELDS) {
      action.accept(new Block(numbers[at], numbers[at + 1], numbers[at + 2]));
    }
  }
}
