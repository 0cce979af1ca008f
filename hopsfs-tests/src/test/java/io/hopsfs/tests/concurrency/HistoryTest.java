package io.hopsfs.tests.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.tests.concurrency.History.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proves that the checker of histories tells legal ones from illegal ones. */
class HistoryTest {

  @Test
  void overlappingCallsMayTakeEffectInEitherOrder() {
    History history = new History(List.of(
        new Event(0, new TreeCall.Mkdirs("/a"), "true", 0, 10),
        new Event(1, new TreeCall.Stat("/a"), "absent", 1, 9),
        new Event(2, new TreeCall.Stat("/a"), "d:755", 2, 8)));

    assertThat(history.serialOrder(Tree.EMPTY)).isPresent();
  }

  @Test
  void aCallThatEndedMustBeSeenByThoseThatBeginLater() {
    History history = new History(List.of(
        new Event(0, new TreeCall.Mkdirs("/a"), "true", 0, 10),
        new Event(1, new TreeCall.Stat("/a"), "absent", 11, 20)));

    assertThat(history.serialOrder(Tree.EMPTY)).isEmpty();
  }

  @Test
  void aFileCannotBeCreatedTwice() {
    History history = new History(List.of(
        new Event(0, new TreeCall.Create("/f", false, "x"), "7", 0, 10),
        new Event(1, new TreeCall.Create("/f", false, "y"), "8", 0, 10)));

    assertThat(history.serialOrder(Tree.EMPTY)).isEmpty();
  }

  @Test
  void aLostUpdateIsFound() {
    Tree start = Tree.EMPTY.with("/f", Tree.Node.newFile(7));
    History history = new History(List.of(
        new Event(0, new TreeCall.SetPermission("/f", 0600), "done", 0, 10),
        new Event(1, new TreeCall.Rename("/f", "/g", false), "done", 0, 10),
        new Event(0, new TreeCall.Stat("/g"), "f7:644", 11, 20)));

    assertThat(history.serialOrder(start)).isEmpty();
  }

  @Test
  void twoDirectoriesCannotBeMovedIntoEachOther() {
    Tree start = Tree.EMPTY.with("/a", Tree.Node.newDirectory()).with("/b", Tree.Node.newDirectory());
    History history = new History(List.of(
        new Event(0, new TreeCall.Rename("/a", "/b/a", false), "done", 0, 10),
        new Event(1, new TreeCall.Rename("/b", "/a/b", false), "done", 0, 10)));

    assertThat(history.serialOrder(start)).isEmpty();
  }
}
