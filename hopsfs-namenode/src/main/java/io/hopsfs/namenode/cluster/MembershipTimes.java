package io.hopsfs.namenode.cluster;

import io.hopsfs.dal.conf.HopsKeys;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;

/**
 * When members say that they are alive, and when they are taken for dead.
 *
 * @param heartbeat from one heartbeat to the next
 * @param eviction  how long others wait for one
 */
record MembershipTimes(Duration heartbeat, Duration eviction) {
  private static final int LEAST_HEARTBEATS = 4;

  MembershipTimes {
    if (heartbeat.isZero() || eviction.compareTo(heartbeat.multipliedBy(LEAST_HEARTBEATS)) < 0) {
      throw new IllegalArgumentException(HopsKeys.EVICTION.name() + " = " + eviction.toMillis() + "ms: expected at least "
          + LEAST_HEARTBEATS + " times " + HopsKeys.HEARTBEAT_INTERVAL.name() + ", which is " + heartbeat.toMillis() + "ms");
    }
  }

  static MembershipTimes configured(Configuration conf) {
    return new MembershipTimes(HopsKeys.HEARTBEAT_INTERVAL.in(conf::getTrimmed), HopsKeys.EVICTION.in(conf::getTrimmed));
  }

  /** How often to look at the table: more often than to write, since somebody may wait for an answer. */
  Duration look() {
    return heartbeat.dividedBy(5);
  }

  /**
   * When a member that can't say that it is alive stops to act. What it has begun to commit by then must be over, one way or
   * the other, when the others go on without it: the store is left the other half for that.
   */
  Duration lapse() {
    return eviction.dividedBy(2);
  }
}
