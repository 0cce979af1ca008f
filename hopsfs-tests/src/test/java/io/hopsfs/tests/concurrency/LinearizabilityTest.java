package io.hopsfs.tests.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.concurrency.History.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many clients on a small tree at once: what they are told must be explained by some serial order of their calls. */
@Tag("heavy")
class LinearizabilityTest {
  private static final Logger LOG = LoggerFactory.getLogger(LinearizabilityTest.class);
  private static final int ROUNDS = Integer.getInteger("hopsfs.concurrency.rounds", 400);
  private static final long SEED = Long.getLong("hopsfs.concurrency.seed", 1);
  private static final int CLIENTS = 4;
  private static final int CALLS_EACH = 6;
  private static final List<String> PATHS = List.of("/a", "/b", "/a/a", "/a/b", "/b/a", "/b/b", "/a/b/c");

  @Test
  void concurrentCallsHaveASerialExplanation() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (Cluster cluster = Cluster.builder().dataNodes(0).start()) {
      List<ClientProtocol> clients = new ArrayList<>();
      String me = UserGroupInformation.getCurrentUser().getShortUserName();
      for (int i = 0; i < CLIENTS; i++) {
        // Users of the same name, and yet a connection each, in turn to all NameNodes.
        clients.add(cluster.clientProtocol(UserGroupInformation.createRemoteUser(me), cluster.nameNode(i)));
      }
      int overlapping = 0;
      for (int round = 0; round < ROUNDS; round++) {
        String base = "/round" + round;
        clients.get(0).mkdirs(base, new FsPermission((short) 0777), true);
        History history = run(threads, clients, base, SEED * 1_000_003 + round);
        assertThat(history.serialOrder(Tree.EMPTY))
            .as("seed %d, round %d: no serial order explains%n%s", SEED, round, history).isPresent();
        overlapping += history.overlaps() ? 1 : 0;
        if (round % 10 > 0) {
          clients.get(0).delete(base, true);
        }
      }
      LOG.info("{} histories of {} calls by {} clients, {} of them with calls that overlapped", ROUNDS, CALLS_EACH * CLIENTS, CLIENTS,
          overlapping);
      assertThat(overlapping).as("histories in which calls overlapped at all").isGreaterThan(ROUNDS / 2);
      assertThat(cluster.metadataFsck()).isEmpty();
    } finally {
      threads.shutdownNow();
    }
  }

  private static History run(ExecutorService threads, List<ClientProtocol> clients, String base, long seed) throws Exception {
    CyclicBarrier start = new CyclicBarrier(clients.size());
    List<Future<List<Event>>> running = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      int client = i;
      Random random = new Random(seed * 31 + client);
      Callable<List<Event>> task = () -> {
        List<Event> events = new ArrayList<>();
        start.await();
        for (int n = 0; n < CALLS_EACH; n++) {
          TreeCall call = TreeCall.draw(random, PATHS, client + "-" + n + "-" + seed);
          long invoked = System.nanoTime();
          String answer = call.answer(clients.get(client), base);
          events.add(new Event(client, call, answer, invoked, System.nanoTime()));
        }
        return events;
      };
      running.add(threads.submit(task));
    }
    List<Event> all = new ArrayList<>();
    for (Future<List<Event>> future : running) {
      all.addAll(future.get());
    }
    return new History(all);
  }
}
