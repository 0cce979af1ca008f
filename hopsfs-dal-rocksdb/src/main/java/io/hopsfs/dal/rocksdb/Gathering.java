package io.hopsfs.dal.rocksdb;

/**
 * How many commits a sync of the log is worth waiting for. Where a disk syncs as fast as commits come, groups stay small, and syncs and
 * the threads that they wake take a quarter of the CPU that writes cost. Groups grow one by one as long as others still come within
 * the wait; where nobody does, because all who commit are waiting already, the next ones are as large as that one was. Used by one thread.
 */
final class Gathering {
  /** So few that commit at once would rather have their answers at once. */
  private static final int FEW = 4;
  /** More would save little, and leave nothing to do during a sync where not many more commit at once. */
  private static final int MANY = 12;
  /** After everybody was seen to wait, so many groups are formed before it is tried again whether there are more. */
  private static final int GROUPS_WITHOUT_TRYING = 64;

  private int wanted;
  private int withoutTrying;

  /** So many the next group is to be waited for; 1 or less for no wait. */
  int wanted() {
    return wanted;
  }

  /**
   * Takes note of a group.
   *
   * @param before commits that waited already when the group's turn came
   * @param size   commits of the group in the end
   */
  void formed(int before, int size) {
    if (size < FEW) {
      wanted = 0;
    } else if (size < wanted && size == before) {
      wanted = size;
      withoutTrying = GROUPS_WITHOUT_TRYING;
    } else if (withoutTrying > 0) {
      wanted = Math.min(size, MANY);
      withoutTrying--;
    } else {
      wanted = Math.min(size + 1, MANY);
    }
  }
}
