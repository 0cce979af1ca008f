package io.hopsfs.tests.differential;

/**
 * One call on a file system, as data that can be replayed on any side.
 *
 * @param kind the name of the call
 * @param user who calls
 * @param text the call with its arguments, for a reader
 * @param call the call itself; it returns what it saw in a normalised form
 */
record Operation(String kind, String user, String text, Call call) {

  /** What runs on one side. */
  @FunctionalInterface
  interface Call {
    Outcome on(Session session) throws Exception;
  }

  @Override
  public String toString() {
    return user + ": " + text;
  }
}
