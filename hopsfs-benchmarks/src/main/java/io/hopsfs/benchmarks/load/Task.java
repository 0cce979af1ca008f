package io.hopsfs.benchmarks.load;

import java.io.IOException;

/** One thread's share of a round: the calls it repeats. Used by one thread. */
public interface Task {

  /**
   * Makes what the calls to come will use up. Not measured.
   *
   * @param calls how many are expected
   * @return how many calls there is enough for; the round ends when they are used up
   */
  default long prepare(long calls) throws IOException {
    return Long.MAX_VALUE;
  }

  /** One operation, measured. */
  void call() throws IOException;
}
