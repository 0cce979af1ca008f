package io.hopsfs.dal.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.Row;
import io.hopsfs.dal.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The codecs and declarations of all tables, by random rows. */
class RowCodecTest {

  static Stream<Table<?>> tables() {
    return TckTables.SCHEMA.tables().stream();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyRowComesBackFromItsColumns(Table<?> table) {
    roundTrip(table);
  }

  private static <R extends Row> void roundTrip(Table<R> table) {
    var samples = new RowSamples(99);
    for (int i = 0; i < 200; i++) {
      R row = samples.row(table);
      var columns = Columns.of(row);
      assertThat(columns.values()).hasSameSizeAs(table.columns());
      R back = columns.toRow(table);
      assertThat(Columns.of(back)).isEqualTo(columns);
      assertThat(back.key()).isEqualTo(row.key());
      assertThat(row.key().space()).isSameAs(table);
      assertThat(row.key().isPrefix()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyColumnHasTheDeclaredType(Table<?> table) {
    var row = new RowSamples(5).row(table);
    var values = Columns.of(row).values();
    for (int i = 0; i < values.size(); i++) {
      var column = table.columns().get(i);
      Class<?> expected = switch (column.type()) {
        case BYTES -> ByteBuffer.class;
        case STRING -> String.class;
        default -> Long.class;
      };
      if (values.get(i) != null) {
        assertThat(values.get(i)).as("%s.%s", table, column.name()).isInstanceOf(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void keyHoldsTheKeyColumns(Table<?> table) {
    var row = new RowSamples(6).row(table);
    var values = Columns.of(row).values();
    for (int i = 0; i < table.keyColumns().size(); i++) {
      switch (table.keyColumns().get(i).type()) {
        case BYTES -> assertThat(ByteBuffer.wrap(row.key().binary(i))).isEqualTo(values.get(i));
        case STRING -> assertThat(row.key().binary(i)).isEqualTo(((String) values.get(i)).getBytes(StandardCharsets.UTF_8));
        default -> assertThat(row.key().number(i)).isEqualTo(values.get(i));
      }
    }
  }
}
