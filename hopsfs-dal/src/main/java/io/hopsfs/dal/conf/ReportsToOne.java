package io.hopsfs.dal.conf;

/**
 * How a DataNode says that it tells each report to one NameNode alone, which then must apply it: a mark at the end of its software
 * version, which is part of every call. Stock NameNodes see a version like any other.
 */
public final class ReportsToOne {
  private static final String MARK = "-hopsfs";

  private ReportsToOne() {
  }

  /** The version with the mark. */
  public static String mark(String softwareVersion) {
    return softwareVersion + MARK;
  }

  public static boolean isMarked(String softwareVersion) {
    return softwareVersion.endsWith(MARK);
  }
}
