package io.hopsfs.namenode.rpc.netty;

import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.ReplayedRows;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Which calls run on their event loop from answer to answer of a remote store, and for how many of a user the store is
 * waited for at once. Thread-safe.
 */
public final class ResumableReads {
  /** More than a round of the store's readers holds; what a user asks beyond that takes turns with others at the handlers. */
  private static final int MOST_OF_A_USER = 128;
  /** Each run repeats the work of those before. */
  private static final int MOST_RUNS = 12;

  private final Set<String> methods;
  private final CommittedRows committed;
  private final BooleanSupplier serving;
  private final int mostOfAUser;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  /**
   * @param methods names of methods that read a few rows and change nothing
   * @param serving whether calls pass at once; while they don't, they wait on the handlers' threads
   */
  public ResumableReads(Set<String> methods, CommittedRows committed, BooleanSupplier serving) {
    this(methods, committed, serving, MOST_OF_A_USER);
  }

  ResumableReads(Set<String> methods, CommittedRows committed, BooleanSupplier serving, int mostOfAUser) {
    this.methods = methods;
    this.committed = committed;
    this.serving = serving;
    this.mostOfAUser = mostOfAUser;
  }

  /** What a call of this method reads; null if it has to be run where it may wait. */
  ReplayedRows rows(String method) {
    return methods.contains(method) && serving.getAsBoolean() ? new ReplayedRows(committed) : null;
  }

  /** Whether a call whose run was suspended may wait for the store; else it has to be run where it may wait itself. */
  boolean mayGoOn(String user, ReplayedRows rows) {
    return rows.wantsRows() && rows.runs() < MOST_RUNS && (rows.runs() > 1 || begin(user));
  }

  private boolean begin(String user) {
    boolean few = underWay.merge(user, 1, Integer::sum) <= mostOfAUser;
    if (!few) {
      end(user);
    }
    return few;
  }

  /** To be called once for each call that has rows, whether it ever waited or not. */
  void ended(String user, ReplayedRows rows) {
    if (rows.runs() > 1) {
      end(user);
    }
  }

  private void end(String user) {
    underWay.computeIfPresent(user, (u, calls) -> calls == 1 ? null : calls - 1);
  }

  /** For how many calls of a user the store is waited for. */
  int underWay(String user) {
    return underWay.getOrDefault(user, 0);
  }
}
