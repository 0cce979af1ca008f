package io.hopsfs.namenode.tx;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tck.StoreInFront;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store in front of another one that answers reads outside transactions when a test says so. */
public final class LateStore extends StoreInFront {
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private record Asked(ReadBatch batch, CompletableFuture<ReadBatch> answer) {
  }

  public LateStore(MetadataStore store) {
    super(store);
  }

  /** The batches that wait. */
  public List<ReadBatch> waiting() {
    return asked.stream().map(Asked::batch).toList();
  }

  /** Answers all batches that wait with what is committed now. */
  public void answer() {
    for (var each : List.copyOf(asked)) {
      asked.remove(each);
      store.read(each.batch).join();
      each.answer.complete(each.batch);
    }
  }

  /** Lets all batches that wait fail. */
  public void fail(StoreException failure) {
    for (var each : List.copyOf(asked)) {
      asked.remove(each);
      each.answer.completeExceptionally(failure);
    }
  }

  @Override
  public CompletableFuture<ReadBatch> read(ReadBatch batch) {
    var late = new Asked(batch, new CompletableFuture<>());
    asked.add(late);
    return late.answer;
  }
}
