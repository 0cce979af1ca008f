package io.hopsfs.tests.differential;

import java.util.List;

/**
 * What an operation answered, with all that may rightly differ between two file systems taken out.
 *
 * @param text the answer, or the class of the exception
 * @param inodeIds the inode ids in the answer, in order; each side has its own, but one of one side is always the same of the other
 * @param detail the message of an exception, for a reader alone
 */
record Outcome(String text, List<Long> inodeIds, String detail) {

  static Outcome of(Object text) {
    return new Outcome(String.valueOf(text), List.of(), "");
  }

  static Outcome failure(String className, String message) {
    return new Outcome("throws " + className, List.of(), message == null ? "" : message.lines().findFirst().orElse(""));
  }

  @Override
  public String toString() {
    return detail.isEmpty() ? text : text + ": " + detail;
  }
}
