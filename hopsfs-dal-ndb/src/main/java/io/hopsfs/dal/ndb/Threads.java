package io.hopsfs.dal.ndb;

/** Waits for threads that end soon, whatever interrupts it. */
final class Threads {

  private Threads() {
  }

  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
