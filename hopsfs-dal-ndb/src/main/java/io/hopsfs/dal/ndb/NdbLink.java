package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.Ndb;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.Table;
import java.io.Closeable;
import java.util.concurrent.CompletableFuture;

/** The tables of a schema in use: their records, sessions and readers, on a connection that outlives them. */
final class NdbLink implements Closeable {
  private final Ndb dictionaryHolder;
  private final Connected connected;
  private final ReadWorkers readers;

  private NdbLink(NdbConnection connection, Ndb dictionaryHolder, NdbCatalogue catalogue, NdbSettings settings,
      RoundTrips roundTrips, LinkKeeper.Loss loss) {
    this.dictionaryHolder = dictionaryHolder;
    var sessions = new SessionPool(connection.handle(), settings, roundTrips, () -> loss.of(this));
    this.connected = new Connected(catalogue, sessions, new LockQueue());
    this.readers = new ReadWorkers(connected, settings.readers());
  }

  /**
   * @param loss told when a session finds that there is no cluster any more
   * @throws StoreUnavailableException if a table isn't there
   */
  static NdbLink open(NdbConnection connection, NdbSettings settings, Schema schema, RoundTrips roundTrips, LinkKeeper.Loss loss)
      throws StoreException {
    var holder = connection.session(settings.database());
    try {
      var catalogue = NdbCatalogue.open(holder, settings.database(), schema);
      var link = new NdbLink(connection, holder, catalogue, settings, roundTrips, loss);
      link.readers.start();
      return link;
    } catch (StoreException e) {
      Ndb.delete(holder);
      throw e;
    }
  }

  StoreTransaction begin(Key<?> hint) {
    return new NdbStoreTransaction(connected, hint);
  }

  CompletableFuture<ReadBatch> read(ReadBatch batch) {
    return readers.read(batch);
  }

  <R extends Row> void walk(Table<R> table, MetadataStore.Visitor<? super R> visitor) throws StoreException {
    var session = connected.sessions().take();
    try {
      synchronized (session) {
        try {
          new TableWalk<>(session, connected.catalogue().table(table)).run(visitor);
        } finally {
          session.end();
        }
      }
    } finally {
      connected.sessions().give(session);
    }
  }

  int rowsQueuedFor() {
    return connected.queue().size();
  }

  int sessionsInUse() {
    return connected.sessions().inUse();
  }

  @Override
  public void close() {
    readers.close();
    connected.sessions().close();
    connected.catalogue().close();
    Ndb.delete(dictionaryHolder);
  }
}
