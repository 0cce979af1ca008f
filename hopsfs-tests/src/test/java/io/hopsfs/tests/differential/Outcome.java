package io.hopsfs.tests.differential;

import java.util.List;
import java.util.Set;

/**
 * What an operation answered, with all that may rightly differ between two file systems taken out.
 *
 * @param text the answer, or the class of the exception
 * @param inodeIds the inode ids in the answer, in order; each side has its own, but one of one side is always the same of the other
 * @param detail the message of an exception, for a reader alone
 */
record Outcome(String text, List<Long> inodeIds, String detail) {

  private static final Set<String> DEFECTS = Set.of("throws " + AssertionError.class.getName(),
      "throws " + NullPointerException.class.getName(), "throws " + ArrayIndexOutOfBoundsException.class.getName());

  /** A defect of the NameNode rather than its answer, such as a failed assertion: there is nothing that another one could agree with. */
  boolean isBroken() {
    return DEFECTS.contains(text);
  }

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
