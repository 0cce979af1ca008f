package io.hopsfs.namenode.tx;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The committed rows that one read has asked for so far, so that it needs no thread while it waits for more: the operation, a
 * pure function of its request and its rows, is run; where it asks for what isn't here its run ends with a {@link SuspendedException};
 * that is fetched, and the operation is run again from its start. Used by one thread at a time.
 *
 * <p>Answers are kept by what was asked, not by batch, since memory that changes between two runs (hints of paths and
 * blocks) makes the next run ask for the same rows in other batches. Within a run each answer serves once: who asks a second
 * time wants to see the row as it is later.
 */
public final class ReplayedRows implements Resumable {
  private final CommittedRows committed;
  private final Known<Key<?>, Row> rows = new Known<>();
  private final Known<Scan<?>, List<? extends Row>> scans = new Known<>();
  private int run;
  private ReadBatch missing;
  private StoreException failure;

  public ReplayedRows(CommittedRows committed) {
    this.committed = committed;
  }

  /** Its reads of the committed rows are answered from here. */
  @Override
  public <T, E extends Exception> T run(Operation<T, E> operation) throws E {
    run++;
    missing = null;
    rows.rewind();
    scans.rewind();
    committed.replay(this);
    try {
      return operation.run();
    } finally {
      committed.replay(null);
    }
  }

  @Override
  public int runs() {
    return run;
  }

  @Override
  public boolean mayGoOn() {
    return missing != null;
  }

  /** Asks the store for what the last run lacked. */
  @Override
  public CompletableFuture<Void> awaited() {
    var asked = missing;
    return committed.fetch(asked).handle((answered, e) -> {
      if (e == null) {
        asked.gets().forEach(get -> rows.add(get.key(), get.row()));
        asked.scans().forEach(range -> scans.add(range.scan(), range.rows()));
      } else {
        failure = CommittedRows.failure(e);
      }
      return null;
    });
  }

  void read(ReadBatch batch) throws StoreException {
    var unknown = rows.isEmpty() && scans.isEmpty() ? batch : unknown(batch);
    if (unknown.isEmpty()) {
      return;
    }
    if (failure != null) {
      var met = failure;
      failure = null;
      throw met;
    }
    missing = unknown;
    throw new SuspendedException();
  }

  /** Answers what is known. */
  private ReadBatch unknown(ReadBatch batch) {
    var unknown = new ReadBatch();
    for (var get : batch.gets()) {
      if (!answer(get)) {
        unknown.get(get.key(), get.lock());
      }
    }
    for (var range : batch.scans()) {
      if (!answer(range)) {
        unknown.scan(range.scan());
      }
    }
    return unknown;
  }

  @SuppressWarnings("unchecked")
  private <R extends Row> boolean answer(ReadBatch.Get<R> get) {
    var found = rows.next(get.key());
    if (found != null) {
      get.answer((R) found.answer);
    }
    return found != null;
  }

  @SuppressWarnings("unchecked")
  private <R extends Row> boolean answer(ReadBatch.Range<R> range) {
    var found = scans.next(range.scan());
    if (found != null) {
      range.answer((List<R>) found.answer);
    }
    return found != null;
  }

  private static final class Answered<Q, A> {
    private final Q question;
    private final A answer;
    private boolean used;

    Answered(Q question, A answer) {
      this.question = question;
      this.answer = answer;
    }
  }

  /** Questions with their answers, in the order in which they were answered, each for one use in a run. */
  private static final class Known<Q, A> {
    private final List<Answered<Q, A>> answered = new ArrayList<>();
    /** All before this are used: runs mostly ask in the same order, so the next answer is mostly found here. */
    private int unused;

    boolean isEmpty() {
      return answered.isEmpty();
    }

    void add(Q question, A answer) {
      answered.add(new Answered<>(question, answer));
    }

    void rewind() {
      unused = 0;
      for (int i = 0; i < answered.size(); i++) {
        answered.get(i).used = false;
      }
    }

    /** The answer that was given first of those that this run hasn't used; null if there is none. */
    Answered<Q, A> next(Q question) {
      int size = answered.size();
      while (unused < size && answered.get(unused).used) {
        unused++;
      }
      for (int i = unused; i < size; i++) {
        var each = answered.get(i);
        if (!each.used && each.question.equals(question)) {
          each.used = true;
          return each;
        }
      }
      return null;
    }
  }
}
