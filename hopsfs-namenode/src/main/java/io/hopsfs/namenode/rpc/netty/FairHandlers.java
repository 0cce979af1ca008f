package io.hopsfs.namenode.rpc.netty;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handlers' threads and the calls that wait for them: a queue a user, served in turn, so that a user with a thousand
 * waiting calls delays another's one call by one call. Thread-safe.
 */
final class FairHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(FairHandlers.class);
  private static final long STOP_WAIT_MILLIS = 5_000;

  private final int waitingPerUser;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Map<String, Queue<Runnable>> waiting = new HashMap<>();
  private final Queue<String> turns = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean stopped;

  FairHandlers(int handlers, int waitingPerUser) {
    this.waitingPerUser = waitingPerUser;
    for (int i = 0; i < handlers; i++) {
      var thread = new Thread(this::serve, "rpc-handler-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** @throws RejectedExecutionException if so many calls of this user wait already, or the handlers have stopped */
  void execute(String user, Runnable call) {
    lock.lock();
    try {
      var mine = waiting.computeIfAbsent(user, u -> new ArrayDeque<>());
      if (stopped || mine.size() >= waitingPerUser) {
        throw new RejectedExecutionException(stopped ? "the server is stopping" : mine.size() + " calls of " + user + " are waiting");
      }
      if (mine.isEmpty()) {
        turns.add(user);
      }
      mine.add(call);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    try {
      for (var call = next(); call != null; call = next()) {
        try {
          call.run();
        } catch (RuntimeException e) {
          LOG.error("a call ended a handler's work unexpectedly", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Runnable next() throws InterruptedException {
    lock.lock();
    try {
      while (turns.isEmpty()) {
        if (stopped) {
          return null;
        }
        work.await();
      }
      String user = turns.poll();
      var mine = waiting.get(user);
      var call = mine.poll();
      if (mine.isEmpty()) {
        waiting.remove(user);
      } else {
        turns.add(user);
      }
      return call;
    } finally {
      lock.unlock();
    }
  }

  /** Lets waiting and running calls end for a bounded time, then interrupts them. */
  void stop() throws InterruptedException {
    lock.lock();
    try {
      stopped = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_WAIT_MILLIS);
    for (var thread : threads) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      thread.interrupt();
    }
  }
}
