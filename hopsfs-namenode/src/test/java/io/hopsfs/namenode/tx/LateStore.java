package io.hopsfs.namenode.tx;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store in front of another one that answers reads outside transactions when a test says so. */
public final class LateStore implements MetadataStore {
  private final MetadataStore store;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private record Asked(ReadBatch batch, CompletableFuture<ReadBatch> answer) {
  }

  public LateStore(MetadataStore store) {
    this.store = store;
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

  @Override
  public Capabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public boolean isFormatted() throws StoreException {
    return store.isFormatted();
  }

  @Override
  public void format() throws StoreException {
    store.format();
  }

  @Override
  public void open() throws StoreException {
    store.open();
  }

  @Override
  public StoreTransaction begin(Key<?> hint) throws StoreException {
    return store.begin(hint);
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }
}
