package io.hopsfs.benchmarks.load;

import java.util.function.Function;

/**
 * Something that NameNodes are raced at.
 *
 * @param name        as on the command line and in reports
 * @param description one line for the report
 * @param readsOnly   whether it leaves no trace in the scratch directory
 * @param task        makes the task of one actor
 */
public record Operation(String name, String description, boolean readsOnly, Function<Actor, Task> task) {

  static Operation read(String name, String description, Function<Actor, Task> task) {
    return new Operation(name, description, true, task);
  }

  static Operation write(String name, String description, Function<Actor, Task> task) {
    // One level deeper, which is where a mix has the files of its parts: all paths have the depth of the tree's.
    return new Operation(name, description, false, actor -> task.apply(actor.in("own")));
  }
}
