package io.hopsfs.namenode.ops;

import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tck.CountingStore;
import io.hopsfs.namenode.cluster.ClusterIdentity;
import io.hopsfs.namenode.cluster.Heartbeat;
import io.hopsfs.namenode.namespace.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** A freshly formatted file system on the embedded store, without a network, whose clock moves when it is told to. */
public final class NamesystemFixture implements AutoCloseable {
  public static final String SUPERUSER = "hdfs";
  public static final String SUPERGROUP = "supergroup";
  private static final long START = 1_700_000_000_000L;

  private final CountingStore store;
  private final Configuration conf;
  private final TestClock clock = new TestClock();
  private final Namesystem namesystem;
  private final Operations operations;
  private final Heartbeat heartbeat;

  public NamesystemFixture(Path directory) throws IOException {
    this(directory, new Configuration(false));
  }

  /** @param directory for the store; need not exist */
  public NamesystemFixture(Path directory, Configuration conf) throws IOException {
    this(embedded(directory), conf);
  }

  /** @param settings which store, and how it is configured */
  public NamesystemFixture(Map<String, String> settings, Configuration conf) throws IOException {
    this(store(settings), conf);
  }

  NamesystemFixture(MetadataStore behind, Configuration conf) throws IOException {
    store = new CountingStore(behind);
    ClusterIdentity.make("CID-test", "127.0.0.1", START).format(store, SUPERUSER, SUPERGROUP);
    this.conf = conf;
    namesystem = Namesystem.over(store, conf, clock, "test");
    namesystem.leadership().listen(namesystem.datanodes());
    namesystem.membership().join("127.0.0.1:8020", "127.0.0.1:9870");
    heartbeat = new Heartbeat(namesystem.membership());
    heartbeat.start();
    namesystem.membership().open();
    operations = new Operations(namesystem, conf);
  }

  /** A store in the directory, for who puts another one in front of it. */
  static MetadataStore embedded(Path directory) throws IOException {
    return store(Map.of("hopsfs.store", "rocksdb", "hopsfs.store.rocksdb.dir", directory.toString(), "hopsfs.store.rocksdb.sync", "false",
        "hopsfs.store.rocksdb.cache.rows", "10000"));
  }

  private static MetadataStore store(Map<String, String> settings) throws IOException {
    return StoreProvider.named(settings.get("hopsfs.store")).create(Tables.SCHEMA, settings::get);
  }

  public MetadataStore store() {
    return store;
  }

  /** Round trips to the store so far. */
  public CountingStore.Counts roundTrips() {
    return store.counts();
  }

  public Namesystem namesystem() {
    return namesystem;
  }

  /** The rooms of another NameNode on the same store, which doesn't lead. */
  public Namesystem another() throws IOException {
    return Namesystem.over(store, conf, clock, "another");
  }

  public Operations operations() {
    return operations;
  }

  public Caller superuser() {
    return new Caller(SUPERUSER, Set.of(SUPERGROUP), true, "127.0.0.1");
  }

  /** Somebody without privileges. */
  public Caller user(String name, String... groups) {
    return new Caller(name, Set.of(groups), false, "127.0.0.1");
  }

  public <T> T read(ReadOp<T> op, Caller caller) throws IOException {
    return operations.read(op, caller);
  }

  public <T> T write(WriteOp<T> op, Caller caller) throws IOException {
    return operations.write(op, caller).await();
  }

  public <T> T write(AtMostOnceOp<T> op, Caller caller, CallId id) throws IOException {
    return operations.write(op, caller, id).await();
  }

  public long now() {
    return clock.millis();
  }

  /** Moves the clock forward. */
  public void pass(Duration time) {
    clock.now = clock.now.plus(time);
  }

  @Override
  public void close() throws IOException {
    heartbeat.close();
    store.close();
  }

  private static final class TestClock extends Clock {
    private volatile Instant now = Instant.ofEpochMilli(START);

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
