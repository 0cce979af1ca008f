package io.hopsfs.namenode.blocks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs;
import org.apache.hadoop.hdfs.protocol.BlockListAsLongs.BlockReportReplica;

/**
 * Where a storage's rows were found to be as it reported, by ranges of block ids: of each range a hash of what was reported, until
 * a row there changes. A report of the same hash says nothing new; where all agree, one of the same bytes. Thread-safe.
 */
final class AgreedRanges {
  /** So many replicas a range has when ranges are laid out. */
  private static final int RANGE = 512;

  private final int replicas;
  private final int shift;
  private final long first;
  private final int ranges;
  private final BitSet agreed = new BitSet();
  private final long[] hashes;
  /** How often rows of a range have changed. */
  private final int[] changes;
  /** Of the bytes of a report that all rows agree with: decoding them is what an unchanged report would cost most. */
  private long fingerprint;
  private boolean allAgreed;

  private AgreedRanges(int replicas, int shift, long first, int ranges) {
    this.replicas = replicas;
    this.shift = shift;
    this.first = first;
    this.ranges = ranges;
    this.hashes = new long[ranges];
    this.changes = new int[ranges];
  }

  /** Lays out ranges by what a storage reports. */
  static AgreedRanges layOut(BlockListAsLongs report) {
    int wanted = report.getNumberOfBlocks() / RANGE;
    if (wanted < 2) {
      return new AgreedRanges(report.getNumberOfBlocks(), Long.SIZE - 1, 0, 1);
    }
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (var r : report) {
      least = Math.min(least, r.getBlockId());
      most = Math.max(most, r.getBlockId());
    }
    int shift = Long.SIZE - 1;
    while (shift > 0 && (most >> shift - 1) - (least >> shift - 1) >= 0 && (most >> shift - 1) - (least >> shift - 1) < wanted) {
      shift--;
    }
    long first = least >> shift;
    return new AgreedRanges(report.getNumberOfBlocks(), shift, first, (int) ((most >> shift) - first) + 1);
  }

  /** Whether the ranges are still of use for a report of so many replicas: new ones are all in the last range. */
  boolean suit(int reported) {
    return reported <= replicas + replicas / 4 + RANGE && reported >= replicas / 2;
  }

  /** The range of a block id. The first and the last have no end. */
  int range(long blockId) {
    return (int) Math.max(0, Math.min(ranges - 1, (blockId >> shift) - first));
  }

  /** Every id of the range is greater; of the first range, Long.MIN_VALUE. */
  long before(int range) {
    return range == 0 ? Long.MIN_VALUE : (first + range << shift) - 1;
  }

  /** The greatest id of the range. */
  long last(int range) {
    return range == ranges - 1 ? Long.MAX_VALUE : (first + range + 1 << shift) - 1;
  }

  /** A row has changed: comes after its transaction is visible. */
  synchronized void changed(long blockId) {
    int range = range(blockId);
    changes[range]++;
    agreed.clear(range);
    allAgreed = false;
  }

  /** Whether the report has the bytes that all rows agree with. */
  boolean isAgreed(BlockListAsLongs report) {
    return isAgreed(fingerprint(report));
  }

  /** Looks where a report differs from what was agreed on. */
  Comparison compare(BlockListAsLongs report) {
    long bytes = fingerprint(report);
    if (isAgreed(bytes)) {
      return new Comparison(new BitSet(), null, null, bytes);
    }
    var reported = new long[ranges];
    for (var r : report) {
      reported[range(r.getBlockId())] += hash(r);
    }
    return compare(reported, bytes);
  }

  private synchronized boolean isAgreed(long bytes) {
    return allAgreed && fingerprint == bytes;
  }

  private synchronized Comparison compare(long[] reported, long bytes) {
    var unknown = unknown(reported);
    agreeOnAll(unknown, bytes);
    return new Comparison(unknown, reported, changes.clone(), bytes);
  }

  private BitSet unknown(long[] reported) {
    var unknown = new BitSet(ranges);
    for (int range = 0; range < ranges; range++) {
      if (!agreed.get(range) || hashes[range] != reported[range]) {
        unknown.set(range);
      }
    }
    return unknown;
  }

  private synchronized void agree(BitSet same, Comparison comparison) {
    same.stream().filter(range -> changes[range] == comparison.changes[range]).forEach(range -> {
      agreed.set(range);
      hashes[range] = comparison.reported[range];
    });
    agreeOnAll(unknown(comparison.reported), comparison.bytes);
  }

  private void agreeOnAll(BitSet unknown, long bytes) {
    if (unknown.isEmpty()) {
      allAgreed = true;
      fingerprint = bytes;
    }
  }

  private static long fingerprint(BlockListAsLongs report) {
    var fingerprint = new Fingerprint();
    try {
      report.writeTo(fingerprint);
    } catch (IOException e) {
      throw new UncheckedIOException("a hash can't fail", e);
    }
    return fingerprint.hash;
  }

  /**
   * Hashes the bytes of a report in their order: a DataNode on which nothing has changed reports in the same one. Bytes that come in
   * other pieces have another hash, which only means that the report is decoded.
   */
  private static final class Fingerprint extends OutputStream {
    private long hash;

    @Override
    public void write(int value) {
      hash = mix((hash ^ value) * 0xc2b2ae3d27d4eb4fL);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      var rest = ByteBuffer.wrap(bytes, offset, length);
      hash += length;
      while (rest.remaining() >= Long.BYTES) {
        hash = mix((hash ^ rest.getLong()) * 0x9e3779b97f4a7c15L);
      }
      while (rest.hasRemaining()) {
        write(rest.get());
      }
    }
  }

  /** The sum of these over a range doesn't depend on the order of the report, which is that of the DataNode's hash table. */
  private static long hash(BlockReportReplica replica) {
    long hash = mix(replica.getBlockId() * 0x9e3779b97f4a7c15L);
    hash = mix((hash + replica.getGenerationStamp()) * 0xc2b2ae3d27d4eb4fL);
    hash = mix((hash + replica.getNumBytes()) * 0x165667b19e3779f9L);
    return mix((hash + replica.getState().getValue()) * 0x9e3779b97f4a7c15L);
  }

  private static long mix(long hash) {
    return hash ^ hash >>> 32;
  }

  /** A report beside what was agreed on. */
  final class Comparison {
    private final BitSet unknown;
    private final long[] reported;
    private final int[] changes;
    private final long bytes;

    private Comparison(BitSet unknown, long[] reported, int[] changes, long bytes) {
      this.unknown = unknown;
      this.reported = reported;
      this.changes = changes;
      this.bytes = bytes;
    }

    /** Ranges in which the report must be compared with the rows. */
    BitSet unknown() {
      return unknown;
    }

    AgreedRanges ranges() {
      return AgreedRanges.this;
    }

    /** The rows, read since, are what was reported in these ranges. */
    void agree(BitSet same) {
      AgreedRanges.this.agree(same, this);
    }
  }
}
