package io.hopsfs.namenode.blocks;

import java.util.List;

/**
 * The NameNodes that share the work of reports, as one of them sees it. Rendezvous hashing gives each block to one of them: when
 * one comes or goes, only blocks that it takes or took change hands.
 *
 * @param self id of this NameNode
 * @param live ids of all that are alive
 */
public record Peers(long self, List<Long> live) {

  /** A NameNode by itself. */
  public static Peers alone() {
    return new Peers(0, List.of(0L));
  }

  /** Whether reports of this block are this NameNode's to apply. */
  boolean isOurs(long blockId) {
    return live.size() == 1 ? live.get(0) == self : pick(blockId) == self;
  }

  private long pick(long blockId) {
    long picked = -1;
    long highest = Long.MIN_VALUE;
    for (long id : live) {
      long weight = mix(blockId ^ mix(id));
      if (weight > highest || weight == highest && id < picked) {
        highest = weight;
        picked = id;
      }
    }
    return picked;
  }

  /** Spreads bits so that neighbours, as ids of blocks are, come out far apart (the finalizer of SplitMix64). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
