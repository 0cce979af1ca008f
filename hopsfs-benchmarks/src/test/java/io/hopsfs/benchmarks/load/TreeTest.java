package io.hopsfs.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class TreeTest {
  @Test
  void directoriesAreDistinctAndAtDepthSeven() {
    Tree tree = new Tree(5_000);
    Set<String> directories = new HashSet<>();
    for (int i = 0; i < tree.directories(); i++) {
      assertThat(new Path(tree.directory(i)).depth()).isEqualTo(7);
      directories.add(tree.directory(i));
    }
    assertThat(directories).hasSize(tree.directories()).hasSize(313);
    assertThat(tree.files()).isEqualTo(5_008);
  }

  @Test
  void everySixteenthFileHasFourBlocks() {
    int files = Tree.FILES_PER_DIRECTORY;
    assertThat(Tree.blocks(files - 1)).isEqualTo(4);
    for (int i = 0; i < files - 1; i++) {
      assertThat(Tree.blocks(i)).isEqualTo(1);
    }
  }
}
