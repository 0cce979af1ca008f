package io.hopsfs.namenode.rpc.netty;

import io.hopsfs.namenode.tx.Resumable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Which calls run on their event loop from answer to answer of a remote store, and for how many of a user the store is
 * waited for at once. Thread-safe.
 */
public final class ResumableCalls {
  /** More than a round of the store's readers holds; what a user asks beyond that takes turns with others at the handlers. */
  private static final int MOST_OF_A_USER = 128;
  /** Each run repeats the work of those before. */
  private static final int MOST_RUNS = 12;

  private final Map<String, Supplier<Resumable>> methods;
  private final BooleanSupplier serving;
  private final int mostOfAUser;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  /**
   * @param methods names of methods, and what runs a call of each
   * @param serving whether calls pass at once; while they don't, they wait on the handlers' threads
   */
  public ResumableCalls(Map<String, Supplier<Resumable>> methods, BooleanSupplier serving) {
    this(methods, serving, MOST_OF_A_USER);
  }

  ResumableCalls(Map<String, Supplier<Resumable>> methods, BooleanSupplier serving, int mostOfAUser) {
    this.methods = methods;
    this.serving = serving;
    this.mostOfAUser = mostOfAUser;
  }

  /** What runs a call of this method; null if it has to be run where it may wait. If not null, {@link #ended} must follow. */
  Resumable begin(String method, String user) {
    var maker = methods.get(method);
    if (maker == null || !serving.getAsBoolean()) {
      return null;
    }
    if (underWay.merge(user, 1, Integer::sum) > mostOfAUser) {
      ended(user);
      return null;
    }
    return maker.get();
  }

  /** Whether a call whose run was suspended may wait for what it lacks; else it has to be run where it may wait itself. */
  boolean mayGoOn(Resumable call) {
    return call.mayGoOn() && call.runs() < MOST_RUNS;
  }

  /** To be called once for each call that was begun. */
  void ended(String user) {
    underWay.computeIfPresent(user, (u, calls) -> calls == 1 ? null : calls - 1);
  }

  /** How many calls of a user have begun and not ended. */
  int underWay(String user) {
    return underWay.getOrDefault(user, 0);
  }
}
