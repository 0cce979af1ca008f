package io.hopsfs.dal.ndb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A row that is written over an earlier state of it. */
class NdbRowChangerTest {
  private static final InodeRow BEFORE = new InodeRow(7, "file".getBytes(StandardCharsets.UTF_8), 8, InodeKind.FILE, (short) 0644, 1, 1, 2, 3, 0,
      (byte) 0, 0, (short) 3, 128, 0, 0, "client", null);

  private final RecordLayout layout = new RecordLayout(Tables.INODES.columns());
  private final ByteBuffer record = ByteBuffer.allocateDirect(layout.size()).order(ByteOrder.nativeOrder());

  /** The columns that a change is noticed in, which must leave the changed row in the record. */
  private List<String> changed(InodeRow before, UnaryOperator<InodeRow.Change> change) {
    var after = change.apply(before.change()).build();
    var columns = Tables.INODES.columns();
    int reversed = columns.size() - 1;
    var writer = new NdbRowWriter(layout, record);
    Tables.INODES.codec().write(before, writer);
    var changer = new NdbRowChanger(layout, record, writer, IntStream.range(0, columns.size()).map(i -> reversed - i).toArray());
    Tables.INODES.codec().write(after, changer);
    assertThat(Tables.INODES.codec().read(new NdbRowReader(layout, record))).usingRecursiveComparison().isEqualTo(after);
    var names = new ArrayList<String>();
    for (int i = 0; changer.changed() != null && i < columns.size(); i++) {
      int number = reversed - i;
      if ((changer.changed()[number / 8] & 1 << number % 8) != 0) {
        names.add(columns.get(i).name());
      }
    }
    return names;
  }

  @Test
  void onlyTheColumnsThatDifferAreMarked() {
    assertThat(changed(BEFORE, row -> row.mtime(99).children(5))).containsExactly("mtime", "children");
    assertThat(changed(BEFORE, row -> row.id(9))).containsExactly("id");
  }

  @Test
  void nothingIsMarkedInARowThatIsTheSame() {
    assertThat(changed(BEFORE, row -> row)).isEmpty();
  }

  @Test
  void aValueMayBecomeNullAndNullAValue() {
    assertThat(changed(BEFORE, row -> row.clientName(null))).containsExactly("client_name");
    assertThat(changed(BEFORE, row -> row.clientMachine("machine"))).containsExactly("client_machine");
    assertThat(changed(BEFORE, row -> row.clientName("another").clientMachine("machine"))).containsExactly("client_name", "client_machine");
  }
}
