package io.hopsfs.benchmarks.measure;

/** Hears how a race goes while it runs. */
public interface RaceProgress {

  /** Something that takes a while has been reached. */
  void step(String what);

  /** A round has been measured. */
  void round(RoundResult result);
}
